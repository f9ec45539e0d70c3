"""A trained model at work: from a text to labels with confidences and the words behind them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.courtesy import plain
from nlp.learning.calibration import Odds, shares
from nlp.learning.features import LONGEST, Array, Features
from nlp.learning.hidden import Hidden
from nlp.suggestion import Guess
from nlp.text import Normal, normalise, words


@dataclass(frozen=True, slots=True)
class Carried:
    """A word of the citizen that spoke for a label: where it stands in `field`, and how much."""

    field: str
    start: int
    end: int
    weight: float
    word: str = ""  # evened out


@dataclass(frozen=True, slots=True)
class _Spot:
    """A word at `start` of an evened-out field, and its column in the model."""

    field: str
    start: int
    word: str
    column: int


@dataclass(frozen=True, slots=True)
class Model:
    """Lines and a hidden layer, calibrated. Use it from any thread.

    `tilt` is what a label is worth beyond its confidence when guesses are ranked: a rare kind that
    is a third as sure as a frequent one may be the better guess. It changes no confidence.
    """

    labels: tuple[str, ...]
    features: Features
    weights: Array  # columns of the features by labels
    bias: Array
    tilt: Array
    hidden: Hidden
    odds: Odds

    def guesses(
        self, fields: Mapping[str, Normal], aids: Mapping[str, float] | None = None
    ) -> tuple[Guess, ...]:
        """Every label with its confidence, best guess first; none for a text without a known term.

        `fields` are "title" and "text"; the aids must be those it was trained with.
        """
        read = {name: plain(normal.text) for name, normal in fields.items()}
        vector = self.features.vector(read, aids or {})
        if not len(vector.columns):
            return ()
        lines = vector.values @ self.weights[vector.columns] + self.bias
        sure = self.odds.read(shares((lines + self.hidden.of(vector)).astype(np.float64)))
        order = ranking(sure, self.tilt)
        return tuple(Guess(self.labels[at], float(sure[at])) for at in order)

    def of(
        self, title: str, text: str, aids: Mapping[str, float] | None = None
    ) -> tuple[Guess, ...]:
        """As `guesses`, for texts as they were written."""
        return self.guesses({"title": normalise(title), "text": normalise(text)}, aids)

    def carried(self, fields: Mapping[str, Normal], label: str, most: int = 3) -> list[Carried]:
        """The words that spoke most for `label` against the others, strongest first."""
        read = {name: plain(normal.text) for name, normal in fields.items()}
        spots = [spot for name, text in read.items() for spot in self._known(name, text)]
        columns = np.array([spot.column for spot in spots], np.int32)
        rows = self.weights[columns]
        spoke = (rows[:, self.labels.index(label)] - rows.mean(axis=1)) * self.features.rarity[
            columns
        ]
        best: dict[str, int] = {}
        for at in np.argsort(-spoke, kind="stable"):
            if spoke[at] > 0:
                best.setdefault(spots[at].word, int(at))
        chosen = list(best.values())[:most]
        return [_carried(spots[at], float(spoke[at]), fields) for at in chosen]

    def _known(self, field: str, text: str) -> Iterator[_Spot]:
        """Every word of the model once, where it stands first."""
        known, seen, start = self.features.terms[_WORDS[field]], set(), 0
        for word in words(text[:LONGEST]):
            if len(word) > 1 and word in known and word not in seen:
                seen.add(word)
                yield _Spot(field, start, word, known[word])
            start += len(word)


def _carried(spot: _Spot, weight: float, fields: Mapping[str, Normal]) -> Carried:
    span = fields[spot.field].origin(spot.start, spot.start + len(spot.word))
    return Carried(spot.field, span.start, span.end, weight, spot.word)


def ranking(sure: NDArray[np.float64], tilt: Array) -> NDArray[np.int64]:
    """Labels from the best guess on, over the last axis."""
    return np.argsort(-(np.log(sure + 1e-9) + tilt), axis=-1, kind="stable")


_WORDS = {"title": 0, "text": 1}  # where features.BLOCKS has the words of each field
