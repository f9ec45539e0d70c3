"""Pages of a list put together are the list, on either database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from gateway.database import Database
from gateway.store import lists, tickets
from gateway.store.lists import NEVER, After, Wanted
from gateway.tickets import Proposal, Ticket, TicketStatus
from tests.values import NOON, a_ticket

BOTH = (TicketStatus.DISPATCHED, TicketStatus.SIGNED)


def some_tickets() -> list[Ticket]:
    """Of every urgency, in two statuses, with equal deadlines, different ones and none."""
    return [
        a_ticket(
            status=BOTH[index % 2],
            urgency=f"U{index % 5}",
            due_at=None if index % 4 == 0 else NOON + timedelta(hours=index % 3),
            since=NOON + timedelta(minutes=index % 6),
        )
        for index in range(60)
    ]


async def kept(database: Database, wanted: list[Ticket]) -> None:
    def add(connection: Connection) -> None:
        for ticket in wanted:
            tickets.add(connection, ticket)

    await database.write(add)


@pytest.mark.parametrize("size", [1, 7, 60, 100])
async def test_pages_by_urgency_make_up_the_whole_list(database: Database, size: int) -> None:
    wanted = some_tickets()
    await kept(database, wanted)

    found: list[Ticket] = []
    after: After | None = None
    while page := await database.read(lists.by_urgency, Wanted(BOTH), after, size):
        found += page
        after = After(page[-1].urgency, page[-1].due_at, page[-1].id)

    order = sorted(wanted, key=lambda each: (each.urgency, each.due_at or NEVER, each.id))
    assert [ticket.id for ticket in found] == [ticket.id for ticket in order]


@pytest.mark.parametrize("size", [1, 7, 60, 100])
async def test_pages_by_time_make_up_the_whole_list(database: Database, size: int) -> None:
    wanted = some_tickets()
    await kept(database, wanted)

    found: list[Ticket] = []
    after: After | None = None
    while page := await database.read(lists.newest_first, Wanted(BOTH), after, size):
        found += page
        after = After(page[-1].urgency, page[-1].since, page[-1].id)

    order = sorted(wanted, key=lambda each: (each.since, each.id), reverse=True)
    assert [ticket.id for ticket in found] == [ticket.id for ticket in order]


async def test_picks_what_only_a_supervisor_may_confirm(database: Database) -> None:
    reserved = a_ticket(proposal=Proposal("xn-cg", mode="supervisor"))
    others = [a_ticket(proposal=Proposal("xn-cg")), a_ticket(proposal=None)]
    await kept(database, [reserved, *others])
    wanted = Wanted((TicketStatus.PROPOSED,), mode="supervisor")

    found = await database.read(lists.by_urgency, wanted, None, 10)

    assert [ticket.id for ticket in found] == [reserved.id]
    assert await database.read(lists.count, wanted) == 1


async def test_takes_signs_of_a_pattern_for_letters(database: Database) -> None:
    await kept(database, [a_ticket()])

    found = await database.read(
        lists.by_urgency, Wanted((TicketStatus.PROPOSED,), category="%"), None, 10
    )

    assert not found
