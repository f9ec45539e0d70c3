"""What a Chinese word is to the name of a place: its end, a part of it, or where it stops."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate

import rjieba

from nlp.text import words

_ENDS = ("estate", "village", "road", "sole", "landmark", "organisation", "area")
_APART = ("goes-on", "damaged")
_PROPER = frozenset({"ns", "nr", "nz", "nt", "nrt", "nrfg", "nsf"})
_COUNTED = re.compile(
    "[一二两三四五六七八九十几多百千半]+[所家个条座栋名次位间处户年月天点块片种群类批亩]"
)
_NUMBER = re.compile(r"[\d.,:%]+")
# Tags of jieba's dictionary by their first letter: adverbs, prepositions, pronouns, particles …
_CUTTING = frozenset("cdepruy")
_LETTER = re.compile("[a-z\\d\u3400-\u9fff]")
_NOT = frozenset("无不没未")
_SAYING = frozenset({"v", "vd", "l", "i", "f", "ad"})  # verbs, phrases, directions
_TIME = re.compile("[年月日天晚早夜午时晨昨今明节周期]")  # 古汉 and 当代 are times too, says jieba
_LONGEST = 16  # characters of a word that is looked up and remembered
_MOST = 20_000  # words remembered; a year of one city's reports has some 60,000


@cache
def kinds() -> dict[str, str]:
    """Words that nlp/words/places.txt lists, with what they are."""
    given = (line for line in _lines() if line[0] not in _APART and not _is_end(line[0]))
    return {word: kind for kind, *words in given for word in words} | {"\n": "cut"}


@cache
def endings() -> dict[str, tuple[str, bool]]:
    """What names end with: the type of place, and whether it needs another place before it."""
    found: dict[str, tuple[str, bool]] = {}
    for kind, *written in _lines():
        if _is_end(kind):
            type_, _, weak = kind.partition("-")
            found.update(dict.fromkeys(written, (type_, bool(weak))))
    return found


def _is_end(kind: str) -> bool:
    return kind.partition("-")[0] in _ENDS


@cache
def listed(kind: str) -> frozenset[str]:
    """The words that nlp/words/places.txt lists as "goes-on", "damaged" or "outside"."""
    return frozenset(word for each, *written in _lines() if each == kind for word in written)


@cache
def _common() -> frozenset[str]:
    source = (files("nlp") / "words" / "places_common.txt").read_text(encoding="utf-8")
    lines = source.splitlines()
    return frozenset(word for line in lines if line[0] != "#" for word in line.split())


def _lines() -> list[list[str]]:
    source = (files("nlp") / "words" / "places.txt").read_text(encoding="utf-8")
    return [line.split() for line in source.splitlines() if line and not line.startswith("#")]


def kind_of(word: str) -> str:
    """cut, verb, plain, common, trade, owner, ending, outside; name for what else a name holds."""
    return "name" if len(word) > _LONGEST else _kind_of(word)


@lru_cache(maxsize=_MOST)
def _kind_of(word: str) -> str:
    listed = kinds().get(word)
    if listed:
        return "name" if listed == "part" else listed
    if _NUMBER.fullmatch(word) or _COUNTED.fullmatch(word) or not _LETTER.match(word):
        return "cut"
    if word in endings():
        return "name" if endings()[word][1] else "ending"
    tag = _tag_of(word)
    if len(word) == 1:
        return "name"
    if word[-1] == "的" or (word[0] in _NOT and tag not in _PROPER):
        return "cut"
    if tag[0] in _CUTTING or (tag == "t" and _TIME.search(word)):
        return "cut"
    if tag in _SAYING and len(word) < 4:
        return "verb"
    return "common" if word in _common() else "name"


def is_unlisted(word: str) -> bool:
    """Whether only jieba's dictionary says what it is."""
    return word not in kinds()


@lru_cache(maxsize=_MOST)
def _tag_of(word: str) -> str:
    """The part of speech in jieba's dictionary; "x" for what it does not know."""
    tagged = rjieba.tag(word)
    return str(tagged[0][1]) if len(tagged) == 1 else "x"


def is_proper(word: str) -> bool:
    """Whether the dictionary has it as somebody's or some place's name."""
    return (
        len(word) <= _LONGEST and _tag_of(word) in _PROPER and kind_of(word) in ("name", "outside")
    )


class Cut:
    """A text cut into words, which can be walked from any place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = words(text)
        self.starts = [0, *accumulate(map(len, self.words))]  # and where the text ends

    def at(self, position: int) -> int:
        """The number of the word that covers that character; past the end, the number of words."""
        return bisect_right(self.starts, position) - 1

    def before(self, position: int, earliest: int, most: int = 64) -> list[tuple[int, str]]:
        """At most so many words that end at or before that place, backwards, with their starts;
        clipped."""
        if position <= earliest:
            return []
        last = self.at(position - 1)
        first = max(self.at(earliest), last - most + 1)
        found = [*zip(self.starts[first : last + 1], self.words[first : last + 1], strict=True)]
        found[-1] = (found[-1][0], self.text[found[-1][0] : position])
        if found[0][0] < earliest:
            end = found[0][0] + len(found[0][1])
            found[0] = (earliest, self.text[earliest:end])
        found.reverse()
        return found

    def after(self, position: int) -> Iterator[tuple[int, str]]:
        """Words from that place on, with their ends; the first may be the rest of one."""
        for number in range(self.at(position), len(self.words)):
            end = self.starts[number + 1]
            yield end, self.text[max(position, self.starts[number]) : end]

    def is_edge(self, position: int) -> bool:
        """Whether a word ends there."""
        return self.starts[self.at(position)] == position
