"""Tells where the name before an ending begins, and whether it is one: 白云路, but not 道路."""

import re

from nlp.shapes_found import Ending, Ground
from nlp.shapes_numbers import BEYOND, PARTS
from nlp.shapes_words import is_proper, is_unlisted, kind_of, listed
from nlp.trips import leads, sets_out

OF_TOWN = frozenset("省市县区州")
_SINGLE = frozenset("省市县区州东西南北中")
_LONGEST = {"organisation": 22, "landmark": 14}  # characters of a name before its last word
_LONG = 12
_WEAKEST = 10  # characters after another place in which a weak ending still ends a name
_PLAIN_LEAST = 4  # characters of everyday words that name a school or a company of a town
_FEW = 4  # single characters between an area and an ending that are a name in any case
_NO_END = frozenset("生舞法员证型化性")  # 大学生, 广场舞
_NO_NAME = frozenset("马道公铁地上线政走堵修挡让带问认开截拦赶迷断退出思网电套")  # 马路, 走路
_MEASURES = frozenset("家辆截条间块层")  # 那家酒店
_INSIDE = "内里外上下边旁门"  # jieba has 区内 as a word, in 小区内 too
_COMPANY = ("有限", "公司", "集团", "股份", "责任")
_BESIDE = re.compile(
    "旁|东西|两侧|[东西南北]侧|[前后]面|附近|对面|斜对面|门口|楼下|周边|隔壁|[东西南北]门"
)
_OWNED = re.compile("的(?:一名|房|业主|住户|期房|毛坯)")
_AT = ("住", "住在", "家住", "位于", "坐落于", "坐落在", "地处", "入住")
_Pieces = list[tuple[int, str]]  # words before an ending, backwards, with their starts


def ends(ground: Ground, ending: Ending) -> bool:
    """Whether the word in which the ending stands ends there, or goes on as names do."""
    text, cut = ground.text, ground.cut
    number = cut.at(ending.end - 1)
    start, after = max(cut.starts[number], ground.wall), cut.starts[number + 1]
    if start < ending.start and not _may_hold(ground, start, text[start:after], ending):
        return False
    if after == ending.end or text[ending.start : after] in listed("goes-on"):
        return True
    if ending.weak or ending.end - ending.start == 1:
        return False
    if start > ending.start and text[ending.end] not in _INSIDE:
        return False
    return text[ending.end] not in _NO_END and text[ending.end - 1] not in "中小"


def _may_hold(ground: Ground, start: int, word: str, ending: Ending) -> bool:
    kind = kind_of(word)
    before = ground.text[ending.start - 1]
    if kind == "cut" or before == "政" or (ending.type == "road" and before in _NO_NAME):
        return False
    if is_proper(word):
        return kind not in ("verb", "plain")
    if ending.start - start > 1 or ground.text[start] in OF_TOWN:
        return True
    return _follows_single(ground, start)


def _follows_single(ground: Ground, start: int) -> bool:
    """Whether a single character of a name stands before: then words are cut at random."""
    before = ground.cut.before(start, ground.wall, 1)
    return any(len(left) == 1 and kind_of(left) == "name" for _, left in before)


def _is_unknown(ground: Ground, position: int) -> bool:
    """Whether only single characters stand between an area and that place."""
    before = ground.cut.before(position, ground.wall, _FEW)
    return ground.is_area and all(len(word) == 1 for _, word in before)


def beginning(ground: Ground, ending: Ending) -> tuple[int | None, bool]:
    """Where the name before the ending begins, and whether that is right after a place."""
    longest = _LONGEST.get(ending.type, _LONG)
    pieces = ground.cut.before(ending.start, ground.wall, longest)
    start, soft, verbs = ending.start, None, 0
    for number, (begin, word) in enumerate(pieces):
        kind = _kind(ground, begin, word)
        if word == "和" and start == ending.start and _is_inside(ground, pieces, number, 0):
            kind = "name"  # 永和社区
        if (
            kind == "verb"
            and start == ending.start
            and ending.type == "road"
            and _may_be_road(word)
        ):
            kind = "name"  # 互助路
        if kind in ("cut", "owner") or ending.start - begin > longest:
            break
        if kind == "verb" and not _is_inside(ground, pieces, number, ending.start - start):
            verbs += 1
            soft = start if soft is None else soft
        start = begin
    anchored = ground.last is not None and start == ground.wall
    if anchored and ground.is_area and (not verbs or _is_allowed(ground, ending)):
        return start, True
    start = start if soft is None else soft
    if not anchored and ground.text[start] in _MEASURES and ground.cut.is_edge(start + 1):
        start += 1
    named = start < ending.start or ending.type == "sole"
    return (start if named else None), anchored and soft is None


def _may_be_road(verb: str) -> bool:
    """互助路 and 奋斗路, but not 照亮路."""
    return len(verb) == 2 and verb[1] not in "住开到掉完好断亮坏出上下错清" and is_unlisted(verb)


def _is_allowed(ground: Ground, ending: Ending) -> bool:
    """Whether all between an area and the ending is a name, though it looks like verbs."""
    if ground.text.startswith(_COMPANY, ending.start):
        return True
    return 1 < ending.start - ground.wall <= _FEW and _is_unknown(ground, ending.start)


def _is_inside(ground: Ground, pieces: _Pieces, number: int, named: int) -> bool:
    """A verb of one character may stand in a name that the dictionary does not know.

    So it does between single characters, and where only one of the name would be left.
    """
    begin, word = pieces[number]
    if len(word) > 1:
        return False
    if named == 1:
        return True
    if named > 1 and ground.is_area and begin == ground.wall and len(pieces[number - 1][1]) == 1:
        return True  # 望川街道 right after a district
    for _, left in pieces[number + 1 : number + 3]:
        if len(left) > 1 or kind_of(left) == "cut":
            return False
        if kind_of(left) == "name":
            return True
    return False


def _kind(ground: Ground, begin: int, word: str) -> str:
    if word == "和" and ground.is_area and begin - ground.wall == 1:
        return "name"  # 明和雅郡 after a district
    return "name" if word in "·之" else kind_of(word)


def is_name(ground: Ground, start: int, ending: Ending, anchored: bool) -> bool:
    """Whether it is named, and not only described: 大型医院, 我们学校."""
    pieces = ground.cut.before(ending.start, start)
    kinds = [
        "" if kind == "verb" and len(word) == 1 else kind
        for kind, word in ((_kind(ground, begin, word), word) for begin, word in pieces)
    ]
    if ending.weak and ending.end - start < 3 and ground.text[ending.start] != "园":
        return False
    if ending.weak:
        longer = {kind for kind, (_, word) in zip(kinds, pieces, strict=True) if len(word) > 1}
        return "name" in kinds and not {"plain", "verb", "ending"} & longer
    name = ground.text[start : ending.start]
    if anchored and ground.weak and ending.start - ground.wall == 1:
        return True
    if name in _NO_NAME or (not anchored and _is_too_little(ground, name, ending)):
        return False
    telling = {"name", "outside"}
    if anchored or ending.type in ("road", "area", "village"):
        telling |= {"common", "verb"}
    if telling & set(kinds):
        return ground.text[ending.start - 1] != "之" or ending.start - start > 2
    return _is_described(ground, start, ending, kinds, anchored and ground.is_area)


def _is_too_little(ground: Ground, name: str, ending: Ending) -> bool:
    """Of what stands alone, one character is hardly a name, and an office is not found by one."""
    if ground.text.startswith("物业", ending.start):
        return True
    short = len(name) == 1 and not name.isascii() and name not in _SINGLE  # 南大街, 市医院
    return short and ending.type not in ("area", "village")


def _is_described(
    ground: Ground, start: int, ending: Ending, kinds: list[str], in_area: bool
) -> bool:
    """Whether everyday words are a name for once: 第三幼儿园 of a town, 公园路, 市图书馆."""
    long = ending.start - start >= _PLAIN_LEAST
    of_town = ground.text[start : ending.start] in OF_TOWN
    trades = kinds.count("trade")
    match ending.type:
        case "sole":
            beyond = BEYOND.match(ground.text, ending.end) is not None
            return in_area or of_town or beyond or _is_of_a_trip(ground, start, ending)
        case "organisation" | "landmark":
            hospital = of_town and ground.text.startswith("医院", ending.start)
            return hospital or (in_area and (bool(trades) or long)) or (long and trades > 1)
        case "estate":
            numbered = "common" in kinds and PARTS.match(ground.text, ending.end) is not None
            return bool(trades) or numbered or (in_area and kinds == ["ending"])
    return bool(trades) or (ending.type == "road" and "ending" in kinds)


def _is_of_a_trip(ground: Ground, start: int, ending: Ending) -> bool:
    """Whether he goes from there or, named another place, to there: 从火车站到湟中."""
    text, last = ground.text, ground.last
    if sets_out(text, start, ending.end):
        return True
    return (
        last is not None and leads(text, last.end, start) and sets_out(text, last.start, last.end)
    )


def is_backed(ground: Ground, start: int, ending: Ending, anchored: bool) -> bool:
    """A weak ending needs a place before the name, or what belongs to a place around it."""
    text = ground.text
    if anchored and ground.last is not None:
        return ending.end - ground.wall <= _WEAKEST and ground.last.type != "organisation"
    if ending.start - start < 2:
        return False
    if any(each.match(text, ending.end) for each in (PARTS, _BESIDE, _OWNED)):
        return True
    if text.endswith(_AT, 0, start) or (ending.type == "estate" and text[start - 1] == "、"):
        return True
    _, word = next(ground.cut.after(ending.end), (0, ""))
    return ending.type == "estate" and bool(word) and kind_of(word) == "owner"
