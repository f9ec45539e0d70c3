"""One thing that a newspaper or station published, and the message it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field

from channels.base import Problem
from channels.http import Rejected
from channels.message import InboundMessage, Source
from channels.moments import CHINA
from channels.shapes import MOST_ATTACHMENTS, File, Place, Strict, attached

LONGEST_LINK = 2000  # characters; what browsers and proxies carry without trouble
PAST_NOON = time(12)  # of the day it appeared, when nobody says the hour


class Clipping(Strict):
    """One matter that was published; nobody's name or number belongs here."""

    text: str = Field(description="What was published, or its gist; at most 20,000 characters.")
    publication: str = Field(description="One of the registered publications.")
    title: str = ""
    link: str = Field(default="", description="http or https; where anybody can read it.")
    published_on: str = Field(default="", description="The day it appeared: `2026-03-05`.")
    location: Place = Place()
    category: str = Field(default="", description="A code of the city's taxonomy; empty: unsure")
    attachments: list[File] = Field(default=[], max_length=MOST_ATTACHMENTS)
    language: Literal["zh", "en"] = Field(default="zh", description="Language of the receipt.")


def message(
    clipping: Clipping, publications: Sequence[str], account: str, key: str, made_at: datetime
) -> InboundMessage:
    """What the gateway is to keep. Raises Rejected (422) with everything that is wrong."""
    wrong = [
        problem
        for problem in (
            _publication(clipping.publication, publications),
            _link(clipping.link),
            _day(clipping.published_on, made_at),
        )
        if problem is not None
    ]
    if wrong:
        raise Rejected(422, *wrong)
    return InboundMessage(
        channel="media",
        account=account,
        external_id=key,
        sender="",
        text=clipping.text,
        sent_at=min(_published(clipping.published_on) or made_at, made_at),
        title=clipping.title,
        attachments=attached(clipping.attachments),
        location=clipping.location.located(),
        category=clipping.category,
        language=clipping.language,
        source=Source(clipping.publication, clipping.link),
    )


def _publication(publication: str, known: Sequence[str]) -> Problem | None:
    if publication in known:
        return None
    listed = "、".join(known)
    return Problem(
        "publication",
        "unknown-publication",
        f"没有登记这家媒体。已登记：{listed}",
        f"This publication is not registered. Known: {listed}",
    )


def _link(link: str) -> Problem | None:
    """Shown to staff as a link: so nothing but a plain address of the web."""
    if not link or _is_plain(link):
        return None
    return Problem(
        "link",
        "bad-link",
        "链接须以 http:// 或 https:// 开头，不含空格、用户名或密码。",
        "The link must begin with http:// or https://, without blanks, user name or password.",
    )


def _is_plain(link: str) -> bool:
    try:
        parts = urlsplit(link)
        _ = parts.port
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and "@" not in parts.netloc
        and len(link) <= LONGEST_LINK
        and link.isprintable()
        and not any(sign in link for sign in " \\<>\"'`")
    )


def _day(said: str, now: datetime) -> Problem | None:
    try:
        published = _published(said)
    except ValueError:
        return Problem(
            "published_on",
            "bad-date",
            "日期格式：2026-03-05",
            "The date must look like 2026-03-05.",
        )
    if published is None or published.date() <= now.astimezone(CHINA).date():
        return None
    return Problem(
        "published_on", "in-the-future", "这个日期还没有到，请检查。", "This day is yet to come."
    )


def _published(said: str) -> datetime | None:
    """Raises ValueError."""
    return datetime.combine(date.fromisoformat(said), PAST_NOON, CHINA) if said else None
