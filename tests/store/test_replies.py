"""Replies are claimed in order, by one at a time; whatever fails or dies, none is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from gateway.database import Database, open_database
from gateway.store import replies
from gateway.store.replies import Line
from tests.store.test_talks import saved
from tests.values import NOON, an_id

MINUTE = timedelta(minutes=1)
UNTIL = NOON + MINUTE


async def noted(database: Database, talk: str, *words: str, **fields: Any) -> list[Line]:
    lines = [_line(talk, each, **fields) for each in words]
    for line in lines:
        await database.write(replies.add, line)
    return lines


def _line(talk: str, words: str, **fields: Any) -> Line:
    given = {"at": NOON, "by": "machine", "next_at": NOON, **fields}
    return Line(an_id(), talk, words=words, **given)


async def claimed(database: Database, talk: str, now: datetime = NOON) -> Sequence[str]:
    lines = await database.write(replies.claim, talk, now, now + MINUTE)
    return [line.words for line in lines]


async def test_a_line_comes_back_as_it_was_noted(database: Database) -> None:
    talk = await saved(database)
    (line,) = await noted(
        database,
        talk.id,
        "请问在哪里？",
        template="ask_where",
        choices=("甲", "乙"),
        number="XN1234567890",
    )

    assert await database.write(replies.claim, talk.id, NOON, UNTIL) == [line]
    assert await database.read(replies.of_talk, talk.id, 9) == [line]


async def test_what_is_to_be_said_is_claimed_in_order(database: Database) -> None:
    talk, other = await saved(database), await saved(database)
    await noted(database, talk.id, "一", "二", "三")
    await noted(database, other.id, "别人的")

    assert await claimed(database, talk.id) == ["一", "二", "三"]


async def test_nobody_else_says_it_meanwhile(database: Database, database_url: str) -> None:
    talk = await saved(database)
    await noted(database, talk.id, "一")

    async with open_database(database_url) as other:
        found = await asyncio.gather(
            *(claimed(each, talk.id) for each in (database, other, database, other))
        )

    assert sorted(map(list, found)) == [[], [], [], ["一"]]


async def test_where_nothing_waits_nobody_is_kept_from_it(database: Database) -> None:
    talk = await saved(database)

    assert await claimed(database, talk.id) == []
    await noted(database, talk.id, "一")
    assert await claimed(database, talk.id) == ["一"]


async def test_a_talk_that_is_none_has_nothing_to_say(database: Database) -> None:
    await noted(database, "nobody's", "一")

    assert await claimed(database, "nobody's") == []


async def test_what_was_said_is_not_said_again(database: Database) -> None:
    talk = await saved(database)
    first, _ = await noted(database, talk.id, "一", "二")

    await database.write(replies.save, replace(first, state="told", attempts=1))

    assert await claimed(database, talk.id) == ["二"]


async def test_what_must_be_tried_again_keeps_all_after_it_waiting(database: Database) -> None:
    talk = await saved(database)
    first, _ = await noted(database, talk.id, "一", "二")

    await database.write(replies.save, replace(first, attempts=1, next_at=NOON + MINUTE))

    assert await claimed(database, talk.id) == []
    assert await claimed(database, talk.id, NOON + MINUTE) == ["一", "二"]


async def test_what_failed_for_good_makes_way(database: Database) -> None:
    talk = await saved(database)
    first, _ = await noted(database, talk.id, "一", "二")

    await database.write(replies.save, replace(first, state="failed", error="blocked"))

    assert await claimed(database, talk.id) == ["二"]
    assert await database.read(replies.counts) == {"failed": 1, "waiting": 1}


async def test_whoever_dies_in_the_middle_leaves_it_to_be_said_again(database: Database) -> None:
    talk = await saved(database)
    await noted(database, talk.id, "一", "二")
    assert await claimed(database, talk.id) == ["一", "二"]

    assert await claimed(database, talk.id, NOON + MINUTE / 2) == []
    assert await claimed(database, talk.id, NOON + MINUTE) == ["一", "二"]


async def test_an_end_is_an_end(database: Database) -> None:
    talk = await saved(database)
    (line,) = await noted(database, talk.id, "一")
    await database.write(replies.save, replace(line, state="told"))

    await database.write(replies.save, replace(line, state="waiting"))

    assert await claimed(database, talk.id) == []


async def test_what_waits_is_due_when_its_time_has_come(database: Database) -> None:
    mine, yours = await saved(database), await saved(database)
    await noted(database, mine.id, "一")
    await noted(database, yours.id, "二", next_at=NOON + MINUTE)

    found = await database.read(replies.due, NOON, 9)
    later = await database.read(replies.due, NOON + MINUTE, 9)

    assert [line.item for line in found] == [replies.item(mine.id)]
    assert {line.item for line in later} == {replies.item(mine.id), replies.item(yours.id)}


async def test_of_a_talk_its_last_lines_come_oldest_first(database: Database) -> None:
    talk = await saved(database)
    lines = await noted(database, talk.id, "一", "二", "三")

    assert await database.read(replies.of_talk, talk.id, 2) == lines[1:]
