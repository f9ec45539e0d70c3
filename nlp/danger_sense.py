"""Senses danger in wordings that no list has: a small linear model over n-grams, learned once."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from math import exp

import numpy as np
from numpy.typing import NDArray

from nlp.danger_grams import Floats, Stretches, grams, marks, stretches

_SHIFT = 0.5  # fits the shares right at scores -3 to 2, cross-validated on 700 adversarial texts
_MORE = np.arange(3)[:, None]  # characters of an n-gram after its first
WEIGHTS, CARD = "danger_weights.npy", "danger_weights.json"


@dataclass(frozen=True, slots=True)
class Sensed:
    """How strongly the stretch of a normalised text that is nearest to danger speaks of it.

    `start`..`end` is the clause in it that carries most.
    """

    start: int
    end: int
    score: float

    @property
    def sure(self) -> float:
        """The share of texts with such a score that are emergencies, 0 to 1."""
        return 1 / (1 + exp(-self.score - _SHIFT))


@dataclass(frozen=True, slots=True)
class Sense:
    """A weight for every slot of n-grams, none for slot 0, and what is added to the sum."""

    weights: Floats
    bias: float

    def find(self, text: str) -> Sensed | None:
        """None in a text without words. Takes time in proportion to the length."""
        found = stretches(text)
        if not len(found.starts):
            return None
        sums = self._sums(text, found)
        scores = sums / found.size + self.bias
        best = int(scores.argmax())
        inside = (found.starts >= found.starts[best]) & (found.ends <= found.ends[best])
        clause = int(np.where(inside[: found.clauses], sums[: found.clauses], -np.inf).argmax())
        return Sensed(int(found.starts[clause]), int(found.ends[clause]), float(scores[best]))

    def _sums(self, text: str, found: Stretches) -> Floats:
        """What all n-grams inside each stretch weigh."""
        places, marked = marks(text)
        run = np.zeros((3, len(text) + 1))  # what those of a length up to a place weigh
        run[0, 1:] = np.bincount(places, self.weights.take(marked), len(text))
        for more, slots in enumerate(grams(text)):
            run[more, 1 : len(text) + 1 - more] += self.weights.take(slots).sum(axis=0)
        np.cumsum(run, axis=1, out=run)
        last = np.maximum(found.ends - _MORE, found.starts)
        total: Floats = (run[_MORE, last] - run[:, found.starts]).sum(axis=0)
        return total


@cache
def sense() -> Sense:
    """The model that comes with nlp; `python -m nlp.danger_fitting` made it."""
    folder = files("nlp") / "words"
    card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    steps: NDArray[np.int8] = np.load(BytesIO((folder / WEIGHTS).read_bytes()))
    return Sense(steps.astype(np.float64) * float(card["step"]), float(card["bias"]))
