"""Sees words of immediate danger, however colloquially put; whether it is now is not asked here."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from nlp.finding import Anywhere, Found, WholeWords
from nlp.nearness import sentence_ends, together
from nlp.text import normalise


@dataclass(frozen=True, slots=True)
class Hazard:
    """A kind of danger. `always`: its words count whether asked, quoted or told of the past."""

    code: str
    name: str
    name_en: str
    always: bool


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words of danger at `start`..`end` of a normalised text; weak ones are often said loosely."""

    start: int
    end: int
    hazard: Hazard
    weak: bool = False


@dataclass(frozen=True, slots=True)
class _Pair:
    """One word of each group within `gap` characters of one sentence."""

    hazard: Hazard
    gap: int
    weak: bool


@dataclass(slots=True)
class _Sheet:
    """The word file, read: what each word stands for."""

    alone: dict[str, list[tuple[Hazard, bool]]] = field(default_factory=lambda: defaultdict(list))
    pairs: list[_Pair] = field(default_factory=list)
    left: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    right: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    signs: dict[str, Hazard] = field(default_factory=dict)
    harmless: set[str] = field(default_factory=set)


_Spans = list[tuple[int, int]]


class Dangers:
    """The triggers of a word file, ready to be looked for.

    `spaced`: in a language with blanks between words (see `WholeWords`).
    """

    def __init__(self, source: str, spaced: bool = False) -> None:
        self._sheet = _read(source)
        sheet = self._sheet
        words = sorted({*sheet.alone, *sheet.left, *sheet.right, *sheet.signs, *sheet.harmless})
        self._finder = WholeWords(words) if spaced else Anywhere(words)
        self._last: tuple[str, tuple[Found, ...]] = ("", ())
        self._marks = {word: tuple(dict.fromkeys(_marks(sheet, word))) for word in words}

    def find(self, text: str) -> tuple[Trigger, ...]:
        """Triggers in a normalised text: the weak ones last, else by place, the longer first.

        Time grows with the length of the text and the number of danger words in it.
        """
        alone: list[Trigger] = []
        lefts: dict[int, _Spans] = defaultdict(list)
        rights: dict[int, _Spans] = defaultdict(list)
        sheet = self._sheet
        for word, start, end in self._hits(text):
            if word in sheet.alone:
                alone += (Trigger(start, end, *each) for each in sheet.alone[word])
            for number in sheet.left.get(word, ()):
                lefts[number].append((start, end))
            for number in sheet.right.get(word, ()):
                rights[number].append((start, end))
        ends = sentence_ends(text)
        for number in sorted(lefts.keys() & rights.keys()):
            pair = sheet.pairs[number]
            for left, right in together(lefts[number], rights[number], pair.gap, ends):
                start, end = min(left[0], right[0]), max(left[1], right[1])
                alone.append(Trigger(start, end, pair.hazard, pair.weak))
        found = dict.fromkeys(alone)
        return tuple(sorted(found, key=lambda each: (each.weak, each.start, -each.end)))

    def signs(self, text: str) -> tuple[Trigger, ...]:
        """Mere signs of danger in a normalised text, each word once, none inside another."""
        found: list[Trigger] = []
        spotted = {(a, b, word) for word, a, b in self._hits(text) if word in self._sheet.signs}
        for start, end, word in sorted(spotted, key=lambda each: (each[0], -each[1])):
            seen = {text[each.start : each.end] for each in found}
            if word not in seen and (not found or start >= found[-1].end):
                found.append(Trigger(start, end, self._sheet.signs[word]))
        return tuple(found)

    def marks(self, text: str) -> list[tuple[int, str]]:
        """Where words of the file begin and what they speak for there, each once, for those that
        learn from it."""
        marks = self._marks
        found = ((start, mark) for word, start, _ in self._hits(text) for mark in marks[word])
        return list(dict.fromkeys(found))

    def _hits(self, text: str) -> tuple[Found, ...]:
        """Words found, without those that lie inside a harmless one.

        Those of the last text are kept: it is asked for its triggers, marks and signs in turn.
        """
        last, hits = self._last
        if last != text:
            hits = self._look(text)
            self._last = (text, hits)
        return hits

    def _look(self, text: str) -> tuple[Found, ...]:
        found = self._finder.find(text)
        harmless = self._sheet.harmless
        covers = sorted((a, b) for word, a, b in found if word in harmless)
        if not covers:
            return tuple(found)
        starts = [start for start, _ in covers]
        furthest = _running_max([end for _, end in covers])
        return tuple(
            each
            for each in found
            if each[0] not in harmless and not _is_covered(each, starts, furthest)
        )


@cache
def dangers() -> Dangers:
    """The words that come with nlp."""
    return Dangers((files("nlp") / "words" / "danger.txt").read_text(encoding="utf-8"))


@cache
def english_dangers() -> Dangers:
    """The English words that come with nlp."""
    source = (files("nlp") / "words" / "danger_en.txt").read_text(encoding="utf-8")
    return Dangers(source, spaced=True)


def _marks(sheet: _Sheet, word: str) -> Iterator[str]:
    yield from (
        f"{hazard.code}{'~' if weak else '='}" for hazard, weak in sheet.alone.get(word, ())
    )
    yield from (f"{sheet.pairs[number].hazard.code}<" for number in sheet.left.get(word, ()))
    yield from (f"{sheet.pairs[number].hazard.code}>" for number in sheet.right.get(word, ()))
    if word in sheet.signs:
        yield "?"


def _read(source: str) -> _Sheet:
    """Parse the word file; a line of no known kind raises ValueError."""
    sheet = _Sheet()
    hazard: Hazard | None = None
    for line in source.splitlines():
        if line.startswith("["):
            hazard = _hazard(line)
        elif line.startswith("-"):
            sheet.harmless.update(_words(line[1:]))
        elif hazard and line and not line.startswith("#"):
            _read_words(line.removeprefix("~"), hazard, line.startswith("~"), sheet)
    return sheet


def _read_words(line: str, hazard: Hazard, weak: bool, sheet: _Sheet) -> None:
    match line[0]:
        case "=":
            for word in _words(line[1:]):
                sheet.alone[word].append((hazard, weak))
        case "&":
            _read_pair(line, _Pair(hazard, int(line.rpartition("/")[2]), weak), sheet)
        case "?":
            sheet.signs.update(dict.fromkeys(_words(line[1:]), hazard))
        case _:
            raise ValueError(f"not a line of danger words: {line!r}")


def _hazard(line: str) -> Hazard:
    code, names = line[1:].split("]")
    name, name_en = (each.strip() for each in names.split("|"))
    return Hazard(code.lstrip("!"), name, name_en, code.startswith("!"))


def _read_pair(line: str, pair: _Pair, sheet: _Sheet) -> None:
    left, right = line[1:].rpartition("/")[0].split("&")
    number = len(sheet.pairs)
    sheet.pairs.append(pair)
    for word in _words(left):
        sheet.left[word].append(number)
    for word in _words(right):
        sheet.right[word].append(number)


def _words(line: str) -> list[str]:
    return [normalise(word).text for word in line.split()]


def _is_covered(found: Found, starts: list[int], furthest: list[int]) -> bool:
    """Whether it lies inside one of the stretches that begin there and reach so far."""
    _, start, end = found
    before = bisect_right(starts, start)
    return before > 0 and furthest[before - 1] >= end


def _running_max(numbers: list[int]) -> list[int]:
    highest, kept = -1, []
    for number in numbers:
        highest = max(highest, number)
        kept.append(highest)
    return kept
