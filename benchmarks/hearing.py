"""How well categories and kinds are told of sentences that nothing was learned from.

    python -m benchmarks.hearing

What `python -m nlp.heard_fitting` counts is counted four times anew, each time without a quarter of
the writers and of the events of the sample sentences, and those are then asked. From what it says
of them come the constants of `nlp.weighing` and `nlp.kinds` and the curves of `nlp.sureness`, which
are printed. Takes some minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table
from scipy.optimize import minimize
from sklearn.isotonic import IsotonicRegression

from gateway.settings import PACKAGED_CITY
from gateway.town import vocabulary
from nlp.categories import Categories
from nlp.heard_fitting import SAMPLES, WORDS_LISTED, Taught, Told, categories, kinds, taught
from nlp.kinds import Kinds
from nlp.learning.heard import Hearing
from nlp.text import normalise
from nlp.weighing import WEIGHTS
from routing_rules import load_city

PARTS = 4
NEVER = -1
STEPS = 14  # of a curve
ALL_BUT_SURE = 0.999
DAY = date(2026, 3, 2)  # the rules of one day
Floats = NDArray[np.float64]

show = Console(highlight=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """Sentences, what is weighed for each of their `labels`, and which of these is the right one:
    `parts` is sentences by weights by labels."""

    told: Sequence[Told]
    labels: Sequence[str]
    parts: Floats
    right: NDArray[np.int64]

    def shares(self, weights: Floats) -> Floats:
        """How likely each label is, sentences by labels."""
        scores = np.einsum("w,swl->sl", weights, self.parts)
        likely = np.exp(scores - scores.max(axis=1, keepdims=True))
        found: Floats = likely / likely.sum(axis=1, keepdims=True)
        return found

    def surprise(self, weights: Floats) -> float:
        """Of the right labels, in nats a sentence."""
        own = self.shares(weights)[np.arange(len(self.right)), self.right]
        return float(-np.log(np.maximum(own, 1e-12)).mean())

    def wanted(self, start: Sequence[float]) -> Floats:
        """The weights that surprise least."""
        found: Floats = minimize(self.surprise, np.array(start), method="Nelder-Mead").x
        return np.round(found, 2)


def part(each: Told, sources: Sequence[str]) -> int:
    """Which quarter a sentence is of: with all of its file, or with all of its event. Words are of
    none."""
    if each.source == WORDS_LISTED:
        return NEVER
    number = crc32(each.event.encode()) if each.source == SAMPLES else sources.index(each.source)
    return number % PARTS


def main() -> None:
    known = taught()
    sources = sorted({each.source for each in known.told})
    parts = np.array([part(each, sources) for each in known.told])
    about, sort = asked_of_categories(known, parts), asked_of_kinds(known, parts)
    likely = about.shares(WEIGHTS)
    show.print(figures(about, likely), f"weights: {about.wanted([1.0, 0.5, 10.0])}")
    curves(about, likely)
    weights = sort.wanted([1.0, 0.5])
    show.print(figures(sort, sort.shares(weights)), f"weights: {weights}")


def asked_of_categories(known: Taught, parts: NDArray[np.int64]) -> Asked:
    words = vocabulary(load_city(PACKAGED_CITY), DAY).categories
    told: list[Told] = []
    found: list[Floats] = []
    for number in track(range(PARTS), "分类 categories"):
        heard = categories(known, parts != number)
        city = Categories(words, known=Hearing(known.alphabet, heard, heard))
        own = [t for t, p in zip(known.told, parts, strict=True) if p == number and t.category]
        told += own
        found += [city.parts({"text": normalise(each.text)}) for each in own]
    right = np.array([city.codes.index(each.category) for each in told])
    return Asked(told, city.codes, np.stack(found), right)


def asked_of_kinds(known: Taught, parts: NDArray[np.int64]) -> Asked:
    words = vocabulary(load_city(PACKAGED_CITY), DAY).kinds
    city, labels = Kinds(words), [each.code for each in words]
    told: list[Told] = []
    found: list[Floats] = []
    for number in track(range(PARTS), "诉求类型 kinds"):
        heard = kinds(known, parts != number).of(labels)
        own = [
            each
            for each, p in zip(known.told, parts, strict=True)
            if p == number and each.kind and each.source != SAMPLES
        ]
        told += own
        for each in own:
            cues = np.zeros(len(labels))
            for cue, *_ in city.listed({"text": normalise(each.text)}):
                cues[labels.index(cue.code)] += cue.weight
            found.append(np.stack([heard.near(known.alphabet.bag(each.text)), cues]))
    return Asked(told, labels, np.stack(found), np.array([labels.index(t.kind) for t in told]))


def figures(asked: Asked, likely: Floats) -> Table:
    """By source: how often the likeliest is right, one of the likeliest three, and its first two
    digits."""
    best = np.argsort(-likely, axis=1)
    table = Table("", "句 sentences", "第一 first", "前三 among three", "一级 first level")
    source = np.array([each.source for each in asked.told])
    for name in ("", *sorted(set(source))):
        rows = source == name if name else np.ones(len(source), np.bool_)
        own = asked.right[rows]
        first = [asked.labels[at][:2] for at in best[rows, 0]]
        table.add_row(
            name or "合计 together",
            str(rows.sum()),
            f"{(best[rows, 0] == own).mean():.3f}",
            f"{(best[rows, :3] == own[:, None]).any(axis=1).mean():.3f}",
            f"{np.mean([asked.labels[at][:2] == f for at, f in zip(own, first, strict=True)]):.3f}",
        )
    return table


def curves(asked: Asked, likely: Floats) -> None:
    """Prints from how likely the best guess is to how often that was right, on both levels."""
    firsts = sorted({code[:2] for code in asked.labels})
    family = np.array([firsts.index(code[:2]) for code in asked.labels])
    above = np.stack([likely[:, family == at].sum(axis=1) for at in range(len(firsts))], axis=1)
    for name, shares, right in (
        ("second_level", likely, asked.right),
        ("first_level", above, family[asked.right]),
    ):
        show.print(f"{name}={curve(shares.max(axis=1), shares.argmax(axis=1) == right)}")


def curve(likely: Floats, right: NDArray[np.bool_]) -> list[tuple[float, float]]:
    """A rising one of a few points, through the averages of equal parts; what is likelier than
    0.999 is one part."""
    order = np.argsort(likely, kind="stable")
    below = order[likely[order] < ALL_BUT_SURE]
    parts = [*np.array_split(below, STEPS), order[len(below) :]]
    at = [float(likely[each].mean()) for each in parts]
    share = [float(right[each].mean()) for each in parts]
    rising = IsotonicRegression().fit(at, share).predict(at)
    return [(round(x, 3), round(float(y), 3)) for x, y in zip(at, rising, strict=True)]


if __name__ == "__main__":
    main()
