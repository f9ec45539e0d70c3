"""What counts as confirmed: a person's word that still stands, and nobody's secret."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from gateway.database import Database
from gateway.judgements import Judgement, Subject
from gateway.store import candidates, judgements, reports, tickets
from gateway.store.candidates import Known
from gateway.store.confirmed import MOST, Confirmed, confirmed
from gateway.tickets import Ticket, TicketStatus
from nlp.similarity import Described
from tests.values import NOON, a_report, a_ticket


def keep(
    connection: Connection, /, *texts: str, minute: int = 0, by_a_person: bool = True, **fields: Any
) -> Ticket:
    """A ticket with a report for each text, judged so many minutes past noon."""
    ticket = a_ticket(**{"status": TicketStatus.DISPATCHED, **fields})
    at = NOON + timedelta(minutes=minute)
    tickets.add(connection, ticket)
    for text in texts:
        report = a_report(ticket)
        reports.add(connection, report)
        candidates.index(connection, Known(report.id, Described(text, NOON, "标题"), ()))
    if by_a_person:
        whole = (ticket.id, Subject.WHOLE, "right", 0.5, "corrected", False, "keywords-5", at)
        judgements.keep(connection, [Judgement(*whole)])
    return ticket


async def found(database: Database) -> list[Confirmed]:
    return await database.read(lambda connection: list(confirmed(connection)))


async def test_tickets_come_in_the_order_of_confirmation_with_their_citizens_words(
    database: Database,
) -> None:
    later = await database.write(keep, "后确认", minute=5, category="0101", lead="xn-gs")
    sooner = await database.write(keep, "先确认", "并进来的", minute=1)

    first, second = await found(database)

    assert [first.ticket_id, second.ticket_id] == [sooner.id, later.id]
    assert [(each.title, each.text) for each in first.reports] == [
        ("标题", "先确认"),
        ("标题", "并进来的"),
    ]
    assert (second.category, second.lead, second.kind) == ("0101", "xn-gs", "complaint")


@pytest.mark.parametrize(
    "fields",
    [
        {"by_a_person": False},
        {"confidential": True},
        {"status": TicketStatus.MERGED},
        {"status": TicketStatus.RETURNED},
        {"status": TicketStatus.PROPOSED},
    ],
)
async def test_what_does_not_stand_or_is_secret_is_left_out(
    database: Database, fields: dict[str, Any]
) -> None:
    await database.write(keep, "路灯不亮", **fields)

    assert await found(database) == []


async def test_a_mass_event_gives_only_its_oldest_reports(database: Database) -> None:
    await database.write(keep, *(f"停水第{number}户" for number in range(MOST + 4)))
    await database.write(keep, "另一件", minute=9)

    many, other = await found(database)

    assert [each.text for each in many.reports] == [f"停水第{n}户" for n in range(MOST)]
    assert len(other.reports) == 1
