"""What is said to a chat: once, in order, across processes, and not into the void."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from channels.base import Away, Deliver, Gone, Refused, Shelf, TryAgain
from channels.message import InboundMessage, Receipt, Reply
from channels.webchat import WebchatChannel
from channels.webchat.frames import sender_of
from channels.webchat.outbox import MOST, Bell, Outbox
from channels.webchat.settings import WebchatSettings
from gateway.database import Database
from gateway.doors import StoredShelf
from tests.channels.doors import Door, opened
from tests.channels.far_side import RECEIPT
from tests.channels.ports import MemoryShelf
from tests.channels.specimens.webchat import SPECIMEN
from tests.channels.widget import Client, Widget, connected, said
from tests.values import Clock

DAY = timedelta(days=1)
NOON = datetime(2026, 3, 6, 4, tzinfo=UTC)
RECEIVED, SOON = Reply("请问在几楼？", ("一楼", "二楼")), Reply("师傅半小时后到。")


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with opened(WebchatChannel, SPECIMEN) as opened_door:
        yield opened_door


@asynccontextmanager
async def another_process(door: Door, deliver: Deliver | None = None) -> AsyncIterator[Client]:
    """The same door in a process of its own: nothing is shared but the shelf."""
    deliver = deliver or door.inbox.deliver
    settings = WebchatSettings.model_validate(SPECIMEN.settings)
    twin = WebchatChannel("", settings, door.ports)
    room, house = web.Application(), web.Application()
    room.add_routes(twin.routes(deliver))
    house.add_subapp(twin.mount, room)
    listener = asyncio.create_task(twin.listen(deliver))
    async with TestClient(TestServer(house)) as client:
        yield client
        listener.cancel()
        await asyncio.wait([listener])


async def sends(door: Door, widget: Widget, reply: Reply) -> asyncio.Task[None]:
    return asyncio.create_task(door.channel.send(sender_of(widget.token), reply))


async def test_a_reply_is_told_once_he_confirmed_it(door: Door) -> None:
    async with connected(door.client) as widget:
        await widget.say(said())
        sending = await sends(door, widget, RECEIVED)
        heard = await widget.next("reply")
        assert not sending.done()
        await widget.got(heard["seq"])
        await sending

    assert (heard["text"], heard["choices"]) == (RECEIVED.text, list(RECEIVED.choices))


async def test_he_may_be_answered_before_his_words_are_acknowledged(door: Door) -> None:
    async def deliver(message: InboundMessage) -> Receipt:
        with pytest.raises(Away):  # nor has he seen it before that
            await door.channel.send(message.sender, SOON)
        return RECEIPT

    async with another_process(door, deliver) as client, connected(client) as widget:
        await widget.socket.send_json(said("有人被困在电梯里。"))

        assert (await widget.next("reply"))["text"] == SOON.text
        await widget.next("kept")


async def test_the_same_words_are_said_again_when_they_are_meant_again(door: Door) -> None:
    async with connected(door.client) as widget:
        await widget.say(said())
        for number in ("1", "2", "2"):  # the last is the gateway's second try
            sending = await sends(door, widget, replace(SOON, id=number))
            if len([frame for frame in widget.heard if frame["type"] == "reply"]) < 2:
                await widget.got((await widget.next("reply"))["seq"])
            await sending
        await widget.socket.send_json({"type": "ping"})
        await widget.next("beat")

    heard = [frame["text"] for frame in widget.heard if frame["type"] == "reply"]
    assert heard == [SOON.text] * 2


async def test_what_is_said_without_an_id_is_kept_once_until_he_has_seen_it(door: Door) -> None:
    async with connected(door.client) as widget:
        await widget.say(said())
    for _ in range(2):
        with pytest.raises(TryAgain):
            await door.channel.send(sender_of(widget.token), SOON)

    async with connected(door.client, widget.token) as back:
        await back.got((await back.next("reply"))["seq"])
        sending = await sends(door, back, SOON)
        await back.got((await back.next("reply"))["seq"])
        await sending

    heard = [frame["text"] for frame in back.heard if frame["type"] == "reply"]
    assert heard == [SOON.text] * 2


async def test_a_reply_crosses_from_one_process_to_another_within_a_second(door: Door) -> None:
    rounds = []
    async with another_process(door) as client, connected(client) as widget:
        await widget.say(said())
        for _ in range(3):  # a busy machine may hold one of them up
            rounds.append(max([await crossing(door, widget) for _ in range(4)]))

    assert min(rounds) < 1.0


async def crossing(door: Door, widget: Widget) -> float:
    """How many seconds a reply took."""
    begun = time.monotonic()
    sending = await sends(door, widget, SOON)
    heard = await widget.next("reply")
    took = time.monotonic() - begun
    await widget.got(heard["seq"])
    await sending
    return took


async def test_what_he_missed_is_said_when_he_is_back_and_only_then(door: Door) -> None:
    async with connected(door.client) as widget:
        await widget.say(said())
        sending = await sends(door, widget, RECEIVED)
        first = await widget.next("reply")
        await widget.got(first["seq"])
        await sending
    missing = replace(SOON, id="31")
    with pytest.raises(Away):
        await door.channel.send(sender_of(widget.token), missing)

    async with connected(door.client, widget.token, since=first["seq"]) as back:
        missed = await back.next("reply")
        await back.got(missed["seq"])
        await door.channel.send(sender_of(widget.token), missing)  # the gateway's second try
        await back.socket.send_json({"type": "ping"})
        await back.next("beat")

    said_now = [frame["text"] for frame in back.heard if frame["type"] == "reply"]
    assert said_now == [SOON.text]


async def test_a_browser_that_lost_its_memory_gets_everything_again(door: Door) -> None:
    async with connected(door.client) as widget:
        await widget.say(said())
        for reply in (RECEIVED, SOON):
            sending = await sends(door, widget, reply)
            await widget.got((await widget.next("reply"))["seq"])
            await sending

    async with connected(door.client, widget.token, since=0) as back:
        texts = [(await back.next("reply"))["text"] for _ in range(2)]

    assert texts == [RECEIVED.text, SOON.text]


async def test_both_of_his_open_windows_hear_it(door: Door) -> None:
    async with connected(door.client) as one, connected(door.client, one.token) as other:
        await one.say(said())
        sending = await sends(door, one, RECEIVED)
        here, there = await one.next("reply"), await other.next("reply")
        await other.got(there["seq"])
        await sending

    assert here["seq"] == there["seq"]


async def test_whoever_stays_away_is_given_up_so_that_another_way_is_taken() -> None:
    specimen = replace(SPECIMEN, settings={**SPECIMEN.settings, "patience": 0})
    async with opened(WebchatChannel, specimen) as door:
        async with connected(door.client) as widget:
            await widget.say(said())

        with pytest.raises(Gone):
            await door.channel.send(sender_of(widget.token), RECEIVED)

        async with connected(door.client, widget.token) as back:  # it still waits for him
            assert (await back.next("reply"))["text"] == RECEIVED.text


async def test_nobody_is_spoken_to_who_only_looked(door: Door) -> None:
    async with connected(door.client) as widget:
        with pytest.raises(Refused):
            await door.channel.send(sender_of(widget.token), RECEIVED)


async def test_a_chat_that_was_forgotten_goes_on_counting(door: Door) -> None:
    async with connected(door.client, since=7) as widget:
        await widget.say(said())
        sending = await sends(door, widget, RECEIVED)
        heard = await widget.next("reply")
        await widget.got(heard["seq"])
        await sending

    assert heard["seq"] == 8


async def test_a_browser_that_knows_more_than_we_do_is_set_right(door: Door) -> None:
    async with connected(door.client) as widget:
        await widget.say(said())

    async with connected(door.client, widget.token, since=9) as back:
        assert back.since == 0


async def test_what_nobody_has_seen_is_never_pushed_out() -> None:
    outbox = Outbox(MemoryShelf(), DAY)
    await outbox.open("a", 0)
    for number in range(MOST):
        await outbox.say("a", Reply(f"第 {number} 句"), NOON)

    with pytest.raises(Refused):
        await outbox.say("a", Reply("再来一句"), NOON)

    await outbox.got("a", 1)
    await outbox.say("a", Reply("再来一句"), NOON)
    assert [reply.seq for reply in await outbox.since("a", 0)] == list(range(2, MOST + 2))


@pytest.fixture
def shelf(database: Database, clock: Clock) -> Shelf:
    return StoredShelf(database, clock, "webchat")


async def test_two_processes_that_speak_at_once_lose_no_word(shelf: Shelf) -> None:
    one, other = Outbox(shelf, DAY), Outbox(shelf, DAY)
    await one.open("a", 0)

    each = [
        outbox.say("a", Reply(f"{name} {number}"), NOON)
        for name, outbox in (("one", one), ("other", other))
        for number in range(8)
    ]
    spoken = await asyncio.gather(*each)

    assert sorted(reply.seq for reply in spoken) == list(range(1, 17))
    assert len(await one.since("a", 0)) == 16


async def test_the_bell_names_whom_it_was_rung_for(shelf: Shelf) -> None:
    bell, ear = Bell(shelf), Bell(shelf)
    await bell.ring("before anybody listened")
    await ear.rung()
    await asyncio.gather(*(bell.ring(name) for name in ("a", "b", "c")))

    assert sorted(await ear.rung() or ()) == ["a", "b", "c"]
    assert await ear.rung() == []


async def test_the_bell_says_so_when_it_was_rung_too_often(shelf: Shelf) -> None:
    bell, ear = Bell(shelf), Bell(shelf)
    await ear.rung()
    for number in range(210):
        await bell.ring(str(number))

    assert await ear.rung() is None
