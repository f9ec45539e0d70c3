"""Sees several matters in one message, and none where one is only told at length."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from nlp.categories import Categories
from nlp.matter_cuts import Cut, between, cuts, numbering
from nlp.matter_odds import Sides, Told, odds
from nlp.matter_signs import (
    EDGES,
    FIELD,
    GREETING,
    LISTED,
    NO_ITEM,
    NO_MATTER,
    NUMBERED,
    ONE_AND_ANOTHER,
    OPENED,
    announced,
)
from nlp.suggestion import Matter, PlaceMention
from nlp.text import Normal, normalise
from nlp.whereabouts import is_filling

_LONG = 300  # characters; a longer text is a story, and what sounds like another matter its detail
_LONGEST = 400  # the same where he says himself that another matter follows
_LEAST = 4  # letters of a part that can be a matter of its own
_LEAST_NUMBERED = 2  # 一是停水;二是停电
_HEAD = 3  # characters in front of a list that are more than a greeting
_BRIEF = 30  # characters in which an announcement is told
_WIDE = ("area", "coded")  # places so wide that several matters lie in one
Part = tuple[int, int]


def find(
    normal: Normal, categories: Categories, places: Sequence[PlaceMention], field: str = "text"
) -> tuple[Matter, ...]:
    """The matters of a normalised text, in order; () when it is one, or when nothing tells.

    What lies in no matter (a greeting, a common address in front) is said of all of them. A list is
    divided at all its numbers or at none.
    """
    if len(normal.text) > _LONGEST:
        return ()
    told = prepared(normal, categories, places, field)
    numbers = _numbers(told)
    parts = _listed(told, numbers) or _divided(told, himself=bool(numbers))
    return tuple(_matter(part, normal, categories, field) for part in parts)


def prepared(
    normal: Normal, categories: Categories, places: Sequence[PlaceMention], field: str = "text"
) -> Told:
    """The text with where its places stand in it."""
    return Told(normal, categories, _placed(normal, places, field))


def boundaries(told: Told) -> list[Sides]:
    """Where it is weighed whether to divide a text, with what lies on both sides."""
    if (numbers := _numbers(told)) and not _details(told, numbers):
        return list(_in_list(told, numbers))
    return list(_beside(told, *_unnumbered(told, himself=bool(numbers))))


def _numbers(told: Told) -> Sequence[Cut]:
    return numbering(told.text) if len(told.text) <= _LONG else ()


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


def _listed(told: Told, numbers: Sequence[Cut]) -> list[Part]:
    """What is numbered, unless it is demands, reasons or details of one matter."""
    if not numbers or _details(told, numbers):
        return []
    sides = list(_in_list(told, numbers))
    if sum(odds(told, each) for each in sides) <= 0:
        return []
    return _parted(told, numbers, numbered=True)


def _details(told: Told, numbers: Sequence[Cut]) -> bool:
    """Whether what is numbered are demands, reasons, or details of what is said in front."""
    head = told.text[: numbers[0].start]
    if LISTED.search(head) or any(FIELD.match(told.text, cut.end) for cut in numbers):
        return True
    for _, end, name in told.where:
        head = head.replace(name, "") if end <= len(head) else head
    return len(GREETING.sub("", head)) > _HEAD and not announced(told.text)


def _in_list(told: Told, numbers: Sequence[Cut]) -> Iterator[Sides]:
    """Each number but the first, beside its neighbours."""
    head = told.text[: numbers[0].start]
    ends = [end for _, end in between(told.text, numbers)]
    for (before, cut), end in zip(pairwise(numbers), ends[1:], strict=True):
        yield Sides(cut, before.end, end, len(numbers), head=head)


def _divided(told: Told, himself: bool) -> list[Part]:
    """What stands between words for more and plain marks."""
    found, start = _unnumbered(told, himself)
    taken = [each.cut for each in _beside(told, found, start) if odds(told, each) > 0]
    return _parted(told, [Cut(start, start, "start"), *taken])


def _unnumbered(told: Told, himself: bool) -> tuple[list[Cut], int]:
    """Words for more and plain marks, and where the first part begins. `himself`, and in a story:
    only those words with which he says that another matter follows."""
    start = _opened(told.text)
    found = [cut for cut in cuts(told.normal) if cut.start > start]
    if himself or len(told.text) > _LONG:
        found = [cut for cut in found if cut.kind == "another"]
    return found, start


def _opened(text: str) -> int:
    """Where 两件事麻烦您: ends; 0 if it does not begin so."""
    said = announced(text)
    opened = said and OPENED.search(text, said.end(), said.end() + _BRIEF)
    return opened.end() if opened else 0


def _beside(told: Told, found: Sequence[Cut], start: int) -> Iterator[Sides]:
    """Each cut with what lies on both sides as far as the next word for more."""
    clear = [cut for cut in found if cut.kind in ("another", "more")]
    for cut in found:
        before = max((one.end for one in clear if one.end <= cut.start), default=start)
        behind = min((one.start for one in clear if one.start >= cut.end), default=len(told.text))
        yield Sides(cut, before, behind, len(found), first=cut is found[0])


def _parted(told: Told, found: Sequence[Cut], numbered: bool = False) -> list[Part]:
    """The parts behind each cut; what can be no matter stays with the one before. None if only one
    is left."""
    parts: list[Part] = []
    for start, end in between(told.text, found):
        words = told.text[start:end]
        start += len(words) - len(words.lstrip(EDGES))
        end -= len(words) - len(words.rstrip(EDGES))
        if parts and not _can_be(told, start, end, numbered):
            parts[-1] = (parts[-1][0], max(parts[-1][1], end))
        elif parts and not _can_be(told, *parts[-1], numbered):
            parts[-1] = (parts[-1][0], end)
        else:
            parts.append((start, end))
    return parts if len(parts) > 1 else []


def _can_be(told: Told, start: int, end: int, numbered: bool) -> bool:
    """Long enough beside greetings and the places that are named, and no mere request or remark."""
    words = told.text[start:end]
    for at, until, name in told.where:
        words = words.replace(name, "", 1) if start <= at and until <= end else words
    least = _LEAST_NUMBERED if numbered else _LEAST
    enough = sum(map(str.isalpha, words)) >= least and len(GREETING.sub("", words)) >= least - 1
    remark = NO_ITEM if numbered else NO_MATTER
    return enough and not remark.match(told.text, start) and not is_filling(words)


def _matter(part: Part, normal: Normal, categories: Categories, field: str) -> Matter:
    start, end = part
    span, found = normal.origin(start, end), categories.guess(normal.text[start:end]).category
    return Matter(span.start, span.end, field, found.code if found else None)


def shared(text: str, matters: Sequence[Matter]) -> str:
    """What stands in front of the first matter and is said of all; without its number or mark."""
    told = text[: matters[0].start] if matters else ""
    for pattern in (*NUMBERED, ONE_AND_ANOTHER):
        last = [match for match in pattern.finditer(told) if match.end() >= len(told.rstrip())]
        told = told[: last[-1].start()] if last else told
    return told.strip(EDGES + "(：，　 （")
