"""Senses danger in wordings that no list has: by n-grams, and by what the text is about."""

import json
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.resources import files
from io import BytesIO
from math import log, tanh
from typing import Self

import numpy as np
from numpy.typing import NDArray

from nlp.danger_gist import Floats as Vectors
from nlp.danger_gist import Gist, network
from nlp.danger_grams import MORE, grams, marks
from nlp.danger_parts import Floats, Sentences, Spans, Stretches, stretches
from nlp.danger_pieces import cut
from nlp.danger_reading import Reading, Tongue, read

# What the score of n-grams and that of the gist of a sentence are multiplied by, and what is added,
# fitted on sentences of which those of each writer were scored by models made without him
# (`python -m nlp.danger_left_out`).
_CURVES: dict[Tongue, tuple[float, float, float]] = {
    "zh": (0.29, 0.42, 1.82),
    "en": (0.30, 0.40, 1.38),
}
# Added where a text has several sentences: fewer letters than short reports are emergencies, chosen
# so that less than 5 % of 4,300 real messages ring; fitted on as many dangerous as calm ones it is
# 1.0 (1.4).
_SEVERAL: dict[Tongue, float] = {"zh": 0.5, "en": 0.7}
_CALM = -13.0  # by n-grams; the gist of so calm a sentence is not asked: no alarm needed it
SILENT = -20.0  # the gist that it is taken to have, calmer than any is heard to be
_SUREST = 0.99  # nothing that was only sensed is certain
_AHEAD = MORE[[0, 1, 3]][:, None]  # units of an n-gram after its first, by its length
_BY_LENGTH = [0, 1, 3]  # the rows of n-grams that are the first of their length
_LENGTHS = np.arange(len(_BY_LENGTH))[:, None]
TONGUES: tuple[Tongue, ...] = ("zh", "en")
CARD = "danger_weights.json"


@dataclass(frozen=True, slots=True)
class Sensed:
    """How strongly a normalised text speaks of danger, its sentences read each by itself.

    `start`..`end` is the clause of the worst sentence that carries most, `score` what the n-grams
    of that sentence say, `gist` what it is about. `odds` are the log-odds of every sentence that it
    tells of an emergency, `begins` where they begin. `sure` is the share of texts with such
    sentences that are emergencies, 0 to 1.
    """

    tongue: Tongue
    start: int
    end: int
    score: float
    gist: float
    begins: Sequence[int]
    odds: Floats
    sure: float

    def at(self, place: int) -> float:
        """The log-odds of the sentence that stands there."""
        return float(self.odds[max(0, bisect_right(self.begins, place) - 1)])


Hear = Callable[[Spans], Vectors]


@dataclass(frozen=True, slots=True)
class Sense:
    """Two weights for every slot of n-grams, none for slot 0: for a stretch, for a sentence.

    They are the real and the imaginary part of one number, as both are asked for at once. The
    biases are added to what each says; `curve` leads from their sum and the gist to the log-odds of
    a sentence.
    """

    weights: NDArray[np.complex64]
    biases: tuple[float, float]
    curve: tuple[float, float, float]
    several: float

    @classmethod
    def of(
        cls, weights: NDArray[np.complex64], biases: tuple[float, float], tongue: Tongue
    ) -> Self:
        return cls(weights, biases, _CURVES[tongue], _SEVERAL[tongue])

    def find(self, reading: Reading, hear: Hear) -> Sensed | None:
        """None where nothing but marks is left. Takes time in proportion to the length.

        `hear` gives the gist of sentences, by where they stand in the text; it is asked only for
        those of which n-grams leave any doubt.
        """
        if not len(reading.starts):
            return None
        found, parts = stretches(reading), Sentences.of(reading)
        sums, around = self._weighed(reading, found)
        worst = parts.worst(found, sums / found.size + self.biases[0])
        scores = worst + parts.summed(around) + self.biases[1]
        spans = parts.spans(reading)
        gists = _gists(scores, spans, hear)
        odds = self._odds(scores, gists)
        best = int(odds.argmax())
        clause = parts.within(best, sums[: found.clauses])
        span = reading.origin(int(reading.starts[clause]), int(reading.ends[clause]))
        score, gist = float(scores[best]), float(gists[best])
        begins = [start for start, _ in spans]
        return Sensed(reading.tongue, *span, score, gist, begins, odds, self._sure(odds))

    def _weighed(self, reading: Reading, found: Stretches) -> tuple[Floats, Floats]:
        """What the n-grams inside each stretch weigh, and those that begin at each unit as parts of
        a sentence."""
        places, marked = marks(reading)
        listed, said = self.weights.take(marked), self.weights.take(grams(reading))
        run = np.zeros((3, len(reading.says) + 1))  # by the length of n-grams, summed up
        run[:, 1:] = np.add.reduceat(said.real, _BY_LENGTH, axis=0)
        run[0, 1:] += np.bincount(places, listed.real, len(reading.says))
        around = said.imag.sum(axis=0) + np.bincount(places, listed.imag, len(reading.says))
        return _inside(found, run.cumsum(axis=1)), around

    def _odds(self, scores: Floats, gists: Floats) -> Floats:
        by_score, by_gist, shift = self.curve
        return by_score * scores + by_gist * gists + shift

    def _sure(self, odds: Floats) -> float:
        """Each sentence more is one more chance to sound dangerous by accident."""
        worst = float(odds.max())
        if len(odds) > 1:
            worst += self.several - log(len(odds))
        return round(min((1 + tanh(worst / 2)) / 2, _SUREST), 3)


def _inside(found: Stretches, run: Floats) -> Floats:
    """What all n-grams inside each stretch weigh."""
    last = np.maximum(found.ends - _AHEAD, found.starts)
    total: Floats = (run[_LENGTHS, last] - run[:, found.starts]).sum(axis=0)
    return total


def _gists(scores: Floats, spans: Spans, hear: Hear) -> Floats:
    """What each sentence is about, as far as it is asked."""
    gists = np.full(len(scores), SILENT)
    doubtful = np.flatnonzero(scores >= _CALM)
    if len(doubtful):
        gists[doubtful] = hear([spans[each] for each in doubtful.tolist()])
    return gists


def sensed(text: str) -> Sensed | None:
    """What the models that come with nlp sense in a normalised text; None without any words."""
    reading = read(text)
    if reading is None:
        return None
    return _find(reading, text)


def sensed_at_once(text: str) -> Sensed | None:
    """The same as if it were one sentence, of which each part may take back what another says."""
    reading = read(text)
    if reading is None:
        return None
    return _find(replace(reading, sentences=reading.sentences[:1]), text)


def _find(reading: Reading, text: str) -> Sensed | None:
    return senses()[reading.tongue].find(reading, partial(heard, network(), text))


def heard(gist: Gist, text: str, spans: Spans) -> Vectors:
    """What the sentences that stand there are about."""
    return gist.hear([cut(text[start:end]) for start, end in spans])


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
    return Sense.of((stretch + 1j * whole).astype(np.complex64), (bias, other), tongue)
