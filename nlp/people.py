"""Finds what is personal in a text, so that it can be covered before others read it."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from stdnum import luhn
from stdnum.cn import ric

from nlp.names import names
from nlp.suggestion import PersonalSpan
from nlp.text import Normal, normalise

_Found = tuple[int, int]

_LOOK_BACK = 14  # characters in front of a number that say what it is
# What somebody calls a number that is not his own: 订单号, 快递单号, 户号, 型号, ?id=
_THINGS = (
    "[订运]单|快[递件]|物流|工单|受理|诉求|流水|合同|发票|交易|支付|缴费|退款|包裹|取件|提货|兑换|验证|凭证|回执|查询|投诉"
    "|信访|办件|业务|保单|批|案|文|票|户|表|学|工|型|编|产品|考证|车架|发动机|设备|终端|机器|序列|条形|条|追溯|备案"
    "|许可证|执照|信用代|登记|网证|房产证|产权证|箱变|单"
)
_NUMBERED = re.compile(
    rf"(?:(?:{_THINGS})[号码单编证]{{0,2}}[号码]|编码|条码|第|no\.?|imei|批次|qq|[?&]\w{{1,12}}=)"
    r"[ ::是为#]{0,3}$"
    # XN2611211380…
    r"|(?:^|[^a-z])(?!tel|phone|mobile|vx|wx|at|on|is|no|to|me|call)[a-z]{2,4}[ -]?$"
)
_DIGIT = "[\\d零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]"
_NUMBER = re.compile(rf"{_DIGIT}(?:[ .,-]?{_DIGIT}){{5}}")  # what all numbers have
_EMAIL = re.compile(
    r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}"
)
_ID_CARD = re.compile(r"(?<![\da-z])[1-9](?:[ -]?\d){16}[ -]?[\dx](?![\da-z])")
_ID_OLD = re.compile(r"(?<![\da-z.])[1-6]\d{14}(?![\da-z.])")
_ID_NAMED = re.compile(
    r"(?:身份证|证件|身份号|社会?保障?)[号码是为::(是本人)]{0,7}"
    r"(\d(?:[ -]?\d){16}[ -]?[\dx]|\d(?:[ -]?\d){14})(?![\da-z])"
)
_MOBILE = re.compile(
    r"(?<!\d)(?<!\d\.)(?:(?:\+|00)86[- ]?|86[- ]|0)?"
    r"(?:1[3-9]\d(?:[ .-]?\d{4}[ .-]?\d{4}|[ -]?\d{3}[ -]\d{5}|\d[ -]?\d{3}[ -]?\d{4})"
    r"|1[ -][3-9](?:[ -]\d){9})(?!\d|\.\d)"
)
_MOBILE_SPELT = re.compile(
    rf"(?<!{_DIGIT})(?<!\d\.)[1一幺壹][ ,-]?[3-9三四五六七八九]{_DIGIT}(?:[ ,-]?{_DIGIT}){{8}}"
    rf"(?!{_DIGIT}|[个百千万亿元])"
)
_EXTENSION = r"(?:(?:[-转]|,?分机号?)[ :]?\d{1,5})?"
_LANDLINE = re.compile(
    r"(?<![\d-])(?<!\d\.)(?:\+86[- ]?[1-9]\d{1,2}|\(?(?:010|02\d|0[3-9]\d{2})\)?)"
    rf"(?:[- ]|[—–]{{1,2}})?[2-8]\d{{2,3}}[- ]?\d{{3,4}}{_EXTENSION}(?!\d)"
)
_LANDLINE_NAMED = re.compile(
    r"(?:电话|座机|固话|宅电|联系方式|传真|tel)[号码是为::]{0,4} ?"
    rf"((?!400|800)[2-8]\d{{2,3}}[- ]?\d{{4}}{_EXTENSION})(?!\d|-\d)"
)
_CARD = re.compile(r"(?<!\d)(?:62|60|4\d|5[1-5]|3[47])\d{2}(?:[ -]?\d{4}){2,3}[ -]?\d{1,7}(?!\d)")
_CARD_GROUPED = re.compile(r"(?<!\d)62\d{2}(?:[ -]?\d){12,15}(?!\d)")
_CARD_NAMED = re.compile(
    r"(?:银行卡|储蓄卡|信用卡|工资卡|社保卡|一卡通|卡号|账号|帐号|账户|帐户)(?:卡?号码?)?"
    r"[是为::]{0,3} ?(\d[\d -]{13,22}\d)(?!\d)"
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][ ]?[a-hj-z]"
    r"[·.•・‧— -]?(?=[a-z]{0,5}\d)(?:[a-hj-np-z0-9]{5,6}|[a-hj-np-z0-9]{4}[挂学警港澳领])"
    r"(?![a-z0-9])"
)
_WECHAT = re.compile(
    r"(?:微信|威信|薇信|weixin|wechat|(?<![a-z])(?:vx|wx)|v信|加v|加微)(?:账?号|[ ]?id)?"
    r"[码是为::]{0,3} ?([a-z][a-z0-9_-]{5,19}|(?<=号)\d{6,10}|(?<=号[::])\d{6,10})"
    r"(?![a-z0-9_@-]|\.[a-z])"
)
_PASSPORT = re.compile(r"(?<![a-z0-9])(?:e[a-hj-np-z]\d{7}|[eg]\d{8})(?![a-z0-9])")
_PASSPORT_NAMED = re.compile(
    r"(?:护照|通行证|passport)(?: ?(?:number|no\.?|is)){0,2}[号码是为::]{0,4} ?"
    r"([a-z]{1,2}\d{7,8})(?![a-z0-9])"
)


def find(text: str) -> tuple[PersonalSpan, ...]:
    """Personal details in order of appearance, never overlapping.

    An ID card counts when its check character is right, when the word 身份证 stands before it, or
    when its place and birthday can be; a bank card when its Luhn digit is right or 卡号 does. A
    number announced as an order or a ticket is left alone, and so are hotlines (12345, 400…).
    """
    return spans(normalise(text))


def spans(normal: Normal) -> tuple[PersonalSpan, ...]:
    """The same of a text that is evened out already; positions are those of the original."""
    taken = bytearray(len(normal.text))
    found = []
    for kind, finder in _FINDERS if _NUMBER.search(normal.text) else _WORDY:
        for start, end in finder(normal.text):
            if not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                found.append((start, end, kind))
    placed = ((normal.origin(start, end), kind) for start, end, kind in sorted(found))
    return tuple(PersonalSpan(span.start, span.end, kind) for span, kind in placed)


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
            if not _is_numbered(text, start):
                yield start, end

    return finder


def _is_numbered(text: str, start: int) -> bool:
    return _NUMBERED.search(text[max(0, start - _LOOK_BACK) : start]) is not None


def _id_cards(text: str) -> Iterator[_Found]:
    yield from _of(_ID_NAMED)(text)
    for pattern in (_ID_CARD, _ID_OLD):
        for start, end in _of(pattern)(text):
            number = re.sub(r"[ -]", "", text[start:end]).upper()
            if _is_checked(number) or (_can_be_id(number) and not _is_numbered(text, start)):
                yield start, end


def _cards(text: str) -> Iterator[_Found]:
    yield from _of(_CARD_NAMED)(text)
    for pattern in (_CARD, _CARD_GROUPED):
        for start, end in _unless_numbered(pattern)(text):
            digits = re.sub(r"\D", "", text[start:end])
            if 15 <= len(digits) <= 19 and luhn.is_valid(digits):
                yield start, end


def _is_checked(number: str) -> bool:
    """GB 11643: birthday in the middle, ISO 7064 check character at the end. The place of birth is
    not looked up: lists of old codes have gaps."""
    if len(number) != 18 or not _is_day(number[6:14]) or number[6:8] not in ("18", "19", "20"):
        return False
    return bool(ric.calc_check_digit(number) == number[-1])


def _can_be_id(number: str) -> bool:
    """A slip of the pen, or the fifteen digits of before 1999: the province and the birthday of
    somebody who is no child must be right."""
    day = number[6:14] if len(number) == 18 else "19" + number[6:12]
    return number[:2] in _PROVINCES and "1920" <= day[:4] <= "2012" and _is_day(day)


def _is_day(written: str) -> bool:
    try:
        date(int(written[:4]), int(written[4:6]), int(written[6:8]))
    except ValueError:
        return False
    return True


# GB/T 2260, the first two digits
_PROVINCES = frozenset(
    f"{region}{number}"
    for region, last in ((1, 5), (2, 3), (3, 7), (4, 6), (5, 4), (6, 5))
    for number in range(0 if region == 5 else 1, last + 1)
)

# The order decides who owns a number: ID before phone before card.
_FINDERS: tuple[tuple[str, Callable[[str], Iterator[_Found]]], ...] = (
    ("email", lambda text: _of(_EMAIL)(text) if "@" in text else iter(())),
    ("id_card", _id_cards),
    ("mobile", _unless_numbered(_MOBILE)),
    ("mobile", _unless_numbered(_MOBILE_SPELT)),
    ("landline", _unless_numbered(_LANDLINE)),
    ("landline", _of(_LANDLINE_NAMED)),
    ("bank_card", _cards),
    ("plate", _of(_PLATE)),
    ("wechat", _of(_WECHAT)),
    ("passport", _of(_PASSPORT_NAMED)),
    ("passport", _unless_numbered(_PASSPORT)),
    ("name", names),
)
# those that find something in a text without long numbers
_WORDY = tuple(each for each in _FINDERS if each[0] in ("email", "plate", "wechat", "name"))
