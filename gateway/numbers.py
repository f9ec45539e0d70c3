"""Receipt numbers: easy to say on the phone, with a check digit, giving nothing away."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Collection

from stdnum import damm

DIGITS = 9  # and one check digit: Damm's finds every wrong digit and every swapped neighbour
# what people put between the groups, and what copying adds that nobody sees
BETWEEN = r"[\s\-\u2010-\u2014\u200b-\u200f\u2060\ufeff.·_]"
COVER = "〔编号〕"


def new_number(prefix: str) -> str:
    """`prefix` and ten digits. Random, so a number tells neither when nor how many."""
    digits = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    return f"{prefix}{digits}{damm.calc_check_digit(digits)}"


def spoken(number: str) -> str:
    """In groups, as people read a phone number aloud: XN 123 456 7890."""
    prefix, digits = number[: -DIGITS - 1], number[-DIGITS - 1 :]
    return f"{prefix} {digits[:3]} {digits[3:6]} {digits[6:]}"


def read_number(written: str, prefix: str) -> str | None:
    """The number somebody typed, however he spaced it; None when it cannot be one.

    Letters in either case, full-width digits, spaces and dashes are fine, and so is no prefix.
    """
    digits = re.sub(BETWEEN, "", _plain(written)).removeprefix(prefix)
    if len(digits) != DIGITS + 1 or not (digits.isascii() and digits.isdigit()):
        return None
    return f"{prefix}{digits}" if damm.is_valid(digits) else None


def numbers_in(text: str, prefix: str) -> tuple[str, ...]:
    """Every valid number of ours that a text names with its prefix, each once, in order."""
    found = (read_number(match[0], prefix) for match in _shape(prefix).finditer(_plain(text)))
    return tuple(dict.fromkeys(number for number in found if number))


def written_in(text: str, prefix: str) -> tuple[str, ...]:
    """Everything in a text that was meant for a number of ours, right or wrong, each once.

    A text that is nothing but a right number needs no prefix. With it, digits are too few or
    too many if they are not ten.
    """
    alone = read_number(text, prefix)
    right, any_length = _shape(prefix), _shape(prefix, more="4,19")
    rest = right.sub(" ", _plain(text))
    found = [*right.finditer(_plain(text)), *any_length.finditer(rest)]
    shaped = (re.sub(BETWEEN, "", each[0]) for each in found)
    return tuple(dict.fromkeys([*([alone] if alone else []), *shaped]))


def covered(text: str, prefix: str, known: Collection[str] = ()) -> str:
    """The text with our numbers in it covered, as each is half of a key to a report.

    With their prefix all are; without it only the `known` ones, as other things (a water
    meter) have ten digits too. A text without any is given back exactly as it is.
    """
    even = unicodedata.normalize("NFKC", text)

    def ours(found: re.Match[str]) -> bool:
        number = read_number(found[0], prefix)
        return number is not None and (not found[0][0].isdigit() or number in known)

    shape = _shape(prefix, needed=False)
    if not any(ours(found) for found in shape.finditer(even)):
        return text
    return shape.sub(lambda found: COVER if ours(found) else found[0], even)


def _plain(written: str) -> str:
    return unicodedata.normalize("NFKC", written).upper()


def _shape(prefix: str, *, needed: bool = True, more: str = str(DIGITS)) -> re.Pattern[str]:
    """`more`: how many digits follow the first."""
    letters = "".join(rf"{re.escape(letter)}{BETWEEN}{{0,3}}" for letter in prefix)
    start = rf"(?<![A-Za-z0-9])(?:{letters}){'' if needed else '?'}"
    some = rf"[0-9](?:{BETWEEN}{{0,3}}[0-9]){{{more}}}(?![0-9])"
    return re.compile(start + some, re.IGNORECASE)
