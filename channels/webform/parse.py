"""From the fields of the form to a message: plain data in, plain data out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from channels.base import Problem, Unacceptable
from channels.message import Attachment, InboundMessage, Language, Location, Person
from channels.moments import moment
from channels.webform.settings import District

ZONE = ZoneInfo("Asia/Shanghai")  # all of China keeps one time
TICKET = re.compile(r"[A-Za-z0-9_-]{22}")

# code: Chinese, English; the codes are those of the city's taxonomy
KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "help": ("求助：请帮忙解决困难", "Help: please solve a problem"),
        "complaint": ("投诉：对服务或管理不满意", "Complaint: about a service or its management"),
        "report": ("举报：反映违法违规行为", "Report wrongdoing"),
        "consult": ("咨询：想了解政策或办事流程", "Question about a policy or procedure"),
        "suggest": ("建议：希望改进", "Suggestion"),
        "praise": ("表扬：感谢或肯定", "Praise or thanks"),
    }
)

BAD_TIME = Problem(
    "occurred_at",
    "bad-time",
    "发生时间看不懂，请写成“2026-03-05 14:30”这样。",
    "The time cannot be read; write it like “2026-03-05 14:30”.",
)
BAD_POSITION = Problem(
    "latitude",
    "bad-position",
    "坐标应为两个数字：纬度和经度，例如 36.62 和 101.78；也可以都不填。",
    "A position is two numbers, like 36.62 and 101.78; or leave both empty.",
)
UNKNOWN_DISTRICT = Problem(
    "district",
    "unknown-district",
    "没有这个区县，请重新选择。",
    "There is no such district; please choose again.",
)
UNKNOWN_KIND = Problem(
    "kind",
    "unknown-kind",
    "没有这个诉求类型，请重新选择。",
    "There is no such kind; please choose again.",
)


def message_of(
    fields: Mapping[str, str],
    photos: Sequence[Attachment],
    now: datetime,
    districts: Sequence[District] = (),
    language: Language = "zh",
) -> InboundMessage:
    """The message a filled form stands for. Raises Unacceptable for fields it cannot read."""
    said = {name: value.replace("\r\n", "\n").strip() for name, value in fields.items()}
    problems: list[Problem] = []
    message = InboundMessage(
        channel="webform",
        account="",
        external_id=said.get("ticket", ""),
        sender="",
        text=said.get("text", ""),
        sent_at=now,
        title=said.get("title", ""),
        attachments=tuple(photos),
        location=_location(said, districts, problems),
        person=_person(said),
        occurred_at=_occurred_at(said, problems),
        kind=_kind(said, problems),
        refers_to=said.get("refers_to", ""),
        language=language,
    )
    if problems:
        raise Unacceptable(*problems)
    return message


def _person(said: Mapping[str, str]) -> Person:
    return Person(
        name=said.get("name", ""),
        phone=said.get("phone", ""),
        anonymous="anonymous" in said,
        confidential="confidential" in said,
        enterprise="enterprise" in said,
    )


def _occurred_at(said: Mapping[str, str], problems: list[Problem]) -> datetime | None:
    if not said.get("occurred_at"):
        return None
    try:
        return moment(said["occurred_at"], ZONE)
    except ValueError:
        problems.append(BAD_TIME)
        return None


def _kind(said: Mapping[str, str], problems: list[Problem]) -> str:
    kind = said.get("kind", "")
    if kind and kind not in KINDS:
        problems.append(UNKNOWN_KIND)
    return kind


def _location(
    said: Mapping[str, str], districts: Sequence[District], problems: list[Problem]
) -> Location:
    names = {district.code: district.zh for district in districts}
    code, address = said.get("district", ""), said.get("address", "")
    if code and code not in names:
        problems.append(UNKNOWN_DISTRICT)
    district = names.get(code, "")
    if district and district not in address:
        address = f"{district}{address}"
    latitude, longitude = said.get("latitude", ""), said.get("longitude", "")
    if not latitude and not longitude:
        return Location(address=address)
    try:
        return Location(_degrees(latitude, 90), _degrees(longitude, 180), address)
    except ValueError:
        problems.append(BAD_POSITION)
        return Location(address=address)


def _degrees(text: str, most: int) -> float:
    degrees = float(text)
    if not -most <= degrees <= most:  # also refuses NaN
        raise ValueError("not on the globe")
    return degrees
