"""Messages are kept once and have one outcome, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from channels.base import IdReused
from channels.message import Attachment, InboundMessage, Location, Person
from gateway.database import Database, open_database
from gateway.reports import KeptMessage, MessageStatus, StoredFile
from gateway.store import journal
from gateway.store.journal import AlreadySettled, NumberTaken
from tests.values import NOON, a_kept_message, a_mark, a_message

MINUTE = timedelta(minutes=1)


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


async def test_finds_messages_that_stood_too_long_without_an_outcome(database: Database) -> None:
    old = await _kept(database, kept_at=NOON - MINUTE)
    await _kept(database, kept_at=NOON + MINUTE)
    settled = await _kept(database, kept_at=NOON - MINUTE)
    await database.write(
        journal.settle, replace(settled, status=MessageStatus.OPENED, report_id="r")
    )

    assert list(await database.read(journal.waiting_since, NOON, 10)) == [old.id]


async def _kept(database: Database, words: str = "words", **fields: Any) -> KeptMessage:
    sender = fields.pop("sender", "citizen-1")
    kept = a_kept_message(a_message(sender=sender), **fields)
    await database.write(journal.keep, kept, a_mark(words=words))
    return kept
