"""Cuts a text into short stretches and each into n-grams of characters and sounds, as numbers."""

import re
from dataclasses import dataclass
from functools import cache
from math import sqrt
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from nlp.danger import dangers, english_dangers
from nlp.sounds import table
from nlp.text import has_latin

BITS = 17
_SHIFT = np.uint32(32 - BITS)
_LONGEST = 18  # characters of a clause; a longer one is cut evenly
_TOGETHER = 4  # clauses in a row that are looked at as one
_REACH = 60  # characters that such clauses have at most
_CLAUSE = re.compile(r"[^,.。!?;:、…~\s]+")
_FEW = 6  # characters; a shorter stretch counts as if it had so many
_ODD = np.array(  # numbers without pattern: their products scatter over the slots
    [[0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35], [0x27D4EB2F, 0x165667B1, 0xD3A2646D]], np.uint32
)[..., None]

Numbers = NDArray[np.uint32]
Places = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stretches:
    """Neighbouring clauses of a text, one to four: where each stretch begins and ends.

    The first `clauses` of them are the single ones.
    """

    starts: Places
    ends: Places
    clauses: int

    @property
    def size(self) -> Floats:
        """What a sum over the n-grams of each stretch is divided by."""
        return np.asarray(np.sqrt(np.maximum(self.ends - self.starts, _FEW)), np.float64)


def root(length: int) -> float:
    """What a sum over the n-grams of so many characters is divided by."""
    return sqrt(max(length, _FEW))


def stretches(text: str) -> Stretches:
    """Every run of one to four clauses that is short enough."""
    starts, ends = _clauses(text)
    runs = range(min(_TOGETHER, len(starts)))
    first = np.concatenate([starts[: len(starts) - more] for more in runs] or [starts])
    last = np.concatenate([ends[more:] for more in runs] or [ends])
    short = last - first <= _REACH
    short[: len(starts)] = True
    return Stretches(first[short], last[short], len(starts))


def _clauses(text: str) -> tuple[Places, Places]:
    """Where they begin and end."""
    found = [clause.span() for clause in _CLAUSE.finditer(text)]
    starts, ends = np.array(found, np.int64).reshape(-1, 2).T
    size = ends - starts
    if not (size > _LONGEST).any():
        return starts, ends
    step = -(-size // -(-size // _LONGEST))
    pieces = -(-size // step)
    place = np.arange(pieces.sum()) - np.repeat(pieces.cumsum() - pieces, pieces)
    step = np.repeat(step, pieces)
    starts = np.repeat(starts, pieces) + place * step
    return starts, np.minimum(np.repeat(ends, pieces), starts + step)


def grams(text: str) -> tuple[Numbers, Numbers, Numbers]:
    """By length, 1 to 3: rows of slots, one for every place where n-grams of that length begin.

    Slot 0 stands for all n-grams with a letter, digit or mark in them.
    """
    letters = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    heard: Numbers = np.stack((letters, table().take(letters, mode="clip")))
    mixed = heard[:, None] * _ODD  # letters and sounds, scattered in three ways
    pairs = mixed[:, 0, :-1] + mixed[:, 1, 1:]
    threes = pairs[:, :-1] + mixed[:, 2, 2:]
    apart = mixed[0, 0, :-2] + mixed[0, 2, 2:]
    says = _says(letters)
    both = says[:-1] & says[1:]
    return (
        _slots(mixed[:1, 0], says),
        _slots(pairs, both),
        np.concatenate(
            (_slots(threes, both[:-1] & both[1:]), _slots(apart, says[:-2] & says[2:])[None])
        ),
    )


def marks(text: str) -> tuple[Places, Places]:
    """Places of a text where words of danger begin, and slots of what the lists say of them."""
    found = dict.fromkeys(dangers().marks(text))
    if has_latin(text):
        found |= dict.fromkeys(english_dangers().marks(text))
    places = np.fromiter((place for place, _ in found), np.int64, len(found))
    return places, np.fromiter((_slot(mark) for _, mark in found), np.int64, len(found))


@cache
def _slot(mark: str) -> int:
    """The same on every machine, unlike `hash`."""
    return (crc32(mark.encode()) * int(_ODD[0, 0, 0]) & 0xFFFFFFFF) >> (32 - BITS)


def _says(letters: Numbers) -> NDArray[np.bool_]:
    """Han characters and pictures; Latin letters among them are codes and plates mostly."""
    return ((letters >= 0x3400) & (letters < 0xE000)) | (letters >= 0x1F000)


def _slots(mixed: Numbers, counts: NDArray[np.bool_]) -> Numbers:
    return (mixed >> _SHIFT) * counts
