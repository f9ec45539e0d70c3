"""Spoken numbers as figures, so that a transcript and a summary can be compared."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "幺": 1, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SPOKEN = re.compile(f"[{''.join(_DIGITS)}十百千万]+")
_A_LITTLE = re.compile(r"(?<![早午晚晨夜上十])一点(?![钟半多整零一二三四五\d])")
_TEN_THOUSANDS = re.compile(r"(\d+(?:\.\d+)?)万")


def plain(text: str) -> str:
    """Without blanks, in ordinary width."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def in_figures(text: str) -> str:
    """`三号楼` as `3号楼`, `幺三八零零` as `13800`, `两千五百元` as `2500元`, `1.5万` as `15000`.

    What only looks like a number stays: `万一`, `千万`, `三四天`, `有一点`.
    """
    without_little = _A_LITTLE.sub("些许", plain(text))
    figures = _SPOKEN.sub(lambda found: _figures(found[0]), without_little)
    return _TEN_THOUSANDS.sub(lambda found: f"{float(found[1]) * 10_000:.0f}", figures)


def _figures(spoken: str) -> str:
    if spoken[0] in "百千万":
        return spoken
    if any(sign in spoken for sign in "十百千万"):
        return str(_value(spoken))
    if len(spoken) == 2 and _DIGITS[spoken[1]] == _DIGITS[spoken[0]] + 1:
        return spoken  # "three or four", not 34
    return "".join(str(_DIGITS[sign]) for sign in spoken)


def _value(spoken: str) -> int:
    if len(spoken) > 2 and spoken[-1] in _DIGITS and spoken[-2] in "百千万":
        spoken += {"百": "十", "千": "百", "万": "千"}[spoken[-2]]  # 三百二 is 320
    total = part = digit = 0
    for sign in spoken:
        if sign == "万":
            total, part, digit = (total + part + digit) * 10_000, 0, 0
        elif sign in _TENS:
            part, digit = part + (digit or 1) * _TENS[sign], 0
        else:
            digit = _DIGITS[sign]
    return total + part + digit
