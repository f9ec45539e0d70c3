"""From the address a partner asks to what the gateway is asked for: GeoReport v2, GET requests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from channels.base import Problem
from channels.http import Rejected
from channels.moments import zoned
from channels.records import Span

LONGEST = timedelta(days=90)  # what may be asked for at once …
MOST = 1000  # … and how many are given at most
MOST_NUMBERS = 200

TOO_LONG = Problem(
    "start_date",
    "span",
    "查询时间段为 start_date 至 end_date，最长 90 天。",
    "The span from start_date to end_date is 90 days at most.",
)
BAD_STATUS = Problem(
    "status", "status", "status 只能是 open 或 closed。", "status is open or closed."
)
TOO_MANY = Problem(
    "service_request_id",
    "too-many",
    f"一次最多查询 {MOST_NUMBERS} 个编号。",
    f"At most {MOST_NUMBERS} ids at once.",
)
STATUSES = {"open": False, "closed": True}


def numbers(query: Mapping[str, str]) -> list[str]:
    """The ids that are asked for; they override all else. Raises Rejected (400)."""
    found = _listed(query.get("service_request_id", ""))
    if len(found) > MOST_NUMBERS:
        raise Rejected(400, TOO_MANY)
    return found


def span(query: Mapping[str, str], now: datetime) -> Span:
    """Raises Rejected (400)."""
    since, until = _between(_moment(query, "start_date"), _moment(query, "end_date"), now)
    if not timedelta() <= until - since <= LONGEST:
        raise Rejected(400, TOO_LONG)
    return Span(since, until, tuple(_listed(query.get("service_code", ""))), _closed(query))


def _between(
    since: datetime | None, until: datetime | None, now: datetime
) -> tuple[datetime, datetime]:
    if since is None:
        until = until or now
        return until - LONGEST, until
    return since, until or min(since + LONGEST, max(now, since))


def _closed(query: Mapping[str, str]) -> bool | None:
    wanted = set(_listed(query.get("status", "")))
    if wanted - STATUSES.keys():
        raise Rejected(400, BAD_STATUS)
    return STATUSES[wanted.pop()] if len(wanted) == 1 else None


def _moment(query: Mapping[str, str], name: str) -> datetime | None:
    written = query.get(name, "").strip()
    if not written:
        return None
    # many programs forget that "+" in an address means a blank
    written = re.sub(r" (\d\d:?\d\d)$", r"+\1", written)
    try:
        return zoned(written)
    except ValueError as error:
        raise Rejected(
            400,
            Problem(
                name,
                "bad-time",
                f"{name} 须为 ISO 8601 并带时区。",
                f"{name} must be ISO 8601 with a time zone.",
            ),
        ) from error


def _listed(written: str) -> list[str]:
    return [part.strip() for part in written.split(",") if part.strip()]
