"""Senses danger in what a report is about: a small network over vectors of pieces of words.

N-grams know what was written before; vectors know which words are used alike, in Chinese and
English together, learned from far more text than was written for this project. They come from a
published encoder (NOTICE); `python -m nlp.danger_gist_fitting` made of them what is read here.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from nlp.danger_pieces import Numbers, stops

GIST = "danger_gist.npz"
CARD = "danger_gist.json"
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Heard:
    """Log-odds that a text speaks of present danger: all of it, and its worst sentence alone."""

    whole: float
    worst: float


CALM = Heard(-20.0, -20.0)  # calmer than any text is heard to be


@dataclass(frozen=True, slots=True)
class Gist:
    """A vector for every piece; windows of three; what is loudest in the text, and the mean.

    `vectors` are in steps of size `step`, the first is that of no piece. Window, hidden layer and
    answer have their biases in the last row.
    """

    vectors: NDArray[np.int8]
    step: float
    window: Floats
    hidden: Floats
    answer: Floats

    def hear(self, pieces: Numbers) -> Heard:
        """What is said by these pieces, at least one."""
        said = self._said(pieces)
        starts = _sentences(pieces)
        loudest, sums = np.maximum.reduceat(said, starts), np.add.reduceat(said, starts)
        sizes = np.diff(starts, append=len(pieces)).astype(np.float32)[:, None]
        pooled = np.empty((len(starts) + 1, 2 * said.shape[1]), np.float32)
        pooled[0] = np.concatenate((loudest.max(axis=0), sums.sum(axis=0) / len(pieces)))
        pooled[1:] = np.concatenate((loudest, sums / sizes), axis=1)
        hidden = np.maximum(pooled @ self.hidden[:-1] + self.hidden[-1], 0)
        scores = hidden @ self.answer[:-1] + self.answer[-1]
        return Heard(float(scores[0]), float(scores[1:].max()))

    def _said(self, pieces: Numbers) -> Floats:
        """A row for every piece: its own vector, and what it says among its neighbours."""
        own = self.vectors.take(pieces, axis=0) * np.float32(self.step)
        before, here, after = self.window[:-1].reshape(3, own.shape[1], -1)
        among = own @ here + self.window[-1]
        among[1:] += own[:-1] @ before
        among[:-1] += own[1:] @ after
        own += np.maximum(among, 0)
        return own


def _sentences(pieces: Numbers) -> Numbers:
    """Where the sentences begin; each has its full stop with it, and those that follow."""
    ends = stops()[pieces]
    begins = np.flatnonzero(ends[:-1] & ~ends[1:]) + 1
    return np.concatenate((_FIRST, begins))


_FIRST: Numbers = np.zeros(1, np.int64)


@cache
def network() -> Gist:
    """The network that comes with nlp."""
    folder = files("nlp") / "words"
    card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    return unpacked((folder / GIST).read_bytes(), card["step"])


def unpacked(packed: bytes, step: float) -> Gist:
    """A network from its file."""
    with np.load(BytesIO(packed)) as kept:
        return Gist(kept["vectors"], step, kept["window"], kept["hidden"], kept["answer"])
