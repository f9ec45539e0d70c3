"""Finds when something happened, as people say it: 昨晚十点, 每天半夜, 7月3日, last night."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick, MatchKind

from nlp.suggestion import TimeMention
from nlp.text import Normal

_HAN_NUMBER = "[一二两三四五六七八九十]{1,3}"
_NUMBER = rf"(?:\d{{1,3}}|{_HAN_NUMBER}|半|好?几|十几|几十|十来|数|多少)"
_SPAN = rf"{_NUMBER}个?多?(?:分钟|刻钟|小时|钟头|天|星期|礼拜|周|月|年)多?"
_ENGLISH_SPAN = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|half an|a few|a couple of|"
    r"several|some) (?:minute|hour|day|night|week|month|year)s?"
)
_MONTH = (
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}"  # january … december
)
_NO_POINT = "(?![子评建意见要心击赞好名菜餐火滴头缀题儿希请诉])"  # 三点建议 is no hour
_HOUR = r"(?:\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
# what no time begins with is passed over quickly
_BEGINS = r"(?=[\da-z一二两三四五六七八九十廿半好几数多连接每农阴正冬腊持已都快整等停断响吵堵闹])"
_SHAPES = re.compile(
    rf"{_BEGINS}(?:"
    + "|".join(
        (
            # 2026年7月3日, 七月三号, 7月份, 2026-07-03, 从3号, 3号晚上
            rf"(?:\d{{4}}年)?(?:\d{{1,2}}|{_HAN_NUMBER})月(?:(?:\d{{1,2}}|{_HAN_NUMBER})[日号]|[初底末]|[上中下]旬)",
            rf"(?:\d{{4}}年\d{{1,2}}月份?|(?:\d{{1,2}}|{_HAN_NUMBER})月份)(?!的?(?:工资|电费|水费|房租|租金|账单))",
            r"(?<!\d)(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)",
            r"(?<![\d至到])\d{1,2}[号日](?=那天|当天|[早晚]|上午|下午|中午|凌晨|夜里|半夜|开始)",
            r"(?<=[从自])\d{1,2}[号日]",
            r"(?<![\d.])\d{1,2}\.\d{1,2}(?:[早晚夜][上里]?|上午|下午|中午|凌晨)",
            # 腊月二十三, 农历八月十五
            rf"(?:农历|阴历)(?:{_HAN_NUMBER}|[正冬腊])月(?:初?{_HAN_NUMBER}|廿[一-九])",
            rf"[正冬腊]月(?:初?{_HAN_NUMBER}|廿[一-九])",
            # 每隔两天, 连着三个晚上
            rf"(?P<again>每隔{_NUMBER}个?(?:天|小时|钟头|星期|礼拜|周|月|分钟))",
            rf"(?:连着|一连|接连|连续){_NUMBER}个(?:晚上|早上|夜晚|周末)",
            # 十点半, 22点左右, 22:30; not 三点建议, 差一点
            r"(?<![\d.有差早快慢这第重难疑提以下])(?:\d{1,2}|十[一二]|二十[一二三四]?|[三四五六七八九十])点"
            rf"{_NO_POINT}(?:钟|半|整|[一三]刻|(?:\d{{1,2}}|{_HAN_NUMBER})分?)?[多过]?",
            r"(?<![\d.有差早快慢这第重难疑提])[一二两]点(?:钟|半|多|过|左右|整|[一三]刻|以后|之后)",
            r"(?<![a-z\d:])(?:(?:at|after|until|till|around|about) )?\d{1,2}(?::\d\d)? ?[ap]\.?m\b",
            rf"(?<![a-z\d:])(?:(?:at|after|until|till|around|about) )?{_HOUR} o'clock",
            rf"(?P<bare>[一二两]点{_NO_POINT}|[一二两三四五六七八九][二三四五六七八九]点{_NO_POINT}"
            rf"|(?<![\d至到第])(?:\d{{1,2}}|{_HAN_NUMBER})[号日]"
            rf"(?![楼线院门口桥地车机店房栋单井路公厂窗])|(?<![a-z])at {_HOUR}(?![a-z\d:]))",
            r"(?<![\d:.])(?:[01]?\d|2[0-4]):[0-5]\d(?![\d:])",
            # 半个小时前, 停水三天了, 连续两周
            rf"(?<![\d第]){_SPAN}(?:之前|以前|前|了|以来|(?=[没不还都]))",
            rf"(?:连续|持续|已经?|都快?|整整|[等停断响吵堵闹]了){_SPAN}了?",
            rf"(?<![a-z\d]){_ENGLISH_SPAN} ago(?![a-z])",
            rf"(?<![a-z])(?:for|since)(?: the)?(?: last| past)? {_ENGLISH_SPAN}(?![a-z])",
            rf"(?<![a-z]){_MONTH} \d{{1,2}}(?![a-z\d])",
            rf"(?<![a-z\d])\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?![a-z\d])",
        )
    )
    + ")"
)
_GLUE = re.compile(
    r"(?:的|[,、~到至和-]|左右|以后|之后|前后|开始|[就都在从又还]"
    r"| (?:at|from|to|until|around|about)? ?)?(?:的|大概|大约|约|差不多)?"
)
_TAIL = re.compile(
    r"左右|前后|以后|之后|过后|以前|之前|以来|开始|起|期间|[前后](?![面来门排院续台备果厨座])"
)
_GLUED = 9  # characters between two words that still are one mention, at most


@dataclass(frozen=True, slots=True)
class _Hit:
    """`lone` is false of what is a time only beside another."""

    start: int
    end: int
    lone: bool = True
    recurring: bool = False


def find(normal: Normal, field: str = "text") -> tuple[TimeMention, ...]:
    """Times in a normalised text, in order of place, none inside another.

    What it takes is in proportion to the length. When a shop opens or a fee is due looks no
    different, and is found too.
    """
    hits = _joined(normal.text, _hits(normal.text))
    return tuple(_mention(each, normal, field) for each in hits if each.lone)


def _hits(text: str) -> list[_Hit]:
    """Single words and shapes, without words that lie in another or in a decoy."""
    finder, words, meant = _words()
    spotted = [
        (start, end, meant[words[index]])
        for index, start, end in finder.find_matches_as_indexes(text)
        if not _inside_latin(text, start, end)
    ]
    found = [
        _Hit(start, end, not what.startswith("with"), what.endswith("again"))
        for start, end, what in spotted
        if what != "decoy"
    ]
    shapes = (
        _Hit(*match.span(), not match["bare"], bool(match["again"]))
        for match in _SHAPES.finditer(text)
    )
    return sorted([*found, *shapes], key=lambda each: (each.start, -each.end))


def _joined(text: str, hits: list[_Hit]) -> list[_Hit]:
    """`昨天`, `晚上` and `十点` side by side are one."""
    kept: list[_Hit] = []
    for hit in hits:
        last = kept[-1] if kept else None
        if last and _together(text, last.end, hit.start):
            recurring = last.recurring or hit.recurring
            kept[-1] = _Hit(last.start, max(last.end, hit.end), True, recurring)
        else:
            kept.append(hit)
    return [_with_tail(text, each) for each in kept]


def _together(text: str, end: int, start: int) -> bool:
    return start < end or (start - end <= _GLUED and _GLUE.fullmatch(text, end, start) is not None)


def _with_tail(text: str, hit: _Hit) -> _Hit:
    tail = _TAIL.match(text, hit.end)
    return replace(hit, end=tail.end()) if tail else hit


def _mention(hit: _Hit, normal: Normal, field: str) -> TimeMention:
    span = normal.origin(hit.start, hit.end)
    words = normal.original[span.start : span.end]
    return TimeMention(words, span.start, span.end, field, hit.recurring)


def _inside_latin(text: str, start: int, end: int) -> bool:
    """`today` in `todays`: a Latin word stands alone."""
    if not text[start].isascii():
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    return (before.isascii() and before.isalnum()) or (after.isascii() and after.isalnum())


@cache
def _words() -> tuple[AhoCorasick, tuple[str, ...], dict[str, str]]:
    meant: dict[str, str] = {}
    for what, *written in _lines():
        meant |= dict.fromkeys((word.replace("_", " ") for word in written), what)
    words = tuple(meant)
    return AhoCorasick(words, matchkind=MatchKind.LeftmostLongest), words, meant


def _lines() -> Iterator[list[str]]:
    source = (files("nlp") / "words" / "times.txt").read_text(encoding="utf-8")
    for line in source.splitlines():
        if line and not line.startswith("#"):
            yield line.split()
