"""What stands in a cell, turned into text, a moment, yes or no, or degrees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from types import MappingProxyType

from channels.moments import moment

# the codes are those of the city's taxonomy
KIND_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "咨询": "consult",
        "求助": "help",
        "投诉": "complaint",
        "举报": "report",
        "建议": "suggest",
        "意见": "suggest",
        "表扬": "praise",
        "感谢": "praise",
        "催办": "chase",
        "补充": "chase",
        "其他": "other",
        "其它": "other",
    }
)
YES = frozenset({"是", "1", "true", "yes", "y", "有", "√", "匿名", "匿名者", "保密", "企业"})
NO = frozenset({"否", "0", "false", "no", "n", "无", "不", "实名", "公开", "个人"})

EXCEL_EPOCH = datetime(
    1899, 12, 30
)  # day 0 of Excel's 1900 date system, its leap-year slip included
SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?")  # days: the years 1954 to 2119


def text(cell: object) -> str:
    """As a person reads it in the sheet; an empty cell is ""."""
    match cell:
        case None:
            return ""
        case bool():
            return "1" if cell else "0"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() | date() | time():
            return cell.isoformat()
        case _:
            return str(cell).replace("\r\n", "\n").strip()


def blank(cells: Iterable[object]) -> bool:
    return not any(text(cell) for cell in cells)


def when(cell: object, zone: tzinfo) -> datetime:
    """A date cell, a written date, or Excel's day number. Raises ValueError."""
    match cell:
        case datetime():
            return moment(cell.isoformat(), zone)
        case date():
            return moment(cell.isoformat(), zone)
    written = text(cell)
    if SERIAL.fullmatch(written):
        found = EXCEL_EPOCH + timedelta(seconds=round(float(written) * 86_400))
        return found.replace(tzinfo=zone)
    return moment(written, zone)


def yes(cell: object) -> bool:
    """Raises ValueError for a word that is neither yes nor no."""
    if not says_yes_or_no(cell):
        raise ValueError("neither yes nor no")
    return text(cell).lower() in YES


def says_yes_or_no(cell: object) -> bool:
    return text(cell).lower() in YES | NO | {""}


def kind(cell: object) -> str:
    """The taxonomy's code for a Chinese word; any other word as it stands, for the gateway."""
    word = text(cell)
    return KIND_WORDS.get(word, word.lower())


def degrees(cell: object) -> float:
    """Raises ValueError."""
    found = float(text(cell))
    if not -180 <= found <= 180:  # also refuses NaN
        raise ValueError("not on the globe")
    return found
