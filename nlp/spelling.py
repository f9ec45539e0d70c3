"""Undoes misspellings in English, which most who write it here learned as adults."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from spellchecker import SpellChecker

from nlp.edits import Edit
from nlp.language import is_english
from nlp.sounds import spelled

USUAL = "danger_usual_en.txt"
_LATIN = re.compile("[a-z]{2,}")
_WORD = re.compile(r"(?<![a-z\d'.@_/-])[a-z]{4,20}(?![a-z\d'@_/-])")  # no address, no code
_LISTS = "danger_en.txt", "categories_en.txt"
_TWICE = 2  # times that make a word usual
_NO_SLIP = 4  # times that make one that no dictionary has: odour
_RARE = 0.1  # of the times of the word that a slip stands for
_ENOUGH = 200  # words of a text that are looked up; each unknown one takes a millisecond


def respelled(text: str) -> Iterator[Edit]:
    """Pieces of a normalised English text that are no words, and the words that were meant.

    Chinese names in Latin letters stay as they are.
    """
    unknown = (match for match in _WORD.finditer(text) if not _is_known(match[0]))
    for match, _ in zip(unknown, range(_ENOUGH), strict=False):
        if word := _meant(match[0]):
            yield match.start(), match.end(), word


def _is_known(word: str) -> bool:
    ours = word in usual() or word in _listed()
    return ours or word in _speller() or spelled(word) is not None


@lru_cache(maxsize=1000)
def _meant(word: str) -> str | None:
    """The most usual word one letter away, in reports if any, else anywhere."""
    likely = _speller().candidates(word) or set()
    likely = {each for each in likely if not each.endswith("'s")}
    if any(each.replace("'", "") == word for each in likely):  # dont
        return None
    return max(likely, key=lambda each: (usual().get(each, 0), _speller()[each]), default=None)


@cache
def _speller() -> SpellChecker:
    return SpellChecker(distance=1)


@cache
def usual() -> dict[str, int]:
    """How often the sentences for danger say a word; `python -m nlp.danger_fitting` counts."""
    lines = (files("nlp") / "words" / USUAL).read_text(encoding="utf-8").splitlines()
    return {word: int(times) for word, times in map(str.split, lines)}


@cache
def _listed() -> frozenset[str]:
    """Words of the lists that come with nlp: what is named there is no slip (wifi is no wife)."""
    lists = ((files("nlp") / "words" / name).read_text(encoding="utf-8") for name in _LISTS)
    return frozenset(word for text in lists for word in _LATIN.findall(text))


def counted(texts: Iterable[str]) -> dict[str, int]:
    """How often English texts say a word, the most usual first, without what are slips."""
    said = Counter(word for text in texts if is_english(text) for word in _LATIN.findall(text))
    often = ((word, times) for word, times in said.most_common() if times >= _TWICE)
    return {word: times for word, times in often if word in _speller() or not _is_slip(word, said)}


def _is_slip(word: str, said: Mapping[str, int]) -> bool:
    """Whether a word of no dictionary is rare beside one that it may stand for, unlike odour."""
    near = (said.get(each, 0) for each in _speller().candidates(word) or ())
    return said[word] < max(_NO_SLIP, _RARE * max(near, default=0))
