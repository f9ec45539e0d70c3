"""Where a message may be divided: numbers, words for more, and plain marks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.matter_openings import opening
from nlp.matter_signs import (
    ALONE,
    GOES_ON,
    LATE,
    LINKED,
    MARKS,
    NOT_MORE,
    NUMBERED,
    ONE_AND_ANOTHER,
    ORDINALS,
    SAYS,
    SHORT,
    STOP,
    TWO,
    UNMARKED,
)
from nlp.nearness import Span
from nlp.text import Normal, has_han

MOST = 12  # numbers that are looked at
_BARE = 30  # characters from which a text without any mark is looked through for openings
_NEAR = 8  # characters in front of a blank in which an English full stop is looked for
_EDGE = 5  # characters in which no matter is told
_HEARD = 0.5  # of an opening without a mark; none within _EDGE of it is clearer
_KINDS = (("\n", "stop"), (";", "semicolon"), ("。!?.", "stop"), (",", "comma"))


@dataclass(frozen=True, slots=True)
class Cut:
    """What stands between two parts of a normalised text.

    `kind` is `number`; `another` where he says that another matter follows; `more` for a word that
    may say so; `semicolon`, `stop`, `comma`, `other` by the mark; `blank` where a blank stands for
    one, `bare` where not even that.
    """

    start: int
    end: int
    kind: str


def numbering(text: str) -> list[Cut]:
    """The numbers of the first list that counts from one to at least two."""
    if not TWO.search(text):
        return []
    for pattern in NUMBERED:
        marks: list[Cut] = []
        for match in pattern.finditer(text):
            if _may_be(match[1], len(marks) + 1):
                marks.append(Cut(*match.span(), "number"))
        if len(marks) > 1:
            return marks[:MOST]
    named = [Cut(*match.span(), "number") for match in ONE_AND_ANOTHER.finditer(text)]
    return named[:MOST] if len(named) > 1 else []


def _may_be(written: str, place: int) -> bool:
    """Whether that number or word stands at that place of a list."""
    if written in LATE:
        return place >= LATE[written]
    return place == (int(written) if written.isdecimal() else ORDINALS[written])


def cuts(normal: Normal) -> list[Cut]:
    """All others, in order; a mark and the word behind it are one, and what plainly goes on
    about the sentence before is none."""
    text, marks = normal.text, _marks(normal)
    found = {cut.end: cut for cut in (*_unmarked(text), *_marked(text, marks))}
    if len(text) > _BARE and not any(end < len(text) for _, end in marks):
        found = {cut.end: cut for cut in _bare(text)} | found
    return [found[end] for end in sorted(found)]


def _marks(normal: Normal) -> list[Span]:
    """Where marks stand, and blanks in place of marks, in order."""
    marks = [mark.span() for mark in MARKS.finditer(normal.text)]
    return sorted((*marks, *_blanks(normal)))


def _blanks(normal: Normal) -> Iterator[Span]:
    """Between Chinese characters, and behind a full stop of English."""
    text = normal.text
    for at in normal.blanks():
        near = max(0, at - _NEAR)
        if (stop := STOP.search(text, near, at)) and not SHORT.search(text, near, at):
            yield stop.span()
        elif has_han(text[at - 1]) and has_han(text[at]):
            yield at, at


def _marked(text: str, marks: Sequence[Span]) -> Iterator[Cut]:
    reached = 1  # a mark within a word for more parts nothing
    for start, end in marks:
        if start < reached or end in (reached, len(text)):
            continue
        link = LINKED.match(text, end)
        if link and _links(link):
            reached, kind = _linked(link)
            yield Cut(start, reached, kind)
        elif not GOES_ON.match(text, end):
            yield Cut(start, end, _plain(text[start:end]))


def _unmarked(text: str) -> Iterator[Cut]:
    """顺便反映 needs no mark in front."""
    for link in LINKED.finditer(text):
        end, kind = _linked(link)
        if link.start() and kind == "another" and UNMARKED.match(link[0]) and _links(link):
            yield Cut(link.start(), end, kind)


def _links(link: re.Match[str]) -> bool:
    if SAYS.search(link[0]):
        return False
    if link["another"] or link["english"] or not link["more"]:
        return True
    if link[0][-1] in ",:":
        return True
    return link["more"] not in ALONE and not NOT_MORE.match(link.string, link.end())


def _linked(link: re.Match[str]) -> tuple[int, str]:
    """Where it ends, without the 我 of what follows, and its kind."""
    end = link.start() + len(link[0].rstrip("我们"))
    return end, "another" if link["another"] or link["english"] else "more"


def _plain(mark: str) -> str:
    if not mark:
        return "blank"
    return next((kind for marks, kind in _KINDS if {*marks} & {*mark}), "other")


def _bare(text: str) -> Iterator[Cut]:
    """Where it sounds most like an opening in what is told without any mark."""
    heard = {at: opening(text[at:]) for at in range(_EDGE, len(text) - _EDGE)}
    for at, loud in heard.items():
        around = range(at - _EDGE - 1, at + _EDGE + 2)
        if loud > _HEARD and loud == max(heard.get(near, loud) for near in around):
            yield Cut(at, at, "bare")


def between(text: str, found: Sequence[Cut]) -> list[tuple[int, int]]:
    """The stretches after each cut, up to the next one."""
    ends = [*(cut.start for cut in found[1:]), len(text)]
    return [(cut.end, end) for cut, end in zip(found, ends, strict=True)]
