"""Finds what is personal in a text, so that it can be covered before others read it."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from stdnum import luhn
from stdnum.cn import ric

from nlp.names import names
from nlp.people_numbers import (
    CARD,
    CARD_GROUPED,
    CARD_IN_FOURS,
    CARD_NAMED,
    EMAIL,
    FIGURES,
    ID_CARD,
    ID_NAMED,
    ID_OLD,
    LANDLINE,
    LANDLINE_NAMED,
    LANDLINE_TOLD,
    LOOK_BACK,
    MOBILE,
    MOBILE_APART,
    MOBILE_TYPED,
    MONEY,
    NUMBER,
    NUMBERED,
    PASSPORT,
    PASSPORT_NAMED,
    PLATE,
    SPELT,
    WECHAT,
    YUAN,
)
from nlp.suggestion import PersonalSpan
from nlp.text import Normal, normalise

_Found = tuple[int, int]


def find(text: str) -> tuple[PersonalSpan, ...]:
    """Personal details in order of appearance, never overlapping.

    An ID card counts when its check character is right, when the word 身份证 stands before it, or
    when its place and birthday can be; a bank card when its Luhn digit is right or 卡号 does. A
    number announced as an order or a ticket is left alone, and so are hotlines (12345, 400…).
    """
    return spans(normalise(text))


def spans(normal: Normal) -> tuple[PersonalSpan, ...]:
    """The same of a text that is evened out already; positions are those of the original."""
    text = normal.text
    taken = bytearray(len(text))
    rest = SPELT.sub(_in_figures, text)  # where numbers are still looked for
    found = [(start, end, "email") for start, end in _free(_emails(normal), taken)]
    for start, end, _ in found:
        rest = _without(rest, start, end)
    for kind, finder in _NUMBERS if NUMBER.search(rest) else _WORDY:
        for start, end in _free(finder(rest), taken):
            rest = _without(rest, start, end)
            found.append((start, end, kind))
    found += ((start, end, "name") for start, end in _free(names(normal), taken))
    placed = ((normal.origin(start, end), kind) for start, end, kind in sorted(found))
    return tuple(PersonalSpan(span.start, span.end, kind) for span, kind in placed)


def _free(found: Iterator[_Found], taken: bytearray) -> Iterator[_Found]:
    """Those that nobody has yet; now they are `taken`."""
    for start, end in found:
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            yield start, end


def _without(text: str, start: int, end: int) -> str:
    return text[:start] + _COVER * (end - start) + text[end:]


def _in_figures(spelt: re.Match[str]) -> str:
    return spelt[0].translate(FIGURES)


def mask(text: str) -> str:
    """The same text, same length, with every personal detail covered by `*`."""
    covered = list(text)
    for span in find(text):
        covered[span.start : span.end] = "*" * (span.end - span.start)
    return "".join(covered)


def _of(pattern: re.Pattern[str]) -> Callable[[str], Iterator[_Found]]:
    return lambda text: (match.span(match.re.groups) for match in pattern.finditer(text))


def _emails(normal: Normal) -> Iterator[_Found]:
    """Up to where the citizen left a blank: no `. Thanks` behind it belongs to an address."""
    for start, end in _of(EMAIL)(normal.text) if "@" in normal.text else ():
        parts = [start, *(at for at in range(start + 1, end) if normal.is_parted(at)), end]
        at = normal.text.index("@", start)
        first = max(part for part in parts if part <= at)
        last = first + len(
            normal.text[first : min(part for part in parts if part > at)].rstrip(".")
        )
        yield (first, last) if EMAIL.fullmatch(normal.text[first:last]) else (start, end)


def _unless_numbered(pattern: re.Pattern[str]) -> Callable[[str], Iterator[_Found]]:
    def finder(text: str) -> Iterator[_Found]:
        for start, end in _of(pattern)(text):
            if not _is_numbered(text, start) and not _is_money(text, start, end):
                yield start, end

    return finder


def _is_numbered(text: str, start: int) -> bool:
    return NUMBERED.search(text[max(0, start - LOOK_BACK) : start]) is not None


def _is_money(text: str, start: int, end: int) -> bool:
    """Money needs both what it is and 元 behind it: a real phone must not be lost."""
    before = text[max(0, start - LOOK_BACK) : start]
    return YUAN.match(text, end) is not None and MONEY.search(before) is not None


def _id_cards(text: str) -> Iterator[_Found]:
    yield from _of(ID_NAMED)(text)
    for pattern in (ID_CARD, ID_OLD):
        for start, end in _of(pattern)(text):
            number = re.sub(r"[ -]", "", text[start:end]).upper().replace("O", "0")
            if _is_checked(number) or (_can_be_id(number) and not _is_numbered(text, start)):
                yield start, end


def _cards(text: str) -> Iterator[_Found]:
    yield from _of(CARD_NAMED)(text)
    for pattern in (CARD, CARD_GROUPED):
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
    somebody who is no child must be right, or the X that hardly another number ends in."""
    day = number[6:14] if len(number) == 18 else "19" + number[6:12]
    is_person = "1920" <= day[:4] <= "2012" and (_is_day(day) or number[-1] == "X")
    return number[:2] in _PROVINCES and is_person


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

_COVER = "\N{OBJECT REPLACEMENT CHARACTER}"  # neither figure, letter nor Chinese
# The order decides who owns a number: ID before phone before card that is not typed in fours.
_NUMBERS: tuple[tuple[str, Callable[[str], Iterator[_Found]]], ...] = (
    ("id_card", _id_cards),
    ("bank_card", _unless_numbered(CARD_IN_FOURS)),
    ("mobile", _unless_numbered(MOBILE)),
    ("mobile", _unless_numbered(MOBILE_APART)),
    ("mobile", _unless_numbered(MOBILE_TYPED)),
    ("landline", _unless_numbered(LANDLINE)),
    ("landline", _of(LANDLINE_NAMED)),
    ("landline", _of(LANDLINE_TOLD)),
    ("bank_card", _cards),
    ("plate", _of(PLATE)),
    ("wechat", _of(WECHAT)),
    ("passport", _of(PASSPORT_NAMED)),
    ("passport", _unless_numbered(PASSPORT)),
)
# those that find something in a text without long numbers
_WORDY = (
    *(each for each in _NUMBERS if each[0] in ("plate", "wechat")),
    ("passport", _of(PASSPORT_NAMED)),
)
