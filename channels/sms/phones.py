"""Phone numbers of the mainland, in the one form that a text message is sent to."""

from __future__ import annotations

import re

MOBILE = re.compile(r"1[3-9]\d{9}")


def mainland(phone: str) -> str:
    """A number as people write it, without +86, 0086 or 86, spaces and dashes."""
    digits = re.sub(r"[\s\-()（）+]", "", phone)
    found = re.fullmatch(r"(?:00)?(?:86)?(1\d{10})", digits)
    return found[1] if found else digits
