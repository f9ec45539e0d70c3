"""What the gateway's store says about one citizen: whether all is done, and what was filed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from gateway.database.tables import messages, notices, reports, tickets
from gateway.database.talk_tables import replies, talks
from gateway.reports import KeptMessage, MessageStatus, ReportStatus
from gateway.store import journal
from gateway.store.journal import of_row
from gateway.tickets import TicketStatus

THOUGHT_ABOUT = {ReportStatus.RECEIVED.value, ReportStatus.UNDERSTOOD.value}
ON_THE_WAY = {status.value for status in (TicketStatus.MATCHED, TicketStatus.CONFIRMED)}

Citizen = tuple[str, str]  # channel, sender; the dialogues open each kind of door once


@dataclass(frozen=True, slots=True)
class FiledReport:
    """A report as it stands, with the words and files of the messages it is made of."""

    number: str
    kind: str
    category: str
    urgency: str
    place: str
    alarm: bool
    status: str  # of its ticket
    words: str
    files: int


def unfinished(connection: Connection, citizen: Citizen, now: datetime) -> tuple[str, ...]:
    """What is still to be done for him at once."""
    return tuple(dict.fromkeys(_unfinished(connection, citizen, now)))


def _unfinished(connection: Connection, citizen: Citizen, now: datetime) -> Iterator[str]:
    kept = _messages(connection, citizen)
    yield from ("message kept" for each in kept if each.status is MessageStatus.KEPT)
    own = {each.report_id for each in kept if each.report_id}
    found = connection.execute(select(reports).where(reports.c.id.in_(own))).all()
    yield from (f"report {row.status}" for row in found if row.status in THOUGHT_ABOUT)
    on = select(tickets.c.status).where(tickets.c.id.in_([row.ticket_id for row in found]))
    for status in connection.execute(on).scalars():
        if status in ON_THE_WAY:
            yield f"ticket {status}"
    untold = select(notices.c.about).where(
        notices.c.report_id.in_(own), notices.c.state == "waiting"
    )
    yield from (f"notice {about}" for about in connection.execute(untold).scalars())
    yield from _in_talk(connection, talk_of(connection, citizen), now)


def _in_talk(connection: Connection, talk: str, now: datetime) -> Iterator[str]:
    waiting = select(replies).where(replies.c.talk_id == talk, replies.c.state == "waiting")
    for row in connection.execute(waiting):
        yield f"reply {row.template} {row.error}".strip()
    due = select(talks.c.state).where(talks.c.id == talk, talks.c.wake_at <= now)
    yield from (f"talk {state} due" for state in connection.execute(due).scalars())


def talk_of(connection: Connection, citizen: Citizen) -> str:
    """The id of his conversation; "" before there is one."""
    channel, sender = citizen
    own = select(talks.c.id).where(talks.c.channel == channel, talks.c.sender == sender)
    return connection.execute(own).scalar_one_or_none() or ""


def talked(connection: Connection, citizen: Citizen) -> int:
    """How many of his messages were talk that needs no report."""
    kept = _messages(connection, citizen)
    return sum(each.status.value == "talked" for each in kept)


def filed(connection: Connection, citizen: Citizen) -> tuple[FiledReport, ...]:
    """His reports, oldest first."""
    kept = _messages(connection, citizen)
    own = {each.report_id for each in kept if each.report_id}
    query = (
        select(reports.c.id, reports.c.number.label("own_number"), tickets)
        .join(tickets, tickets.c.id == reports.c.ticket_id)
        .where(reports.c.id.in_(own))
        .order_by(reports.c.id)
    )
    parts = journal.of_reports(connection, sorted(own))
    found = []
    for row in connection.execute(query):
        said = [each for each in parts if each.report_id == row[0]]
        found.append(
            FiledReport(
                number=row.own_number,
                kind=row.kind,
                category=row.category,
                urgency=row.urgency,
                place=row.place,
                alarm=row.alarm,
                status=row.status,
                words="\n".join(each.message.text for each in said),
                files=sum(len(each.message.attachments) for each in said),
            )
        )
    return tuple(found)


def _messages(connection: Connection, citizen: Citizen) -> list[KeptMessage]:
    channel, sender = citizen
    query = (
        select(messages)
        .where(messages.c.channel == channel, messages.c.sender == sender)
        .order_by(messages.c.id)
    )
    return [of_row(row) for row in connection.execute(query)]
