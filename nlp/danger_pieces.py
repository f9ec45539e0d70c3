"""Cuts a text into the pieces of words that the gist of a danger is read from."""

import re
from functools import cache
from importlib.resources import files

import numpy as np
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind
from numpy.typing import NDArray

from nlp.text import has_latin

PIECES = "danger_pieces.txt"
BEGINS = "▁"  # stands before the first letters of a Latin word, as in the vocabulary it is from
_WORD_BEGINS = re.compile(r" *(?<![a-z'])(?=[a-z])")

Numbers = NDArray[np.int64]


def cut(text: str) -> Numbers:
    """Numbers of the pieces in a normalised text, the longest at each place; 0 where none is."""
    marked = _WORD_BEGINS.sub(BEGINS, text) if has_latin(text) else text
    found = _finder().find_matches_as_indexes(marked)
    return np.fromiter((piece + 1 for piece, _, _ in found), np.int64) if found else _NOTHING


_NOTHING: Numbers = np.zeros(1, np.int64)


@cache
def _finder() -> AhoCorasick:
    # eight times as fast as what would be chosen for so many pieces
    quick = Implementation.ContiguousNFA
    return AhoCorasick(pieces(), matchkind=MatchKind.LeftmostLongest, implementation=quick)


@cache
def pieces() -> list[str]:
    """One piece a line, in the order of their numbers, of which the first is 1."""
    return (files("nlp") / "words" / PIECES).read_text(encoding="utf-8").split("\n")
