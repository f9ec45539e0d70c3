"""Reports and tickets are never overwritten unseen, and found again where they stand."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.database import Database, open_database
from gateway.history import Deed, Event
from gateway.reports import ReportStatus
from gateway.store import history, reports, tickets
from gateway.store.reports import ReportChanged
from gateway.store.tickets import NoSuchTicket, TicketChanged
from gateway.tickets import Place, Proposal, Result, Return, TicketStatus
from tests.values import NOON, a_report, a_ticket

MINUTE = timedelta(minutes=1)


async def test_a_report_is_not_overwritten_unseen(database: Database) -> None:
    report = a_report()
    await database.write(reports.add, report)
    await database.write(reports.save, replace(report, chased=1))

    with pytest.raises(ReportChanged):
        await database.write(reports.save, replace(report, chased=7))

    found = await database.read(reports.get, report.id)
    assert found == replace(report, chased=1, version=2)


async def test_of_two_who_save_a_ticket_at_once_one_is_told(
    database: Database, database_url: str
) -> None:
    ticket = a_ticket()
    await database.write(tickets.add, ticket)
    async with open_database(database_url) as other:
        outcomes = await asyncio.gather(
            database.write(tickets.save, replace(ticket, lead="one")),
            other.write(tickets.save, replace(ticket, lead="other")),
            return_exceptions=True,
        )

    assert [type(outcome) for outcome in outcomes if outcome is not None] == [TicketChanged]
    assert (await database.read(tickets.get, ticket.id)).version == 2


async def test_a_ticket_comes_back_as_it_was_saved(database: Database) -> None:
    proposal = Proposal("a", ("b",), ("c",), "supervisor", "rule", 0.5, True, "?", ("why",), "v1")
    ticket = a_ticket(
        place=Place("五四大街", "630104", 36.6, 101.7),
        proposal=proposal,
        assists=("b", "c"),
        due_at=NOON + MINUTE,
        due_set_by="user:x",
        dispatches=2,
        dispatched_at=NOON,
        signed_at=NOON,
        answered_at=NOON,
        returning=Return("a", "不归我们", "b", "not-our-duty"),
        result=Result("好了", "内部", "a", True),
        merged_into="t9",
        confidential=True,
        alarm=True,
        alarm_sure=0.8,
        alarm_seen_by="x",
        reports=3,
    )
    await database.write(tickets.add, ticket)

    assert await database.read(tickets.get, ticket.id) == ticket
    assert await database.read(tickets.of_number, ticket.number) == ticket


async def test_an_unknown_ticket_is_named_as_such(database: Database) -> None:
    with pytest.raises(NoSuchTicket):
        await database.read(tickets.get, "unknown")
    with pytest.raises(NoSuchTicket):
        await database.read(tickets.of_number, "GD0000000000")
    with pytest.raises(NoSuchTicket):
        await database.read(tickets.of_receipt, "XN0000000000")


async def test_what_stands_before_a_stage_is_found_again(database: Database) -> None:
    long_ago, just_now = NOON - MINUTE, NOON + MINUTE
    walking = {TicketStatus.MATCHED, TicketStatus.ANSWERED, TicketStatus.NOT_ACCEPTED}
    standing = {status: a_ticket(status=status, since=long_ago) for status in TicketStatus}
    fresh = a_ticket(status=TicketStatus.MATCHED, since=just_now)
    for ticket in (*standing.values(), fresh):
        await database.write(tickets.add, ticket)

    found = await database.read(tickets.unfinished, NOON, 100)

    expected = {standing[status].id for status in walking | {TicketStatus.CONFIRMED}}
    assert set(found) == expected


async def test_reports_that_stand_before_a_stage_are_found_by_their_message(
    database: Database,
) -> None:
    standing = {
        status: a_report(status=status, created_at=NOON - MINUTE) for status in ReportStatus
    }
    for report in standing.values():
        await database.write(reports.add, report)

    found = await database.read(reports.unfinished, NOON, 100)

    wanted = (ReportStatus.RECEIVED, ReportStatus.UNDERSTOOD)
    assert set(found) == {standing[status].message_id for status in wanted}


async def test_only_filed_reports_on_open_tickets_can_be_chased(database: Database) -> None:
    open_, closed = a_ticket(), a_ticket(status=TicketStatus.CLOSED)
    mine = a_report(open_, person="me")
    for ticket in (open_, closed):
        await database.write(tickets.add, ticket)
    for report in (
        mine,
        a_report(closed, person="me"),
        a_report(open_, person="me", status=ReportStatus.INFORMED),
        a_report(open_, person="you"),
    ):
        await database.write(reports.add, report)

    assert await database.read(reports.open_of_person, "me", "another") == [mine]
    assert await database.read(reports.open_of_person, "me", mine.id) == []


async def test_counts_what_stands_and_closed_ones_too(database: Database) -> None:
    for status in (TicketStatus.PROPOSED, TicketStatus.PROPOSED, TicketStatus.CLOSED):
        await database.write(tickets.add, a_ticket(status=status))

    counts = await database.read(tickets.counts)

    assert counts == {TicketStatus.PROPOSED: 2, TicketStatus.CLOSED: 1}


async def test_an_alarm_is_listed_until_somebody_has_seen_it(database: Database) -> None:
    unseen = a_ticket(alarm=True)
    for ticket in (
        unseen,
        a_ticket(alarm=True, alarm_seen_by="x"),
        a_ticket(),
        a_ticket(alarm=True, status=TicketStatus.MERGED),
    ):
        await database.write(tickets.add, ticket)

    assert await database.read(tickets.unseen_alarms) == [unseen]


async def test_what_is_surely_a_danger_comes_before_what_only_sounds_like_one(
    database: Database,
) -> None:
    early, late = NOON, NOON + timedelta(minutes=5)
    sensed = a_ticket(alarm=True, alarm_sure=0.2, created_at=early)
    surely = [a_ticket(alarm=True, alarm_sure=sure, created_at=late) for sure in (0.8, 1.0)]
    await database.write(tickets.add, sensed, *surely)

    *first, last = await database.read(tickets.unseen_alarms)

    assert {each.id for each in first} == {each.id for each in surely}
    assert last == sensed


# -- history


async def test_the_lines_alone_give_the_present_state(database: Database) -> None:
    report, other = a_report(), a_ticket()
    deed = Deed(Event.MERGED, NOON, "user:x", ("为什么",))
    moved = replace(report, ticket_id=other.id)
    await database.write(history.write, deed.on_report(None, report))
    await database.write(history.write, deed.on_report(report, moved), deed.on_ticket(None, other))
    await database.write(history.write)

    states = await database.read(history.rebuild)

    assert states["report", report.id].ticket_id == other.id
    assert states["ticket", other.id].status == other.status


async def test_every_line_has_a_greater_number_than_the_one_before(database: Database) -> None:
    deed = Deed(Event.OPENED, NOON, "machine")
    seen = [await database.read(history.newest)]
    for _ in range(3):
        await database.write(history.write, deed.on_ticket(None, a_ticket()))
        seen.append(await database.read(history.newest))

    assert seen == sorted(set(seen))
