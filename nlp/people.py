"""Finds what is personal in a text, so that it can be covered before others read it."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from stdnum import luhn
from stdnum.cn import ric

from nlp.names import names
from nlp.suggestion import PersonalSpan
from nlp.text import normalise

_Found = tuple[int, int]

_NUMBERED = re.compile(
    r"(?:订单|运单|快递|物流|工单|受理|诉求|流水|合同|发票|编)[号码单编]{1,3}[::是为]{0,2}$"
    r"|(?:^|[^a-z])(?!tel|phone|mobile|vx|wx|qq)[a-z]{2,4}[ -]?$"  # a receipt: XN2611211380…
)
_EMAIL = re.compile(
    r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}"
)
_ID_CARD = re.compile(r"(?<!\d)\d{6}[ -]?(?:18|19|20)\d{2}[ -]?\d{4}[ -]?\d{3}[\dx](?!\d)")
_ID_NAMED = re.compile(r"(?:身份证|证件)[号码是为::]{0,5}(\d{17}[\dx]|\d{15})(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_LANDLINE = re.compile(
    r"(?<![\d-])\(?(?:010|02\d|0[3-9]\d{2})\)?[- ]?[2-8]\d{6,7}(?:[-转]\d{1,5})?(?!\d)"
)
_LANDLINE_NAMED = re.compile(r"(?:电话|座机|固话|tel)[号码是为::]{0,4}([2-8]\d{6,7})(?!\d)")
_CARD = re.compile(r"(?<!\d)(?:62|4\d|5[1-5]|3[47])\d{2}(?:[ -]?\d{4}){2,3}[ -]?\d{1,7}(?!\d)")
_CARD_NAMED = re.compile(
    r"(?:银行卡|储蓄卡|信用卡|卡号|账号|账户)[号码是为::]{0,4}(\d[\d -]{13,22}\d)(?!\d)"
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-hj-z]"
    r"[·.• -]?(?=[a-z]{0,5}\d)[a-hj-np-z0-9]{4,6}[挂学警港澳]?(?![a-z0-9])"
)
_WECHAT = re.compile(
    r"(?:微信|威信|薇信|weixin|wechat|(?<![a-z])(?:vx|wx)|v信|加v)(?:号|id)?[码是为::]{0,3}"
    r"([a-z][a-z0-9_-]{5,19})(?![a-z0-9_-])"
)
_PASSPORT = re.compile(r"(?<![a-z0-9])(?:e[a-hj-np-z]\d{7}|[eg]\d{8})(?![a-z0-9])")
_PASSPORT_NAMED = re.compile(r"(?:护照|通行证)[号码是为::]{0,4}([a-z]{1,2}\d{7,8})(?![a-z0-9])")


def find(text: str) -> tuple[PersonalSpan, ...]:
    """Personal details in order of appearance, never overlapping.

    An ID card counts when its check character is right or the word 身份证 stands before it, a bank
    card when its Luhn digit is right or 卡号 does; a number announced as an order or a ticket is
    left alone.
    """
    normal = normalise(text)
    taken = bytearray(len(normal.text))
    found = []
    for kind, finder in _FINDERS:
        for start, end in finder(normal.text):
            if not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                found.append((start, end, kind))
    spans = ((normal.origin(start, end), kind) for start, end, kind in sorted(found))
    return tuple(PersonalSpan(span.start, span.end, kind) for span, kind in spans)


def mask(text: str) -> str:
    """The same text, same length, with every personal detail covered by `*`."""
    covered = list(text)
    for span in find(text):
        covered[span.start : span.end] = "*" * (span.end - span.start)
    return "".join(covered)


def _of(pattern: re.Pattern[str]) -> Callable[[str], Iterator[_Found]]:
    return lambda text: (match.span(match.re.groups) for match in pattern.finditer(text))


def _unless_numbered(pattern: re.Pattern[str]) -> Callable[[str], Iterator[_Found]]:
    def finder(text: str) -> Iterator[_Found]:
        for start, end in _of(pattern)(text):
            if not _NUMBERED.search(text[max(0, start - 10) : start]):
                yield start, end

    return finder


def _id_cards(text: str) -> Iterator[_Found]:
    yield from _of(_ID_NAMED)(text)
    yield from ((a, b) for a, b in _of(_ID_CARD)(text) if _is_id_card(text[a:b]))


def _cards(text: str) -> Iterator[_Found]:
    yield from _of(_CARD_NAMED)(text)
    for start, end in _unless_numbered(_CARD)(text):
        digits = re.sub(r"\D", "", text[start:end])
        if 15 <= len(digits) <= 19 and luhn.is_valid(digits):
            yield start, end


def _is_id_card(written: str) -> bool:
    """GB 11643: birthday in the middle, ISO 7064 check character at the end. The place of birth is
    not looked up: lists of old codes have gaps."""
    number = re.sub(r"[ -]", "", written).upper()
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return bool(ric.calc_check_digit(number) == number[-1])


# The order decides who owns a number: ID before phone before card.
_FINDERS: tuple[tuple[str, Callable[[str], Iterator[_Found]]], ...] = (
    ("email", _of(_EMAIL)),
    ("id_card", _id_cards),
    ("mobile", _unless_numbered(_MOBILE)),
    ("landline", _unless_numbered(_LANDLINE)),
    ("landline", _of(_LANDLINE_NAMED)),
    ("bank_card", _cards),
    ("plate", _of(_PLATE)),
    ("wechat", _of(_WECHAT)),
    ("passport", _of(_PASSPORT_NAMED)),
    ("passport", _unless_numbered(_PASSPORT)),
    ("name", names),
)
