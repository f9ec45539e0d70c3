"""Tickets: saved with the version they were read in, listed for the pages that show them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    text,
    update,
)

from gateway.database.lists import any_of
from gateway.database.tables import UNSEEN, deliveries, messages, reports, ticket_units, tickets
from gateway.store.codec import maybe, to_json
from gateway.tickets import OPEN, Place, Proposal, Result, Return, Ticket, TicketStatus

MANY = 10_000  # closed tickets; nobody needs to know how many more there are
SURELY = 0.5  # of alarms below it fewer than half were right; words of suicide never say less
WALKING = (TicketStatus.MATCHED, TicketStatus.ANSWERED, TicketStatus.NOT_ACCEPTED)


# built once: building a statement costs more than running it
_ADD = insert(tickets)
_SAVE = update(tickets).where(
    tickets.c.id == bindparam("own"), tickets.c.version == bindparam("read")
)
_OF_ID = select(tickets).where(tickets.c.id == bindparam("id"))
_OF_IDS = select(tickets).where(any_of(tickets.c.id, "ids")).order_by(tickets.c.id)


class NoSuchTicket(Exception):
    """There is no ticket with this id or number."""


class TicketChanged(Exception):
    """Somebody else saved this ticket since we read it. Read it again and decide afresh."""


def add(connection: Connection, *added: Ticket) -> None:
    if added:
        rows = [_values(ticket) | {"version": ticket.version} for ticket in added]
        connection.execute(_ADD, rows)


def save(connection: Connection, *saved: Ticket) -> None:
    """Write the tickets over the versions they were read in. Raises TicketChanged."""
    rows = [_values(ticket) | _seen(ticket) for ticket in saved]
    if rows and connection.execute(_SAVE, rows).rowcount != len(rows):
        raise TicketChanged(*(ticket.id for ticket in saved))


def _seen(ticket: Ticket) -> dict[str, Any]:
    return {"own": ticket.id, "read": ticket.version, "version": ticket.version + 1}


def get(connection: Connection, ticket_id: str) -> Ticket:
    """Raises NoSuchTicket."""
    row = connection.execute(_OF_ID, {"id": ticket_id}).one_or_none()
    if row is None:
        raise NoSuchTicket(ticket_id)
    return of_row(row)


def of_ids(connection: Connection, ids: Collection[str]) -> Sequence[Ticket]:
    """Those of them that are there, oldest first."""
    if not ids:
        return []
    return [of_row(row) for row in connection.execute(_OF_IDS, {"ids": list(ids)})]


def of_number(connection: Connection, number: str) -> Ticket:
    """Raises NoSuchTicket."""
    row = connection.execute(select(tickets).where(tickets.c.number == number)).one_or_none()
    if row is None:
        raise NoSuchTicket(number)
    return of_row(row)


def of_receipt(connection: Connection, number: str) -> Ticket:
    """The ticket that carries the report of this receipt number now. Raises NoSuchTicket."""
    query = (
        select(tickets)
        .join(reports, reports.c.ticket_id == tickets.c.id)
        .join(messages, messages.c.report_id == reports.c.id)
        .where(messages.c.number == number)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NoSuchTicket(number)
    return of_row(row)


def assign(connection: Connection, ticket: Ticket) -> None:
    """Let the ticket's units, and only them, see it."""
    connection.execute(delete(ticket_units).where(ticket_units.c.ticket_id == ticket.id))
    roles = dict.fromkeys(ticket.assists, "assist") | {ticket.lead: "lead"}
    connection.execute(
        insert(ticket_units),
        [{"unit": unit, "ticket_id": ticket.id, "role": role} for unit, role in roles.items()],
    )


def unseen_alarms(connection: Connection) -> Sequence[Ticket]:
    """Tickets of danger that nobody has looked at yet: those that are surely of danger first, then
    the oldest."""
    query = (
        select(tickets)
        .where(text(UNSEEN))
        .where(tickets.c.status != TicketStatus.MERGED.value)
        .order_by(tickets.c.alarm_sure < SURELY, tickets.c.created_at)
    )
    return [of_row(row) for row in connection.execute(query)]


def counts(connection: Connection) -> dict[TicketStatus, int]:
    """How many tickets stand in each status, of the closed ones `MANY` at most.

    Years of closed tickets would take longer to count than the page that shows it may.
    """
    wanted = tickets.c.status.in_([status.value for status in OPEN])
    query = select(tickets.c.status, func.count()).where(wanted).group_by(tickets.c.status)
    standing = {TicketStatus(status): count for status, count in connection.execute(query)}
    closed = select(tickets.c.id).where(tickets.c.status == TicketStatus.CLOSED.value).limit(MANY)
    known = connection.execute(select(func.count()).select_from(closed.subquery())).scalar_one()
    return standing | ({TicketStatus.CLOSED: known} if known else {})


def unfinished(connection: Connection, before: datetime, limit: int) -> Sequence[str]:
    """Ids of tickets that took a status with a stage before then and still stand in it.

    A confirmed one whose delivery is known has its own time to be tried again.
    """
    handed = exists().where(
        deliveries.c.ticket_id == tickets.c.id, deliveries.c.state.in_(["waiting", "dead"])
    )
    confirmed = (tickets.c.status == TicketStatus.CONFIRMED.value) & ~handed
    walking = tickets.c.status.in_([status.value for status in WALKING])
    query = select(tickets.c.id).where(walking | confirmed, tickets.c.since < before)
    return connection.execute(query.limit(limit)).scalars().all()


def _values(ticket: Ticket) -> dict[str, Any]:
    return {
        "id": ticket.id,
        "number": ticket.number,
        "status": ticket.status.value,
        "created_at": ticket.created_at,
        "since": ticket.since,
        "title": ticket.title,
        "kind": ticket.kind,
        "category": ticket.category,
        "urgency": ticket.urgency,
        "place": ticket.place.text,
        "area": ticket.place.area,
        "latitude": ticket.place.latitude,
        "longitude": ticket.place.longitude,
        "round": ticket.round,
        "proposal": to_json(ticket.proposal),
        "lead": ticket.lead,
        "assists": list(ticket.assists),
        "due_at": ticket.due_at,
        "due_set_by": ticket.due_set_by,
        "dispatches": ticket.dispatches,
        "dispatched_at": ticket.dispatched_at,
        "signed_at": ticket.signed_at,
        "answered_at": ticket.answered_at,
        "returned": to_json(ticket.returning),
        "result": to_json(ticket.result),
        "merged_into": ticket.merged_into,
        "confidential": ticket.confidential,
        "alarm": ticket.alarm,
        "alarm_sure": ticket.alarm_sure,
        "alarm_seen_by": ticket.alarm_seen_by,
        "reports": ticket.reports,
    }


def of_row(row: Row[tuple[object, ...]]) -> Ticket:
    return Ticket(
        id=row.id,
        number=row.number,
        status=TicketStatus(row.status),
        created_at=row.created_at,
        since=row.since,
        title=row.title,
        kind=row.kind,
        category=row.category,
        urgency=row.urgency,
        place=Place(row.place, row.area, row.latitude, row.longitude),
        round=row.round,
        proposal=maybe(Proposal, row.proposal),
        lead=row.lead,
        assists=tuple(row.assists),
        due_at=row.due_at,
        due_set_by=row.due_set_by,
        dispatches=row.dispatches,
        dispatched_at=row.dispatched_at,
        signed_at=row.signed_at,
        answered_at=row.answered_at,
        returning=maybe(Return, row.returned),
        result=maybe(Result, row.result),
        merged_into=row.merged_into,
        confidential=row.confidential,
        alarm=row.alarm,
        alarm_sure=row.alarm_sure,
        alarm_seen_by=row.alarm_seen_by,
        reports=row.reports,
        version=row.version,
    )
