"""What is kept beside reports and tickets: pairs, hand-overs, notices, votes, users, guesses."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.database import Database, open_database
from gateway.people import Role
from gateway.reports import Vote
from gateway.store import candidates, deliveries, notices, people, tickets, unit_desk, votes
from gateway.store.candidates import Candidate
from gateway.store.deliveries import Delivery
from gateway.store.notices import Notice
from gateway.tickets import Ticket, TicketStatus
from tests.values import NOON, a_ticket, a_user, an_id

MINUTE = timedelta(minutes=1)


def a_pair(one: str, other: str) -> Candidate:
    return Candidate(one, other, 0.5, ("地点相同",), NOON)


def a_delivery(**fields: object) -> Delivery:
    return replace(Delivery("GD1-1", an_id(), "webhook", NOON, NOON), **fields)  # type: ignore[arg-type]


def a_notice(**fields: object) -> Notice:
    return replace(Notice("r1", "result", 1, "已办结", NOON), **fields)  # type: ignore[arg-type]


# -- pairs


async def test_a_pair_is_noted_once_whichever_of_the_two_asked(database: Database) -> None:
    old, young = an_id(), an_id()
    await database.write(candidates.propose, [a_pair(young, old), a_pair(old, young)])
    await database.write(candidates.propose, [a_pair(old, young)])

    for ticket_id in (old, young):
        (pair,) = await database.read(candidates.of_ticket, ticket_id)
        assert {pair.ticket_id, pair.other_id} == {old, young}


@pytest.mark.parametrize("turned", [False, True])
async def test_a_decided_pair_stays_decided(database: Database, turned: bool) -> None:
    old, young = an_id(), an_id()
    await database.write(candidates.propose, [a_pair(young, old)])
    one, other = (young, old) if turned else (old, young)

    await database.write(candidates.decide, one, other, "rejected", "xiaoma")
    await database.write(candidates.propose, [a_pair(one, other)])

    assert await database.read(candidates.of_ticket, old) == []


# -- hand-overs


async def test_one_of_many_at_once_gets_the_turn_to_hand_over(
    database: Database, database_url: str
) -> None:
    wish = a_delivery()
    async with open_database(database_url) as other:
        turns = await asyncio.gather(
            *(
                (database, other)[n % 2].write(deliveries.claim, wish, NOON + MINUTE)
                for n in range(10)
            )
        )

    assert sum(turn is not None for turn in turns) == 1


async def test_a_turn_that_was_never_ended_is_free_again(database: Database) -> None:
    wish = a_delivery()
    await database.write(deliveries.claim, wish, NOON + MINUTE)

    later = replace(wish, next_at=NOON + 2 * MINUTE)
    turn = await database.write(deliveries.claim, later, NOON + 3 * MINUTE)

    assert turn is not None
    assert turn.attempts == 2


async def test_what_was_sent_is_not_sent_again(database: Database) -> None:
    wish = a_delivery()
    await database.write(deliveries.claim, wish, NOON)
    await database.write(deliveries.finish, wish.key)

    assert await database.write(deliveries.claim, wish, NOON + MINUTE) is None
    assert await database.read(deliveries.due, NOON + MINUTE, 10) == []


async def test_a_dead_hand_over_waits_for_a_person(database: Database) -> None:
    wish = a_delivery()
    turn = await database.write(deliveries.claim, wish, NOON)
    assert turn is not None
    await database.write(deliveries.put_off, replace(turn, state="dead", error="HTTP 400"))
    assert [each.key for each in await database.read(deliveries.dead)] == [wish.key]
    assert await database.read(deliveries.counts) == {"dead": 1}

    revived = await database.write(deliveries.revive, wish.key, NOON)

    assert revived is not None
    assert revived.attempts == 0
    assert await database.read(deliveries.due, NOON, 10) == [revived]
    assert await database.write(deliveries.revive, wish.key, NOON) is None


# -- notices


async def test_a_citizen_is_told_one_thing_once_a_round(database: Database) -> None:
    assert await database.write(notices.add, a_notice())
    assert not await database.write(notices.add, a_notice(words="别的话"))
    assert await database.write(notices.add, a_notice(round=2))
    assert await database.write(notices.add, a_notice(about="dispatched"))

    first = await database.read(notices.get, "r1", "result", 1)
    assert first is not None
    assert first.words == "已办结"


async def test_one_of_many_at_once_gets_to_tell(database: Database, database_url: str) -> None:
    await database.write(notices.add, a_notice())
    claim = (("r1", "result", 1), NOON, NOON + MINUTE)
    async with open_database(database_url) as other:
        told = await asyncio.gather(
            *((database, other)[n % 2].write(notices.claim, *claim) for n in range(10))
        )

    assert sum(notice is not None for notice in told) == 1


async def test_only_what_waits_and_is_due_is_told(database: Database) -> None:
    due = a_notice()
    for notice in (
        due,
        a_notice(report_id="r2", next_at=NOON + MINUTE),
        a_notice(report_id="r3", state="page"),
        a_notice(report_id="r4", state="failed"),
    ):
        await database.write(notices.add, notice)

    assert await database.read(notices.due, NOON, 10) == [due]
    assert await database.read(notices.counts) == {"waiting": 2, "failed": 1}


async def test_how_it_ended_first_stands(database: Database) -> None:
    await database.write(notices.add, notice := a_notice())

    assert await database.write(notices.save, replace(notice, error="503"))  # not an end
    assert await database.write(notices.save, replace(notice, state="told"))
    assert not await database.write(notices.save, replace(notice, state="failed"))

    assert await database.read(notices.of_reports, ["r1"]) == [replace(notice, state="told")]


async def test_only_who_could_not_be_told_is_told_otherwise_and_once(database: Database) -> None:
    await database.write(notices.add, a_notice(state="failed"))
    await database.write(notices.add, a_notice(round=2))

    assert await database.write(notices.told_otherwise, "r1", "result", 1)
    assert not await database.write(notices.told_otherwise, "r1", "result", 1)
    assert not await database.write(notices.told_otherwise, "r1", "result", 2)


# -- votes, users, guesses


async def test_a_vote_counts_once_a_round(database: Database) -> None:
    vote = Vote("r1", 1, True, 5, NOON, "谢谢")

    assert await database.write(votes.cast, vote)
    assert not await database.write(votes.cast, replace(vote, solved=False))
    assert await database.write(votes.cast, replace(vote, round=2, at=NOON + MINUTE))

    cast = await database.read(votes.of_reports, ["r1", "r2"])
    assert [(each.round, each.solved) for each in cast] == [(1, True), (2, True)]


async def test_a_user_comes_back_as_he_was_added(database: Database) -> None:
    user = a_user("xiaoma", Role.OPERATOR, Role.SUPERVISOR)
    assert await database.write(people.add, user, NOON)

    assert not await database.write(people.add, a_user("xiaoma"), NOON)
    assert await database.read(people.get, "xiaoma") == user
    assert await database.read(people.get, "XIAOMA") is None
    assert await database.read(people.all_users) == [user]


async def test_whoever_is_disabled_is_logged_out_everywhere(database: Database) -> None:
    await database.write(people.add, user := a_user("xiaoma"), NOON)

    assert await database.write(people.disable, "xiaoma")
    assert not await database.write(people.disable, "nobody")

    found = await database.read(people.get, "xiaoma")
    assert found is not None
    assert found.disabled
    assert found.epoch > user.epoch


async def test_old_guesses_are_forgotten(database: Database) -> None:
    for slot in (1, 2, 3):
        await database.write(people.count_attempt, "somebody", slot)

    await database.write(people.forget_attempts, 3)

    found = [await database.read(people.attempts_at, "somebody", slot) for slot in (1, 2, 3)]
    assert found == [0, 0, 1]


# -- what units see


async def test_a_ticket_is_seen_by_its_present_units_only(database: Database) -> None:
    ticket = a_ticket(status=TicketStatus.DISPATCHED, lead="a", assists=("b",))
    await database.write(tickets.add, ticket)
    await database.write(tickets.assign, ticket)
    await database.write(tickets.assign, replace(ticket, lead="b", assists=("b", "c")))

    seen = [await _of(database, unit) for unit in ("a", "b", "c")]

    assert seen == [[], [ticket], [ticket]]


async def test_a_units_nearest_deadline_comes_first(database: Database) -> None:
    late, soon = (
        a_ticket(status=TicketStatus.SIGNED, lead="a", due_at=NOON + wait)
        for wait in (2 * MINUTE, MINUTE)
    )
    for ticket in (late, soon):
        await database.write(tickets.add, ticket)
        await database.write(tickets.assign, ticket)

    assert await _of(database, "a") == [soon, late]


async def _of(database: Database, unit: str) -> list[Ticket]:
    statuses = [TicketStatus.DISPATCHED, TicketStatus.SIGNED]
    found = await database.read(unit_desk.listed, unit, statuses, recent=False, limit=10, offset=0)
    return list(found)
