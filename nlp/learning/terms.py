"""Counts the words and characters that a text shares with texts known before, fast enough at start.

`nlp.learning.features` does the same for trained models, with title and text apart; it takes three
times as long to learn its terms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from nlp.text import words

Array = NDArray[np.float32]
Numbers = NDArray[np.int64]
LONGEST = 2000  # characters that are read; more changed no figure
LEAST = 2  # texts that must have a term
_LATIN = 0x2FF  # the last number of a Latin character
_PAIR = 21  # bits of a character's number
_UNKNOWN = -1
_LOG = (1 + np.log(np.maximum(1, np.arange(2 * LONGEST)))).astype(np.float32)  # by how often


@dataclass(frozen=True, slots=True)
class Bag:
    """The known terms of a text, as columns, and their weights: words and characters each of
    length one."""

    columns: Numbers
    values: Array


@dataclass(frozen=True, slots=True)
class Bags:
    """Many bags one after another; `rows` says whose each term is."""

    rows: Numbers
    columns: Numbers
    values: Array
    count: int
    width: int

    def followed_by(self, others: Sequence[Bag]) -> "Bags":
        """The same with further ones of the same alphabet behind them."""
        rows = np.repeat(np.arange(len(others)), [len(each.columns) for each in others])
        return Bags(
            np.concatenate([self.rows, self.count + rows]),
            np.concatenate([self.columns, *(each.columns for each in others)]),
            np.concatenate([self.values, *(each.values for each in others)]),
            self.count + len(others),
            self.width,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Alphabet:
    """The terms of the texts learned from: words, and characters with pairs of neighbours.

    `letters` are those as ascending numbers; their columns follow those of the words.
    """

    words: Mapping[str, int]
    letters: Numbers
    rarity: Array

    def bag(self, text: str) -> Bag:
        """`text` is normalised; fields are joined by line breaks. Unknown terms count nothing."""
        read = text[:LONGEST]
        said = [*map(self.words.get, words(read), repeat(_UNKNOWN))]
        known, times = _counted(np.array(said, np.int64))
        unknown = int(len(known) > 0 and known[0] == _UNKNOWN)
        halves = [
            self._weighed(known[unknown:], times[unknown:]),
            self._weighed(*self._spelled(read)),
        ]
        return Bag(*(np.concatenate(parts) for parts in zip(*halves, strict=True)))

    def _spelled(self, text: str) -> tuple[Numbers, Numbers]:
        """The columns of its characters and pairs, and how often each is there."""
        spelled, times = _counted(_letters(text))
        if not len(self.letters):
            return spelled[:0], times[:0]
        at = np.minimum(self.letters.searchsorted(spelled), len(self.letters) - 1)
        known = self.letters.take(at) == spelled
        return at[known] + len(self.words), times[known]

    def _weighed(self, columns: Numbers, times: Numbers) -> tuple[Numbers, Array]:
        values = _LOG.take(times) * self.rarity.take(columns)
        return columns, values / max(1e-9, sqrt(float(values @ values)))


def _counted(terms: Numbers) -> tuple[Numbers, Numbers]:
    """The different terms, ascending, and how often each is there."""
    ordered = np.sort(terms)
    begins = np.ones(len(ordered) + 1, np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=begins[1:-1])
    bounds = np.flatnonzero(begins)
    return ordered.take(bounds[:-1]), bounds[1:] - bounds[:-1]


def learn(texts: Sequence[str]) -> tuple[Alphabet, Bags]:
    """The terms of normalised texts, and their bags. The same texts give the same columns."""
    numbers: dict[str, int] = {}
    said = _half(
        [
            np.array([numbers.setdefault(w, len(numbers)) for w in words(t) if w != "\n"], np.int64)
            for t in texts
        ]
    )
    spelled = _half([_letters(text) for text in texts])
    column = dict(zip(said.terms.tolist(), range(len(said.terms)), strict=True))
    known = {word: column[number] for word, number in numbers.items() if number in column}
    alphabet = Alphabet(known, spelled.terms, np.concatenate([said.rarity, spelled.rarity]))
    return alphabet, Bags(
        np.concatenate([said.rows, spelled.rows]),
        np.concatenate([said.columns, spelled.columns + len(known)]),
        np.concatenate([said.values, spelled.values]),
        len(texts),
        len(alphabet.rarity),
    )


def _letters(text: str) -> Numbers:
    """Characters and pairs of neighbours as numbers, without Latin ones: those say less than
    the words they make."""
    points = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32).astype(np.int64)
    inside = points > _LATIN
    pairs = (points[:-1] << _PAIR) | points[1:]
    return np.concatenate([points[inside], pairs[inside[:-1] & inside[1:]]])


@dataclass(frozen=True, slots=True)
class _Half:
    """Texts taken apart in one way: the terms that are frequent enough, how rare each is, and
    which text has which, how strongly."""

    terms: Numbers
    rarity: Array
    rows: Numbers
    columns: Numbers
    values: Array


def _half(texts: Sequence[Numbers]) -> _Half:
    rows = np.repeat(np.arange(len(texts)), [len(each) for each in texts])
    terms, columns = np.unique(np.concatenate([*texts, np.empty(0, np.int64)]), return_inverse=True)
    places, times = np.unique(rows * len(terms) + columns, return_counts=True)
    rows, columns = np.divmod(places, max(1, len(terms)))
    spread = np.bincount(columns, minlength=len(terms))
    kept = spread >= LEAST
    rarity = np.log((1 + len(texts)) / (1 + spread[kept])) + 1
    there = kept[columns]
    rows, columns = rows[there], (np.cumsum(kept) - 1)[columns[there]]
    values = (1 + np.log(times[there])) * rarity[columns]
    length = np.sqrt(np.bincount(rows, weights=values**2, minlength=len(texts)))
    share = (values / np.maximum(1e-9, length)[rows]).astype(np.float32)
    return _Half(terms[kept], rarity.astype(np.float32), rows, columns, share)
