"""Compares marked places fairly: an address is the same in however many pieces it is marked."""

import re
from collections.abc import Iterable

PlaceSpan = tuple[int, int, str]  # where it begins and ends, and its type

_BESIDE = (
    r"(?:[正斜]?对面|[东西南北正侧后中]{1,2}\d?门(?:口|外)?|旁边?|附近|周边|周围|隔壁|沿线|沿岸|路段|地段|一带|地区|片区"
    r"|门口|[东西南北]?(?:出站|进站|出入|出|入)口|楼[上下]|[东西南北]{1,2}[侧面边角]|两[侧边]|[前后内外里上下](?:[侧面边方])?|[十丁]字路口"
    r"|交[叉汇会]路?[口段]|交[汇叉界]处|(?<=[路街巷道])口)"
)
_BETWEEN = re.compile(rf"(?:的?{_BESIDE}+的?)?[与和]?")
_AFTER = re.compile(rf"(?:的?{_BESIDE}|物业(?:服务)?(?:公司|中心)?)+$")
_LONGEST = 8  # characters of what stands between two pieces, or after the last
_TYPES = {"coded": "area"}  # A3区 is a district under another name
_UNNAMED = "gate"  # the type of what has no name of its own


def agreeing(
    text: str, marked: Iterable[PlaceSpan], found: Iterable[PlaceSpan]
) -> tuple[int, int, int]:
    """How many marked places are found, how many found ones are marked, and how many were found.

    Pieces agree that cover the same stretch between them: "A市A3区" is found where "A市" and "A3区"
    are, and the other way round. Pieces are of one stretch if they touch, or if only 与, 和 or a
    word of position (旁边, 对面 …) is between them. Words of position and extent at its end do not
    count, nor does 物业, the office of an estate. What has no name (学校门口) is no place here.
    """
    ours, theirs = _prepared(text, marked), _prepared(text, found)
    one = other = right = hits = 0
    while one < len(ours) and other < len(theirs):
        if ours[one][0] != theirs[other][0]:
            ahead = ours[one][0] < theirs[other][0]
            one, other = one + ahead, other + (not ahead)
            continue
        a, b = _stretch(text, ours, theirs, one, other)
        if ours[a][1] == theirs[b][1]:
            right, hits = right + a - one + 1, hits + b - other + 1
            one, other = a + 1, b + 1
        else:
            one, other = one + 1, other + 1
    return right, hits, len(theirs)


def typed(spans: Iterable[PlaceSpan]) -> set[PlaceSpan]:
    """Spans with their types as people mark them: a coded district is an area."""
    return {
        (start, end, _TYPES.get(type_, type_)) for start, end, type_ in spans if type_ != _UNNAMED
    }


def _prepared(text: str, spans: Iterable[PlaceSpan]) -> list[tuple[int, int]]:
    return [(start, _end(text, start, end)) for start, end, _ in sorted(typed(spans))]


def _stretch(
    text: str, ours: list[tuple[int, int]], theirs: list[tuple[int, int]], a: int, b: int
) -> tuple[int, int]:
    """The pieces from these two on that end together; else where one side has no piece left."""
    while ours[a][1] != theirs[b][1]:
        if ours[a][1] < theirs[b][1]:
            if not _touch(text, ours, a):
                break
            a += 1
        else:
            if not _touch(text, theirs, b):
                break
            b += 1
    return a, b


def _touch(text: str, pieces: list[tuple[int, int]], number: int) -> bool:
    if number + 1 == len(pieces):
        return False
    end, start = pieces[number][1], pieces[number + 1][0]
    return start <= end or (
        start - end <= _LONGEST and _BETWEEN.fullmatch(text, end, start) is not None
    )


def _end(text: str, start: int, end: int) -> int:
    tail = _AFTER.search(text[:end], max(start + 1, end - _LONGEST))
    return tail.start() if tail else end
