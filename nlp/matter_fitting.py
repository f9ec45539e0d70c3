"""Makes the words of nlp.matter_openings from the sample sentences; needed only to make them anew.

    python -m nlp.matter_fitting

The first clause of each sample opens a matter, all others go on about it.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nlp.learning.samples import kind_lines, lessons
from nlp.matter_openings import CLAUSE, FILE, terms
from nlp.text import normalise

_WORDS = Path(__file__).parent / "words"
_SEED = 12345
_COST = 0.1  # 0.03 to 0.3 tell openings apart as well
_LEAST = 5  # clauses that must have a term
_NO_MATTER = ("praise", "chase", "other")
_SAYS = 5  # hundredths below which a term is left out


def clauses() -> Iterator[tuple[set[str], bool]]:
    """The terms of every clause, and whether it is the first of its sample."""
    for text in _texts():
        parts = (part.strip() for part in CLAUSE.split(normalise(text).text))
        for place, part in enumerate(part for part in parts if len(part) > 2):
            yield terms(part), place == 0


def _texts() -> Iterator[str]:
    """The samples, and the lines for kinds that tell a matter."""
    yield from (each.text for each in lessons())
    yield from (line.text for line in kind_lines() if line.kind not in _NO_MATTER)


def fitted() -> str:
    """A line `term<TAB>hundredths` for each term that says something, in order of the terms."""
    from sklearn.linear_model import LogisticRegression

    told = list(clauses())
    counts = Counter(term for each, _ in told for term in each)
    known = sorted(term for term, times in counts.items() if times >= _LEAST)
    machine = LogisticRegression(
        C=_COST, solver="liblinear", class_weight="balanced", random_state=_SEED
    )
    machine.fit(_rows([each for each, _ in told], known), [first for _, first in told])
    weights = {"": machine.intercept_[0], **dict(zip(known, machine.coef_[0], strict=True))}
    whole = {term: round(100 * weight) for term, weight in weights.items()}
    said = (f"{term}\t{each}\n" for term, each in whole.items() if abs(each) >= _SAYS or not term)
    return "".join(said)


def _rows(told: Sequence[set[str]], known: Sequence[str]) -> Any:
    from scipy.sparse import csr_matrix

    place = {term: at for at, term in enumerate(known)}
    found = [(row, place[term]) for row, each in enumerate(told) for term in each if term in place]
    rows, columns = zip(*found, strict=True)
    return csr_matrix(([1.0] * len(found), (rows, columns)), shape=(len(told), len(known)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the words beside the word lists, or into the folder given."""
    parser = argparse.ArgumentParser(prog="nlp.matter_fitting", description=__doc__)
    parser.add_argument("--out", type=Path, default=_WORDS)
    content = fitted()
    out = parser.parse_args(arguments).out / FILE
    out.write_text(content, encoding="utf-8")
    sys.stdout.write(f"{len(content.splitlines())} → {out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
