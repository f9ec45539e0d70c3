"""Weighs the words found for each category against how its sample sentences sound."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.learning.calibration import shares
from nlp.learning.ready import Spoke, categories
from nlp.text import Normal
from nlp.vocabulary import CategoryWords

Floats = NDArray[np.float64]
# Fitted on the 5,553 sample sentences, likeness taken from sentences about other events.
_WORDS = 2.45  # the square root of a category's words
_FIELD = 0.73  # the square root of the words of its whole first level
_SOUND = 0.73  # how much likelier than the others its sentences sound
_FIELD_SOUND = 0.2  # the same of the likeliest of its first level
_SPREAD = 0.05  # standard deviation of the likeness of texts to categories
_LOUD = 6.0  # in spreads: a text of two words may sound like nothing else, and be about another


@dataclass(frozen=True, slots=True)
class Ranked:
    """The codes that anything speaks for, likeliest first, and what each first level has in all.

    All shares are together 1.
    """

    best: Iterator[tuple[str, float]]
    fields: Mapping[str, float]


class Scale:
    """The categories of a city that a report can be put in, with what speaks for each."""

    def __init__(self, given: tuple[CategoryWords, ...]) -> None:
        above = {each.parent for each in given}
        self.codes: tuple[str, ...] = tuple(each.code for each in given if each.code not in above)
        self._at = {code: at for at, code in enumerate(self.codes)}
        ends = {each.code: each.parent or each.code for each in given if each.code in self._at}
        self._firsts = tuple(dict.fromkeys(ends.values()))
        self._first = {code: at for at, code in enumerate(self._firsts)}
        self._family = np.array([self._first[ends[code]] for code in self.codes], np.int64)
        self._grouped = np.argsort(self._family, kind="stable")
        self._groups = np.searchsorted(self._family[self._grouped], np.arange(len(self._firsts)))
        self._ready = categories(self.codes)
        self._told = frozenset(self._ready.labels)
        self._heard = np.array([self._at[code] for code in self._ready.labels], np.int64)
        self._named = np.argsort(self.codes)  # by their codes, in which order equals stand

    def ranked(self, fields: Mapping[str, Normal], words: Mapping[str, float]) -> Ranked:
        """`words` are scores by code, of both levels."""
        own = {self._at[code]: score for code, score in words.items() if code in self._at}
        heard = np.zeros(len(self.codes))
        heard[self._heard] = heard[list(own)] = 1
        likely = heard * self._shares(self._sound(fields), own, words)
        order = self._named[np.argsort(-likely[self._named], kind="stable")].tolist()
        best = ((self.codes[at], float(likely[at])) for at in order if likely[at])
        families = np.bincount(self._family, likely, len(self._firsts))
        return Ranked(best, dict(zip(self._firsts, families.tolist(), strict=True)))

    def likeness(self, fields: Mapping[str, Normal]) -> Floats:
        """How near a text is to each category that has samples, less the average."""
        near = self._ready.near(fields)
        found: Floats = near - near.sum() / max(1, len(near))
        return found

    def spoke(self, fields: Mapping[str, Normal], code: str) -> list[Spoke]:
        """Words of a text that the samples of a code have, the most telling first."""
        return self._ready.spoke(fields, code) if code in self._told else []

    def _shares(
        self, sound: Floats, own: Mapping[int, float], words: Mapping[str, float]
    ) -> Floats:
        worded, field = np.zeros(len(self.codes)), np.zeros(len(self._firsts))
        worded[list(own)] = list(own.values())
        for code, score in words.items():
            field[self._family[self._at[code]] if code in self._at else self._first[code]] += score
        likeliest = np.maximum.reduceat(sound[self._grouped], self._groups)
        return shares(
            _WORDS * np.sqrt(worded)
            + _FIELD * np.sqrt(field)[self._family]
            + _SOUND * sound
            + _FIELD_SOUND * likeliest[self._family]
        )

    def _sound(self, fields: Mapping[str, Normal]) -> Floats:
        """How much nearer a text is to a category than to the average, in spreads."""
        sound = np.zeros(len(self.codes))
        if len(self._heard):
            near = self._ready.near(fields)
            louder = (near - near.sum() / len(near)) / _SPREAD
            sound[self._heard] = np.minimum(louder, _LOUD)
        return sound
