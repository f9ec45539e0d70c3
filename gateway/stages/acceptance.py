"""What the gateway will not keep, for all doors at once, said in words that help."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from channels.base import Problem, Unacceptable
from channels.message import InboundMessage, Location
from gateway.secrecy import bare_phone
from routing_rules import City

LONGEST = 20_000  # characters of a text: about forty pages
LIMITS = {"title": 200, "name": 80, "address": 300, "sender": 200, "external_id": 200}
MOST_FILES = 8
LARGEST_FILE = 10 * 1024 * 1024  # bytes
CLOCKS_DIFFER = timedelta(minutes=10)


def check(message: InboundMessage, city: City, now: datetime) -> None:
    """Raises Unacceptable with every problem of the message."""
    problems = (
        *_words(message),
        *_lengths(message),
        *_times(message, now),
        *_place(message.location, city),
        *_person(message),
        *_codes(message, city),
        *_files(message),
    )
    if problems:
        raise Unacceptable(*problems)


def _words(message: InboundMessage) -> Iterator[Problem]:
    if len(message.text) > LONGEST:
        yield Problem(
            "text",
            "too-long",
            f"内容太长：最多 {LONGEST} 个字。请写要点，其余放在附件里。",
            f"The text is too long: {LONGEST} characters at most. Attach the rest.",
        )
    if not _can_be_kept(_said(message)):
        yield Problem(
            "text",
            "bad-characters",
            "内容里有无法保存的字符，请删去后重发。",
            "The text holds characters that cannot be kept; please remove them.",
        )
    if not message.attachments and not re.search(r"\w", message.text):
        yield Problem(
            "text",
            "no-words",
            "请用文字写下发生了什么（不能只有空格、标点或表情）。",
            "Please say in words what happened, not in blanks or symbols only.",
        )


def _said(message: InboundMessage) -> str:
    """Every text but those in LIMITS, which are looked at one by one."""
    source = (message.source.medium, message.source.link) if message.source else ()
    remarks = (words for remark in message.remarks for words in (remark.zh, remark.en))
    files = (words for file in message.attachments for words in (file.reference, file.name))
    words = (message.text, message.aside, message.thread, message.refers_to)
    return "".join((*words, *source, *remarks, *files))


def _can_be_kept(words: str) -> bool:
    return not re.search("[\0\ud800-\udfff]", words)


def _lengths(message: InboundMessage) -> Iterator[Problem]:
    values = {
        "title": message.title,
        "name": message.person.name,
        "address": message.location.address,
        "sender": message.sender,
        "external_id": message.external_id,
    }
    for name, value in values.items():
        if len(value) > LIMITS[name]:
            yield Problem(
                name,
                "too-long",
                f"太长：最多 {LIMITS[name]} 个字。",
                f"Too long: {LIMITS[name]} characters at most.",
            )
        elif not _can_be_kept(value):
            yield Problem(name, "bad-characters", "有无法保存的字符。", "Unusable characters.")
    if not message.external_id:
        yield Problem("external_id", "missing", "缺少消息编号。", "The message has no id.")


def _times(message: InboundMessage, now: datetime) -> Iterator[Problem]:
    for name, moment in (("sent_at", message.sent_at), ("occurred_at", message.occurred_at)):
        if moment is not None and moment > now + CLOCKS_DIFFER:
            yield Problem(
                name, "in-the-future", "这个时间还没有到，请检查。", "This time is in the future."
            )


def _place(place: Location, city: City) -> Iterator[Problem]:
    if (place.latitude is None) != (place.longitude is None):
        yield Problem(
            "location",
            "half-a-place",
            "经度和纬度要一起填写。",
            "Give latitude and longitude together.",
        )
        return
    if place.latitude is None or place.longitude is None:
        return
    south, west, north, east = city.bounds
    if not (south <= place.latitude <= north and west <= place.longitude <= east):
        yield Problem(
            "location",
            "outside-the-city",
            f"这个位置不在{city.name}范围内，请检查，或改填地址。",
            f"This place is not in {city.name_en}; check it, or give an address instead.",
        )


def _person(message: InboundMessage) -> Iterator[Problem]:
    phone = message.person.phone
    if phone and not (
        re.fullmatch(r"[+\d][\d\s()\-]{4,30}", phone) and 5 <= len(bare_phone(phone)) <= 15
    ):
        yield Problem(
            "phone",
            "no-phone-number",
            "这不像电话号码：请只填数字，固定电话请加区号。",
            "This is no phone number: digits only, with the area code for a landline.",
        )


def _codes(message: InboundMessage, city: City) -> Iterator[Problem]:
    if message.kind and message.kind not in city.kinds:
        known = ", ".join(city.kinds)
        yield Problem(
            "kind",
            "unknown-kind",
            f"没有这种诉求类型。可用：{known}",
            f"There is no such kind. Known: {known}",
        )
    if message.category and message.category not in city.taxonomy.categories:
        yield Problem(
            "category",
            "unknown-category",
            "没有这个问题分类，请用本市分类目录中的编码，或留空。",
            "There is no such category; use a code of the city's list, or leave it out.",
        )


def _files(message: InboundMessage) -> Iterator[Problem]:
    if len(message.attachments) > MOST_FILES:
        yield Problem(
            "attachments",
            "too-many",
            f"附件最多 {MOST_FILES} 个。",
            f"At most {MOST_FILES} attachments.",
        )
    for attachment in message.attachments:
        if attachment.content is not None and len(attachment.content) > LARGEST_FILE:
            yield Problem(
                "attachments",
                "too-large",
                "附件太大：每个不超过 10 MB。",
                "An attachment is too large: 10 MB at most for each.",
            )
