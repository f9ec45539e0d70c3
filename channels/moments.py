"""Dates and times as people and programs write them, turned into one moment with a zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
EARLIEST, LATEST = 1900, 2200  # years; further out, a change of zone may leave the calendar

_WRITTEN = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"(?:[T\s]*(?P<half>上午|下午|[AaPp][Mm])?\s*(?P<hour>\d{1,2})[:：时点](?P<minute>\d{1,2})?分?"
    r"(?:[:：]?(?P<second>\d{1,2})(?:\.\d{1,9})?秒?)?\s*(?P<half_after>[AaPp][Mm])?)?"
)


def moment(text: str, zone: tzinfo) -> datetime:
    """`2019/3/5 8:05`, `2019年3月5日 下午3时`, ISO 8601 …; in `zone` when it names none.

    Raises ValueError for anything else, and for years before 1900 or after 2200.
    """
    text = text.strip()
    found = _WRITTEN.fullmatch(text)
    return _placed(_written(found) if found else datetime.fromisoformat(text), zone)


def arrived(sent: datetime) -> datetime:
    """When it was sent; now, if a clock of theirs or ours says that this lies ahead."""
    return min(sent, datetime.now(UTC))


def zoned(text: str) -> datetime:
    """An ISO 8601 moment that names its zone. Raises ValueError."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("no time zone")
    return _placed(found, found.tzinfo)


def _written(found: re.Match[str]) -> datetime:
    parts = [int(found[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")]
    half = (found["half"] or found["half_after"] or "").lower()
    if half in ("下午", "pm") and parts[3] < 12:
        parts[3] += 12
    if half in ("上午", "am") and parts[3] == 12:
        parts[3] = 0
    year, month, day, hour, minute, second = parts
    return datetime(year, month, day, hour, minute, second)


def _placed(found: datetime, zone: tzinfo) -> datetime:
    if not EARLIEST <= found.year <= LATEST:
        raise ValueError("outside the calendar")
    return found if found.tzinfo else found.replace(tzinfo=zone)
