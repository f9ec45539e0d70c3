"""How the messages of one account stand: each with its report and its ticket, in one query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from channels.message import InboundMessage
from channels.records import Span
from gateway.database.tables import messages, reports, tickets
from gateway.reports import ReportStatus
from gateway.store.codec import from_json, maybe
from gateway.tickets import Result, TicketStatus

IN_ONE_QUERY = 500  # bound values; SQLite's oldest limit is 999
TOLD = (ReportStatus.INFORMED.value, ReportStatus.CLOSED.value)


@dataclass(frozen=True, slots=True)
class Matter:
    """What became of a message. `opened`: it opened the report itself and was not added to one."""

    opened: bool
    told: bool  # the citizen has the result
    status: TicketStatus
    category: str
    lead: str
    confidential: bool
    since: datetime  # when the ticket took its status
    due_at: datetime | None
    result: Result | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Line:
    """`matter` is None until somebody has read the message."""

    number: str
    kept_at: datetime
    message: InboundMessage = field(repr=False)
    matter: Matter | None


_CATEGORY = func.coalesce(
    func.nullif(tickets.c.category, ""), messages.c.payload["category"].as_string()
)
_LINES = (
    select(
        messages.c.id,
        messages.c.number,
        messages.c.kept_at,
        messages.c.payload,
        reports.c.message_id,
        reports.c.status.label("report_status"),
        tickets.c.status,
        tickets.c.category,
        tickets.c.lead,
        tickets.c.confidential,
        tickets.c.since,
        tickets.c.due_at,
        tickets.c.result,
    )
    .outerjoin(reports, reports.c.id == messages.c.report_id)
    .outerjoin(tickets, tickets.c.id == reports.c.ticket_id)
)


def named(
    connection: Connection, channel: str, account: str, numbers: Sequence[str]
) -> Sequence[Line]:
    """Those of these receipt numbers that came to this account, at most 500 of them."""
    query = _LINES.where(
        messages.c.number.in_(numbers[:IN_ONE_QUERY]),
        messages.c.channel == channel,
        messages.c.account == account,
    )
    return [_line(row) for row in connection.execute(query)]


def within(
    connection: Connection, channel: str, account: str, span: Span, most: int
) -> Sequence[Line]:
    """Newest first, at most `most`."""
    query = (
        _LINES.where(
            messages.c.channel == channel,
            messages.c.account == account,
            messages.c.kept_at >= span.since,
            messages.c.kept_at <= span.until,
            *_narrowed(span),
        )
        .order_by(messages.c.kept_at.desc(), messages.c.id.desc())
        .limit(most)
    )
    return [_line(row) for row in connection.execute(query)]


def _narrowed(span: Span) -> Sequence[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if span.services:
        wanted.append(_CATEGORY.in_(span.services))
    if span.closed is True:
        wanted.append(reports.c.status.in_(TOLD))
    if span.closed is False:
        wanted.append(or_(reports.c.status.is_(None), reports.c.status.not_in(TOLD)))
    return wanted


def _line(row: Any) -> Line:
    message = from_json(InboundMessage, row.payload)
    return Line(row.number, row.kept_at, message, _matter(row) if row.status else None)


def _matter(row: Any) -> Matter:
    return Matter(
        opened=row.message_id == row.id,
        told=row.report_status in TOLD,
        status=TicketStatus(row.status),
        category=row.category,
        lead=row.lead,
        confidential=row.confidential,
        since=row.since,
        due_at=row.due_at,
        result=maybe(Result, row.result),
    )
