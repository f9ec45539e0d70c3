"""Cuts a text into short stretches and each into n-grams of characters and sounds, as numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
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
    [0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F, 0x165667B1, 0xD3A2646D], np.uint32
)

Numbers = NDArray[np.uint32]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stretches:
    """Neighbouring clauses of a text, one to four: where each stretch begins and ends.

    The first `clauses` of them are the single ones.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    clauses: int

    @property
    def size(self) -> Floats:
        """What a sum over the n-grams of a stretch is divided by."""
        return np.asarray(np.sqrt(np.maximum(self.ends - self.starts, _FEW)), np.float64)


def stretches(text: str) -> Stretches:
    """Every run of one to four clauses that is short enough."""
    cut = list(_clauses(text))
    starts = np.array([start for start, _ in cut], np.int64)
    ends = np.array([end for _, end in cut], np.int64)
    most = min(_TOGETHER, len(starts))
    runs = [(starts[: len(starts) - more], ends[more:]) for more in range(most)]
    first = np.concatenate([a for a, _ in runs]) if runs else starts
    last = np.concatenate([b for _, b in runs]) if runs else ends
    short = (last - first <= _REACH) | (np.arange(len(first)) < len(starts))
    return Stretches(first[short], last[short], len(starts))


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    for clause in _CLAUSE.finditer(text):
        start, end = clause.span()
        if end - start <= _LONGEST:
            yield start, end
        else:
            pieces = -((start - end) // _LONGEST)
            step = -((start - end) // pieces)
            yield from ((at, min(end, at + step)) for at in range(start, end, step))


def grams(text: str) -> tuple[tuple[Numbers, ...], ...]:
    """By length, 1 to 3: for every place of the text the slots of the n-grams that begin there.

    Slot 0 stands for all n-grams with a digit or mark in them.
    """
    letters = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    says = _says(letters)
    both = says[:-1] & says[1:]
    three = both[:-1] & both[1:]
    sounds = table().take(np.minimum(letters, 0xFFFF)).astype(np.uint32)
    (a, b, c), (u, v, w) = _scattered(letters, 0), _scattered(sounds, 3)
    pairs, heard, apart = a[:-1] + b[1:], u[:-1] + v[1:], a[:-2] + c[2:]
    return (
        (_slots(a, says),),
        (_slots(pairs, both), _slots(heard, both)),
        (
            _slots(pairs[:-1] + c[2:], three),
            _slots(heard[:-1] + w[2:], three),
            _slots(apart, says[:-2] & says[2:]),
        ),
    )


def marks(text: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Places of a text where words of danger begin, and slots of what the lists say of them."""
    found = dict.fromkeys(dangers().marks(text))
    if has_latin(text):
        found |= dict.fromkeys(english_dangers().marks(text))
    places = np.fromiter((place for place, _ in found), np.int64, len(found))
    return places, np.fromiter((_slot(mark) for _, mark in found), np.int64, len(found))


@cache
def _slot(mark: str) -> int:
    """The same on every machine, unlike `hash`."""
    return (crc32(mark.encode()) * int(_ODD[0]) & 0xFFFFFFFF) >> (32 - BITS)


def _says(letters: Numbers) -> NDArray[np.bool_]:
    """Latin letters, Han characters and pictures."""
    latin = (letters >= ord("a")) & (letters <= ord("z"))
    return latin | ((letters >= 0x3400) & (letters < 0xE000)) | (letters >= 0x1F000)


def _scattered(codes: Numbers, first: int) -> tuple[Numbers, ...]:
    return tuple(codes * odd for odd in _ODD[first : first + 3])


def _slots(mixed: Numbers, counts: NDArray[np.bool_]) -> Numbers:
    return (mixed >> _SHIFT) * counts
