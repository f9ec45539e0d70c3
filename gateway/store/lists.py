"""Lists of tickets for the desk, page by page; every page is served by an index."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, Select, exists, func, or_, select

from gateway.database.tables import deliveries, history, notices, reports, tickets
from gateway.store.tickets import of_row
from gateway.tickets import Ticket, TicketStatus

URGENCIES = ("U0", "U1", "U2", "U3", "U4")
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tickets; an empty field asks for nothing.

    `area` and `category` may be the beginning of a code. `actor` ("user:…") had a hand in it.
    `mode` is the proposal's. `undelivered`: a hand-over is dead. `untold`: a citizen could not
    be reached.
    """

    statuses: tuple[TicketStatus, ...]
    area: str = ""
    category: str = ""
    actor: str = ""
    mode: str = ""
    undelivered: bool = False
    untold: bool = False


@dataclass(frozen=True, slots=True)
class After:
    """The ticket a page starts behind: what the list is ordered by, and the ticket's id."""

    urgency: str
    at: datetime | None  # its deadline, or since when it is in its status
    id: str


def by_urgency(
    connection: Connection, wanted: Wanted, after: After | None, limit: int
) -> Sequence[Ticket]:
    """Most urgent first, then the nearest deadline (none comes last), then the oldest."""
    found: list[Ticket] = []
    for urgency in URGENCIES:
        if after is not None and urgency < after.urgency:
            continue
        behind = after if after is not None and urgency == after.urgency else None
        for run in _runs(wanted, urgency, behind):
            found += _merged(connection, run, limit - len(found))
            if len(found) >= limit:
                return found
    return found


def newest_first(
    connection: Connection, wanted: Wanted, after: After | None, limit: int
) -> Sequence[Ticket]:
    """What took its status last comes first."""
    query = select(tickets).where(
        tickets.c.status.in_([status.value for status in wanted.statuses]), *_filters(wanted)
    )
    if after is not None and after.at is not None:
        query = query.where(
            tickets.c.since <= after.at,
            or_(tickets.c.since < after.at, tickets.c.id < after.id),
        )
    query = query.order_by(tickets.c.since.desc(), tickets.c.id.desc()).limit(limit)
    return [of_row(row) for row in connection.execute(query)]


def _runs(
    wanted: Wanted, urgency: str, behind: After | None
) -> Iterator[list[Select[tuple[object, ...]]]]:
    """The tickets of one urgency: those with a deadline, then those without; one query a status."""
    if behind is None or behind.at is not None:
        yield [_dated(wanted, status, urgency, behind) for status in wanted.statuses]
        behind = None
    yield [_undated(wanted, status, urgency, behind) for status in wanted.statuses]


def _dated(
    wanted: Wanted, status: TicketStatus, urgency: str, behind: After | None
) -> Select[tuple[object, ...]]:
    query = _one_run(wanted, status, urgency).where(tickets.c.due_at.is_not(None))
    if behind is not None:
        query = query.where(
            tickets.c.due_at >= behind.at,
            or_(tickets.c.due_at > behind.at, tickets.c.id > behind.id),
        )
    return query.order_by(tickets.c.due_at, tickets.c.id)


def _undated(
    wanted: Wanted, status: TicketStatus, urgency: str, behind: After | None
) -> Select[tuple[object, ...]]:
    query = _one_run(wanted, status, urgency).where(tickets.c.due_at.is_(None))
    if behind is not None:
        query = query.where(tickets.c.id > behind.id)
    return query.order_by(tickets.c.id)


def _one_run(wanted: Wanted, status: TicketStatus, urgency: str) -> Select[tuple[object, ...]]:
    return select(tickets).where(
        tickets.c.status == status.value, tickets.c.urgency == urgency, *_filters(wanted)
    )


def _merged(
    connection: Connection, run: list[Select[tuple[object, ...]]], limit: int
) -> list[Ticket]:
    found = ([of_row(row) for row in connection.execute(query.limit(limit))] for query in run)
    return list(heapq.merge(*found, key=_order))[:limit]


def _order(ticket: Ticket) -> tuple[datetime, str]:
    return ticket.due_at or NEVER, ticket.id


def _filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    filters: list[ColumnElement[bool]] = []
    if wanted.area:
        filters.append(tickets.c.area.startswith(wanted.area, autoescape=True))
    if wanted.category:
        filters.append(tickets.c.category.startswith(wanted.category, autoescape=True))
    if wanted.mode:
        filters.append(tickets.c.proposal["mode"].as_string() == wanted.mode)
    if wanted.actor:
        own = (history.c.ticket_id == tickets.c.id) & (history.c.by == wanted.actor)
        filters.append(exists().where(own))
    if wanted.undelivered:
        dead = select(deliveries.c.ticket_id).where(deliveries.c.state == "dead")
        filters.append(tickets.c.id.in_(dead))
    if wanted.untold:
        filters.append(tickets.c.id.in_(_untold()))
    return filters


def _untold() -> Select[tuple[str]]:
    return (
        select(reports.c.ticket_id)
        .join(notices, notices.c.report_id == reports.c.id)
        .where(notices.c.state == "failed")
    )


def count(connection: Connection, wanted: Wanted) -> int:
    query = select(func.count()).where(
        tickets.c.status.in_([status.value for status in wanted.statuses]), *_filters(wanted)
    )
    return connection.execute(query).scalar_one()
