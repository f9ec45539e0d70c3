"""Talks come back as they were saved, are never overwritten unseen, and are found when due."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.conversation.talk import Draft, Question, State, Talk
from gateway.database import Database, open_database
from gateway.reports import Report
from gateway.store import journal, reports, talks
from gateway.store.talks import TalkChanged
from tests.values import NOON, a_kept_message, a_mark, a_message, a_report, an_id

MINUTE = timedelta(minutes=1)


def a_talk(**fields: Any) -> Talk:
    given = {
        "id": an_id(),
        "channel": "wechat",
        "account": "",
        "sender": "citizen-1",
        "since": NOON,
        "heard_at": NOON,
    }
    return Talk(**{**given, **fields})


async def saved(database: Database, **fields: Any) -> Talk:
    return await database.write(talks.save, a_talk(**fields))


async def reported(database: Database, talk: str) -> Report:
    """A report that was filed in this talk."""
    message = a_message(sender=talk)
    kept = a_kept_message(message, talk=talk)
    report = a_report(message_id=kept.id)
    await database.write(journal.keep, kept, a_mark(kept.id, kept.id))
    await database.write(reports.add, report)
    return report


async def test_a_talk_comes_back_as_it_was_saved(database: Database) -> None:
    draft = Draft(("m1", "m2"), (2,), (Question.WHAT, Question.WHERE))
    talk = await saved(
        database,
        state=State.ASKING,
        question=Question.WHERE,
        draft=draft,
        left=Question.WHEN,
        also=("another",),
        report_id="r1",
        reported_at=NOON,
        subject="r1",
        language="en",
        notice="v1",
        notice_at=NOON,
        staff="xiaoma",
        wake_at=NOON + MINUTE,
        code="c" * 64,
        code_until=NOON + MINUTE,
        lately=(NOON, NOON + MINUTE),
    )

    assert await database.read(talks.get, talk.id) == talk
    assert await database.read(talks.of_ids, [talk.id, "unknown"]) == [talk]


async def test_an_unknown_talk_is_none(database: Database) -> None:
    assert await database.read(talks.get, "unknown") is None


async def test_a_talk_is_not_overwritten_unseen(database: Database) -> None:
    seen = await saved(database)
    await database.write(talks.save, replace(seen, state=State.CALLING))

    with pytest.raises(TalkChanged):
        await database.write(talks.save, replace(seen, state=State.ASKING))

    found = await database.read(talks.get, seen.id)
    assert found is not None
    assert (found.state, found.version) == (State.CALLING, seen.version + 1)


async def test_of_two_processes_that_move_a_talk_at_once_one_is_told(
    database: Database, database_url: str
) -> None:
    seen = await saved(database)

    async with open_database(database_url) as other:
        outcomes = await asyncio.gather(
            database.write(talks.save, replace(seen, staff="one")),
            other.write(talks.save, replace(seen, staff="other")),
            return_exceptions=True,
        )

    assert sum(isinstance(outcome, TalkChanged) for outcome in outcomes) == 1


async def test_a_code_leads_to_its_talk_until_it_is_over(database: Database) -> None:
    talk = await saved(database, code="a hash", code_until=NOON + MINUTE)
    await saved(database)  # without a code

    assert await database.read(talks.of_code, "a hash", NOON) == talk
    assert await database.read(talks.of_code, "a hash", NOON + MINUTE) is None
    assert await database.read(talks.of_code, "another", NOON) is None
    assert await database.read(talks.of_code, "", NOON) is None


async def test_whose_time_is_over_is_due_longest_first(database: Database) -> None:
    later = await saved(database, wake_at=NOON + 2 * MINUTE)
    sooner = await saved(database, wake_at=NOON + MINUTE)
    await saved(database, wake_at=NOON + 5 * MINUTE)
    await saved(database)

    assert await database.read(talks.due, NOON + 2 * MINUTE, 10) == [sooner.id, later.id]
    assert await database.read(talks.due, NOON + 2 * MINUTE, 1) == [sooner.id]
    assert await database.read(talks.due, NOON, 10) == []


async def test_who_waits_for_a_person_comes_before_who_has_one(database: Database) -> None:
    staffed = await saved(database, state=State.STAFFED, staff="xiaoma")
    late = await saved(database, state=State.CALLING, since=NOON + MINUTE)
    early = await saved(database, state=State.CALLING)
    await saved(database, state=State.ASKING)

    assert await database.read(talks.with_staff, 10) == [early, late, staffed]
    assert await database.read(talks.counts) == {"calling": 2, "staffed": 1}


async def test_the_last_messages_of_a_talk_come_oldest_first(database: Database) -> None:
    talk = await saved(database)
    said = [a_kept_message(talk=talk.id) for _ in range(4)]
    for kept in (*said, a_kept_message(talk="another"), a_kept_message()):
        await database.write(journal.keep, kept, a_mark(kept.id, kept.id))

    assert await database.read(talks.messages_of, talk, 3) == said[1:]
    assert await database.read(talks.messages_of, talk, 3, said[1].id) == said[:1]


async def test_the_reports_of_a_talk_are_its_own_and_of_those_proven_his(
    database: Database,
) -> None:
    talk = await saved(database)
    own, proven, _others = [await reported(database, id_) for id_ in (talk.id, "t2", "t3")]

    assert await database.read(talks.reports_of, talk, 9) == [own]
    both = replace(talk, also=("t2",))
    assert await database.read(talks.reports_of, both, 9) == [proven, own]
    assert await database.read(talks.reports_of, both, 1) == [proven]


async def test_a_talk_without_a_name_has_nobodys_reports(database: Database) -> None:
    await reported(database, "")

    assert await database.read(talks.reports_of, a_talk(id=""), 9) == []


async def test_one_sender_at_a_time_tells_a_talk_its_replies(database: Database) -> None:
    talk = await saved(database)
    until = NOON + MINUTE

    assert await database.write(talks.telling, talk.id, NOON, until)
    assert not await database.write(talks.telling, talk.id, NOON, until)
    assert await database.write(talks.telling, talk.id, until, until + MINUTE)  # it died meanwhile
    await database.write(talks.told, talk.id)
    assert await database.write(talks.telling, talk.id, NOON, until)


async def test_moving_a_talk_takes_it_from_nobody_who_tells(database: Database) -> None:
    talk = await saved(database)
    await database.write(talks.telling, talk.id, NOON, NOON + MINUTE)

    await database.write(talks.save, replace(talk, state=State.ASKING))

    assert not await database.write(talks.telling, talk.id, NOON, NOON + MINUTE)
