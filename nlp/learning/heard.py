"""What the terms of the sample sentences say for each category and each kind of request.

`python -m nlp.heard_fitting` counts it and makes the file that is read here: taking the sentences
apart anew at every start would take seconds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from nlp.learning.terms import Alphabet, Array, Bag, Numbers

FILE = "heard.npz"
_BYTE = 127  # a weight is kept as a number of steps, of either sign


@dataclass(frozen=True, slots=True, eq=False)
class Voices:
    """By term of an alphabet, for which labels it speaks or against which, and how loudly:
    `table` has a row for each term and a column for each label, in steps of one size."""

    labels: tuple[str, ...]
    table: NDArray[np.int8]
    step: float
    level: Array  # what is added to each label

    def of(self, codes: Sequence[str]) -> Self:
        """The same of those codes that are known, in their order."""
        own = tuple(code for code in codes if code in self.labels)
        known = np.array([self.labels.index(code) for code in own], np.int64)
        table = np.ascontiguousarray(self.table[:, known])
        return type(self)(own, table, self.step, self.level[known])

    def near(self, bag: Bag) -> Array:
        """One number per label, the higher the likelier."""
        found: Array = bag.values @ self._steps(bag.columns) * np.float32(self.step) + self.level
        return found

    def rows(self, columns: Numbers) -> Array:
        """What each of these terms says of every label."""
        return self._steps(columns) * np.float32(self.step)

    def _steps(self, columns: Numbers) -> Array:
        return self.table.take(columns, axis=0).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Hearing:
    """The terms of the sample sentences, and what they say."""

    alphabet: Alphabet
    categories: Voices
    kinds: Voices


@cache
def heard() -> Hearing:
    """What comes with nlp."""
    return unpacked((files("nlp") / "words" / FILE).read_bytes())


def counted_in() -> str:
    """The mark of the sentences that it was counted in."""
    with np.load(BytesIO((files("nlp") / "words" / FILE).read_bytes())) as kept:
        return str(kept["sentences"])


def unpacked(packed: bytes) -> Hearing:
    """From the bytes of the file."""
    with np.load(BytesIO(packed)) as kept:
        words = bytes(kept["words"]).decode().split("\n")
        alphabet = Alphabet(
            {word: at for at, word in enumerate(words)}, kept["letters"], kept["rarity"]
        )
        return Hearing(alphabet, _voices(kept, "category"), _voices(kept, "kind"))


def packed(known: Hearing, mark: str) -> bytes:
    """What `unpacked` reads, with the mark of the sentences."""
    file = BytesIO()
    np.savez_compressed(
        file,
        words=np.frombuffer("\n".join(known.alphabet.words).encode(), np.uint8),
        letters=known.alphabet.letters,
        rarity=known.alphabet.rarity,
        sentences=np.array(mark),
        **_kept("category", known.categories),
        **_kept("kind", known.kinds),
    )
    return file.getvalue()


def voices(labels: Sequence[str], weights: NDArray[np.float64], level: Array) -> Voices:
    """Of `weights` of terms by labels: a byte of each."""
    step = float(np.abs(weights).max() / _BYTE)
    table = np.rint(weights / step).astype(np.int8)
    return Voices(tuple(labels), table, step, level.astype(np.float32))


def _kept(name: str, said: Voices) -> dict[str, Any]:
    """Most terms have something to say of few labels, so only that is kept: how much each says, and
    then of which labels what."""
    terms, places = np.nonzero(said.table)
    return {
        f"{name}_labels": np.array(said.labels),
        f"{name}_lengths": np.bincount(terms, minlength=len(said.table)).astype(np.uint8),
        f"{name}_places": places.astype(np.uint8),
        f"{name}_steps": said.table[terms, places],
        f"{name}_step": np.float32(said.step),
        f"{name}_level": said.level,
    }


def _voices(kept: Mapping[str, Any], name: str) -> Voices:
    labels, lengths = tuple(map(str, kept[f"{name}_labels"])), kept[f"{name}_lengths"]
    table = np.zeros((len(lengths), len(labels)), np.int8)
    terms = np.repeat(np.arange(len(lengths)), lengths)
    table[terms, kept[f"{name}_places"]] = kept[f"{name}_steps"]
    return Voices(labels, table, float(kept[f"{name}_step"]), kept[f"{name}_level"])
