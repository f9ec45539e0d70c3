"""Puts the clauses of a text together: as stretches of neighbours, and as sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from nlp.danger_reading import REACH, Places, Reading

_TOGETHER = 4  # clauses in a row that are looked at as one
_FEW = 6  # units; a shorter stretch counts as if it had so many

Floats = NDArray[np.float64]
Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Stretches:
    """Neighbouring clauses of a text, one to four: where each stretch begins and ends.

    The first `clauses` of them are the single ones.
    """

    starts: Places
    ends: Places
    clauses: int

    @property
    def size(self) -> Floats:
        """What a sum over the n-grams of each stretch is divided by."""
        return root(self.ends - self.starts)


def root(length: Places) -> Floats:
    """What a sum over the n-grams of so many units is divided by."""
    return np.asarray(np.sqrt(np.maximum(length, _FEW)), np.float64)


def stretches(reading: Reading) -> Stretches:
    """Every run of one to four clauses that is short enough."""
    starts, ends = reading.starts, reading.ends
    runs = range(min(_TOGETHER, len(starts)))
    first = np.concatenate([starts[: len(starts) - more] for more in runs] or [starts])
    last = np.concatenate([ends[more:] for more in runs] or [ends])
    short = last - first <= REACH[reading.tongue]
    short[: len(starts)] = True
    return Stretches(first[short], last[short], len(starts))


@dataclass(frozen=True, slots=True)
class Sentences:
    """Of each sentence, the number of its first clause and of the one after its last, and where it
    begins and ends."""

    first: Places
    after: Places
    starts: Places
    ends: Places

    @classmethod
    def of(cls, reading: Reading) -> Self:
        first = reading.sentences
        after = np.append(first[1:], len(reading.starts))
        return cls(first, after, reading.starts[first], reading.ends[after - 1])

    def worst(self, found: Stretches, scores: Floats) -> Floats:
        """The highest score of the stretches that lie inside each."""
        own = self.starts.searchsorted(found.starts, "right") - 1
        inside = found.ends <= self.ends[own]
        highest = np.full(len(self.starts), -np.inf)
        np.maximum.at(highest, own[inside], scores[inside])
        return highest

    def summed(self, weights: Floats) -> Floats:
        """What the units of each weigh together, for its length."""
        run = np.concatenate((_ZERO, weights.cumsum()))
        total: Floats = (run[self.ends] - run[self.starts]) / root(self.ends - self.starts)
        return total

    def within(self, number: int, weights: Floats) -> int:
        """The clause of a sentence that weighs most."""
        first, after = int(self.first[number]), int(self.after[number])
        return first + int(weights[first:after].argmax())

    def spans(self, reading: Reading) -> Spans:
        """Where they stand in the text."""
        bounds = zip(self.starts.tolist(), self.ends.tolist(), strict=True)
        return [reading.origin(start, end) for start, end in bounds]


_ZERO = np.zeros(1)
