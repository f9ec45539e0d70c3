"""From a partner's item to a message, as his mapping says: plain data in, plain data out."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from channels.base import Problem
from channels.message import Attachment, InboundMessage, Location, Person, Remark, Source
from channels.moments import moment
from channels.positions import wgs84
from channels.pull.settings import Fields, Spot

ZONE = ZoneInfo("Asia/Shanghai")  # all of China keeps one time
CLOCKS_DIFFER = timedelta(minutes=10)  # as the gateway allows
TRUE = frozenset({"true", "1", "yes", "y", "是"})

NO_ID = Problem("id", "missing", "这一条没有编号。", "This item has no id.")
NO_WORDS = Problem("text", "missing", "这一条没有内容。", "This item says nothing.")
NOT_AN_ITEM = Problem("", "unreadable", "这一条不是对象。", "This item is no object.")
NOT_UTF8 = Problem(
    "", "bad-characters", "这一条含有无法保存的字符。", "This item holds unusable characters."
)


class Unreadable(Exception):
    """An item that cannot become a message; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def at(item: object, path: str) -> Iterator[object]:
    """Every value at a dotted path; none when there is no such place."""
    if not path:
        yield item
        return
    step, _, rest = path.partition(".")
    match item:
        case dict() if step in item:
            yield from at(item[step], rest)
        case list() if step == "*":
            for entry in item:
                yield from at(entry, rest)
        case list() if re.fullmatch("[0-9]{1,6}", step) and int(step) < len(item):
            yield from at(item[int(step)], rest)


def written(value: object) -> str:
    """A plain value in words; "" for nothing, and for what is no plain value."""
    match value:
        case str():
            return value.strip()
        case bool() | int() | float():
            return json.dumps(value)
    return ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One item under one mapping, fetched at a moment with a zone.

    `chinese_map` says that its positions are those of Chinese maps (GCJ-02).
    """

    item: object
    fields: Fields
    fetched_at: datetime
    chinese_map: bool = False

    def all(self, spot: Spot) -> Iterator[str]:
        """What stands there, in our words."""
        found = at(self.item, spot.path) if spot.path else ()
        for value in found:
            said = written(value)
            said = spot.values.get(said, "") if spot.values else said
            if said:
                yield said

    def one(self, spot: Spot) -> str:
        return next(self.all(spot), spot.otherwise)

    def is_set(self, spot: Spot) -> bool:
        return self.one(spot).lower() in TRUE


def message_of(reading: Reading, account: str, may_fetch: Callable[[str], bool]) -> InboundMessage:
    """Raises Unreadable."""
    fields, remarks = reading.fields, list[Remark]()
    external_id = _id(reading)
    text, title = reading.one(fields.text), reading.one(fields.title)
    pictures = _pictures(reading, may_fetch, remarks)
    if not (text or title or pictures):
        raise Unreadable(NO_WORDS)
    return InboundMessage(
        channel="pull",
        account=account,
        external_id=external_id,
        sender=external_id,
        text=text or title,
        sent_at=_sent_at(reading, remarks),
        title=title,
        attachments=pictures,
        location=_location(reading, remarks),
        person=_person(reading),
        occurred_at=_moment(reading, fields.occurred_at, remarks),
        kind=_coded(reading, fields.kind, remarks),
        category=_coded(reading, fields.category, remarks),
        thread=external_id,
        source=_source(reading),
        remarks=tuple(remarks),
    )


def _id(reading: Reading) -> str:
    if not isinstance(reading.item, dict):
        raise Unreadable(NOT_AN_ITEM)
    try:
        json.dumps(reading.item, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError) as error:  # half a surrogate pair; a deep nest
        raise Unreadable(NOT_UTF8) from error
    found = reading.one(reading.fields.id)
    if not found:
        raise Unreadable(NO_ID)
    return found


def _pictures(
    reading: Reading, may_fetch: Callable[[str], bool], remarks: list[Remark]
) -> tuple[Attachment, ...]:
    links = list(dict.fromkeys(reading.all(reading.fields.attachments)))
    for link in links:
        if not may_fetch(link):
            remarks.append(
                Remark(
                    f"附带链接，未下载：{link}", f"A link came along and was not fetched: {link}"
                )
            )
    return tuple(
        Attachment("image", link, link.rpartition("/")[2][:200])
        for link in links
        if may_fetch(link)
    )


def _person(reading: Reading) -> Person:
    fields = reading.fields
    return Person(
        name=reading.one(fields.name),
        phone=reading.one(fields.phone),
        anonymous=reading.is_set(fields.anonymous),
        confidential=reading.is_set(fields.confidential),
        enterprise=reading.is_set(fields.enterprise),
    )


def _source(reading: Reading) -> Source | None:
    medium, link = reading.one(reading.fields.medium), reading.one(reading.fields.link)
    return Source(medium, link) if medium or link else None


def _location(reading: Reading, remarks: list[Remark]) -> Location:
    fields = reading.fields
    address = reading.one(fields.address)
    latitude, longitude = reading.one(fields.latitude), reading.one(fields.longitude)
    if not (latitude and longitude):
        return Location(address=address)
    try:
        degrees = _degrees(latitude), _degrees(longitude)
    except ValueError:
        remarks.append(Remark("坐标看不懂，未采用。", "The position cannot be read."))
        return Location(address=address)
    if degrees == (0, 0):  # how programs write that they have none
        return Location(address=address)
    return Location(*(wgs84(*degrees) if reading.chinese_map else degrees), address)


def _degrees(written: str) -> float:
    """Raises ValueError, also for what JSON's writers make of a missing number: NaN."""
    found = float(written)
    if not math.isfinite(found):
        raise ValueError("no number")
    return found


def _coded(reading: Reading, spot: Spot, remarks: list[Remark]) -> str:
    """The partner's own word goes to the staff where his mapping has none of ours for it."""
    found = reading.one(spot)
    theirs = next((written(value) for value in at(reading.item, spot.path)), "")
    if spot.path and spot.values and theirs and not found:
        remarks.append(Remark(f"对方分类：{theirs}", f"The partner's own word: {theirs}"))
    return found


def _sent_at(reading: Reading, remarks: list[Remark]) -> datetime:
    found = _moment(reading, reading.fields.sent_at, remarks)
    if found is None:
        return reading.fetched_at
    if found > reading.fetched_at + CLOCKS_DIFFER:
        remarks.append(
            Remark(
                "对方写的时间还没有到，改用收到的时间。",
                "The partner's time lies in the future; the time of arrival stands instead.",
            )
        )
        return reading.fetched_at
    return found


def _moment(reading: Reading, spot: Spot, remarks: list[Remark]) -> datetime | None:
    said = reading.one(spot)
    if not said:
        return None
    try:
        return read_moment(said)
    except (ValueError, OverflowError):
        remarks.append(Remark("对方写的时间看不懂，未采用。", "A time cannot be read."))
        return None


def read_moment(said: str) -> datetime:
    """Seconds or milliseconds since 1970, or a date and time, in China's zone if it names none.

    Raises ValueError.
    """
    if re.fullmatch(r"[0-9]{13}", said):
        return datetime.fromtimestamp(int(said) / 1000, UTC)
    if re.fullmatch(r"[0-9]{9,10}(?:\.[0-9]+)?", said):
        return datetime.fromtimestamp(float(said), UTC)
    return moment(said, ZONE)


def as_json(value: Any) -> bytes:
    """Half surrogates and all, so that whatever came can be kept."""
    return json.dumps(value, ensure_ascii=True).encode()
