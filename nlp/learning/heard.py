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
    """By term of an alphabet, for which labels it speaks or against which, and how loudly.

    Most terms have something to say of few labels, so only that is kept: what term `t` says stands
    from `ends[t]` to `ends[t + 1]` in `places`, the numbers of the labels, and `weights`.
    """

    labels: tuple[str, ...]
    ends: Numbers
    places: NDArray[np.uint8]
    weights: Array
    level: Array  # what is added to each label

    def of(self, codes: Sequence[str]) -> Self:
        """The same of those codes that are known, in their order."""
        own = tuple(code for code in codes if code in self.labels)
        known = np.array([self.labels.index(code) for code in own], np.int64)
        place = np.full(len(self.labels), len(own), np.uint8)
        place[known] = np.arange(len(own))
        places = place[self.places]
        kept = places < len(own)
        ends = np.concatenate([[0], np.cumsum(kept)])[self.ends]
        return type(self)(own, ends, places[kept], self.weights[kept], self.level[known])

    def near(self, bag: Bag) -> Array:
        """One number per label, the higher the likelier."""
        at, lengths = self._said(bag.columns)
        said = self.weights.take(at) * np.repeat(bag.values, lengths)
        return np.bincount(self.places.take(at), said, len(self.labels)) + self.level

    def rows(self, columns: Numbers) -> Array:
        """What each of these terms says of every label."""
        at, lengths = self._said(columns)
        found = np.zeros((len(columns), len(self.labels)), np.float32)
        found[np.repeat(np.arange(len(columns)), lengths), self.places[at]] = self.weights[at]
        return found

    def _said(self, columns: Numbers) -> tuple[Numbers, Numbers]:
        """Where all that these terms say stands, and how much of it each says."""
        starts = self.ends.take(columns)
        lengths = self.ends.take(columns + 1) - starts
        past = np.cumsum(lengths)
        whole = int(past[-1]) if len(past) else 0
        return np.arange(whole) + np.repeat(starts - past + lengths, lengths), lengths


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
    """Of `weights` of terms by labels what is loud enough to be kept: a byte of each."""
    step = np.abs(weights).max() / _BYTE
    steps = np.rint(weights / step)
    terms, places = np.nonzero(steps)
    ends = np.searchsorted(terms, np.arange(len(weights) + 1))
    loud = (steps[terms, places] * step).astype(np.float32)
    return Voices(tuple(labels), ends, places.astype(np.uint8), loud, level.astype(np.float32))


def _kept(name: str, said: Voices) -> dict[str, Any]:
    step = np.abs(said.weights).max() / _BYTE
    return {
        f"{name}_labels": np.array(said.labels),
        f"{name}_lengths": np.diff(said.ends).astype(np.uint8),
        f"{name}_places": said.places,
        f"{name}_steps": np.rint(said.weights / step).astype(np.int8),
        f"{name}_step": np.float32(step),
        f"{name}_level": said.level,
    }


def _voices(kept: Mapping[str, Any], name: str) -> Voices:
    return Voices(
        tuple(map(str, kept[f"{name}_labels"])),
        np.concatenate([[0], np.cumsum(kept[f"{name}_lengths"], dtype=np.int64)]),
        kept[f"{name}_places"],
        np.asarray(kept[f"{name}_steps"] * kept[f"{name}_step"], np.float32),
        kept[f"{name}_level"],
    )
