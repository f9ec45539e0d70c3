"""Turns a text into the numbers that a model weighs: words and characters, title and text apart."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from operator import add

import numpy as np
import rjieba
from numpy.typing import NDArray

Array = NDArray[np.float32]
_NUMBER = re.compile(r"\d{5}")
LONGEST = 2000  # characters of a field that are read; more changed no figure
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
        return [word for word in rjieba.cut(read, False) if not word.isspace()]
    return [*read, *map(add, read, read[1:])]


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

    @property
    def width(self) -> int:
        return len(self.rarity) + len(self.aids)

    def vector(self, fields: Mapping[str, str], aids: Mapping[str, float]) -> Vector:
        """`fields` are normalised texts by name; unknown terms and aids count for nothing."""
        columns: list[NDArray[np.int32]] = []
        values: list[Array] = []
        for block, known in zip(BLOCKS, self.terms, strict=True):
            counted = Counter(map(known.get, terms(block.unit, fields.get(block.field, ""))))
            counted.pop(None, None)
            if counted:
                at = np.fromiter(counted.keys(), np.int32, len(counted))
                times = np.fromiter(counted.values(), np.int32, len(counted))
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
