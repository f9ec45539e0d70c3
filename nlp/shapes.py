"""How Chinese place names look, for the places no gazetteer lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nlp.shapes_after import completed
from nlp.shapes_found import Ending, Ground, Shaped
from nlp.shapes_marks import marks
from nlp.shapes_names import beginning, ends, is_backed, is_name
from nlp.shapes_numbers import DOOR, GROUP, PARTS, STRETCH
from nlp.shapes_words import Cut, is_proper, kind_of, listed

_GATED = frozenset({"estate", "organisation", "landmark", "sole"})
_SERVING = frozenset({"landmark", "organisation", "estate"})  # what is named after its town
_SERVES = frozenset("园学校中小院部区")  # what is named after its estate: 昆仑小区幼儿园
_FACILITIES = frozenset({"垃圾站", "停车场", "中转站", "变电站", "地下通道", "天桥"})
_GENERIC = frozenset("司团校院店市区")  # 西宁公司 is some company in Xining
_TAILS: dict[str, tuple[re.Pattern[str], ...]] = {
    "road": (DOOR, STRETCH),
    "village": (GROUP, PARTS),
    "sole": (PARTS, STRETCH),
    "area": (),
}
_TYPES = {"sole": "landmark"}
_PARTS = frozenset("一二三四五六七八九十区期")  # 河湾一区14栋
_LONGEST = 8  # characters of a name that only the number of a building follows
# the gate of something without a name is a place all the same: he speaks of his own
_GATE = re.compile(r"的?[东西南北正侧后]门(?:口|外)?|(?<=[校园院])的?(?:大门口?|门口)")


def shaped(text: str, known: Iterable[Shaped] = ()) -> Iterator[Shaped]:
    """Places by the shape of their names, left to right, not overlapping.

    `known` are places already recognised: a name does not reach back into them, but may go on
    from them. Those that it does not go on from are given back as they are. Takes time in
    proportion to the length.
    """
    cut = Cut(text)
    yield from completed(text, cut, _Scan(text, cut).places(marks(text, cut, known)))


class _Scan:
    """One walk through a text from left to right."""

    def __init__(self, text: str, cut: Cut) -> None:
        self._text = text
        self._cut = cut
        self._found: list[Shaped] = []
        self._ground = Ground(text, cut)

    def places(self, marked: Iterable[Shaped | Ending]) -> list[Shaped]:
        refused = 0  # where an ending was that names nothing: 公路 in 农村公路, and so 路
        for each in marked:
            if each.start < self._ground.wall:
                continue
            if isinstance(each, Shaped):
                self._keep_known(each)
            elif refused != each.end and not self._named(each):
                refused = each.end
                self._gate(each)
        return self._found

    def _keep(self, place: Shaped, weak: bool = False, numbered: bool = False) -> bool:
        self._found.append(place)
        self._ground = Ground(self._text, self._cut, place.end, place, weak, numbered)
        return True

    def _keep_known(self, place: Shaped) -> bool:
        """With the number of a door or a building, where the city's list has its name."""
        if place.type != "known":
            return self._keep(place)
        type_ = "road" if self._text[place.end - 1] in "路街巷道" else "estate"
        end = self._with_numbers(type_, place.end)
        longer = Shaped(place.start, end, type_)
        return self._keep(longer if end > place.end else place, numbered=end > place.end)

    def _with_numbers(self, type_: str, end: int) -> int:
        for pattern in _TAILS.get(type_, (PARTS,)):
            if tail := pattern.match(self._text, end):
                end = tail.end()
        return end

    def _keep_name(self, start: int, ending: Ending) -> bool:
        """With the numbers that follow it."""
        end = self._with_numbers(ending.type, ending.end)
        numbered = end > ending.end and self._text[end - 1] not in "期区"
        place = Shaped(start, end, _TYPES.get(ending.type, ending.type))
        return self._keep(place, ending.weak, numbered)

    def _named(self, ending: Ending) -> bool:
        """Keeps the place that ends here, if it has a name."""
        ground = self._ground
        if ending.type == "building":
            return self._building(ending)
        if ground.last is not None and ending.start == ground.wall and self._goes_on(ending):
            return True
        if not ends(ground, ending) or (ground.last and ending.start == ground.wall):
            return False
        start, anchored = beginning(ground, ending)
        if start is None or not is_name(ground, start, ending, anchored):
            return False
        if ending.weak and not is_backed(ground, start, ending, anchored):
            return False
        if anchored and ground.weak:
            start = self._found.pop().start
        return self._keep_name(start, ending)

    def _building(self, ending: Ending) -> bool:
        """Keeps a name that only a gate or the number of a building follows: 保利星空6栋."""
        start = ending.start
        for begin, word in self._cut.before(ending.start, self._ground.wall):
            fits = (kind_of(word) == "name" and len(word) < 4) or is_proper(word)
            if not (fits or word in _PARTS) or ending.start - begin > _LONGEST:
                break
            start = begin
        if ending.start - start < 2:
            return False
        return self._keep_name(start, Ending(ending.start, ending.end, "estate"))

    def _goes_on(self, ending: Ending) -> bool:
        """Keeps what stands right after another place: 丽园新城小区, 安定镇卫生院, A3区大道."""
        ground, last = self._ground, self._found[-1]
        word = self._text[ending.start : ending.end]
        damaged = last.type == "coded" and word in listed("damaged")
        if not (damaged and len(word) > 1) and not ends(ground, ending):
            return False
        if ground.is_area:
            small = self._text[last.end - 1] in "镇乡道村" and ending.type in _SERVING
            fits = damaged or small or ending.type == "sole"
            if not fits and (word[-1] in _GENERIC or not self._is_short(last)):
                return False
        elif ground.numbered or not self._may_extend(last, ending, word):
            return False
        self._found.pop()
        return self._keep_name(last.start, ending)

    def _may_extend(self, last: Shaped, ending: Ending, word: str) -> bool:
        if self._ground.weak:
            return True
        if ending.type == "landmark" and word in _FACILITIES:
            return False
        if ending.type == "organisation":
            return word[-1] in _SERVES or (last.type == ending.type and word[-1] in "司团")
        if ending.type == "village" and last.type == "landmark":
            return True
        apart = ending.type in ("area", "village", "road")
        again = ending.type == last.type == "road" and len(word) > 1  # 西二环辅路
        return not apart or again

    def _is_short(self, area: Shaped) -> bool:
        """北京 in 北京路, as against 北京市."""
        return area.type == "area" and self._text[area.end - 1] not in "省市县区州镇乡道村"

    def _gate(self, ending: Ending) -> None:
        gate = _GATE.match(self._text, ending.end) if ending.type in _GATED else None
        if gate is not None:
            self._keep(Shaped(ending.start, gate.end(), "gate"))
