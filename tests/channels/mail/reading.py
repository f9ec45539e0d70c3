"""Mails as the door reads them, without any server."""

from __future__ import annotations

from datetime import UTC, datetime

from channels.base import Problem
from channels.mail.filters import Ourselves, set_aside
from channels.mail.letter import Letter, read_letter
from channels.mail.parse import Bearings, message_of
from channels.mail.threads import Marks
from channels.message import InboundMessage

ARRIVED = datetime(2026, 3, 5, 12, 40, tzinfo=UTC)
OURSELVES = Ourselves(frozenset({"mayor@city.example"}), Marks(b"k" * 32))


def letter(mail: bytes, arrived: datetime = ARRIVED) -> Letter:
    return read_letter(mail, arrived)


def read(mail: bytes, arrived: datetime = ARRIVED) -> InboundMessage:
    return message_of(letter(mail, arrived), Bearings(arrived), "")


def why_aside(mail: bytes) -> Problem | None:
    return set_aside(letter(mail), OURSELVES)


def mail(*headers: str, body: bytes = "路灯不亮。".encode(), charset: str = "utf-8") -> bytes:
    """From a citizen, unless the headers say otherwise; header text is encoded as UTF-8."""
    given = {line.partition(":")[0].lower() for line in headers}
    usual = {
        "from": "From: Ma Lan <ma.lan@mail.example>",
        "date": "Date: Thu, 5 Mar 2026 20:31:07 +0800",
        "message-id": "Message-ID: <1@mail.example>",
        "content-type": f"Content-Type: text/plain; charset={charset}",
    }
    lines = [*headers, *(line for name, line in usual.items() if name not in given)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
