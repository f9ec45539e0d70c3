"""Sees several matters in one message, and none where one is only told at length."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from nlp.categories import Categories
from nlp.matter_parts import (
    BRIEF,
    EDGES,
    GUESSED,
    LEAST,
    SURE,
    VERY_SURE,
    Part,
    Told,
    apart_of,
    between,
    beyond_doubt,
    can_be,
    continues,
    elsewhere,
    is_kin,
    is_matter,
    is_wild,
    judged,
    repeats,
)
from nlp.matter_signs import (
    ANNOUNCED,
    BESIDE,
    CONNECTED,
    FIELD,
    GOES_ON,
    GREETING,
    HOW_MANY,
    LATE,
    LISTED,
    MATTER,
    NUMBERED,
    ONE_AND_ANOTHER,
    OPENED,
    ORDINALS,
    SENTENCE,
    TWO,
)
from nlp.suggestion import Matter, PlaceMention
from nlp.text import Normal, normalise

_SHORT = 160  # characters; a longer text is a story, and its connectives belong to it
_LONG = 400  # the same where he says himself that another matter follows
_FEW = 90  # characters of a text whose mere sentences are looked at
_LIST = 300  # characters of a text whose numbers are looked at
_MOST = 12  # parts that are looked at
_WIDE = ("area", "coded")  # places so wide that several matters lie in one


def find(
    normal: Normal, categories: Categories, places: Sequence[PlaceMention], field: str = "text"
) -> tuple[Matter, ...]:
    """The matters of a normalised text, in order; () when it is one, or when nothing tells.

    What lies in no matter (a greeting, a common address in front) is said of all of them. Where he
    numbers or announces them himself he is believed; mere sentences are told apart in short texts
    only, and only by categories or places that are beyond doubt: a wrong division annoys more than
    a missed one.
    """
    if len(normal.text) > _LONG:
        return ()
    marks = _marks(normal.text)
    if not marks and len(normal.text) > _SHORT and not _announces(normal.text):
        return ()
    told = Told(normal.text, categories, _placed(normal, places, field), marks)
    if _lists_details(told):
        return ()
    for looking in _NUMBERED if marks else _PLAIN:
        if parts := looking(told):
            return tuple(_matter(part, normal, field) for part in parts)
    return ()


def _announces(text: str) -> bool:
    return ANNOUNCED.search(text) is not None or CONNECTED.search(text) is not None


def _placed(
    normal: Normal, places: Sequence[PlaceMention], field: str
) -> list[tuple[int, int, str]]:
    """Where the places stand in the normalised text."""
    found, at = [], 0
    named = (one for one in places if one.field == field and one.type not in _WIDE)
    for each in sorted(named, key=lambda one: one.start):
        words = normalise(each.text).text
        start = normal.text.find(words, at)
        if start >= 0:
            at = start + len(words)
            found.append((start, at, words))
    return found


def _lists_details(told: Told) -> bool:
    """Whether what is numbered are demands, reasons, or details of what is said in front."""
    marks = told.marks
    if not marks:
        return False
    head = told.text[: marks[0][0]]
    if LISTED.search(head) or any(FIELD.match(told.text, end) for _, end in marks):
        return True
    details = _names_something(head, told) or is_matter(head, told.categories)
    return details and not _announced(told.text, marks)


def _announced(text: str, marks: Sequence[tuple[int, int]]) -> bool:
    """反映两件事:1、… or 第一件…: he says that these are matters."""
    first, end = marks[0]
    return (
        ANNOUNCED.search(text, 0, first) is not None or MATTER.search(text, first, end) is not None
    )


def _by_number(told: Told) -> list[Part]:
    """Numbered parts that speak of different matters, or of one sort in different places."""
    marks = told.marks
    if not marks:
        return []
    if _announced(told.text, marks):
        parts = [judged(part, told, GUESSED) for part in between(told.text, marks)]
        return apart_of(parts, repeats)
    parts = [judged(part, told, SURE) for part in between(told.text, marks)]
    return parts if _differ(parts) else apart_of(parts, continues)


def _names_something(head: str, told: Told) -> bool:
    """Whether it says more than a greeting, who writes and where, and that something follows."""
    for _, end, name in told.where:
        head = head.replace(name, "") if end <= len(head) else head
    return len(GREETING.sub("", head)) >= LEAST - 1


def _differ(parts: Sequence[Part]) -> bool:
    """Whether most parts are matters of their own, so that the others will be, too."""
    known = [part for part in parts if part.sure >= VERY_SURE and not is_wild(part.category)]
    apart = sum(not is_kin(one.category, other.category) for one, other in pairwise(known))
    return 2 * len(known) > len(parts) and apart >= len(known) / 2


def _marks(text: str) -> list[tuple[int, int]]:
    """The spans of the first numbering that counts from one to at least two."""
    if len(text) > _LIST or not TWO.search(text):
        return []
    for pattern in NUMBERED:
        marks: list[tuple[int, int]] = []
        for match in pattern.finditer(text):
            if _may_be(match[1], len(marks) + 1):
                marks.append(match.span())
        if len(marks) > 1:
            return marks[:_MOST]
    named = [match.span() for match in ONE_AND_ANOTHER.finditer(text)]
    return named[:_MOST] if len(named) > 1 else []


def _may_be(written: str, place: int) -> bool:
    """Whether that number or word stands at that place of a list."""
    if written in LATE:
        return place >= LATE[written]
    return place == (int(written) if written.isdecimal() else ORDINALS[written])


def _by_announcement(told: Told) -> list[Part]:
    """两件事麻烦您:…;…: as many parts as he has announced, parted by the same mark."""
    match = ANNOUNCED.search(told.text)
    if not match or not match["many"]:
        return []
    opened = OPENED.search(told.text, match.end(), match.end() + BRIEF)
    if not opened:
        return []
    for mark in (r"[;\n]", r"[。!?\n]", r"[,。]"):
        cuts = [one.span() for one in re.finditer(mark, told.text) if one.start() > opened.start()]
        parts = between(told.text, [opened.span(), *cuts[:_MOST]])
        if len(parts) == HOW_MANY[match["many"]] and all(can_be(part, told) for part in parts):
            return [judged(part, told, SURE) for part in parts]
    return []


def _by_connective(told: Told) -> list[Part]:
    short = len(told.text) <= _SHORT
    found = [match for match in CONNECTED.finditer(told.text) if match.start()]
    marks = [match for match in found if short or match["another"]][: _MOST - 1]
    if not marks:
        return []
    sure = GUESSED if any(match["another"] for match in marks) else SURE
    said = {match.end() for match in marks if match["another"]}
    parts = between(told.text, [(0, 0), *(match.span() for match in marks)])
    known = [
        replace(
            judged(part, told, sure),
            announced=any(part.start - LEAST <= end <= part.start for end in said)
            and can_be(part, told),
            beside=BESIDE.match(told.text, part.start) is not None,
        )
        for part in parts
    ]
    return known if _is_list(known, told) else apart_of(known, _goes_on)


def _is_list(parts: Sequence[Part], told: Told) -> bool:
    """Whether he tells one thing after the other: 路灯…;另外垃圾…;还有物业…."""
    brief = all(can_be(each, told) and each.end - each.start <= BRIEF for each in parts)
    return len(parts) > 2 and brief and not any(each.beside for each in parts) and _differ(parts)


def _by_place(told: Told) -> list[Part]:
    """Clauses that each say what is wrong somewhere else."""
    if len(told.text) > _FEW or len(told.where) < 2:
        return []
    cuts = [(end, end + 1) for end, mark in enumerate(told.text) if mark in ",;。!?\n"]
    parts = [judged(part, told, SURE) for part in between(told.text, [(0, 0), *cuts[:_MOST]])]
    return apart_of(parts, lambda apart, part: not (part.category and elsewhere(apart[-1], part)))


def _by_sentence(told: Told) -> list[Part]:
    if len(told.text) > _FEW:
        return []
    marks = [match.span() for match in SENTENCE.finditer(told.text)]
    cuts = [(a, b) for a, b in marks if b < len(told.text) and not GOES_ON.match(told.text, b)]
    if not cuts or len(cuts) > _MOST:
        return []
    parts = between(told.text, [(0, 0), *cuts])
    return apart_of([judged(part, told, VERY_SURE) for part in parts], continues)


def _goes_on(apart: Sequence[Part], part: Part) -> bool:
    """The same behind a connective: what is announced is believed, and so are clear categories."""
    clear = not part.beside and beyond_doubt(apart[-1], part)
    if part.announced or clear:
        return False
    return part.beside or continues(apart, part)


_NUMBERED = (_by_number, _by_announcement, _by_connective)
_PLAIN = (_by_announcement, _by_connective, _by_place, _by_sentence)


def _matter(part: Part, normal: Normal, field: str) -> Matter:
    span = normal.origin(part.start, part.end)
    return Matter(span.start, span.end, field, part.category)


def shared(text: str, matters: Sequence[Matter]) -> str:
    """What stands in front of the first matter and is said of all; without its number or mark."""
    told = text[: matters[0].start] if matters else ""
    for pattern in (*NUMBERED, ONE_AND_ANOTHER):
        last = [match for match in pattern.finditer(told) if match.end() >= len(told.rstrip())]
        told = told[: last[-1].start()] if last else told
    return told.strip(EDGES + "(：，　 （")
