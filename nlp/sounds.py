"""Hears Chinese characters as toneless syllables, so that a homophone gives itself away."""

import os
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

os.environ["PYPINYIN_NO_PHRASES"] = "true"  # 47,000 words nobody asks for: a quarter second

from pypinyin.constants import PINYIN_DICT

from nlp.text import Letters, exchanged, letters_of

_PRIVATE = 0xE000  # syllable number n stands as this character + n
_LATIN = re.compile("[a-z]+")
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"))  # initials that half of the country does not part
_LONGEST = 6  # letters of a syllable

Heard = tuple[str, int, int]  # a syllable as one character, where it begins and ends


@cache
def _numbers() -> dict[str, int]:
    """Every syllable of the dictionary, near ones as one, and its number from 1."""
    found: dict[str, int] = {}
    for readings in PINYIN_DICT.values():
        for reading in readings.split(","):
            found.setdefault(_plain(reading), len(found) + 1)
    return found


@cache
def table() -> NDArray[np.uint16]:
    """The syllable number of every character below 65536 by its usual reading; 0: none.

    What stands for a syllable has that number itself.
    """
    numbers = np.zeros(0x10000, np.uint16)
    for code, readings in PINYIN_DICT.items():
        if code < len(numbers):
            numbers[code] = _numbers()[_plain(readings.split(",")[0])]
    count = len(_numbers())
    numbers[_PRIVATE : _PRIVATE + count + 1] = range(count + 1)
    return numbers


@cache
def _characters() -> Letters:
    known = np.flatnonzero(table()).tolist()
    return letters_of({code: chr(_PRIVATE + int(table()[code])) for code in known})


def sounded(text: str) -> str:
    """A normalised text with every Chinese character as its syllable, one for one."""
    return exchanged(text, _characters())


def spelled(letters: str) -> str | None:
    """Pinyin such as `zhaohuo` as syllables; None where the letters are no pinyin throughout."""
    parts = _parts(letters)
    return "".join(chr(_PRIVATE + _numbers()[_near(each)]) for each in parts) if parts else None


def is_pinyin(text: str) -> bool:
    """Whether a normalised text has several Latin words, and all of them are syllables."""
    said = _LATIN.findall(text)
    return len(said) > 1 and all(_parts(word) for word in said if len(word) > 1)


@lru_cache(maxsize=1)  # a text is asked for its disguise and then for its danger
def heard(text: str) -> tuple[Heard, ...]:
    """The same of a text that mixes characters with pinyin."""
    sounds = sounded(text)
    found: list[Heard] = []
    last = 0
    for run in _LATIN.finditer(text):
        found += _one_by_one(sounds, last, run.start())
        found += _syllable_by_syllable(run[0], run.start())
        last = run.end()
    found += _one_by_one(sounds, last, len(text))
    return tuple(found)


def _one_by_one(sounds: str, start: int, end: int) -> Iterator[Heard]:
    each = zip(sounds[start:end], range(start, end), range(start + 1, end + 1), strict=True)
    return (sound for sound in each if sound[0] != " ")


def _syllable_by_syllable(letters: str, at: int) -> Iterator[Heard]:
    for part in _parts(letters) or letters:
        sound = spelled(part) if len(part) > 1 else None
        yield sound or part, at, at + len(part)
        at += len(part)


@cache  # 1,500 readings for 42,000 characters
def _plain(reading: str) -> str:
    return _near(_toneless(reading))


def _toneless(reading: str) -> str:
    parts = unicodedata.normalize("NFD", reading)
    return "".join(each for each in parts if not unicodedata.combining(each))


def _near(syllable: str) -> str:
    for initial, same in _ALIKE:
        if syllable.startswith(initial):
            syllable = same + syllable[len(initial) :]
    return syllable[:-1] if syllable.endswith(("ing", "eng")) else syllable


@cache
def _syllables() -> frozenset[str]:
    readings = {each for line in PINYIN_DICT.values() for each in line.split(",")}
    found = map(_toneless, readings)
    return frozenset(each for each in found if len(each) > 1 and re.search("[aeiou]", each))


@lru_cache(maxsize=10_000)  # the same few names and abbreviations again and again
def _parts(letters: str) -> tuple[str, ...]:
    """The fewest syllables that the letters are, nothing left over; empty if they are none."""
    ways: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(letters) + 1):
        best = None
        for start in range(max(0, end - _LONGEST), end):
            way = ways[start]
            if way is not None and letters[start:end] in _syllables():
                best = (*way, letters[start:end]) if not best or len(way) + 1 < len(best) else best
        ways.append(best)
    return ways[-1] or ()
