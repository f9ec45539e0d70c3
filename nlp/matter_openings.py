"""How much a clause sounds like the beginning of a matter rather than like its going on."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise, repeat

FILE = "matter_openings.txt"
CLAUSE = re.compile(r"[,;。!?\n:…~]+|\.(?: |$)")  # where the sample sentences are taken apart
_HAN = 16  # characters of a clause that are read
_LATIN = 7  # words
_SHOWN = 60  # characters in which these are looked for
_WORD = re.compile(r"[a-z']+")


def terms(clause: str) -> set[str]:
    """What is known of a normalised clause: characters, pairs of them, and how it begins; of a
    clause in Latin letters the same by words."""
    clause = clause[: 2 * _SHOWN].strip(" ,\n")
    if clause[:12].isascii():
        words = _WORD.findall(clause[:_SHOWN])[:_LATIN]
        return {*words, *(f"{one} {other}" for one, other in pairwise(words)), *_first(words, " ")}
    read = clause[:_HAN]
    return {*read, *(one + other for one, other in pairwise(read)), *_first(read, "")}


def _first(units: str | list[str], joint: str) -> Iterator[str]:
    """The first units, marked as such."""
    return (f"^{joint.join(units[:length])}" for length in (1, 2, 3) if len(units) >= length)


def opening(clause: str) -> float:
    """Above 0 where it rather opens a matter; as a logarithm of odds."""
    weights = _weights()
    return weights[""] + sum(map(weights.get, terms(clause), repeat(0.0)))


@cache
def _weights() -> dict[str, float]:
    """What each term adds; that of no term is where one begins to count."""
    source = (files("nlp") / "words" / FILE).read_text(encoding="utf-8")
    lines = (line.rsplit("\t", 1) for line in source.split("\n") if line)
    return {term: int(weight) / 100 for term, weight in lines}
