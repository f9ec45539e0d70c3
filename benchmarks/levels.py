"""How often a level below an alarm was the one that the writer gave, by what it was taken from.

    python -m benchmarks.levels [FILE.tsv ...]

The rows of tests/nlp/urgency_*.tsv (columns urgency and text) were written to be near danger, by
people who gave each its level; those that ring are left out. The city that comes with the program
says how urgent its categories are. `nlp.levels` has the figures of kinds from here.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from gateway.settings import PACKAGED_CITY
from gateway.town import vocabulary
from nlp import Understanding
from routing_rules import load_city

SETS = Path(__file__).parent.parent / "tests" / "nlp"
DAY = date(2026, 3, 2)  # the rules of one day

show = Console(highlight=False)


def rows(path: Path) -> Iterator[tuple[str, str]]:
    """Level and text."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row.get("urgency") and row.get("text"):
                yield row["urgency"], row["text"]


def main() -> None:
    city = Understanding(vocabulary(load_city(PACKAGED_CITY), DAY))
    right: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    files = [Path(each) for each in sys.argv[1:]] or sorted(SETS.glob("urgency_*.tsv"))
    for path in files:
        for level, text in rows(path):
            told = city.suggest(text)
            if told.alarm:
                continue
            why = [each for each in told.because if each.about == "urgency"][-1]
            for name in (re.sub(r"U\d", "U", f"{why.says} {why.says_en}"), "合计 together"):
                whole[name] += 1
                right[name] += told.urgency.code == level
    table = Table("", "对 right", "共 of", "")
    for name, of in whole.most_common():
        table.add_row(name, str(right[name]), str(of), f"{right[name] / of:.2f}")
    show.print(table)


if __name__ == "__main__":
    main()
