"""What the pages of a handling unit list: the tickets it leads or assists."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, exists, func, select

from gateway.database.tables import ticket_units, tickets
from gateway.store.tickets import of_row
from gateway.tickets import Ticket, TicketStatus


def listed(
    connection: Connection,
    unit: str,
    statuses: Sequence[TicketStatus],
    *,
    recent: bool,
    limit: int,
    offset: int,
) -> Sequence[Ticket]:
    """The nearest deadline first and those without one last; `recent`: the newest answer first."""
    due = (tickets.c.due_at.is_(None), tickets.c.due_at, tickets.c.urgency, tickets.c.id)
    order = (tickets.c.answered_at.desc(), tickets.c.id.desc()) if recent else due
    query = (
        select(tickets)
        .join(ticket_units, ticket_units.c.ticket_id == tickets.c.id)
        .where(
            ticket_units.c.unit == unit,
            tickets.c.status.in_([status.value for status in statuses]),
        )
        .order_by(*order)
        .limit(limit)
        .offset(offset)
    )
    return [of_row(row) for row in connection.execute(query)]


def counts(
    connection: Connection, unit: str, statuses: Sequence[TicketStatus]
) -> dict[TicketStatus, int]:
    query = (
        select(tickets.c.status, func.count())
        .join(ticket_units, ticket_units.c.ticket_id == tickets.c.id)
        .where(
            ticket_units.c.unit == unit,
            tickets.c.status.in_([status.value for status in statuses]),
        )
        .group_by(tickets.c.status)
    )
    return {TicketStatus(status): count for status, count in connection.execute(query)}


def is_of(connection: Connection, unit: str, ticket_id: str) -> bool:
    """Whether the unit leads or assists the ticket, as it was last dispatched."""
    query = select(
        exists().where(ticket_units.c.unit == unit, ticket_units.c.ticket_id == ticket_id)
    )
    return bool(connection.execute(query).scalar_one())
