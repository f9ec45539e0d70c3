"""What staff confirmed: the tickets that stand as a person left them, and their citizens' words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, islice

from sqlalchemy import Connection, select

from gateway.database.judgement_tables import judgements
from gateway.database.tables import descriptions, reports, tickets
from gateway.judgements import Subject
from gateway.store.codec import from_json
from gateway.tickets import TicketStatus
from nlp.similarity import Described

# Not yet or no longer what a person let go: a return is disputed, a refusal names no unit, and
# the reports of a merged ticket are with another one.
STANDS = (
    TicketStatus.CONFIRMED,
    TicketStatus.DISPATCHED,
    TicketStatus.SIGNED,
    TicketStatus.ANSWERED,
    TicketStatus.SURVEYING,
    TicketStatus.CLOSED,
)
MOST = 3  # reports of one ticket: an event that half the city reports is still one ticket


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One ticket as it was confirmed or corrected last, with its oldest reports."""

    ticket_id: str
    at: datetime
    kind: str
    category: str
    lead: str  # unit
    reports: tuple[Described, ...] = field(repr=False)


_ALL = (
    select(
        tickets.c.id,
        tickets.c.kind,
        tickets.c.category,
        tickets.c.lead,
        judgements.c.at,
        descriptions.c.described,
    )
    .join(tickets, tickets.c.id == judgements.c.ticket_id)
    .join(reports, reports.c.ticket_id == tickets.c.id)
    .join(descriptions, descriptions.c.report_id == reports.c.id)
    .where(
        judgements.c.subject == Subject.WHOLE.value,
        tickets.c.status.in_([status.value for status in STANDS]),
        tickets.c.confidential.is_(False),
    )
    .order_by(judgements.c.at, tickets.c.id, reports.c.id)
)


def confirmed(connection: Connection) -> Iterator[Confirmed]:
    """Every one of them, in the order of confirmation; those asked to be kept secret are not.

    A correction counts as a confirmation of what it says. Only a person's word counts: what
    nobody confirmed is the machine's own opinion.
    """
    rows = connection.execute(_ALL)
    for _, group in groupby(rows, key=lambda row: row.id):
        own = list(islice(group, MOST))
        first = own[0]
        yield Confirmed(
            ticket_id=first.id,
            at=first.at,
            kind=first.kind,
            category=first.category,
            lead=first.lead,
            reports=tuple(from_json(Described, row.described) for row in own),
        )
