"""Finds where: the city's own places, places by the look of their names, and the area of both."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from ahocorasick_rs import AhoCorasick, MatchKind

from nlp.shapes import shaped
from nlp.shapes_en import may_name, names_of_area, shaped_in_english
from nlp.shapes_found import Shaped
from nlp.suggestion import PlaceMention, Reason
from nlp.text import Normal, is_latin, normalise
from nlp.trips import leads, sets_out
from nlp.vocabulary import AreaName, Vocabulary

_WEIGHTS = {"place": 3.0, "title": 2.0}
_DECOYS = ("城中村", "城中央", "城东西")  # begin like a district's short name and are none


@dataclass(frozen=True, slots=True)
class Found:
    """What one report says about where: the mentions, and the smallest area they agree on."""

    mentions: tuple[PlaceMention, ...] = ()
    area: str | None = None
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    type: str
    codes: tuple[str, ...] = ()


class Places:
    """The city's areas and places, ready to be looked for."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._parents = {area.code: area.parent for area in vocabulary.areas}
        self._gazetteer = _gazetteer(vocabulary)
        self._words = (*self._gazetteer, *(w for w in _DECOYS if w not in self._gazetteer))
        self._finder = AhoCorasick(self._words, matchkind=MatchKind.LeftmostLongest)

    def find(self, fields: Mapping[str, Normal]) -> Found:
        """Places in the normalised texts, by field: title, text, place (the hint).

        The hint counts three times, the title twice. Where areas named equally often lie apart,
        the area around them is given, or None. The end of a trip says nothing, unless the
        area of the other end lies apart.
        """
        hits: list[tuple[str, _Hit]] = []
        votes: dict[str, float] = {}
        for field, normal in fields.items():
            found = self._hits(normal) if normal.text else []
            hits += ((field, hit) for hit in found)
            for hit in self._telling(normal.text, found):
                for code in hit.codes:
                    votes[code] = votes.get(code, 0.0) + _WEIGHTS.get(field, 1.0) / len(hit.codes)
        area = self._agreed(votes)
        chain = frozenset(self._chain(area))
        mentions = tuple(_mention(hit, field, fields[field], chain) for field, hit in hits)
        return Found(mentions, area, tuple(_reasons(mentions, chain)))

    def _hits(self, normal: Normal) -> list[_Hit]:
        text = normal.text
        known = [
            _Hit(start, end, *self._gazetteer[self._words[index]])
            for index, start, end in self._finder.find_matches_as_indexes(text)
            if self._words[index] in self._gazetteer and _stands_alone(text, start, end)
        ]
        given = [Shaped(hit.start, hit.end, hit.type) for hit in known]
        shapes = [_Hit(each.start, each.end, each.type) for each in shaped(text, given)]
        if may_name(text):
            english = [_Hit(each.start, each.end, each.type) for each in shaped_in_english(normal)]
            known = [hit for hit in known if not _is_part_of_a_name(hit, text, english)]
            shapes += english
        return _merged(known, shapes)

    def _telling(self, text: str, hits: list[_Hit]) -> list[_Hit]:
        """Those that say where it happened: in 从火车站到城西区 none does."""
        ends = {
            each
            for one, other in pairwise(hits)
            if leads(text, one.end, other.start) and sets_out(text, one.start, one.end)
            for each, far in ((one, other), (other, one))
            if not self._lies_apart(far, each)
        }
        return [hit for hit in hits if hit not in ends]

    def _lies_apart(self, far: _Hit, hit: _Hit) -> bool:
        """Whether the area of the far end is known, and not only as one around the other."""
        around = {code for each in hit.codes for code in self._chain(each)}
        return bool(far.codes) and (far.codes == hit.codes or not around.issuperset(far.codes))

    def _agreed(self, votes: Mapping[str, float]) -> str | None:
        """Walk down from the city, each time to the child that holds the most votes."""
        below: dict[str, float] = {}
        for code, weight in votes.items():
            for each in self._chain(code):
                below[each] = below.get(each, 0.0) + weight
        area = None
        while True:
            children = sorted(
                ((weight, code) for code, weight in below.items() if self._parents[code] == area),
                reverse=True,
            )
            if not children or (len(children) > 1 and children[0][0] == children[1][0]):
                return area
            area = children[0][1]

    def _chain(self, code: str | None) -> Iterator[str]:
        """The area itself and all around it; a loop in the data ends the walk."""
        seen: set[str] = set()
        while code is not None and code in self._parents and code not in seen:
            seen.add(code)
            yield code
            code = self._parents[code]


def _gazetteer(vocabulary: Vocabulary) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Name to type and area codes; a name that several areas share has all their codes."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for place in vocabulary.places:
        found[normalise(place.name).text] = ("known", (place.area,) if place.area else ())
    for area in vocabulary.areas:
        for word in _names(area):
            type_, codes = found.get(word, ("area", ()))
            found[word] = ("area", (*codes, area.code) if type_ == "area" else (area.code,))
    known = {area.code for area in vocabulary.areas}
    return {
        word: (type_, tuple(dict.fromkeys(code for code in owned if code in known)))
        for word, (type_, owned) in found.items()
        if len(word) > 1
    }


def _names(area: AreaName) -> Iterator[str]:
    """What an area is called, normalised, each name once."""
    names = [normalise(name).text for name in (area.name, *area.aliases)]
    yield from dict.fromkeys((*names, *(short for name in names for short in names_of_area(name))))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """`datong` in `datonglu` is no place; among Chinese characters a name may begin anywhere."""
    before = is_latin(text[start - 1 : start]) and is_latin(text[start])
    return not before and not (is_latin(text[end : end + 1]) and is_latin(text[end - 1]))


def _is_part_of_a_name(hit: _Hit, text: str, shapes: list[_Hit]) -> bool:
    """Chengxi Road says nothing of Chengxi District."""
    word = text[hit.start : hit.end]
    return word.isalpha() and word.isascii() and any(_is_within(hit, each) for each in shapes)


def _is_within(hit: _Hit, shape: _Hit) -> bool:
    return shape.type != "area" and shape.start <= hit.start and hit.end <= shape.end


def _merged(known: list[_Hit], shapes: list[_Hit]) -> list[_Hit]:
    """A shape that holds a known place is that place, written out longer; in order of place."""
    kept: list[_Hit] = []
    for hit in sorted([*known, *shapes], key=lambda each: (each.start, -each.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
        elif hit.codes and not kept[-1].codes and hit.end <= kept[-1].end:
            kept[-1] = replace(kept[-1], codes=hit.codes)
        elif hit.end > kept[-1].end and not hit.codes:
            kept[-1] = replace(kept[-1], end=hit.end)
    return kept


def _mention(hit: _Hit, field: str, normal: Normal, chain: frozenset[str]) -> PlaceMention:
    span = normal.origin(hit.start, hit.end)
    fitting = [code for code in hit.codes if len(hit.codes) == 1 or code in chain]
    return PlaceMention(
        text=normal.original[span.start : span.end],
        start=span.start,
        end=span.end,
        type=hit.type,
        area=fitting[0] if fitting else None,
        field=field,
    )


def _reasons(mentions: tuple[PlaceMention, ...], chain: frozenset[str]) -> Iterator[Reason]:
    """The first three mentions that led to the area; the hint is not marked, it is not text."""
    leading = [each for each in mentions if each.area in chain and each.field != "place"]
    for each in leading[:3]:
        yield Reason(
            "place",
            f"“{each.text}”在该区域",
            f"“{each.text}” lies in that area",
            each.start,
            each.end,
            each.field,
        )
