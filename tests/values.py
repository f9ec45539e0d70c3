"""Plain values for the tests: messages, reports and tickets with something sensible in them."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from PIL import Image

from channels.message import Attachment, InboundMessage, Location, Person
from gateway.people import Role, User
from gateway.reports import KeptMessage, MessageStatus, Relation, Report, ReportStatus
from gateway.store.journal import Fingerprint
from gateway.tickets import Ticket, TicketStatus

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)  # a Wednesday; twelve o'clock in Xining
LAMP = "城西区五四大街12号门口的路灯坏了三天，晚上看不清路，请安排人来修。"
WATER = "城北区朝阳东路家属院从昨天起停水，没有看到通知，什么时候能恢复？"
NOISE = "城东区八一中路的工地夜里十二点还在施工，噪音太大，全家睡不着。"
CHASE = "我上次反映的事情怎么还没有人处理，请尽快催办。"
THANKS = "问题已经解决了，非常感谢你们！"

_numbers = itertools.count(1)


@dataclass(slots=True)
class Clock:
    """Ticks one second whenever somebody looks; `ahead` moves it on."""

    at: datetime = NOON
    tick: timedelta = field(default=timedelta(seconds=1))

    def __call__(self) -> datetime:
        self.at += self.tick
        return self.at

    def ahead(self, by: timedelta) -> None:
        self.at += by


def one_more() -> int:
    """A number that no other call gets."""
    return next(_numbers)


def an_id() -> str:
    """32 characters that sort in the order in which they were made."""
    return f"{one_more():032x}"


def a_message(text: str = LAMP, **fields: Any) -> InboundMessage:
    """`phone` and `address` may stand for `person` and `location`."""
    person = Person(phone=fields.pop("phone", ""))
    place = Location(address=fields.pop("address", ""))
    given = {
        "channel": "partner",
        "account": "street-app",
        "external_id": f"m{one_more()}",
        "sender": "citizen-1",
        "sent_at": NOON,
        "person": person,
        "location": place,
    }
    return InboundMessage(text=text, **{**given, **fields})


def a_picture(kind: str = "PNG", size: tuple[int, int] = (8, 8), colour: str = "red") -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, kind)
    return content.getvalue()


def a_photo(content: bytes, name: str = "photo.jpg") -> Attachment:
    return Attachment("image", name, name, content)


def a_kept_message(message: InboundMessage | None = None, **fields: Any) -> KeptMessage:
    number = one_more()
    given = {
        "id": an_id(),
        "number": f"XN{number:010d}",
        "message": message or a_message(),
        "kept_at": NOON,
        "status": MessageStatus.KEPT,
        "person": "somebody",
    }
    return KeptMessage(**{**given, **fields})


def a_mark(digest: str = "digest", words: str = "words") -> Fingerprint:
    return Fingerprint(digest, words)


def a_ticket(**fields: Any) -> Ticket:
    given = {
        "id": an_id(),
        "number": f"GD{one_more():010d}",
        "status": TicketStatus.PROPOSED,
        "created_at": NOON,
        "since": NOON,
        "title": "路灯不亮",
        "kind": "complaint",
        "category": "0213",
        "urgency": "U3",
        "lead": "city_management",
    }
    return Ticket(**{**given, **fields})


def a_report(ticket: Ticket | None = None, **fields: Any) -> Report:
    ticket_id = ticket.id if ticket else an_id()
    given = {
        "id": an_id(),
        "number": f"XN{one_more():010d}",
        "message_id": an_id(),
        "ticket_id": ticket_id,
        "first_ticket_id": ticket_id,
        "status": ReportStatus.FILED,
        "relation": Relation.NEW,
        "created_at": NOON,
        "person": "somebody",
    }
    return Report(**{**given, **fields})


def a_user(name: str = "xiaoma", *roles: Role, unit: str | None = None) -> User:
    return User(name, "no password", frozenset(roles or {Role.OPERATOR}), unit)


def a_supervisor(name: str = "laozhao") -> User:
    return a_user(name, Role.SUPERVISOR)


def again(message: InboundMessage, **fields: Any) -> InboundMessage:
    """The same message under a new id of its provider, changed as `fields` say."""
    return replace(message, **{"external_id": f"m{one_more()}", **fields})
