"""Polling Telegram: every promise of a door that goes and looks, one process, any numbers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from channels.base import Ports, TryAgain
from channels.lease import Lease
from channels.telegram import TelegramChannel
from channels.telegram.settings import TelegramSettings
from tests.channels.contract import (
    Promise,
    keep,
    promises,
    shows_every_ability_it_claims_and_claims_every_one_it_shows,
)
from tests.channels.doors import LIMIT, opened
from tests.channels.far_side import Inbox
from tests.channels.ports import CarPark, MemoryShelf
from tests.channels.specimens.telegram import BOT, POLLED, TOKEN, ok, update

# the pushed specimen shows the abilities: they are those of the same class
SHOWN = shows_every_ability_it_claims_and_claims_every_one_it_shows
KEPT = [promise for promise in promises(TelegramChannel, POLLED) if promise is not SHOWN]


@pytest.mark.parametrize("promise", KEPT, ids=lambda promise: promise.__name__)
async def test_a_polling_door_keeps_its_promises(promise: Promise) -> None:
    await keep(promise, TelegramChannel, POLLED)


@dataclass
class Telegram:
    """The Bot API's side of getUpdates: what waits is given again until it is confirmed.

    An update is confirmed by a call with a higher offset, whatever came before it.
    """

    waiting: list[dict[str, Any]] = field(default_factory=list)
    offsets: list[int | None] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    at_once: int = 0  # how many are asking for updates right now
    most_at_once: int = 0
    refusing: bool = False  # every call gets 401
    stirred: asyncio.Event = field(default_factory=asyncio.Event)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post(f"{BOT}/getUpdates", self.updates)
        app.router.add_post(f"{BOT}/deleteWebhook", self.webhook)
        return app

    async def webhook(self, _request: web.Request) -> web.Response:
        self.called.append("deleteWebhook")
        return web.json_response(ok(True))

    async def updates(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.called.append("getUpdates")
        if self.refusing:
            return web.json_response({"ok": False, "description": "Unauthorized"}, status=401)
        offset = asked.get("offset")
        self.offsets.append(offset)
        if offset is not None:
            self.waiting = [one for one in self.waiting if one["update_id"] >= offset]
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0.02)  # a long poll, shortened
        self.at_once -= 1
        self.stirred.set()
        return web.json_response(ok(self.waiting[:100]))


@dataclass
class Process:
    """One of several that poll for the same bot."""

    telegram: Telegram
    inbox: Inbox
    channel: TelegramChannel

    async def until(self, happened: Callable[[], bool]) -> None:
        listening = asyncio.create_task(self.channel.listen(self.inbox.deliver))
        try:
            async with asyncio.timeout(LIMIT):
                while not happened() and not listening.done():
                    stirred = asyncio.create_task(self.telegram.stirred.wait())
                    await asyncio.wait([listening, stirred], return_when="FIRST_COMPLETED")
                    stirred.cancel()
                    self.telegram.stirred.clear()
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening


@dataclass
class House:
    """Processes on one shelf, in front of one Telegram."""

    telegram: Telegram
    ports: Ports
    url: str

    def process(self) -> Process:
        settings = TelegramSettings.model_validate({"token": TOKEN, "api": self.url})
        channel = TelegramChannel("", settings, self.ports)
        return Process(self.telegram, Inbox(), channel)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    telegram = Telegram()
    async with TestServer(telegram.app()) as server, opened(TelegramChannel, POLLED) as door:
        yield House(telegram, door.ports, str(server.make_url("")).rstrip("/"))


def said(number: int, message: int, text: str = "路灯不亮") -> dict[str, Any]:
    return update(number=number, message_id=message, text=text)


async def test_numbers_that_begin_anew_after_a_week_of_silence_lose_nothing(house: House) -> None:
    process = house.process()
    house.telegram.waiting = [said(900_000, 1)]
    await process.until(lambda: None in house.telegram.offsets[2:])

    house.telegram.waiting = [said(17, 2)]
    await process.until(lambda: len(process.inbox.messages) == 2)

    assert [m.external_id for m in process.inbox.messages] == ["5550001/1", "5550001/2"]


async def test_confirms_only_what_was_kept(house: House) -> None:
    process = house.process()
    house.telegram.waiting = [said(5, 1), said(6, 2)]
    process.inbox.failure = ConnectionError("the database is gone")
    with suppress(ConnectionError):
        await process.until(lambda: False)
    assert len(house.telegram.waiting) == 2

    process.inbox.failure = None
    await process.until(lambda: not house.telegram.waiting)

    assert len(process.inbox.messages) == 2


async def test_a_token_refused_between_two_batches_loses_nothing(house: House) -> None:
    process = house.process()
    house.telegram.waiting = [said(5, 1)]
    await process.until(lambda: bool(process.inbox.messages))
    house.telegram.waiting, house.telegram.refusing = [said(6, 2)], True

    with pytest.raises(TryAgain):
        await process.until(lambda: False)
    house.telegram.refusing = False
    await process.until(lambda: len(process.inbox.messages) >= 2)

    assert process.inbox.messages[-1].external_id == "5550001/2"


async def test_keeps_the_good_ones_of_a_batch_with_bad_ones_in_it(house: House) -> None:
    process = house.process()
    broken: list[dict[str, Any]] = [
        {"update_id": 6, "message": {"text": "无头"}},
        {"update_id": 7, "message": "不是消息"},
        {"update_id": 8},
    ]
    house.telegram.waiting = [said(5, 1), *broken, said(9, 2)]

    await process.until(lambda: not house.telegram.waiting)

    assert [m.external_id for m in process.inbox.messages] == ["5550001/1", "5550001/2"]
    assert isinstance(house.ports.park, CarPark)
    assert [json.loads(raw.content)["update_id"] for raw, _ in house.ports.park.parked] == [6, 7]


async def test_only_one_process_polls_and_another_takes_over(house: House) -> None:
    one, other = house.process(), house.process()
    house.telegram.waiting = [said(5, 1)]

    first = asyncio.create_task(one.until(lambda: len(house.telegram.offsets) >= 6))
    async with asyncio.timeout(LIMIT):
        await house.telegram.stirred.wait()
    second = asyncio.create_task(other.channel.listen(other.inbox.deliver))
    await first
    assert house.telegram.most_at_once == 1
    assert not other.inbox.messages
    second.cancel()
    with suppress(asyncio.CancelledError):
        await second
    house.telegram.waiting = [said(6, 2)]
    await other.until(lambda: bool(other.inbox.messages))

    assert [m.external_id for m in one.inbox.messages] == ["5550001/1"]
    assert [m.external_id for m in other.inbox.messages] == ["5550001/2"]


async def test_takes_a_webhook_away_before_it_polls(house: House) -> None:
    process = house.process()

    await process.until(lambda: bool(house.telegram.offsets))

    assert house.telegram.called[:2] == ["deleteWebhook", "getUpdates"]


async def test_a_lease_is_one_holders_until_it_runs_out_or_is_given_back() -> None:
    shelf = MemoryShelf()
    mine, yours = (Lease(shelf, "poller", timedelta(seconds=60)) for _ in range(2))

    assert await mine.hold()
    assert await mine.hold()
    assert not await yours.hold()
    await yours.release()
    assert not await yours.hold()
    await mine.release()
    assert await yours.hold()
    assert not await mine.hold()


async def test_a_lease_whose_holder_died_is_free_again() -> None:
    shelf = MemoryShelf()
    assert await Lease(shelf, "poller", timedelta(0)).hold()

    assert await Lease(shelf, "poller", timedelta(seconds=60)).hold()


async def test_says_its_hints_by_a_call_of_its_own() -> None:
    async with opened(TelegramChannel, POLLED) as door:
        hint = f"{BOT}/sendMessage"
        door.lay_out(ok([update(text="/start")]))

        await door.listen_until(lambda: any(asked.path == hint for asked in door.provider.asked))

        assert not door.inbox.messages
        assert any(asked.says("Hello!") for asked in door.provider.asked)
