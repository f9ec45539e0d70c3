"""Undoes how words of danger are disguised: pulled apart, stretched, written by their sound."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import rjieba
from ahocorasick_rs import AhoCorasick

from nlp.edits import Edit, Plain
from nlp.language import is_english
from nlp.sounds import heard, sounded, spelled
from nlp.spelling import respelled
from nlp.text import has_latin, normalise

_HAN = "\u3400-\u9fff"
_WEDGED = re.compile(
    rf"(?<=[{_HAN}])[.·*_~/|+\-^=•#@&%]+(?=[{_HAN}])"
    rf"|(?<=(?<![{_HAN}])[{_HAN}])!!+(?=[{_HAN}](?![{_HAN}]))"
)
_ALTERNATING = re.compile(
    rf"(?<![{_HAN}])[{_HAN}](?:([,。、….!\n])[{_HAN}])(?:\1[{_HAN}])+(?![{_HAN}])"
)
_STRETCHED = re.compile(rf"([{_HAN}])\1\1+")
_LOOK = 4  # characters about a homophone that say whether it is a word of its own


def undisguised(text: str) -> Plain:
    """A normalised text as it was meant. Takes time in proportion to the length."""
    plain = Plain(text).edited(list(_pulled_apart(text)))
    plain = plain.edited([(m.start(), m.end(), m[1]) for m in _STRETCHED.finditer(plain.text)])
    if has_latin(plain.text) and is_english(plain.text):
        return plain.edited(list(respelled(plain.text)))
    return plain.edited(list(_misspelled(plain.text)))


def _pulled_apart(text: str) -> Iterator[Edit]:
    last = 0
    for letters in _ALTERNATING.finditer(text):
        yield from _wedges(text, last, letters.start())
        yield letters.start(), letters.end(), letters[0][::2]
        last = letters.end()
    yield from _wedges(text, last, len(text))


def _wedges(text: str, start: int, end: int) -> Iterator[Edit]:
    return ((m.start(), m.end(), "") for m in _WEDGED.finditer(text, start, end))


@dataclass(frozen=True, slots=True)
class _Words:
    """Words by how they sound: the n-th pattern of the finder is a way to say the n-th word."""

    finder: AhoCorasick
    words: tuple[str, ...]
    others: dict[str, frozenset[str]]


@cache
def _words() -> _Words:
    said: dict[str, str] = {}
    others = {}
    source = (files("nlp") / "words" / "danger_sounds.txt").read_text(encoding="utf-8")
    for line in source.splitlines():
        if line and not line.startswith("#"):
            ways, _, friends = line.partition(" - ")
            word, *spellings = ways.split()
            sounds = [found for each in spellings if (found := spelled(each))]
            said |= dict.fromkeys((sounded(word), *sounds), word)
            others[word] = frozenset(normalise(each).text for each in friends.split())
    return _Words(AhoCorasick(list(said)), tuple(said.values()), others)


def _misspelled(text: str) -> Iterator[Edit]:
    """Pieces that sound like a word of danger and are no words themselves."""
    known = _words()
    mixed = heard(text) if has_latin(text) else None
    sounds = "".join(sound for sound, _, _ in mixed) if mixed else sounded(text)
    last = 0
    found = known.finder.find_matches_as_indexes(sounds, overlapping=True)
    for number, first, after in sorted(found, key=lambda each: (each[1], -each[2])):
        start, end = (mixed[first][1], mixed[after - 1][2]) if mixed else (first, after)
        word, written = known.words[number], text[start:end]
        if start >= last and written != word and _is_meant(text, start, end, word):
            yield start, end, word
            last = end


def _is_meant(text: str, start: int, end: int, word: str) -> bool:
    written = text[start:end]
    if any(each in text[max(0, start - 2) : end + 2] for each in _words().others[word]):
        return False
    if len(written) != len(word):  # pinyin: not the middle of a longer one
        return not (text[start - 1 : start] + text[end : end + 1]).isascii() or _ends(text, end)
    same = [a == b for a, b in zip(written, word, strict=True)]
    return any(same) and not _is_worded(text, start, end, same)


def _ends(text: str, end: int) -> bool:
    return not text[end : end + 1].isalpha() or not text[end : end + 1].isascii()


def _is_worded(text: str, start: int, end: int, same: list[bool]) -> bool:
    """Whether a different character belongs to an ordinary word, or the piece cuts one."""
    first = max(0, start - _LOOK)
    at = first
    for piece in rjieba.cut(text[first : end + _LOOK], False):
        after = at + len(piece)
        if len(piece) > 1 and at < end and after > start:
            crosses = at < start or after > end
            if crosses or not all(same[at - start : after - start]):
                return True
        at = after
    return False
