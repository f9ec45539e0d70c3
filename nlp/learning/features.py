"""Turns a text into the numbers that a model weighs: words and characters, title and text apart."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from operator import add
from typing import Self

import numpy as np
from numpy.typing import NDArray

from nlp.text import words

Array = NDArray[np.float32]
Counted = tuple[NDArray[np.int32], NDArray[np.int32]]  # columns, and how often each
_NUMBER = re.compile(r"\d{5}")
LONGEST = 2000  # characters of a field that are read; more changed no figure
_POINT = 21  # bits of a character's number
_TF = (1 + np.log(np.maximum(1, np.arange(2 * LONGEST)))).astype(np.float32)  # by how often


@dataclass(frozen=True, slots=True)
class Block:
    """One view of one field. `unit` is word or char (single ones and pairs).

    A term that fewer than `least` examples have is left out.
    """

    field: str
    unit: str
    least: int


BLOCKS = (
    Block("title", "word", 1),
    Block("text", "word", 2),
    Block("title", "char", 1),
    Block("text", "char", 2),
)
AID_WEIGHT = 0.4  # of what rules say, beside blocks of length 1


def terms(unit: str, text: str) -> list[str]:
    """The words of a normalised text, or its characters and pairs of neighbours."""
    read = text[:LONGEST]
    if unit == "word":
        return [word for word in words(read) if not word.isspace()]
    return [*read, *map(add, read, read[1:])]


@dataclass(frozen=True, slots=True)
class Letters:
    """The characters and pairs that a model knows, as ascending numbers with their columns.

    Looking them up all at once is three times as fast as one by one in a mapping.
    """

    numbers: NDArray[np.int64]
    columns: NDArray[np.int32]

    @classmethod
    def of(cls, known: Mapping[str, int]) -> Self:
        numbers = np.array([_number(*term) for term in known], np.int64)
        order = np.argsort(numbers)
        return cls(numbers[order], np.fromiter(known.values(), np.int32, len(known))[order])

    def counted(self, text: str) -> Counted:
        if not len(self.numbers) or not text:
            return self.columns[:0], self.columns[:0]
        found, times = np.unique(_spelled(text), return_counts=True)
        at = np.minimum(np.searchsorted(self.numbers, found), len(self.numbers) - 1)
        known = self.numbers[at] == found
        return self.columns[at[known]], times[known].astype(np.int32)


def _number(first: str, second: str = "") -> int:
    return (ord(first) + 1) << _POINT | ord(second) if second else ord(first)


def _spelled(text: str) -> NDArray[np.int64]:
    """The number of every character, then of every pair of neighbours."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    return np.concatenate([points, (points[:-1] + 1) << _POINT | points[1:]])


def _counted_words(known: Mapping[str, int], text: str) -> Counted:
    counted = Counter(map(known.get, terms("word", text)))
    counted.pop(None, None)
    columns = np.fromiter(counted.keys(), np.int32, len(counted))
    return columns, np.fromiter(counted.values(), np.int32, len(counted))


@dataclass(frozen=True, slots=True)
class Vector:
    """Which features a text has, as columns of the model, and how strongly."""

    columns: NDArray[np.int32]
    values: Array


@dataclass(frozen=True, slots=True)
class Features:
    """The terms that a model knows, each with its column, and how telling each is.

    `terms` has one mapping per block; `rarity` one number per column of all blocks; the aids have
    the columns after those.
    """

    terms: tuple[Mapping[str, int], ...]
    aids: Mapping[str, int]
    rarity: Array
    letters: Mapping[Block, Letters] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        spelled = zip(BLOCKS, self.terms, strict=True)
        letters = {block: Letters.of(known) for block, known in spelled if block.unit == "char"}
        object.__setattr__(self, "letters", letters)

    @property
    def width(self) -> int:
        return len(self.rarity) + len(self.aids)

    def vector(self, fields: Mapping[str, str], aids: Mapping[str, float]) -> Vector:
        """`fields` are normalised texts by name; unknown terms and aids count for nothing."""
        columns: list[NDArray[np.int32]] = []
        values: list[Array] = []
        for block, known in zip(BLOCKS, self.terms, strict=True):
            text, letters = fields.get(block.field, "")[:LONGEST], self.letters.get(block)
            at, times = letters.counted(text) if letters else _counted_words(known, text)
            if len(at):
                strength: Array = _TF[times] * self.rarity[at]
                columns.append(at)
                values.append((strength / np.sqrt(strength @ strength)).astype(np.float32))
        own, given = self._aids(aids)
        return Vector(np.concatenate([*columns, own]), np.concatenate([*values, given]))

    def _aids(self, aids: Mapping[str, float]) -> tuple[NDArray[np.int32], Array]:
        known = [(self.aids[name], value) for name, value in aids.items() if name in self.aids]
        columns = np.array([column for column, _ in known], np.int32)
        return columns, np.array([AID_WEIGHT * value for _, value in known], np.float32)


def learn(
    fields: Sequence[Mapping[str, str]], aids: Sequence[Mapping[str, float]], least: int = 1
) -> Features:
    """The terms that at least so many of these texts have. The same texts give the same columns."""
    spread = [_spread(block, fields, least) for block in BLOCKS]
    free = count()
    columns = tuple({term: next(free) for term in counted} for counted in spread)
    frequencies = np.array([n for counted in spread for n in counted.values()], np.float64)
    rarity = np.log((1 + len(fields)) / (1 + frequencies)) + 1
    names = sorted({name for each in aids for name in each})
    own = {name: len(rarity) + at for at, name in enumerate(names)}
    return Features(columns, own, rarity.astype(np.float32))


def _spread(block: Block, fields: Sequence[Mapping[str, str]], least: int) -> dict[str, int]:
    """In how many texts each term is, in the order of the terms; somebody's number is none."""
    counted: Counter[str] = Counter()
    for each in fields:
        counted.update(set(terms(block.unit, each.get(block.field, ""))))
    wanted = max(least, block.least)
    return {t: n for t, n in sorted(counted.items()) if n >= wanted and not _NUMBER.search(t)}
