"""What a text states that must not be heard wrongly: numbers, times, places. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from channels.hotline.numerals import in_figures, plain

Facts = Mapping[str, str]  # a key under which two ways of saying it are one: how it was said

_PHONE = re.compile(r"(?<!\d)\d{7,12}(?!\d)")
_HOUSE = re.compile(r"(?<![\d月])(\d{1,5})(号楼|号院|号|栋|幢|座|单元|层|楼|室|弄)(?!线|文件|通知)")
_SAME_HOUSE = {"号楼": "栋", "幢": "栋", "座": "栋", "楼": "层", "号院": "号"}
_DATE = re.compile(r"(?:\d{4}[-/.年])?(\d{1,2})[-/月](\d{1,2})(?:[日号]|(?!\d))")
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([1-6日天])(?!\d)")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})(?:点钟?|:|时)(半|\d{1,2})?")
_AMOUNT = re.compile(
    r"(\d+(?:\.\d+)?)(元|块|天|个月|个小时|小时|年|个人|人|户|盏|辆|次|度|平方米|平米|斤|公里|米)"
)
_SAME_AMOUNT = {"块": "元", "个小时": "小时", "个人": "人", "平米": "平方米"}

_ROAD = re.compile(r"([一-鿿]{2,5}?)(路|街|巷|大道|胡同)(?![灯面边上过人牌况障费程线由])")
_ESTATE = re.compile(
    r"([一-鿿]{2,6}?)(小区|花园|家属院|公寓|家园|新村|大厦|广场|苑|小学|中学|幼儿园|医院|市场|社区|村)"
)
_BEFORE_A_NAME = re.compile(r"^.*(?:[在是的了到从说叫往住去把沿称]|反映|反应|投诉|市民)(?=..)")
_LEADING = "我你他她咱们家就有这那和与跟个还又也都靠近"
_ANY_ROAD = "马公道线电铁走修迷让堵问退绝套网回出带条沿顺整逛步行上小各"  # "马路" is no name
_ANY_ESTATE = (
    "市民",
    "反映",
    "我们",
    "你们",
    "他们",
    "咱们",
    "这个",
    "那个",
    "整个",
    "老旧",
    "住宅",
    "隔壁",
)


def phones(text: str) -> Facts:
    said = re.sub(r"(?<=\d)-(?=\d)", "", in_figures(text))
    return {found[0]: found[0] for found in _PHONE.finditer(said)}


def houses(text: str) -> Facts:
    found = _HOUSE.finditer(in_figures(text))
    return {f"{int(n)}{_SAME_HOUSE.get(unit, unit)}": n + unit for n, unit in _groups(found)}


def dates(text: str) -> Facts:
    said = in_figures(text)
    days = {f"{int(m)}-{int(d)}": f"{m}月{d}日" for m, d in _groups(_DATE.finditer(said))}
    week = {f"周{each[1]}".replace("天", "日"): each[0] for each in _WEEKDAY.finditer(said)}
    return days | week


def clocks(text: str) -> Facts:
    """Hours count modulo twelve: `晚上八点` and `20:00` are one."""
    found: dict[str, str] = {}
    for each in _CLOCK.finditer(in_figures(text)):
        hour, minute = int(each[1]), 30 if each[2] == "半" else int(each[2] or 0)
        if hour <= 24 and minute < 60:
            found[f"{hour % 12}:{minute:02}"] = each[0]
    return found


def amounts(text: str) -> Facts:
    """Not a single one: `一家人`, `一次性` are no amounts."""
    found = _groups(_AMOUNT.finditer(in_figures(text)))
    return {
        f"{float(n):g}{_SAME_AMOUNT.get(unit, unit)}": n + unit
        for n, unit in found
        if float(n) != 1
    }


def roads(text: str) -> Facts:
    return dict(_names(_ROAD, text, lambda stem: stem[-1] not in _ANY_ROAD))


def estates(text: str) -> Facts:
    return dict(_names(_ESTATE, text, lambda stem: not stem.endswith(_ANY_ESTATE)))


def _names(
    pattern: re.Pattern[str], text: str, is_a_name: Callable[[str], bool]
) -> Iterator[tuple[str, str]]:
    """The last two signs and the suffix tell names apart; where a name begins is a guess."""
    for stem, suffix in _groups(pattern.finditer(plain(text))):
        begun = _BEFORE_A_NAME.sub("", stem)
        while len(begun) > 2 and begun[0] in _LEADING:
            begun = begun[1:]
        if is_a_name(begun):
            yield begun[-2:] + suffix, begun + suffix


def _groups(found: Iterator[re.Match[str]]) -> Iterator[tuple[str, str]]:
    for each in found:
        yield each[1], each[2]
