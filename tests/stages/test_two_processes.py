"""One conversation through two processes on one store: one report, and the replies in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import cycle
from typing import Any

import pytest
from sqlalchemy import Connection, update

from gateway.app import Gateway
from gateway.database.tables import tickets
from gateway.reports import MessageStatus
from gateway.settings import Settings
from gateway.stages.retrying import LEASE
from gateway.store import replies, talks
from gateway.tickets import TicketStatus
from tests.channels.far_side import FakeProvider
from tests.chatting import Citizen, later, telegram
from tests.conftest import CELLARS
from tests.house import walk_afresh, walk_on
from tests.values import Clock

pytestmark = pytest.mark.parametrize("cellar", CELLARS, indirect=True)
LAMP, PLACE = "路灯坏了好几天，晚上很黑", "五四大街12号"


@pytest.fixture
async def bot() -> AsyncIterator[tuple[FakeProvider, dict[str, Any]]]:
    async with telegram() as opened:
        yield opened


@pytest.fixture
def settings(settings: Settings, bot: tuple[FakeProvider, dict[str, Any]]) -> Settings:
    return settings.model_copy(update={"channels": {"telegram": bot[1]}})


@pytest.fixture
def citizen(still: Gateway, other: Gateway, bot: tuple[FakeProvider, dict[str, Any]]) -> Citizen:
    async def rest(_gateway: Gateway) -> None:
        await asyncio.gather(walk_on(still), walk_on(other))

    return Citizen(still, bot[0], rest)


async def says(citizen: Citizen, other: Gateway, *words: str) -> None:
    """Every second message arrives through the other process; all are walked by both."""
    for gateway, said in zip(cycle((citizen.gateway, other)), words, strict=False):
        await gateway.intake.deliver(citizen.message(said))
    await citizen.rest(other)


async def templates(citizen: Citizen) -> list[str]:
    """Of what he was told, in the order in which it was noted; he heard just that."""
    lines = await citizen.lines()
    heard = citizen.heard()
    assert len(heard) == len(lines)
    assert all(told.startswith(line.words[:8]) for told, line in zip(heard, lines, strict=True))
    return [line.template for line in lines]


async def test_a_talk_goes_on_in_whichever_process_hears_him(
    citizen: Citizen, other: Gateway
) -> None:
    for said in ("你好", LAMP, PLACE, "查进度"):
        await says(citizen, other, said)
        citizen.gateway, other = other, citizen.gateway

    assert await templates(citizen) == ["greeting", "ask_where", "filed", "progress_one"]
    found = await other.parts.database.read(talks.reports_of, await citizen.talk(), 9)
    assert len(found) == 1


async def test_what_comes_all_at_once_is_answered_in_its_order(
    citizen: Citizen, other: Gateway
) -> None:
    await says(citizen, other, "你好", "查进度", "谢谢", "转人工")

    told = ["greeting", "progress_none", "thanks", "person_called"]
    assert await templates(citizen) == told


async def test_two_processes_that_hear_him_at_the_same_moment_answer_once_each(
    citizen: Citizen, other: Gateway
) -> None:
    still, stream = citizen.gateway, citizen.gateway.parts.stream
    everybody = [citizen, *(Citizen(still, citizen.bot) for _ in range(29))]
    for each in everybody:
        for said in ("你好", "谢谢"):
            await still.intake.deliver(each.message(said))
        first, second = await stream.take(2)
        await asyncio.gather(walk_afresh(still, first.item), walk_afresh(other, second.item))
        await stream.done(first, second)
        for entry in await stream.take(9):  # what is to be said to him
            await still.walk(entry.item)
            await stream.done(entry)

    for each in everybody:
        assert await templates(each) == ["greeting", "thanks"]


async def test_both_halves_of_a_turn_make_one_report(citizen: Citizen, other: Gateway) -> None:
    await says(citizen, other, LAMP, PLACE)

    kept = await citizen.messages()
    assert [one.status for one in kept] == [MessageStatus.OPENED, MessageStatus.ATTACHED]
    assert kept[0].report_id == kept[1].report_id
    assert (await templates(citizen)).count("filed") == 1


async def test_a_reply_that_could_not_be_said_is_overtaken_in_no_process(
    citizen: Citizen, other: Gateway, bot: tuple[FakeProvider, dict[str, Any]], clock: Clock
) -> None:
    clock.tick = timedelta(0)  # time stands still until it is said to go on
    bot[0].failing = 500
    await says(citizen, other, "你好")
    bot[0].failing = None
    bot[0].asked.clear()

    await says(citizen, other, "谢谢")
    assert citizen.heard() == []
    await later(other, clock, timedelta(minutes=1))

    assert await templates(citizen) == ["greeting", "thanks"]


async def test_what_a_process_died_over_another_says(
    citizen: Citizen, other: Gateway, clock: Clock
) -> None:
    await says(citizen, other, "你好")
    clock.tick = timedelta(0)
    citizen.bot.asked.clear()
    store = citizen.gateway.parts.database
    line = (await citizen.lines())[-1]
    await other.intake.deliver(citizen.message("谢谢"))
    entries = await other.parts.stream.take(10)
    await other.walk(*(entry.item for entry in entries))
    await other.parts.stream.done(*entries)
    await store.write(replies.claim, line.talk_id, clock(), clock() + LEASE)  # and then it dies

    await citizen.rest(other)
    assert citizen.heard() == []
    await later(other, clock, LEASE)

    assert len(citizen.heard()) == 1


async def test_more_of_a_matter_that_no_process_has_read_yet_is_no_second_report(
    citizen: Citizen, other: Gateway
) -> None:
    await says(citizen, other, "五四大街12号的路灯坏了")
    await other.parts.database.write(_forget_what_was_read)

    await says(citizen, other, "五四大街12号的路灯又坏了，一片黑")

    kept = await citizen.messages()
    assert [one.status for one in kept] == [MessageStatus.OPENED, MessageStatus.ATTACHED]


def _forget_what_was_read(connection: Connection) -> None:
    """As every ticket is between being filed and being read."""
    connection.execute(update(tickets).values(category="", status=TicketStatus.RECEIVED))
