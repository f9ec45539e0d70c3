"""Takes a text apart for the model that senses danger: Chinese by character, English by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from nlp.danger import dangers, english_dangers
from nlp.language import is_english
from nlp.lexicon import topics
from nlp.nearness import sentence_ends
from nlp.sounds import heard, table
from nlp.text import has_han, has_latin

Numbers = NDArray[np.uint32]
Places = NDArray[np.int64]
Tongue = Literal["zh", "en"]
Marks = Sequence[tuple[int, str]]

_CLAUSE = re.compile(r"[^,.。!?;:、…~\s]+")
_CLAUSE_EN = re.compile(r"[^,.。!?;:、…~\n]+")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[^\sa-z\d]")
_LONGEST: dict[Tongue, int] = {"zh": 18, "en": 12}  # units of a clause; a longer one is cut evenly
REACH: dict[Tongue, int] = {"zh": 60, "en": 40}  # likewise of a sentence, between its clauses
_STEM = 4  # letters of a word that stand for all its forms: smells, smelling


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as units: characters with their sounds, or words with their stems.

    `heard` has two rows of numbers, `says` which units are read at all; clauses and marks (words
    of danger and of ordinary matters, with what they speak for) are places in these rows.
    `sentences` are the numbers of the clauses that each begins with. `spans` lead back to the
    characters of the text, None where every character is a unit.
    """

    tongue: Tongue
    heard: Numbers
    says: NDArray[np.bool_]
    starts: Places
    ends: Places
    sentences: Places
    marks: Marks
    spans: Sequence[tuple[int, int]] | None = None

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where these units (at least one) stand in the text."""
        if self.spans is None:
            return start, end
        return self.spans[start][0], self.spans[end - 1][1]


def read(text: str) -> Reading | None:
    """A normalised text in the language that most of it is in; None where it has no word."""
    if has_latin(text) and is_english(text):
        return _english(text)
    return _chinese(text) if has_latin(text) or has_han(text) else None


def _chinese(text: str) -> Reading:
    """Pinyin is heard as the characters it stands for; other letters are mostly codes."""
    marks = [*dangers().marks(text), *topics(text)]
    if not has_latin(text):
        return _by_character(text, sentence_ends(text), marks)
    units = heard(text)
    spans = [(start, end) for _, start, end in units]
    marks += english_dangers().marks(text)
    spelled = "".join(unit for unit, _, _ in units)
    return _by_character(spelled, _stops(text, spans), _placed(marks, spans), spans)


def _by_character(
    text: str, stops: Sequence[int], marks: Marks, spans: Sequence[tuple[int, int]] | None = None
) -> Reading:
    letters = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    sounds = table().take(letters, mode="clip").astype(np.uint32)
    says = ((letters >= 0x3400) & (letters < 0xF900)) | (letters >= 0x1F000)
    starts, ends = _cut([each.span() for each in _CLAUSE.finditer(text)], "zh")
    sentences = _sentences(starts, ends, stops, "zh")
    heard_as = np.stack((letters, sounds))
    return Reading("zh", heard_as, says, starts, ends, sentences, marks, spans)


def _english(text: str) -> Reading:
    found = list(_WORD.finditer(text))
    said = [each[0] for each in found]
    spans = [each.span() for each in found]
    numbers = [[crc32(word.encode()) for word in said], [_stem(word) for word in said]]
    says = np.array([word[0].isalpha() or ord(word[0]) >= 0x1F000 for word in said], np.bool_)
    listed = [*english_dangers().marks(text), *dangers().marks(text), *topics(text)]
    marks = _placed(listed, spans)
    begins = [start for start, _ in spans]
    starts, ends = _cut(_in_words(text, begins), "en")
    sentences = _sentences(starts, ends, _stops(text, spans), "en")
    read = np.array(numbers, np.uint32)
    return Reading("en", read, says, starts, ends, sentences, marks, spans)


def _stem(word: str) -> int:
    return crc32(word[:_STEM].encode())


def _in_words(text: str, begins: Sequence[int]) -> list[tuple[int, int]]:
    """Clauses by the numbers of their words, which begin there."""
    clauses = [clause.span() for clause in _CLAUSE_EN.finditer(text)]
    numbers = np.searchsorted(begins, clauses).tolist() if clauses else ()
    return [(first, last) for first, last in numbers if last > first]


def _stops(text: str, spans: Sequence[tuple[int, int]]) -> list[int]:
    """Before which units sentences end."""
    found: list[int] = np.searchsorted([start for start, _ in spans], sentence_ends(text)).tolist()
    return found


def _placed(marks: Marks, spans: Sequence[tuple[int, int]]) -> Marks:
    """The same with the numbers of the units that they begin in."""
    begins = [start for start, _ in spans]
    at = np.searchsorted(begins, [place for place, _ in marks], "right") - 1
    return [(place, mark) for place, (_, mark) in zip(at.tolist(), marks, strict=True)]


def _cut(clauses: Sequence[tuple[int, int]], tongue: Tongue) -> tuple[Places, Places]:
    """Where clauses begin and end, none longer than what is looked at as one."""
    starts, ends = np.array(clauses, np.int64).reshape(-1, 2).T
    size = ends - starts
    if not (size > _LONGEST[tongue]).any():
        return starts, ends
    step = -(-size // -(-size // _LONGEST[tongue]))
    pieces = -(-size // step)
    place = np.arange(pieces.sum()) - np.repeat(pieces.cumsum() - pieces, pieces)
    step = np.repeat(step, pieces)
    starts = np.repeat(starts, pieces) + place * step
    return starts, np.minimum(np.repeat(ends, pieces), starts + step)


def _sentences(starts: Places, ends: Places, stops: Sequence[int], tongue: Tongue) -> Places:
    """The clauses that sentences begin with, which are those after a stop.

    A longer one than is read at once is parted evenly between its clauses.
    """
    begins = np.zeros(len(starts) + 1, np.bool_)
    begins[starts.searchsorted([0, *stops])] = True
    first = np.flatnonzero(begins[:-1])
    if not len(first):
        return first
    last = np.append(first[1:], len(starts)) - 1
    size = ends[last] - starts[first]
    if not (size > REACH[tongue]).any():
        return first
    own = np.repeat(np.arange(len(first)), last - first + 1)
    step = -(-size // -(-size // REACH[tongue]))
    part = (starts - starts[first][own]) // step[own]
    begins[1:-1] = part[1:] != part[:-1]
    begins[first] = True
    return np.flatnonzero(begins[:-1])
