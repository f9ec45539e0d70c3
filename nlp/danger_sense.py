"""Senses danger in wordings that no list has: by n-grams, and by what the text is about."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from math import tanh

import numpy as np
from numpy.typing import NDArray

from nlp.danger_gist import CALM, Heard, network
from nlp.danger_grams import MORE, Floats, Stretches, grams, marks, root, stretches
from nlp.danger_pieces import cut
from nlp.danger_reading import Reading, Tongue, read

# What the score of n-grams and that of the gist are multiplied by, and what is added, fitted on
# sentences of which those of each writer were scored by models made without him
# (`python -m nlp.danger_left_out`).
_CURVES: dict[Tongue, tuple[float, float, float]] = {
    "zh": (0.27, 0.60, 1.38),
    "en": (0.22, 0.52, 1.60),
}
# Of 3,400 real messages 59 % are below both, seven of which would ring or be looked at for their
# gist; of 1,050 emergencies two, which would not.
_CALM, _CALM_WORST = -18.0, -3.0
_SUREST = 0.99  # nothing that was only sensed is certain
_AHEAD = MORE[[0, 1, 3]][:, None]  # units of an n-gram after its first, by its length
_BY_LENGTH = [0, 1, 3]  # the rows of n-grams that are the first of their length
TONGUES: tuple[Tongue, ...] = ("zh", "en")
CARD = "danger_weights.json"


@dataclass(frozen=True, slots=True)
class Sensed:
    """How strongly a normalised text speaks of danger: its worst stretch, and all of it together.

    `start`..`end` is the clause in that stretch that carries most; `worst` is what the stretch
    alone says, `score` what all n-grams do, `gist` what the text is about. `sure` is the share of
    texts with such scores that are emergencies, 0 to 1.
    """

    tongue: Tongue
    start: int
    end: int
    worst: float
    score: float
    gist: Heard
    sure: float


@dataclass(frozen=True, slots=True)
class Sense:
    """Two weights for every slot of n-grams, none for slot 0: for a stretch, for the whole text.

    They are the real and the imaginary part of one number, as both are asked for at once. The
    biases are added to what each says; `curve` leads from their sum and the gist to the share of
    emergencies.
    """

    weights: NDArray[np.complex64]
    biases: tuple[float, float]
    curve: tuple[float, float, float]

    def find(self, reading: Reading, hear: Callable[[], Heard]) -> Sensed | None:
        """None where nothing but marks is left. Takes time in proportion to the length.

        `hear` gives the gist of the same text; it is asked only where n-grams leave any doubt.
        """
        found = stretches(reading)
        if not len(found.starts):
            return None
        places, marked = marks(reading)
        listed, said = self.weights.take(marked), self.weights.take(grams(reading))
        run = np.zeros((3, len(reading.says) + 1))  # what n-grams of a length weigh, summed up
        run[:, 1:] = np.add.reduceat(said.real, _BY_LENGTH, axis=0)
        run[0, 1:] += np.bincount(places, listed.real, len(reading.says))
        sums = _inside(found, run.cumsum(axis=1))
        scores = sums / found.size
        best = int(scores.argmax())
        inside = (found.starts >= found.starts[best]) & (found.ends <= found.ends[best])
        clause = int(np.where(inside[: found.clauses], sums[: found.clauses], -np.inf).argmax())
        around = float(said.imag.sum() + listed.imag.sum()) / root(len(reading.says))
        worst = float(scores[best]) + self.biases[0]
        score = worst + around + self.biases[1]
        span = reading.origin(int(found.starts[clause]), int(found.ends[clause]))
        calm = score < _CALM and worst < _CALM_WORST
        gist = CALM if calm else hear()
        return Sensed(reading.tongue, *span, worst, score, gist, self._sure(score, gist.whole))

    def _sure(self, score: float, gist: float) -> float:
        by_score, by_gist, shift = self.curve
        share = (1 + tanh((by_score * score + by_gist * gist + shift) / 2)) / 2
        return round(min(share, _SUREST), 3)


def _inside(found: Stretches, run: Floats) -> Floats:
    """What all n-grams inside each stretch weigh."""
    last = np.maximum(found.ends - _AHEAD, found.starts)
    total: Floats = (np.take_along_axis(run, last, 1) - run[:, found.starts]).sum(axis=0)
    return total


def sensed(text: str) -> Sensed | None:
    """What the models that come with nlp sense in a normalised text; None without any words."""
    reading = read(text)
    if reading is None:
        return None
    return senses()[reading.tongue].find(reading, lambda: network().hear(cut(text)))


@cache
def senses() -> dict[Tongue, Sense]:
    """The models that come with nlp; `python -m nlp.danger_fitting` made them."""
    folder = files("nlp") / "words"
    card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    return {
        tongue: unpacked((folder / weights_of(tongue)).read_bytes(), card[tongue], tongue)
        for tongue in TONGUES
    }


def weights_of(tongue: Tongue) -> str:
    """The name of the file with the weights."""
    return f"danger_weights_{tongue}.npy"


def unpacked(packed: bytes, card: dict[str, list[float]], tongue: Tongue) -> Sense:
    """A model from its file and from what its card says of it."""
    rows: NDArray[np.int8] = np.load(BytesIO(packed))
    stretch, whole = rows * np.array(card["steps"], np.float32)[:, None]
    bias, other = card["biases"]
    return Sense((stretch + 1j * whole).astype(np.complex64), (bias, other), _CURVES[tongue])
