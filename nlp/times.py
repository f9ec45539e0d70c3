"""Finds when something happened, as people say it: 昨晚十点, 每天半夜, 7月3日, last night."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick, MatchKind

from nlp.suggestion import TimeMention
from nlp.text import Normal, normalise

_HAN_NUMBER = "[一二两三四五六七八九十]{1,3}"
_NUMBER = rf"(?:\d{{1,3}}|{_HAN_NUMBER}|半|好?几|十几|几十|十来|数|多少)"
_SPAN = rf"{_NUMBER}个?[多半]?(?:分钟|刻钟|小时|钟头|天|星期|礼拜|周|月|年)[多半]?"
_YEAR = r"(?<!\d)(?:(?:19|20)\d\d|二[零〇○][零〇○一二][零〇○一二三四五六七八九])年(?![级轻龄货糕])"
_WEEKDAYS = "[一二三四五六日天](?:[、和]?[一二三四五六日天])+"
_ENGLISH_SPAN = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|half an|a few|a couple of|"
    r"several|some) (?:minute|hour|day|night|week|month|year)s?"
)
_MONTH = (
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}"  # january … december
)
_NO_POINT = "(?![子评建意见要心击赞好名菜餐火滴头缀题儿希请诉])"  # 三点建议 is no hour
_HOUR = r"(?:\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
# Begin with a number, or with what stands before one.
_NUMBERED = (
    # 2026年7月3日, 七月三号, 7月份, 2026-07-03, 从3号, 3号晚上
    rf"(?:\d{{4}}年)?(?:\d{{1,2}}|{_HAN_NUMBER})月"
    rf"(?:(?:\d{{1,2}}|{_HAN_NUMBER})[日号]|[初底末]|[上中下]旬)",
    rf"(?:(?:\d{{4}}年|{_YEAR})(?:\d{{1,2}}|{_HAN_NUMBER})月份?|(?:\d{{1,2}}|{_HAN_NUMBER})月份)"
    r"(?!的?(?:工资|电费|水费|房租|租金|账单))",
    r"(?<!\d)(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)",
    r"(?<![\d至到])\d{1,2}[号日](?=那天|当天|[早晚]|上午|下午|中午|凌晨|夜里|半夜|开始)",
    r"(?<=[从自])\d{1,2}[号日]",
    r"(?<![\d.])\d{1,2}\.\d{1,2}(?:[早晚夜][上里]?|上午|下午|中午|凌晨)",
    # 从2019年, 19年至今
    r"(?<=[从自])(?:19|20)?\d\d年(?![级轻龄后])",
    rf"(?:{_YEAR}|(?<!\d)\d\d年)(?:至今|以来|到现在|起)",
    # 每隔两天; 一天三次, 两天停一回; 每周一三五
    rf"(?P<again>每?(?<![相间时])隔{_NUMBER}个?(?:天|小时|钟头|星期|礼拜|周|月|分钟)"
    r"|(?<![\d第])(?:\d{1,2}|[一两三四五六七八九十几半])(?:个?(?:小时|钟头|星期|礼拜|月)|天|晚上?|周)"
    rf"[停断来要跑去打吵闹响查洗能就得才会坏漏]{{0,2}}{_NUMBER}[次回趟遍](?!性)"
    rf"|每个?(?:周|星期|礼拜){_WEEKDAYS}(?![次回个天]))",
    # 十点半, 22点左右, 晚8点, 凌晨1、2点; not 三点建议, 差一点
    r"(?<![\d.有差早快慢这第重难疑提以下最晚])[早晚]?"
    r"(?:(?<=[晨晚夜早午上里])\d{1,2}、|\d{1,2}[-~—])?"
    r"(?:\d{1,2}|十[一二]|二十[一二三四]?|[三四五六七八九十])点"
    rf"{_NO_POINT}(?:钟|半|整|[一三]刻|(?:\d{{1,2}}|{_HAN_NUMBER})分?)?[多过]?",
    r"(?<![\d.有差早快慢这第重难疑提])[一二两]点(?:钟|半|多|过|左右|整|[一三]刻|以后|之后)",
    # 13时20分, 十时许
    rf"(?<![\d.第])(?:\d{{1,2}}|{_HAN_NUMBER})时(?:\d{{1,2}}分?|{_HAN_NUMBER}分|许|整|左右)",
    # 22:30, 13:20:55
    r"(?<![\d:.])(?:(?:[01]?\d|2[0-4]):[0-5]\d|(?:[01]\d|2[0-3])(?::[0-5]\d){2})(?![\d:])",
    # times only beside another
    rf"(?P<bare>[一二两]点{_NO_POINT}|[一二两三四五六七八九][二两三四五六七八九]点{_NO_POINT}|{_YEAR}"
    rf"|(?<![\d.第])(?:\d{{1,2}}|{_HAN_NUMBER})时"
    r"(?![代尚间候光期装而常髦刻速段机空运令价效值限事务])"
    rf"|(?:(?<![\d至到第])|(?<=[日号][至到]))(?:\d{{1,2}}|{_HAN_NUMBER})[号日]"
    r"(?![楼线院门口桥地车机店房栋单井路公厂窗令文函]))",
    # 半个小时前, 三天了
    rf"(?<![\d第]){_SPAN}(?:之前|以前|前|了|以来|(?=[没不还都]))",
)
_WORDED = (
    # 农历八月十五, 腊月二十三
    rf"(?:农历|阴历)(?:{_HAN_NUMBER}|[正冬腊])月(?:初?{_HAN_NUMBER}|廿[一-九])",
    rf"[正冬腊]月(?:初?{_HAN_NUMBER}|廿[一-九])",
    # 连着三个晚上, 连续两周, 停了三天, 近半年
    rf"(?:连着|一连|接连|连续){_NUMBER}个(?:晚上|早上|夜晚|周末)",
    rf"(?:连续|持续|已经?有?|都快?|快|整整|[等停断响吵堵闹]了){_SPAN}了?",
    rf"(?<![附靠邻临])(?:最?近|过去|长达)(?:这|的)?{_SPAN}(?!级)(?:以来|来|里|间)?",
    # 去年至今, 从前年
    r"(?:去|大?前)年(?:至今|以来|到现在|起)",
    r"(?<=[从自])(?:去|大?前)年(?![级轻龄后])",
)
_ENGLISH = (
    r"(?<![a-z\d:])(?:(?:at|after|until|till|around|about) )?\d{1,2}(?::\d\d)? ?[ap]\.?m\b",
    rf"(?<![a-z\d:])(?:(?:at|after|until|till|around|about) )?{_HOUR} o'clock",
    rf"(?P<at>(?<![a-z])at {_HOUR}(?![a-z\d:]))",
    rf"(?<![a-z\d]){_ENGLISH_SPAN} ago(?![a-z])",
    rf"(?<![a-z])(?:for|since)(?: the)?(?: last| past)? {_ENGLISH_SPAN}(?![a-z])",
    rf"(?<![a-z]){_MONTH} \d{{1,2}}(?![a-z\d])",
    rf"(?<![a-z\d])\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?![a-z\d])",
)
# what no time begins with is passed over quickly
_SHAPES = re.compile(
    r"(?=[\da-z一二两三四五六七八九十半好几数多每隔早晚连接农阴正冬腊持已都快整等停断响吵堵闹最近过长去前大])(?:"
    rf"(?=[a-z][a-z ]|\d{{1,3}}[ :a-z])(?:{'|'.join(_ENGLISH)})"
    r"|(?=[\d一二两三四五六七八九十半好几数多隔]|每[隔个周星礼]|[早晚][\d一二三四五六七八九十])"
    rf"(?:{'|'.join(_NUMBERED)})"
    rf"|(?=[一连接农阴正冬腊持已都快整等停断响吵堵闹最近过长去大前])(?:{'|'.join(_WORDED)}))"
)
_GLUE = re.compile(
    r"(?:的|[,、~到至和-]|左右|以后|之后|前后|开始|[就都在从又还]"
    r"|t| (?:at|from|to|until|around|about)? ?)?(?:的|大概|大约|约|差不多)?"
)
_TAIL = re.compile(
    r"左右|前后|以后|之后|过后|以前|之前|以来|开始|起|至今|到现在|期间|[前后](?![面来门排院续台备果厨座])"
)
# how a clause ends that says when by what else happens then: 广场舞散了以后, 孩子放学那会儿
_THEN = re.compile(
    r"(?:以后|之后|过后|以前|之前|以来|期间|前后|的?时候|那会儿?|那几天|那[阵段]子?)(?=[,。;\n]|$)"
    r"|^(?:when|after|before|since|during|while) [a-z]"
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


def ends_as_time(text: str) -> bool:
    """Whether a clause of a short answer to “when?” ends as those do that say it by something else,
    or begins so in English."""
    return _THEN.search(normalise(text).text) is not None


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
        _Hit(*match.span(), match.lastgroup not in ("bare", "at"), match.lastgroup == "again")
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
