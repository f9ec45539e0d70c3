"""Turns a question into what can be compared: pairs of characters, and words that mean the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick, MatchKind

from nlp.text import normalise

_PIECE = re.compile(r"[^\W_]+")
_SIGNS = {"same": "≡", "facet": "?", "filler": ""}
_BREAKS = ("", "?")  # words in whose place the text is cut


def grams(text: str, longest: int) -> list[tuple[str, str]]:
    """What the first `longest` characters of a text are compared by, and the words behind each.

    Pairs of neighbouring characters, whole words in latin letters or digits, and one sign for a
    group of words that mean the same (地铁, 轨道交通). Words that only fill are left out.
    """
    even = normalise(text[:longest]).text
    spotted = list(_spotted(even))
    pieces = _PIECE.findall(_without(even, spotted))
    pairs = [(gram, gram) for piece in pieces for gram in _pairs(piece)]
    return pairs + [(sign, even[start:end]) for sign, start, end in spotted if sign]


def is_facet(gram: str) -> bool:
    """Whether it stands for where, how long, how much: what is asked about many a matter."""
    return gram.startswith("?")


def _pairs(piece: str) -> list[str]:
    if len(piece) == 1 or piece.isascii():
        return [piece]
    return [piece[start : start + 2] for start in range(len(piece) - 1)]


def _spotted(text: str) -> Iterator[tuple[str, int, int]]:
    """The listed words of an even text: the sign of their group ("" for filler), start and end."""
    finder, signs = _finder()
    for index, start, end in finder.find_matches_as_indexes(text):
        if not (_cuts_a_word(text, start) or _cuts_a_word(text, end)):
            yield signs[index], start, end


def _cuts_a_word(text: str, place: int) -> bool:
    """Between two latin letters or digits: `a` is filling, but not in `atm`."""
    around = text[max(0, place - 1) : place + 1]
    return len(around) == 2 and around.isascii() and around.isalnum()


def _without(text: str, spotted: list[tuple[str, int, int]]) -> str:
    """Filling words, and those for what is asked about a matter, give way to a break."""
    pieces, last = [], 0
    for sign, start, end in spotted:
        if sign[:1] in _BREAKS:
            pieces += [text[last:start], "|"]
            last = end
    return "".join([*pieces, text[last:]])


@cache
def _finder() -> tuple[AhoCorasick, tuple[str, ...]]:
    """Every listed word, and the sign of its group."""
    lines = (files("nlp") / "words" / "answers.txt").read_text(encoding="utf-8").splitlines()
    signs: dict[str, str] = {}
    for number, line in enumerate(lines):
        what, *words = line.split() or ("",)
        if what in _SIGNS:
            sign = _SIGNS[what] and f"{_SIGNS[what]}{number}"
            signs |= {normalise(word).text: sign for word in words}
    return AhoCorasick(tuple(signs), matchkind=MatchKind.LeftmostLongest), tuple(signs.values())
