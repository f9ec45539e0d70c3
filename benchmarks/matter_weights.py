"""What each sign weighs that a message is divided by, counted anew.

    python -m benchmarks.matter_weights

In the lines of `nlp/samples/matters/` every matter is marked: ⟦路灯坏了⟧,还有⟦楼下吵⟧; two of five
tell only one. Each place where `nlp.matters` weighs whether to divide is an example, and a logistic
regression says what the signs of `nlp.matter_odds` weigh beside those set by hand. The city that
comes with the program says what categories and places there are. Printed are these weights and, by
writer, at how many of the places in his lines weights that were made without him say rightly that a
matter begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table
from scipy.optimize import minimize

from gateway.settings import PACKAGED_CITY
from gateway.town import vocabulary
from nlp import matter_odds, matters
from nlp.categories import Categories
from nlp.matter_odds import BY_HAND, CAREFUL, seen
from nlp.places import Places
from nlp.text import Normal, normalise
from routing_rules import load_city

LINES = Path(matter_odds.__file__).parent / "samples" / "matters"
DAY = date(2026, 3, 2)  # the rules of one day
_MARKED = re.compile("⟦(.*?)⟧", re.DOTALL)
_COST = 1.0  # of great weights
_LATE = 4  # characters behind a cut in which a matter may begin: 我, a number, a blank
Floats = NDArray[np.float64]

show = Console(highlight=False)


@dataclass(frozen=True, slots=True)
class Example:
    """What is seen at a place, and whether a matter begins there."""

    seen: Mapping[str, float]
    begins: bool


class Town:
    """What a city knows of categories and places."""

    def __init__(self) -> None:
        city = vocabulary(load_city(PACKAGED_CITY), DAY)
        self.categories = Categories(city.categories, thresholds=city.thresholds)
        self.places = Places(city)

    def examples(self, line: str) -> Iterator[Example]:
        """Of a line; `\\n` in it stands for a line break."""
        normal, begins = marked(line.replace("\\n", "\n"))
        places = self.places.find({"text": normal}).mentions
        told = matters.prepared(normal, self.categories, places)
        for sides in matters.boundaries(told):
            cut = sides.cut
            here = any(cut.start <= at <= cut.end + _LATE for at in begins)
            yield Example(seen(told, sides), here)


def marked(line: str) -> tuple[Normal, list[int]]:
    """The text, normalised, without its marks, and where every matter but the first begins."""
    starts, less = [], 0
    for match in _MARKED.finditer(line):
        starts.append(match.start() - less)
        less += 2
    normal = normalise(_MARKED.sub(r"\1", line))
    stands = [normal.origin(at, at + 1).start for at in range(len(normal.text))]
    behind = ([at for at, origin in enumerate(stands) if origin >= start] for start in starts[1:])
    return normal, [each[0] for each in behind if each]


def fitted(examples: Sequence[Example]) -> dict[str, float]:
    """Log-odds by name, those of `BY_HAND` as they are; that of "" is added always."""
    names = sorted({name for each in examples for name in each.seen} - BY_HAND.keys())
    seen = np.array([[each.seen.get(name, 0.0) for name in (*names, "")] for each in examples])
    seen[:, -1] = 1.0
    given = np.array([_said(each.seen, BY_HAND) for each in examples])
    begins = np.array([each.begins for each in examples])

    def unlikely(weights: Floats) -> tuple[float, Floats]:
        odds = seen @ weights + given
        loss = np.logaddexp(0, odds).sum() - odds[begins].sum() + _COST * (weights @ weights) / 2
        return float(loss), seen.T @ (1 / (1 + np.exp(-odds)) - begins) + _COST * weights

    found = minimize(unlikely, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B").x
    return {**BY_HAND, **dict(zip((*names, ""), found.tolist(), strict=True))}


def divides(seen: Mapping[str, float], by: Mapping[str, float]) -> bool:
    """What weights say of an example."""
    return by[""] + _said(seen, by) > CAREFUL


def _said(seen: Mapping[str, float], by: Mapping[str, float]) -> float:
    return sum(by.get(name, 0.0) * each for name, each in seen.items())


def main() -> None:
    town, by_writer = Town(), {}
    for path in track(sorted(LINES.glob("*.txt")), "分诉求 matters"):
        lines = path.read_text(encoding="utf-8").splitlines()
        by_writer[path.stem] = [each for line in lines for each in town.examples(line)]
    weights = fitted([each for told in by_writer.values() for each in told])
    learned = {name: round(each, 2) for name, each in weights.items() if name not in BY_HAND}
    show.print(learned)
    table = Table("", "处 places", "找到 found", "多分 others")
    for writer, told in by_writer.items():
        others = [each for name, own in by_writer.items() if name != writer for each in own]
        by = fitted(others)
        said = [each.begins for each in told if divides(each.seen, by)]
        begins = sum(each.begins for each in told)
        table.add_row(writer, str(begins), str(sum(said)), str(len(said) - sum(said)))
    show.print(table)


if __name__ == "__main__":
    main()
