"""Receipt numbers: easy to say on the phone, with a check digit, giving nothing away."""

from __future__ import annotations

import re
import secrets
import unicodedata

from stdnum import damm

DIGITS = 9  # and one check digit: Damm's finds every wrong digit and every swapped neighbour


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
    plain = re.sub(r"[\s\-–—.·_]", "", unicodedata.normalize("NFKC", written)).upper()
    digits = plain.removeprefix(prefix)
    if len(digits) != DIGITS + 1 or not (digits.isascii() and digits.isdigit()):
        return None
    return f"{prefix}{digits}" if damm.is_valid(digits) else None


def numbers_in(text: str, prefix: str) -> tuple[str, ...]:
    """Every valid number of ours that a text names with its prefix, each once, in order."""
    plain = unicodedata.normalize("NFKC", text).upper()
    shape = rf"(?<![A-Z0-9]){re.escape(prefix)}[ \-]?((?:\d[ \-]?){{{DIGITS}}}\d)(?!\d)"
    found = (read_number(match[0], prefix) for match in re.finditer(shape, plain))
    return tuple(dict.fromkeys(number for number in found if number))
