"""Senses danger in what a report is about: a small network over vectors of pieces of words.

N-grams know what was written before; vectors know which words are used alike, in Chinese and
English together, learned from far more text than was written for this project. They come from a
published encoder (NOTICE); `python -m nlp.danger_gist_fitting` made of them what is read here.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from nlp.danger_pieces import Numbers

GIST = "danger_gist.npz"
CARD = "danger_gist.json"
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Gist:
    """A vector for every piece; windows of three; what is loudest in a text, and the mean.

    `vectors` are in steps of size `step`, the first is that of no piece. Window, hidden layer and
    answer have their biases in the last row.
    """

    vectors: NDArray[np.int8]
    step: float
    window: Floats
    hidden: Floats
    answer: Floats

    def hear(self, texts: Sequence[Numbers]) -> Floats:
        """For each text, by its pieces (at least one), log-odds that it tells of present danger."""
        sizes = np.array([len(each) for each in texts])
        starts = sizes.cumsum() - sizes
        said = self._said(np.concatenate(texts), starts)
        loudest, sums = np.maximum.reduceat(said, starts), np.add.reduceat(said, starts)
        pooled = np.concatenate((loudest, sums / sizes[:, None].astype(np.float32)), axis=1)
        hidden = np.maximum(pooled @ self.hidden[:-1] + self.hidden[-1], 0)
        scores: Floats = hidden @ self.answer[:-1] + self.answer[-1]
        return scores

    def _said(self, pieces: Numbers, starts: Numbers) -> Floats:
        """A row for every piece: its own vector, and what it says among its neighbours."""
        own = self.vectors.take(pieces, axis=0) * np.float32(self.step)
        before, here, after = self.window[:-1].reshape(3, own.shape[1], -1)
        from_before, from_after = own[:-1] @ before, own[1:] @ after
        from_before[starts[1:] - 1] = from_after[starts[1:] - 1] = 0  # texts are no neighbours
        among = own @ here + self.window[-1]
        among[1:] += from_before
        among[:-1] += from_after
        own += np.maximum(among, 0)
        return own


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
