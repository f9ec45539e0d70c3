"""What a citizen's own page says: chosen here, so that the template only lays it out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from gateway.history import Event
from gateway.reports import KeptMessage, MessageStatus, ReportStatus, Vote
from gateway.tickets import TicketStatus
from gateway.web.public.reading import Found, Matter
from gateway.web.public.way import (
    ANSWERED,
    DISPATCHED,
    HANDLED,
    RATED,
    RECEIVED,
    Mark,
    Words,
    ending,
    reached,
    voted,
    way,
)
from routing_rules import City
from routing_rules.units import Unit

IN_A_TALK: Mapping[MessageStatus, Words] = {
    MessageStatus.DRAFTED: (
        "这是对话里的话，说完就登记；您不再说，过一会儿我们也会登记。",
        "This is part of a conversation; it is filed when you are done, or after a while.",
    ),
    MessageStatus.TALKED: (
        "这是对话里的一句话，已经在对话里答复，没有单独登记。",
        "This was said in a conversation and answered there; nothing of its own was filed.",
    ),
    MessageStatus.DIVIDED: (
        "您一次说了几件事，已经分开登记，每件事的编号在对话里。",
        "You told us several matters; each was filed with a number of its own, see the chat.",
    ),
}
HOTLINE: Words = ("12345 热线", "The 12345 hotline")


@dataclass(frozen=True, slots=True)
class Said:
    """Something the citizen sent: his own words, and how many photos or files came along."""

    at: datetime
    title: str = field(repr=False)
    text: str = field(repr=False)
    files: int


@dataclass(frozen=True, slots=True)
class Answer:
    """`by` is the unit's name; `phone` its office phone, "" when none is published."""

    by: Words
    phone: str
    words: str = field(repr=False)
    refused: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """Everything on the page. Of other citizens nothing but how many they are."""

    number: str
    now: Words
    marks: tuple[Mark, ...]
    said: tuple[Said, ...]  # the report itself, then what was added
    round: int
    danger: bool
    people: int  # behind the ticket, this citizen included; 1 when he is alone
    unit: Words | None
    phone: str
    due_at: datetime | None
    answer: Answer | None
    earlier: Answer | None  # of the round before, while the present one is under way
    open_vote: bool
    vote: Vote | None  # the last one given
    over: bool


def view_of(found: Found, city: City) -> View:
    """Of a message that was added to an earlier report only its own words, and how far that is:

    its number and its phone are no proof that the report is the sender's.
    """
    matter, here = None if found.added else found.matter, reached(found)
    under_way = matter is not None and here in (DISPATCHED, HANDLED)
    unit = city.units.get(matter.ticket.lead) if matter and under_way else None
    answer = _answer(matter, city) if matter else None
    return View(
        number=found.kept.number,
        now=_now(found, matter, here, unit),
        marks=tuple(replace(mark, at=None) for mark in way(found)) if found.added else way(found),
        said=tuple(_said(kept) for kept in (matter.own if matter else (found.kept,))),
        round=matter.report.round if matter else 1,
        danger=bool(matter and matter.ticket.alarm and here < ANSWERED),
        people=matter.people if matter else 1,
        unit=(unit.name, unit.name_en) if unit else None,
        phone=(unit.phone or "") if unit else "",
        due_at=matter.ticket.due_at if matter and under_way else None,
        answer=answer if here >= ANSWERED else None,
        earlier=answer if here < ANSWERED else None,
        open_vote=matter is not None and matter.report.status is ReportStatus.INFORMED,
        vote=matter.votes[-1] if matter and matter.votes else None,
        over=here == RATED,
    )


def _said(kept: KeptMessage) -> Said:
    message = kept.message
    return Said(kept.kept_at, message.title, message.text, len(kept.files))


def _answer(matter: Matter, city: City) -> Answer | None:
    """What this citizen was told; nothing while his first round is under way."""
    report, result = matter.report, matter.ticket.result
    told = report.informed_at is not None or report.round > 1
    if result is None or not told:
        return None
    unit = city.units.get(result.by)
    by = (unit.name, unit.name_en) if unit else HOTLINE
    phone = (unit.phone or "") if unit else ""
    return Answer(by, phone, result.for_citizen, ending(matter) is Event.NOT_ACCEPTED)


def _now(found: Found, matter: Matter | None, here: int, unit: Unit | None) -> Words:
    if matter is None and found.kept.status in IN_A_TALK:
        return IN_A_TALK[found.kept.status]
    if matter is None or here == RECEIVED:
        return ("我们收到了，正在登记。", "We have it and are filing it.")
    if here == RATED:
        return _over(matter)
    if here == ANSWERED:
        if ending(matter) is Event.NOT_ACCEPTED:
            return (
                "这件事热线不能受理",
                "The hotline cannot accept this",
            )
        return ("有答复了，请看下面", "There is an answer")
    if matter.ticket.status is TicketStatus.RETURNED:
        return (
            "正在重新确认由哪家单位办理，要多等一会儿，请您谅解。",
            "We are making sure which unit must handle it; please bear with us a little longer.",
        )
    return _under_way(matter, here, unit)


def _under_way(matter: Matter, here: int, unit: Unit | None) -> Words:
    zh, en = (unit.name, unit.name_en) if unit else ("承办单位", "the unit in charge")
    if here == DISPATCHED:
        return (f"已交给{zh}，等他们接手。", f"Sent to {en}, who will take it up.")
    if here == HANDLED:
        return (f"{zh}正在办理。", f"{en[:1].upper()}{en[1:]} is handling it.")
    if matter.report.round > 1:
        return (
            "您说没有办好，对不起。我们换人重新办理，正在安排。",
            "You told us it is not settled; we are sorry. Somebody else takes it up again.",
        )
    return (
        "已经受理，工作人员正在确定由哪家单位办理。",
        "Accepted. Our staff are deciding which unit will handle it.",
    )


def _over(matter: Matter) -> Words:
    if matter.report.informed_at is None:
        return ("按您的意思，这件事已经撤回，不再办理。", "As you wished, it is withdrawn.")
    if voted(matter):
        return ("谢谢您的评价，这件事办结了。", "Thank you for your rating. The matter is closed.")
    return (
        "评价期已过，这件事已经归档。",
        "The time for rating has passed; the matter is closed.",
    )
