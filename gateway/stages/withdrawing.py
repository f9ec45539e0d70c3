"""A citizen takes his report back; what is in a unit's hands, or dangerous, a person decides."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from gateway.database.dialect import hold
from gateway.history import Deed, Event
from gateway.reports import Report, ReportStatus
from gateway.store import history, reports, tickets
from gateway.tickets import Ticket, TicketStatus

log = logging.getLogger(__name__)


def withdraw(connection: Connection, report: Report, at: datetime) -> bool:
    """Whether it is withdrawn now; otherwise his wish stands in the history for a person to see."""
    hold(connection, "joining")
    ticket = tickets.get(connection, report.ticket_id)
    deed = Deed(Event.WITHDRAWN, at, "citizen", ("市民要求撤回",))
    if report.status is ReportStatus.CLOSED:
        return True
    in_hand = ticket.status is not TicketStatus.PROPOSED  # somebody outside has it, or has had it
    if in_hand or ticket.alarm or report.status is not ReportStatus.FILED:
        noted = Deed(Event.NOTED, at, "citizen", ("市民要求撤回，请人工处理",))
        history.write(connection, noted.on_ticket(ticket, ticket), noted.on_report(report, report))
        tickets.save(connection, ticket)  # whoever has it open is told to look again
        return False
    closed = replace(report, status=ReportStatus.CLOSED)
    reports.save(connection, closed)
    history.write(connection, deed.on_report(report, closed))
    _close_if_empty(connection, ticket, deed)
    log.info("report %s withdrawn", report.id)
    return True


def _close_if_empty(connection: Connection, ticket: Ticket, deed: Deed) -> None:
    """Others on the same ticket still wait for their result."""
    carried = reports.of_ticket(connection, ticket.id)
    if all(report.status is ReportStatus.CLOSED for report in carried):
        closed = ticket.to(TicketStatus.CLOSED, deed.at)
        tickets.save(connection, closed)
        history.write(connection, deed.on_ticket(ticket, closed))
