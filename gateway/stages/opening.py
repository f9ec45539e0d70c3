"""Messages become reports of their own, on tickets of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from gateway.clock import NewId
from gateway.history import Deed
from gateway.reports import KeptMessage, MessageStatus, Relation, Report, ReportStatus
from gateway.store import history, reports, tickets
from gateway.tickets import Place, Ticket, TicketStatus
from nlp.people import find

TITLE = 40  # characters of a report without a title of its own


@dataclass(frozen=True, slots=True)
class Opened:
    """The message with its new outcome, which is not written yet; the other two are."""

    message: KeptMessage
    report: Report
    ticket: Ticket


def open_reports(
    connection: Connection,
    kept: Sequence[KeptMessage],
    draw: Callable[[str], str],
    new_id: NewId,
    deed: Deed,
) -> Sequence[Opened]:
    """Each ticket draws a number of its own; each report has its message's."""
    opened = [_opened(each, draw("GD"), new_id, deed.at) for each in kept]
    tickets.add(connection, *(one.ticket for one in opened))
    reports.add(connection, *(one.report for one in opened))
    history.write(
        connection,
        *(deed.on_message(was, now.message) for was, now in zip(kept, opened, strict=True)),
        *(deed.on_report(None, one.report) for one in opened),
        *(deed.on_ticket(None, one.ticket) for one in opened),
    )
    return opened


def _opened(kept: KeptMessage, number: str, new_id: NewId, now: datetime) -> Opened:
    ticket = _fresh_ticket(kept, new_id(), number, now)
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
        title=message.title or _beginning(message.text),
        place=Place(place.address, None, place.latitude, place.longitude),
        confidential=message.person.confidential,
    )


def _beginning(text: str) -> str:
    """Half a phone number is no longer known for one where titles are covered: so none is cut."""
    for span in find(text[: TITLE * 2]):
        if 0 < span.start < TITLE < span.end:
            return text[: span.start]
    return text[:TITLE]
