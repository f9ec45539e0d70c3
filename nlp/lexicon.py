"""Spots the words that speak for a category: the city's keywords and nlp's own colloquial ones."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from importlib.resources import files
from operator import or_
from typing import NamedTuple

from nlp.finding import Anywhere, Found, WholeWords
from nlp.nearness import Span, in_one_sentence, sentence_ends
from nlp.text import has_latin, normalise
from nlp.vocabulary import CategoryWords

_WEAK = 0.35  # factor for words that turn up in every kind of report
_LENGTHS = {1: 0.4, 2: 1.0, 3: 1.6}
_LONG = 2.1  # words of four characters and more, and several English ones
_SINGLE_EN = 1.6
_PAIRED = {2: 0.5, 3: 1.0, 4: 1.6}  # a pair by the characters of its two words
_LONG_PAIR = 2.1
PAIR = "…"  # stands between the two sides of a pair
WEAK = "weak"  # the list of words that count little
_GAP, _GAP_EN = 16, 40  # characters between the two words of a pair, at most


class Spotted(NamedTuple):
    """A word, or a pair of words, at `start`..`end` of a normalised text."""

    word: str
    start: int
    end: int
    weight: float
    codes: tuple[str, ...]
    is_pair: bool = False


@dataclass(frozen=True, slots=True)
class _Pair:
    left: frozenset[str]
    right: frozenset[str]
    codes: tuple[str, ...]


class Lexicon:
    """Words and pairs of words, Chinese and English, and the categories each speaks for.

    A pair is written `工地|工头…工钱|不给钱`: one word of either side, in any order, within a
    sentence and a few characters of each other.
    """

    def __init__(self, categories: tuple[CategoryWords, ...]) -> None:
        owners = _owners(categories)
        english = {word: codes for word, codes in owners.items() if _is_english(word)}
        chinese = {word: codes for word, codes in owners.items() if word not in english}
        weak = own_words().get(WEAK, frozenset())
        self._chinese = _Book(chinese, weak, Anywhere, _GAP, _weight)
        self._english = _Book(english, weak, WholeWords, _GAP_EN, _weight_en)

    def find(self, text: str) -> list[Spotted]:
        """What a normalised text says, by place, the longer first."""
        found = [*self._chinese.find(text), *(self._english.find(text) if has_latin(text) else ())]
        return sorted(found, key=lambda each: (each.start, -each.end))


class _Book:
    """The words and pairs of one way of writing."""

    def __init__(
        self,
        owners: Mapping[str, tuple[str, ...]],
        weak: frozenset[str],
        finder: type[Anywhere] | type[WholeWords],
        gap: int,
        weight: Callable[[str], float],
    ) -> None:
        words = {word: codes for word, codes in owners.items() if not _is_pair(word)}
        self._pairs = tuple(_pair(each, codes) for each, codes in owners.items() if _is_pair(each))
        left: dict[str, int] = defaultdict(int)  # the pairs of a word, one bit each
        right: dict[str, int] = defaultdict(int)
        for number, pair in enumerate(self._pairs):
            for word in pair.left:
                left[word] |= 1 << number
            for word in pair.right:
                right[word] |= 1 << number
        self._sides = {word: (left[word], right[word]) for word in {*left, *right}}
        self._finder = finder(sorted({*words, *self._sides}))
        self._gap = gap
        # the longer a word and the fewer categories share it, the more it says
        self._said = {
            word: (weight(word) / math.sqrt(len(codes)) * (_WEAK if word in weak else 1.0), codes)
            for word, codes in words.items()
        }

    def find(self, text: str) -> Iterator[Spotted]:
        found = self._finder.find(text)
        for word, start, end in found:
            if word in self._said:
                yield Spotted(text[start:end], start, end, *self._said[word])
        yield from self._joined(text, found)

    def _joined(self, text: str, found: list[Found]) -> Iterator[Spotted]:
        """Every pair that the text has, where its words are longest."""
        best: dict[int, tuple[int, Span, Span]] = {}
        for first, then, pairs in self._near(found, sentence_ends(text)):
            letters = _letters(first) + _letters(then)
            for number in _bits(pairs):
                if number not in best or letters > best[number][0]:
                    best[number] = (letters, first, then)
        for number, (letters, first, then) in sorted(best.items()):
            codes = self._pairs[number].codes
            weight = _PAIRED.get(letters, _LONG_PAIR) / math.sqrt(len(codes))
            said = PAIR.join(text[start:end] for start, end in (first, then))
            yield Spotted(said, first[0], max(first[1], then[1]), weight, codes, True)

    def _near(self, found: list[Found], ends: Sequence[int]) -> Iterator[tuple[Span, Span, int]]:
        """Words in one sentence and close to each other, with the pairs that they are, as bits."""
        both = {word: self._sides[word] for word, _, _ in found if word in self._sides}
        lefts = reduce(or_, [left for left, _ in both.values()], 0)
        there = lefts & reduce(or_, [right for _, right in both.values()], 0)
        if not there:
            return
        both = {word: (a & there, b & there) for word, (a, b) in both.items() if (a | b) & there}
        sides = sorted((start, end, *both[word]) for word, start, end in found if word in both)
        for at, (start, end, left, right) in enumerate(sides, 1):
            for after in range(at, len(sides)):
                begins, stops, other_left, other_right = sides[after]
                if begins > end + self._gap:
                    break
                pairs = left & other_right | right & other_left
                if pairs and begins >= end and in_one_sentence(ends, start, stops):
                    yield (start, end), (begins, stops), pairs


def _bits(pairs: int) -> Iterator[int]:
    """The numbers of the bits that are set, ascending."""
    while pairs:
        lowest = pairs & -pairs
        yield lowest.bit_length() - 1
        pairs ^= lowest


def _owners(categories: tuple[CategoryWords, ...]) -> dict[str, tuple[str, ...]]:
    """Word to the codes that use it: the city's keywords and, for its codes, nlp's own words."""
    codes: dict[str, dict[str, None]] = defaultdict(dict)
    own = own_words()
    for category in categories:
        for word in (*category.keywords, *sorted(own.get(category.code, ()))):
            if even := normalise(word).text:
                codes[even][category.code] = None
    return {word: tuple(owners) for word, owners in codes.items()}


def _is_english(word: str) -> bool:
    """Numbers (120) and tokens such as p2p are found in Chinese as they stand."""
    return word.replace(PAIR, "").isascii() and has_latin(word)


def _is_pair(word: str) -> bool:
    left, mark, right = word.partition(PAIR)
    return bool(left and mark and right) and PAIR not in right


def _pair(written: str, codes: tuple[str, ...]) -> _Pair:
    left, right = written.split(PAIR)
    return _Pair(frozenset(left.split("|")), frozenset(right.split("|")), codes)


def _weight(word: str) -> float:
    return _LENGTHS.get(len(word), _LONG)


def _weight_en(word: str) -> float:
    """A single word says less than several together."""
    return _LONG if "_" in word or " " in word else _SINGLE_EN


def _letters(span: Span) -> int:
    return span[1] - span[0]


@cache
def own_words() -> dict[str, frozenset[str]]:
    """nlp's own words: code, or "weak", to words and pairs."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in ("categories.txt", "categories_en.txt"):
        text = (files("nlp") / "words" / file).read_text(encoding="utf-8")
        for line in text.splitlines():
            code, *words = line.split() or ("",)
            if code and not code.startswith("#"):
                found[code].update(normalise(word).text for word in words)
    return {code: frozenset(words) for code, words in found.items()}


def plain(word: str) -> str:
    """A listed word as people write it."""
    return word.replace("_", " ").replace("*", "")


@cache
def _own_finders() -> tuple[Anywhere, WholeWords, dict[str, tuple[str, ...]]]:
    owners: dict[str, list[str]] = defaultdict(list)
    for code, words in own_words().items():
        for word in sorted(words) if code != WEAK else ():
            if not _is_pair(word):
                owners[word].append(code)
    chinese = tuple(word for word in owners if not _is_english(word))
    english = tuple(word for word in owners if _is_english(word))
    codes = {word: tuple(codes) for word, codes in owners.items()}
    return Anywhere(chinese), WholeWords(english), codes


def words_of(text: str) -> frozenset[str]:
    """Codes of the sample taxonomy that the words of a normalised text speak of."""
    return frozenset(code for _, codes in _own_in(text) for code in codes)


def topics(text: str) -> list[tuple[int, str]]:
    """Where such words begin, and the first level of what they speak of there, each once."""
    return list(
        dict.fromkeys((start, code[:2]) for start, codes in _own_in(text) for code in codes)
    )


def _own_in(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    chinese, english, codes = _own_finders()
    yield from ((start, codes[word]) for word, start, _ in chinese.find(text))
    if has_latin(text):
        yield from ((start, codes[word]) for word, start, _ in english.find(text))
