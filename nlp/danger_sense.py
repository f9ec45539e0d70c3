"""Senses danger in wordings that no list has: a small linear model over n-grams, learned once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from math import tanh

import numpy as np
from numpy.typing import NDArray

from nlp.danger_grams import Floats, Numbers, Stretches, grams, marks, root, stretches
from nlp.text import has_han

# Fitted on 3,920 sentences, half of them emergencies, those of each writer scored by a model made
# without him (`python -m nlp.danger_left_out`): from -12 (0.03) to 5 (0.96).
_SLOPE, _SHIFT = 0.38, 1.11
_MORE = np.arange(3)[:, None]  # characters of an n-gram after its first
Weights = NDArray[np.float32]
WEIGHTS, CARD = "danger_weights.npy", "danger_weights.json"


@dataclass(frozen=True, slots=True)
class Sensed:
    """How strongly a normalised text speaks of danger: its worst stretch, and all of it together.

    `start`..`end` is the clause in that stretch that carries most; `worst` is what the stretch
    alone says.
    """

    start: int
    end: int
    worst: float
    score: float

    @property
    def sure(self) -> float:
        """The share of texts with such a score that are emergencies, 0 to 1."""
        return round((1 + tanh((_SLOPE * self.score + _SHIFT) / 2)) / 2, 3)


@dataclass(frozen=True, slots=True)
class Sense:
    """A weight for every slot of n-grams, none for slot 0: for a stretch, and for the whole text.

    The biases are added to what each says.
    """

    stretch: Weights
    whole: Weights
    biases: tuple[float, float]

    def find(self, text: str) -> Sensed | None:
        """None in a text without Chinese. Takes time in proportion to the length."""
        if not has_han(text):
            return None
        found = stretches(text)
        slots, (places, marked) = grams(text), marks(text)
        run = np.zeros((3, len(text) + 1))  # what n-grams of a length up to a place weigh
        run[0, 1:] = np.bincount(places, self.stretch.take(marked), len(text))
        sums = self._sums(found, slots, run)
        scores = sums / found.size
        best = int(scores.argmax())
        inside = (found.starts >= found.starts[best]) & (found.ends <= found.ends[best])
        clause = int(np.where(inside[: found.clauses], sums[: found.clauses], -np.inf).argmax())
        around = sum(float(self.whole.take(each).sum()) for each in (*slots, marked))
        worst = float(scores[best]) + self.biases[0]
        score = worst + around / root(len(text)) + self.biases[1]
        return Sensed(int(found.starts[clause]), int(found.ends[clause]), worst, score)

    def _sums(self, found: Stretches, slots: Sequence[Numbers], run: Floats) -> Floats:
        """What all n-grams inside each stretch weigh, the words of the lists being in `run`."""
        for more, each in enumerate(slots):
            run[more, 1 : run.shape[1] - more] += self.stretch.take(each).sum(axis=0)
        np.cumsum(run, axis=1, out=run)
        last = np.maximum(found.ends - _MORE, found.starts)
        total: Floats = (run[_MORE, last] - run[:, found.starts]).sum(axis=0)
        return total


@cache
def sense() -> Sense:
    """The model that comes with nlp; `python -m nlp.danger_fitting` made it."""
    folder = files("nlp") / "words"
    card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    rows: NDArray[np.int8] = np.load(BytesIO((folder / WEIGHTS).read_bytes()))
    stretch, whole = (rows * np.array(card["steps"])[:, None]).astype(np.float32)
    return Sense(stretch, whole, tuple(card["biases"]))
