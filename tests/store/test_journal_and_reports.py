"""Messages are kept once, reports and tickets never overwritten unseen: on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from channels.base import IdReused
from channels.message import Attachment, InboundMessage, Location, Person
from gateway.database import Database, open_database
from gateway.history import Deed, Event
from gateway.reports import KeptMessage, MessageStatus, ReportStatus, StoredFile
from gateway.store import history, journal, reports, tickets
from gateway.store.journal import AlreadySettled, NumberTaken
from gateway.store.reports import ReportChanged
from gateway.store.tickets import NoSuchTicket, TicketChanged
from gateway.tickets import Place, Proposal, Result, Return, TicketStatus
from tests.values import NOON, a_kept_message, a_mark, a_message, a_report, a_ticket

MINUTE = timedelta(minutes=1)


# -- messages


async def test_fifty_deliveries_at_once_keep_one_message(
    database: Database, database_url: str
) -> None:
    message = a_message()
    async with open_database(database_url) as other:
        both = [
            (database, other)[n % 2].write(journal.keep, a_kept_message(message), a_mark())
            for n in range(50)
        ]
        outcomes = await asyncio.gather(*both)

    assert [fresh for _, fresh in outcomes].count(True) == 1
    assert len({kept.number for kept, _ in outcomes}) == 1


async def test_a_message_comes_back_as_it_arrived(database: Database) -> None:
    message = InboundMessage(
        "webform",
        "",
        "f1",
        "",
        "井盖坏了 🕳️ 'quoted' \\ <b>",
        NOON,
        title="井盖",
        attachments=(Attachment("image", "a.jpg", "a.jpg"),),
        location=Location(36.6, 101.7, "五四大街"),
        person=Person("王", "139", anonymous=True, confidential=True, enterprise=True),
        occurred_at=NOON - MINUTE,
        kind="complaint",
        category="0213",
        refers_to="XN1",
        language="en",
    )
    kept = a_kept_message(message, files=(StoredFile("d" * 64, "image/jpeg", 7, "a.jpg"),))
    await database.write(journal.keep, kept, a_mark())

    assert await database.read(journal.get, kept.id) == kept
    assert await database.read(journal.of_number, kept.number) == kept


@pytest.mark.parametrize(
    "different", [{"channel": "x"}, {"account": "x"}, {"sender": "x"}, {"external_id": "x"}]
)
async def test_each_part_of_the_key_tells_messages_apart(
    database: Database, different: dict[str, Any]
) -> None:
    message = a_message()
    await database.write(journal.keep, a_kept_message(message), a_mark())

    other = a_kept_message(replace(message, **different))

    assert (await database.write(journal.keep, other, a_mark()))[1]


async def test_an_id_with_other_content_is_refused(database: Database) -> None:
    message = a_message()
    await database.write(journal.keep, a_kept_message(message), a_mark("one"))

    with pytest.raises(IdReused):
        await database.write(journal.keep, a_kept_message(message), a_mark("other"))


async def test_a_number_that_is_taken_asks_for_another(database: Database) -> None:
    first = a_kept_message()
    await database.write(journal.keep, first, a_mark())

    with pytest.raises(NumberTaken):
        await database.write(journal.keep, a_kept_message(number=first.number), a_mark())


async def test_a_message_has_one_outcome(database: Database) -> None:
    kept = a_kept_message()
    await database.write(journal.keep, kept, a_mark())
    opened = replace(kept, status=MessageStatus.OPENED, report_id="r1")
    await database.write(journal.settle, opened)

    with pytest.raises(AlreadySettled):
        await database.write(journal.settle, replace(opened, report_id="r2"))

    assert await database.read(journal.get, kept.id) == opened


async def test_what_waits_of_a_sender_comes_oldest_first(database: Database) -> None:
    first, second, third = [await _kept(database) for _ in range(3)]
    settled = await _kept(database)
    await database.write(
        journal.settle, replace(settled, status=MessageStatus.OPENED, report_id="r")
    )
    await _kept(database, sender="somebody else")

    assert await database.read(journal.waiting_from, third) == [first, second, third]
    assert await database.read(journal.waiting_from, second) == [first, second]


async def test_whoever_cannot_be_told_apart_waits_alone(database: Database) -> None:
    first, second = [await _kept(database, sender="") for _ in range(2)]

    assert await database.read(journal.waiting_from, second) == [second]
    assert await database.read(journal.waiting_from, first) == [first]


async def test_finds_messages_that_stood_too_long_without_an_outcome(database: Database) -> None:
    old = await _kept(database, kept_at=NOON - MINUTE)
    await _kept(database, kept_at=NOON + MINUTE)
    settled = await _kept(database, kept_at=NOON - MINUTE)
    await database.write(
        journal.settle, replace(settled, status=MessageStatus.OPENED, report_id="r")
    )

    assert list(await database.read(journal.waiting_since, NOON, 10)) == [old.id]


async def test_the_same_words_are_found_for_the_same_person_only(database: Database) -> None:
    said = await _kept(database, words="a")
    await database.write(journal.settle, replace(said, status=MessageStatus.OPENED, report_id="r"))
    again = await _kept(database, words="a")
    other_words = await _kept(database, words="b")
    other_person = await _kept(database, words="a", person="somebody else")

    found = [
        await database.read(journal.same_words, each, NOON - MINUTE)
        for each in (again, other_words, other_person)
    ]

    assert found == ["r", None, None]
    assert await database.read(journal.same_words, again, NOON + MINUTE) is None


async def _kept(database: Database, words: str = "words", **fields: Any) -> KeptMessage:
    sender = fields.pop("sender", "citizen-1")
    kept = a_kept_message(a_message(sender=sender), **fields)
    await database.write(journal.keep, kept, a_mark(words=words))
    return kept


# -- reports and tickets


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
