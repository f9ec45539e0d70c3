"""Completes places that were found: crossings, names of land, what is opposite."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from nlp.shapes_found import AROUND, Shaped
from nlp.shapes_numbers import BEYOND
from nlp.shapes_words import Cut, is_proper, kind_of

_RUN = 8  # characters
_JOINED = re.compile("[与和]")
_CROSSING = re.compile(r"的?(?:[十丁]字|三岔)?(?:交[叉会汇]路?口|交[汇叉界]处|路口|口)")
_LAND = frozenset("湾洲桥市县州岛湖山岭坪坡塘冲嘴寨滩坳垭沟峡")  # what names of land end with
_BARE = ("area", "coded", "gate", "bus")


def completed(text: str, cut: Cut, places: list[Shaped]) -> Iterator[Shaped]:
    """The places in order, longer or joined where the text goes on with them."""
    last: Shaped | None = None
    for place in _with_land(text, cut, places):
        if last is not None and _crosses(text, last, place):
            last = replace(place, start=last.start, type="road")
            continue
        if last is not None:
            yield _reaching(text, last, place.start)
        last = place
    if last is not None:
        yield _reaching(text, last, len(text))


def _with_land(text: str, cut: Cut, places: list[Shaped]) -> Iterable[Shaped]:
    """Names without an ending right after an area: 东城区莲花台."""
    limits = [*(each.start for each in places[1:]), len(text)]
    for place, limit in zip(places, limits[: len(places)], strict=True):
        yield place
        if place.type in AROUND and cut.is_edge(place.end):
            end = _land_end(text, cut, place.end, limit)
            if end is not None:
                yield Shaped(place.end, end, "landmark")


def _land_end(text: str, cut: Cut, start: int, limit: int) -> int | None:
    end = start
    for stop, word in cut.after(start):
        if stop > limit or stop - start > _RUN:
            return None
        if kind_of(word) != "name" or (len(word) > 3 and not is_proper(word)):
            return end if end - start > 2 and text[end - 1] in _LAND else None
        end = stop
    return None


def _crosses(text: str, one: Shaped, other: Shaped) -> bool:
    return (
        _is_road(text, one)
        and _is_road(text, other)
        and _JOINED.fullmatch(text, one.end, other.start) is not None
        and (text[other.end - 1] in "口字" or _CROSSING.match(text, other.end) is not None)
    )


def _is_road(text: str, place: Shaped) -> bool:
    return place.type == "road" or (place.type == "known" and text[place.end - 1] in "路街巷道")


def _reaching(text: str, place: Shaped, limit: int) -> Shaped:
    if place.type in _BARE:
        return place
    corner = place.end + text.startswith("口", place.end) if text[place.end - 1] in "路街巷" else 0
    if corner > place.end:
        return replace(place, end=corner)  # the corner of a road that the city's list has
    tail = BEYOND.match(text, place.end, limit)
    return replace(place, end=tail.end()) if tail else place
