"""The second round: a citizen who is not content sends his matter back to the start."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from gateway.history import Deed, Event
from gateway.reports import Relation, Report, ReportStatus
from gateway.store import history, reports, tickets
from gateway.tickets import Ticket, TicketStatus

OVER = frozenset({TicketStatus.SURVEYING, TicketStatus.CLOSED})


def open_second_round(
    connection: Connection, report: Report, at: datetime, because: tuple[str, ...]
) -> None:
    """The report is in hand again; its ticket too, unless another report saw to that already."""
    deed = Deed(Event.SECOND_ROUND, at, "citizen", because)
    reopened = replace(
        report,
        status=ReportStatus.FILED,
        relation=Relation.SECOND_ROUND,
        round=report.round + 1,
        informed_at=None,
    )
    reports.save(connection, reopened)
    history.write(connection, deed.on_report(report, reopened))
    ticket = tickets.get(connection, report.ticket_id)
    if ticket.status in OVER:
        again = _again(ticket, at)
        tickets.save(connection, again)
        history.write(connection, deed.on_ticket(ticket, again))


def _again(ticket: Ticket, at: datetime) -> Ticket:
    return replace(
        ticket.to(TicketStatus.MATCHED, at),
        round=ticket.round + 1,
        due_at=None,
        due_set_by="",
        signed_at=None,
        answered_at=None,
        returning=None,
    )
