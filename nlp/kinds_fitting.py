"""Counts what sounds like each kind of request in the sample sentences; needed only to count anew.

    python -m nlp.kinds_fitting

People seldom say what their message is: 请问 and 投诉 stand in the smaller part of them. So the
lines of `nlp/samples/kinds/` are mostly told without such words, and often one matter as different
kinds. Printed are the figures of each of these files with a count that left it out, and what the
sound and the listed words weigh together there (`_SOUND` and `_CUE` of nlp/kinds.py).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.kinds import Kinds
from nlp.learning.kind_weights import CARD, WEIGHTS, fingerprint, packed
from nlp.learning.ready import joined, lesson
from nlp.learning.terms import Alphabet
from nlp.text import normalise
from nlp.vocabulary import KindWords

WORDS = Path(__file__).parent / "words"
_COST = 3.0  # 1 to 10 differ by less than half a point
_ROUNDS = 400
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ToldKind:
    """A text as an alphabet reads it, its kind, and the file it is from."""

    text: str
    kind: str
    source: str


def told() -> Iterator[ToldKind]:
    """The samples, and behind them the lines for kinds alone."""
    known = lesson()
    for each in known.samples:
        yield ToldKind(joined(each.title, each.text), each.kind, "samples")
    for line in known.lines:
        yield ToldKind(joined("", line.text), line.kind, line.source)


def fitted(sentences: Sequence[ToldKind], alphabet: Alphabet) -> Any:
    """A logistic regression of scikit-learn's, every kind counting the same."""
    from sklearn.linear_model import LogisticRegression

    made = LogisticRegression(C=_COST, max_iter=_ROUNDS, class_weight="balanced")
    return made.fit(_rows(sentences, alphabet), [each.kind for each in sentences])


def _rows(sentences: Sequence[ToldKind], alphabet: Alphabet) -> Any:
    from scipy.sparse import csr_matrix

    bags = [alphabet.bag(each.text) for each in sentences]
    ends = np.cumsum([0, *(len(bag.columns) for bag in bags)])
    columns = np.concatenate([bag.columns for bag in bags])
    values = np.concatenate([bag.values for bag in bags])
    return csr_matrix((values, columns, ends), shape=(len(bags), len(alphabet.rarity)))


def written(sentences: Sequence[ToldKind], alphabet: Alphabet) -> dict[str, bytes]:
    """The files by name. The same sentences give the same bytes."""
    made = fitted(sentences, alphabet)
    weights, card = packed(made.classes_.tolist(), made.coef_.T, made.intercept_)
    card |= {"alphabet": fingerprint(alphabet), "sentences": mark(sentences)}
    return {WEIGHTS: weights, CARD: (json.dumps(card) + "\n").encode()}


def mark(sentences: Sequence[ToldKind]) -> str:
    """Of the sentences in their order, 12 hexadecimal digits."""
    digest = sha256("\n".join(f"{each.kind}\t{each.text}" for each in sentences).encode())
    return digest.hexdigest()[:12]


def left_out(
    sentences: Sequence[ToldKind], alphabet: Alphabet
) -> Iterator[tuple[str, list[ToldKind], Floats, list[str]]]:
    """By each file: its sentences, and the log-odds of every kind by a count that left it out."""
    for source in sorted({each.source for each in sentences} - {"samples"}):
        own = [each for each in sentences if each.source == source]
        made = fitted([each for each in sentences if each.source != source], alphabet)
        yield source, own, made.decision_function(_rows(own, alphabet)), made.classes_.tolist()


def voices(apart: Sequence[tuple[Sequence[ToldKind], Floats]], labels: Sequence[str]) -> Floats:
    """What the sound and the listed words weigh so that the kinds told are the likeliest."""
    from scipy.optimize import minimize

    city = Kinds(tuple(KindWords(code, code) for code in labels))
    sounds = np.concatenate([odds for _, odds in apart])
    sentences = [each for own, _ in apart for each in own]
    cues = np.zeros_like(sounds)
    for row, each in enumerate(sentences):
        for cue, *_ in city.listed({"text": normalise(each.text)}):
            cues[row, labels.index(cue.code)] += cue.weight
    right = np.array([labels.index(each.kind) for each in sentences])

    def unlikely(by: Floats) -> float:
        scores = by[0] * sounds + by[1] * cues
        told = scores[np.arange(len(right)), right]
        return float((np.logaddexp.reduce(scores, axis=1) - told).mean())

    found: Floats = minimize(unlikely, np.array([1.0, 0.5])).x
    return found


def main() -> None:
    sentences, alphabet = list(told()), lesson().alphabet
    for name, content in written(sentences, alphabet).items():
        (WORDS / name).write_bytes(content)
    apart: list[tuple[list[ToldKind], Floats]] = []
    labels: list[str] = []
    for source, own, odds, labels in left_out(sentences, alphabet):
        guessed = [labels[at] for at in odds.argmax(axis=1)]
        right = np.mean([each.kind == guess for each, guess in zip(own, guessed, strict=True)])
        sys.stdout.write(f"{source}: {len(own)} lines, {right:.3f} right when left out\n")
        apart.append((own, odds))
    sound, cue = voices(apart, labels)
    sys.stdout.write(f"_SOUND {sound:.2f}, _CUE {cue:.2f}\n")


if __name__ == "__main__":
    main()
