"""Weighs the words found for each category against how its sample sentences sound."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.learning.calibration import shares
from nlp.learning.heard import Hearing
from nlp.learning.ready import Spoke, categories
from nlp.learning.terms import Array
from nlp.text import Normal
from nlp.vocabulary import CategoryWords

Floats = NDArray[np.float64]
# What the square root of a category's words weighs, that of the words of its first level, and how
# much louder than on average it is heard. What is heard was taught nlp's own words, too, so that
# sentences that were left out want none of the first (`python -m benchmarks.hearing`); but a city's
# own words are known by it alone, and in lines of a few words it is right more often.
WEIGHTS = np.array([1.2, 0.7, 11.0])
# A text without any listed word is put in a category if it sounds more like its samples than not; a
# longer one, which surely is about something, if it does not sound quite unlike them. Of 26 such in
# the set that nobody has read 12 are named, all rightly; turns of a talk (嗯, 转人工) are not.
_LIKE, _NEARLY_LIKE = 0.0, -0.8
_LONG = 40  # characters
# what is told by the lack of anything to handle
_NOTHING = frozenset({"2012", "2013", "2014", "2015"})


@dataclass(frozen=True, slots=True)
class Ranked:
    """The codes that anything speaks for, likeliest first, and what each first level has in all.

    All shares are together 1.
    """

    best: Iterator[tuple[str, float]]
    fields: Mapping[str, float]


class Scale:
    """The categories of a city that a report can be put in, with what speaks for each."""

    def __init__(self, given: tuple[CategoryWords, ...], known: Hearing) -> None:
        above = {each.parent for each in given}
        self.codes: tuple[str, ...] = tuple(each.code for each in given if each.code not in above)
        self._at = {code: at for at, code in enumerate(self.codes)}
        ends = {each.code: each.parent or each.code for each in given if each.code in self._at}
        self._firsts = tuple(dict.fromkeys(ends.values()))
        self._first = {code: at for at, code in enumerate(self._firsts)}
        self._family = np.array([self._first[ends[code]] for code in self.codes], np.int64)
        self._ready = categories(known, self.codes)
        self._told = frozenset(self._ready.labels)
        self._heard = np.array([self._at[code] for code in self._ready.labels], np.int64)
        self._named = np.argsort(self.codes)  # by their codes, in which order equals stand

    def near(self, fields: Mapping[str, Normal]) -> Array:
        """How a text sounds: a number for each category that has samples, above 0 if like them."""
        return self._ready.near(fields)

    def ranked(self, near: Array, words: Mapping[str, float]) -> Ranked:
        """`near` is how the text sounds; `words` are scores by code, of both levels."""
        heard = np.zeros(len(self.codes))
        heard[self._heard] = heard[[self._at[code] for code in words if code in self._at]] = 1
        likely = heard * shares(WEIGHTS @ self.parts(near, words))
        order = self._named[np.argsort(-likely[self._named], kind="stable")].tolist()
        best = ((self.codes[at], float(likely[at])) for at in order if likely[at])
        families = np.bincount(self._family, likely, len(self._firsts))
        return Ranked(best, dict(zip(self._firsts, families.tolist(), strict=True)))

    def is_telling(self, near: Array, letters: int) -> bool:
        """Whether a text of so many characters that sounds so need not use any listed word."""
        if not len(near):
            return False
        best = int(near.argmax())
        wanted = _NEARLY_LIKE if letters >= _LONG else _LIKE
        return bool(near[best] >= wanted) and self._ready.labels[best] not in _NOTHING

    def spoke(self, fields: Mapping[str, Normal], code: str) -> list[Spoke]:
        """Words of a text that the samples of a code have, the most telling first."""
        return self._ready.spoke(fields, code) if code in self._told else []

    def parts(self, near: Array, words: Mapping[str, float]) -> Floats:
        """What `WEIGHTS` weigh, a row each, for every code."""
        worded, field = np.zeros(len(self.codes)), np.zeros(len(self._firsts))
        for code, score in words.items():
            if code in self._at:
                worded[self._at[code]] = score
            field[self._family[self._at[code]] if code in self._at else self._first[code]] += score
        return np.stack([np.sqrt(worded), np.sqrt(field)[self._family], self._sound(near)])

    def _sound(self, near: Array) -> Floats:
        """Of every category; one without samples sounds as all do on average."""
        sound = np.zeros(len(self.codes))
        sound[self._heard] = louder(near)
        return sound


def louder(near: Array) -> Floats:
    """How much louder than on average each is heard."""
    found: Floats = near - near.sum() / max(1, len(near))
    return found
