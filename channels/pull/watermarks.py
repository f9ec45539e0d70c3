"""How far a partner's items have been read, and where the next round begins."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from channels.pull.items import ZONE, at, read_moment, written
from channels.pull.settings import Watermark


def begins(mark: Watermark, kept: str | None) -> dict[str, str]:
    """The parameter to ask with; nothing for the very first round, if it is to have everything.

    `kept` is what `after` gave.
    """
    if kept is None:
        return {mark.parameter: mark.first} if mark.first else {}
    if mark.written == "number":
        return {mark.parameter: str(int(kept) - math.ceil(mark.overlap))}
    since = float(kept) - mark.overlap
    if mark.written == "time":
        return {mark.parameter: datetime.fromtimestamp(since, ZONE).isoformat(timespec="seconds")}
    factor = 1000 if mark.written == "milliseconds" else 1
    return {mark.parameter: str(math.floor(since * factor))}


def after(mark: Watermark, kept: str | None, items: list[object], now: datetime) -> str | None:
    """The highest of them, and never lower than it was.

    A time beyond `now` counts as now: one wrong clock would have us pass over all that follows.
    """
    found = [value for item in items if (value := _value(mark, item)) is not None]
    if mark.written != "number":
        found = [min(value, now.timestamp()) for value in found]
    if kept is not None:
        found.append(_number(mark, kept))
    return repr(max(found)) if found else None


def _value(mark: Watermark, item: object) -> float | None:
    said = written(next(at(item, mark.field), None))
    try:
        return int(said) if mark.written == "number" else read_moment(said).timestamp()
    except (ValueError, OverflowError):
        return None


def _number(mark: Watermark, kept: str) -> float:
    """Whole numbers stay whole: ids of nineteen digits do not fit into a float."""
    return int(kept) if mark.written == "number" else float(kept)


def told(mark: Watermark, kept: str) -> str:
    """For people."""
    if mark.written == "number":
        return kept
    return datetime.fromtimestamp(float(kept), UTC).astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
