"""A message becomes a report of its own, on a ticket of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from gateway.clock import NewId
from gateway.history import Deed
from gateway.reports import KeptMessage, MessageStatus, Relation, Report, ReportStatus
from gateway.store import history, reports, tickets
from gateway.tickets import Place, Ticket, TicketStatus


@dataclass(frozen=True, slots=True)
class Opened:
    """The message with its new outcome, which is not written yet; the other two are."""

    message: KeptMessage
    report: Report
    ticket: Ticket


def open_report(
    connection: Connection, kept: KeptMessage, number: str, new_id: NewId, deed: Deed
) -> Opened:
    """`number` is the ticket's; the report has its message's."""
    ticket = _fresh_ticket(kept, new_id(), number, deed.at)
    report = Report(
        id=new_id(),
        number=kept.number,
        message_id=kept.id,
        ticket_id=ticket.id,
        first_ticket_id=ticket.id,
        status=ReportStatus.RECEIVED,
        relation=Relation.NEW,
        created_at=kept.kept_at,
        person=kept.person,
    )
    settled = replace(kept, status=MessageStatus.OPENED, report_id=report.id)
    tickets.add(connection, ticket)
    reports.add(connection, report)
    history.write(
        connection,
        deed.on_message(kept, settled),
        deed.on_report(None, report),
        deed.on_ticket(None, ticket),
    )
    return Opened(settled, report, ticket)


def _fresh_ticket(kept: KeptMessage, id_: str, number: str, now: datetime) -> Ticket:
    message = kept.message
    place = message.location
    return Ticket(
        id=id_,
        number=number,
        status=TicketStatus.RECEIVED,
        created_at=kept.kept_at,
        since=now,
        title=message.title or message.text[:40],
        place=Place(place.address, None, place.latitude, place.longitude),
        confidential=message.person.confidential,
    )
