"""Finds what is a place by itself, known by number or code, and the words that may end a name."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from ahocorasick_rs import AhoCorasick

from nlp.shapes_found import Ending, Shaped
from nlp.shapes_numbers import (
    BUILDING,
    CODED,
    DAMAGED,
    DOOR,
    FAMILY_SHOP,
    HOMESTEAD,
    LINES,
    STRETCH,
)
from nlp.shapes_words import Cut, endings, kind_of, listed


def marks(text: str, cut: Cut, known: Iterable[Shaped]) -> list[Shaped | Ending]:
    """By where they begin, the longest first; those that are known are among them."""
    found: list[Shaped | Ending] = list(known)
    found += (Shaped(*each.span(), "estate") for each in DAMAGED.finditer(text))
    found += (Shaped(*each.span(), "coded") for each in CODED.finditer(text))
    found += (Shaped(*each.span(), "village") for each in HOMESTEAD.finditer(text))
    found += (Shaped(*each.span(), "organisation") for each in FAMILY_SHOP.finditer(text))
    found += (_line(each) for each in LINES.finditer(text))
    found += (Ending(each.start(), each.start(), "building") for each in BUILDING.finditer(text))
    found += _words(text, cut)
    return sorted(found, key=lambda each: (each.start, -each.end))


@cache
def _finder() -> tuple[tuple[str, ...], AhoCorasick]:
    words = (*endings(), *sorted(listed("outside") - set(endings())))
    return words, AhoCorasick(words)


def _words(text: str, cut: Cut) -> Iterator[Shaped | Ending]:
    words, finder = _finder()
    for index, start, end in finder.find_matches_as_indexes(text, overlapping=True):
        ending = endings().get(words[index])
        if ending is not None:
            yield Ending(start, end, *ending)
        elif cut.is_edge(start) and cut.is_edge(end) and not _is_cut_off(cut, start):
            yield Shaped(start, end + text.startswith(("省", "市"), end), "area")


def _is_cut_off(cut: Cut, start: int) -> bool:
    """Whether it is the rest of a longer name: 金华 in 罗金华."""
    return any(len(left) == 1 and kind_of(left) == "name" for _, left in cut.before(start, 0, 1))


def _line(match: re.Match[str]) -> Shaped:
    start, end = match.span()
    type_ = match.lastgroup or ""
    if type_ == "road":
        for pattern in (DOOR, STRETCH):
            if tail := pattern.match(match.string, end):
                end = tail.end()
    return Shaped(start, end, "organisation" if type_ == "company" else type_)
