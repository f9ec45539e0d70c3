"""How a round ends: closed when everybody had his word, or begun again for who is not content."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from gateway.database.dialect import hold
from gateway.history import Deed, Event
from gateway.reports import Relation, Report, ReportStatus
from gateway.stages.announcing import Announce
from gateway.store import history, reports, tickets
from gateway.tickets import Ticket, TicketStatus

log = logging.getLogger(__name__)

OVER = frozenset({TicketStatus.SURVEYING, TicketStatus.CLOSED})


def open_second_round(
    connection: Connection,
    report: Report,
    at: datetime,
    because: tuple[str, ...],
    announce: Announce,
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
    announce.second_round(connection, reopened)


def close_if_all_are(connection: Connection, ticket_id: str, at: datetime) -> None:
    """Close a ticket that waits for its citizens once none of them has a word left to say."""
    hold(connection, f"closing:{ticket_id}")  # or the last two would each wait for the other
    ticket = tickets.get(connection, ticket_id)
    carried = reports.of_ticket(connection, ticket_id)
    if ticket.status is not TicketStatus.SURVEYING:
        return
    if all(report.status is ReportStatus.CLOSED for report in carried):
        closed = ticket.to(TicketStatus.CLOSED, at)
        tickets.save(connection, closed)
        deed = Deed(Event.CLOSED, at, "machine", ("所有诉求人均已回访",))
        history.write(connection, deed.on_ticket(ticket, closed))
        log.info("ticket %s closed", ticket_id)


def _again(ticket: Ticket, at: datetime) -> Ticket:
    return replace(
        ticket.to(TicketStatus.MATCHED, at),
        round=ticket.round + 1,
        due_at=None,
        due_set_by="",
        dispatched_at=None,
        signed_at=None,
        answered_at=None,
        returning=None,
    )
