"""A ticket with everything a page shows of it, read in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from gateway.database.tables import history, reports, tickets
from gateway.history import Event, Step
from gateway.reports import KeptMessage, Report, Vote
from gateway.store import candidates, deliveries, journal, notices, votes
from gateway.store import history as lines
from gateway.store import reports as stored_reports
from gateway.store import tickets as stored_tickets
from gateway.store.candidates import Candidate
from gateway.store.deliveries import Delivery
from gateway.store.notices import Notice
from gateway.tickets import OPEN, Ticket

MOST_PAIRS = 5
MOST_LINES = 120


@dataclass(frozen=True, slots=True)
class Carried:
    """A report on its ticket: every message of it (the first one opened it), and what came."""

    report: Report
    messages: tuple[KeptMessage, ...]
    notices: tuple[Notice, ...]
    votes: tuple[Vote, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Another open ticket that may be the same event, with the words that opened it.

    `named` is the ticket that stands in the pair; its reports may be with `other` by now.
    """

    candidate: Candidate
    named: str
    other: Ticket
    opener: KeptMessage | None


@dataclass(frozen=True, slots=True)
class Standing:
    """An open report of one person, and the ticket that carries it."""

    report: Report
    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Whole:
    """`seen` is the newest line of the whole history when this was read."""

    ticket: Ticket
    carried: tuple[Carried, ...]
    steps: tuple[Step, ...]
    seen: int
    deliveries: tuple[Delivery, ...]
    pairs: tuple[Pair, ...]
    merged_into: Ticket | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened since a line of the history: the newest line, and whose tickets changed."""

    newest: int
    numbers: tuple[str, ...]


def whole(connection: Connection, number: str, most_reports: int) -> Whole:
    """The first `most_reports` reports are shown in full. Raises NoSuchTicket."""
    ticket = stored_tickets.of_number(connection, number)
    into = ticket.merged_into
    return Whole(
        ticket,
        _carried(connection, ticket.id, most_reports),
        tuple(lines.of_ticket(connection, ticket.id, MOST_LINES)),
        lines.newest(connection),
        tuple(deliveries.of_ticket(connection, ticket.id)),
        tuple(_pairs(connection, ticket)),
        stored_tickets.get(connection, into) if into else None,
    )


def standing(connection: Connection, person: str | None) -> Sequence[Standing]:
    """This person's open matters, newest first; none for nobody."""
    if person is None:
        return []
    return [
        Standing(report, stored_tickets.get(connection, report.ticket_id))
        for report in stored_reports.open_of_person(connection, person, "")
    ]


def steps_since(connection: Connection, ticket_id: str, seen: int) -> Sequence[Step]:
    """What was done to the ticket itself after that line, oldest first."""
    query = (
        select(history)
        .where(
            history.c.ticket_id == ticket_id,
            history.c.subject == "ticket",
            history.c.event != Event.NOTED.value,
            history.c.seq > seen,
        )
        .order_by(history.c.seq)
    )
    return [lines.of_row(row) for row in connection.execute(query)]


def changes(connection: Connection, seen: int, most: int = 200) -> Changes:
    """Which tickets changed after that line; looking at a contact is no change."""
    newest = lines.newest(connection)
    query = (
        select(tickets.c.number)
        .join(history, history.c.ticket_id == tickets.c.id)
        .where(history.c.seq > seen, history.c.event != Event.NOTED.value)
        .distinct()
        .limit(most)
    )
    return Changes(newest, tuple(connection.execute(query).scalars()))


def _carried(connection: Connection, ticket_id: str, most: int) -> tuple[Carried, ...]:
    query = select(reports).where(reports.c.ticket_id == ticket_id).order_by(reports.c.id)
    found = [stored_reports.of_row(row) for row in connection.execute(query.limit(most))]
    ids = [report.id for report in found]
    messages = journal.of_reports(connection, ids)
    told = notices.of_reports(connection, ids)
    said = votes.of_reports(connection, ids)
    return tuple(
        Carried(
            report,
            tuple(kept for kept in messages if kept.report_id == report.id),
            tuple(notice for notice in told if notice.report_id == report.id),
            tuple(vote for vote in said if vote.report_id == report.id),
        )
        for report in found
    )


def _pairs(connection: Connection, ticket: Ticket) -> Sequence[Pair]:
    pairs: list[Pair] = []
    for candidate in candidates.of_ticket(connection, ticket.id):
        mine = candidate.ticket_id == ticket.id
        named = candidate.other_id if mine else candidate.ticket_id
        other = _present(connection, named)
        known = {pair.other.id for pair in pairs} | {ticket.id}
        if other.status in OPEN and other.id not in known:
            pairs.append(Pair(candidate, named, other, _opener(connection, other.id)))
    return pairs[:MOST_PAIRS]


def _present(connection: Connection, ticket_id: str) -> Ticket:
    """The ticket, or the one that carries its reports now."""
    ticket = stored_tickets.get(connection, ticket_id)
    while ticket.merged_into:
        ticket = stored_tickets.get(connection, ticket.merged_into)
    return ticket


def _opener(connection: Connection, ticket_id: str) -> KeptMessage | None:
    query = (
        select(reports.c.message_id)
        .where(reports.c.ticket_id == ticket_id)
        .order_by(reports.c.id)
        .limit(1)
    )
    message_id = connection.execute(query).scalar_one_or_none()
    return journal.get(connection, message_id) if message_id else None
