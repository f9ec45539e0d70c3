"""News of conversations for open pages: who waits, what waits for me, is my page old."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest

from gateway.app import Gateway
from gateway.people import Role
from tests.chatting import BIN, CALL, Arrive, Citizen
from tests.conftest import CELLARS
from tests.house import walk_on
from tests.values import a_user
from tests.web.browsing import Reader
from tests.web.conftest import Enter
from tests.web.desk_scenes import filed
from tests.web.test_desk_events import Stream, listening

on_both = pytest.mark.parametrize("cellar", CELLARS, indirect=True)


@pytest.fixture
def citizen(arrive: Arrive) -> Citizen:
    """Who has said nothing yet."""
    return arrive()


async def chats(news: Stream) -> dict[str, Any]:
    """What the next event of that name says."""
    while (event := await news.event()).get("event") not in ("chats", "ready"):
        pass
    said: dict[str, Any] = json.loads(event["data"])
    return said


async def mark(reader: Reader, citizen: Citizen) -> str:
    page = await reader.get(f"/desk/chats/{citizen.talk_id}", headers={"X-Part": "live"})
    return page.text.partition('data-mark="')[2].partition('"')[0]


@on_both
async def test_tells_at_once_that_somebody_waits(operator: Reader, citizen: Citizen) -> None:
    async with listening(operator) as news:
        before = await chats(news)
        await citizen.says(CALL)
        after = await chats(news)

    assert (before["waiting"], after["waiting"]) == (0, 1)


async def test_tells_only_whom_it_concerns_that_an_answer_is_awaited(
    enter: Enter, citizen: Citizen
) -> None:
    me, colleague = await enter("xiaoma", Role.OPERATOR), await enter("xiaoli", Role.OPERATOR)
    await citizen.says(CALL)
    await citizen.gateway.attend.take(citizen.talk_id, a_user("xiaoma"))
    await citizen.says("听得到吗")

    async with listening(me) as mine, listening(colleague) as theirs:
        said = [await chats(news) for news in (mine, theirs)]
        await citizen.gateway.attend.say(citizen.talk_id, "听得到。", a_user("xiaoma"))
        answered = await chats(mine)

    assert [one["unanswered"] for one in said] == [1, 0]
    assert answered["unanswered"] == 0


@on_both
async def test_a_page_learns_that_it_is_old_and_a_fresh_one_is_not(
    operator: Reader, citizen: Citizen
) -> None:
    await citizen.says(CALL)
    shown = await mark(operator, citizen)

    async with listening(operator, f"?talk={citizen.talk_id}") as news:
        ready = await chats(news)
        await citizen.says(BIN)
        said = await chats(news)
        while said["talk"] != (fresh := await mark(operator, citizen)):
            said = await chats(news)

    assert ready["talk"] == shown
    assert fresh != shown


async def test_a_page_learns_that_its_line_was_delivered(
    operator: Reader, citizen: Citizen, still: Gateway
) -> None:
    await citizen.says(CALL)
    await still.attend.take(citizen.talk_id, a_user("xiaoma"))
    waiting = await mark(operator, citizen)

    async with listening(operator, f"?talk={citizen.talk_id}") as news:
        await chats(news)
        await walk_on(still)
        told = await chats(news)

    assert told["talk"] == await mark(operator, citizen) != waiting


async def test_hears_nothing_of_chats_while_only_tickets_change(
    operator: Reader, citizen: Citizen, still: Gateway
) -> None:
    await citizen.says(CALL)

    async with listening(operator, f"?talk={citizen.talk_id}") as news:
        await chats(news)
        await filed(still)
        heard = {(await news.event())["event"]}
        with suppress(TimeoutError):
            async with asyncio.timeout(2.5):
                while event := await news.event():
                    heard.add(event["event"])

    assert heard == {"changed"}


async def test_a_talk_that_does_not_exist_has_no_mark(operator: Reader) -> None:
    for talk in ("0" * 32, "nonsense"):
        async with listening(operator, f"?talk={talk}") as news:
            assert (await chats(news))["talk"] == ""
