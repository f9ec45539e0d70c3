"""What waits comes in its order, and what belongs together is seen, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from gateway.database import Database
from gateway.reports import KeptMessage, MessageStatus
from gateway.store import journal, turns
from tests.values import NOON, a_kept_message, a_mark, a_message

MINUTE = timedelta(minutes=1)


async def test_what_waits_of_a_sender_comes_oldest_first(database: Database) -> None:
    first, second, third = [await _kept(database) for _ in range(3)]
    settled = await _kept(database)
    await database.write(
        journal.settle, replace(settled, status=MessageStatus.OPENED, report_id="r")
    )
    await _kept(database, sender="somebody else")

    assert await database.read(turns.waiting_from, third) == [first, second, third]
    assert await database.read(turns.waiting_from, second) == [first, second]


async def test_whoever_cannot_be_told_apart_waits_alone(database: Database) -> None:
    first, second = [await _kept(database, sender="") for _ in range(2)]

    assert await database.read(turns.waiting_from, second) == [second]
    assert await database.read(turns.waiting_from, first) == [first]


async def test_several_senders_are_asked_for_at_once(database: Database) -> None:
    mine = [await _kept(database, sender="me") for _ in range(2)]
    yours = [await _kept(database, sender="you") for _ in range(2)]
    nobody = [await _kept(database, sender="") for _ in range(2)]

    asked = (mine[0], yours[1], nobody[1])
    waiting = await database.read(turns.waiting_from, *asked)

    assert waiting == [mine[0], *yours, nobody[1]]


async def test_the_same_words_are_found_for_the_same_person_only(database: Database) -> None:
    said = await _kept(database, words="a")
    await database.write(journal.settle, replace(said, status=MessageStatus.OPENED, report_id="r"))
    again = await _kept(database, words="a")
    other_words = await _kept(database, words="b")
    other_person = await _kept(database, words="a", person="somebody else")

    found = [
        await database.read(turns.same_words, each, NOON - MINUTE)
        for each in (again, other_words, other_person)
    ]

    assert found == ["r", None, None]
    assert await database.read(turns.same_words, again, NOON + MINUTE) is None


async def test_what_shares_person_and_words_is_related(database: Database) -> None:
    said = await _kept(database, words="a")
    again = await _kept(database, words="a")
    other_words = await _kept(database, words="b")
    other_person = await _kept(database, words="a", person="somebody else")
    nobody = [await _kept(database, words="a", person=None) for _ in range(2)]

    everybody = [said, again, other_words, other_person, *nobody]
    related = await database.read(turns.related, [kept.id for kept in everybody])

    assert related == {said.id, again.id}


async def test_what_shares_a_thread_is_related(database: Database) -> None:
    first, second, alone = [
        await _kept(database, words=str(n), thread=thread)
        for n, thread in enumerate(("t", "t", "another"))
    ]

    related = await database.read(turns.related, [first.id, second.id, alone.id])

    assert related == {first.id, second.id}


async def _kept(
    database: Database, words: str = "words", thread: str = "", **fields: Any
) -> KeptMessage:
    sender = fields.pop("sender", "citizen-1")
    kept = a_kept_message(a_message(sender=sender), **fields)
    await database.write(journal.keep, kept, replace(a_mark(words=words), thread=thread))
    return kept
