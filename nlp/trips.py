"""Tells a trip from one place to another: then neither alone says where it happened."""

import re

_FROM = "从自由"
_WAY = r"(?:[打坐乘转换开骑][^,。;!?\n]{1,4}|出发|步行|走路?)?"
_TO = r"(?:[开前]?往|去(?![过了年世不])|回(?![复答来应家])|[到至](?![了处底现时今达年期]))"
_ONWARD = re.compile(_WAY + _TO)
_BARE = re.compile(r"[到至](?![了处底现时今达年期])")


def sets_out(text: str, start: int, end: int) -> bool:
    """Whether a trip begins at what stands there: 从火车站打车去…, or 火车站到… by itself."""
    before = text[start - 1] if start else ""
    if before and before in _FROM:
        return _ONWARD.match(text, end) is not None
    return not before.isalnum() and _BARE.match(text, end) is not None


def leads(text: str, end: int, start: int) -> bool:
    """Whether only the way stands between two places: …打车去…."""
    return _ONWARD.fullmatch(text, end, start) is not None
