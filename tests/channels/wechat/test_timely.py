"""The WeChat door answers in time whatever happens behind, and thanks for nothing it has not."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from channels.base import Problem, Unacceptable, Unavailable
from channels.message import InboundMessage, Raw, Receipt
from channels.wechat import WechatChannel
from channels.wechat.timely import GRACE, PATIENCE
from channels.weixin.texts import LATER
from tests.channels.doors import Door
from tests.channels.far_side import RECEIPT, Asked
from tests.channels.ports import MemoryShelf, Spooled
from tests.channels.specimens.wechat import opened, said, sealed, xml

SEND = "/cgi-bin/message/custom/send"
WRITTEN = said("text", 7, Content="路灯坏了") | {"CreateTime": int(time.time())}
PLATFORM_HANGS_UP = 5.0  # seconds
LIMIT = 30  # seconds until a test says that it waited in vain


@dataclass
class Slow:
    """A gateway that keeps a message once, when it is let go on; and the platform's line to it."""

    client: TestClient[web.Request, web.Application] | None = None
    begun: int = 0  # how often a message was brought to be kept
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    kept: set[str] = field(default_factory=set)
    receipt: Receipt = RECEIPT
    failure: Exception | None = None

    async def deliver(self, message: InboundMessage) -> Receipt:
        self.begun += 1
        if message.external_id not in self.kept:
            await self.go_on.wait()
        if self.failure:
            raise self.failure
        known = message.external_id in self.kept
        self.kept.add(message.external_id)
        return replace(self.receipt, known=known)

    async def push(self, number: int = 7) -> tuple[int, str]:
        """The platform brings the citizen's message, as it was written just now."""
        assert self.client is not None
        sent = sealed(xml(WRITTEN | {"MsgId": number}))
        async with self.client.post("/door" + sent.path, data=sent.body) as response:
            return response.status, opened(await response.text())


def waits(door: Door, patience: float) -> None:
    """How long it holds a line from now on."""
    assert isinstance(door.channel, WechatChannel)
    door.channel.timely.patience = patience


@asynccontextmanager
async def behind(door: Door, patience: float, grace: float) -> AsyncIterator[Slow]:
    """Has the door wait on a slow gateway, and listens."""
    slow, channel = Slow(), door.channel
    assert isinstance(channel, WechatChannel)
    channel.timely.patience, channel.timely.grace = patience, grace
    house = web.Application()
    rooms = web.Application()
    rooms.add_routes(channel.routes(slow.deliver))
    house.add_subapp("/door", rooms)
    listening = asyncio.create_task(channel.listen(slow.deliver))
    try:
        async with TestClient(TestServer(house)) as slow.client:
            yield slow
    finally:
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening


def sent(door: Door) -> list[Asked]:
    return [asked for asked in door.provider.asked if asked.path == SEND]


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT):
        while not happened():  # noqa: ASYNC110 - the far side stirs nothing of ours
            await asyncio.sleep(0.005)


def test_waits_less_than_the_platform_does() -> None:
    assert PATIENCE < PLATFORM_HANGS_UP
    assert GRACE > 2 * PLATFORM_HANGS_UP  # it tries three times in all


async def test_says_so_in_time_when_the_message_is_not_kept_yet(door: Door) -> None:
    async with behind(door, patience=0.05, grace=60) as slow:
        begun = time.monotonic()
        answer = await slow.push()
        took = time.monotonic() - begun

    assert answer == (200, LATER)
    assert len(spooled(door)) == 1
    assert took < PLATFORM_HANGS_UP


async def test_the_next_try_finds_it_kept_and_gets_the_receipt(door: Door) -> None:
    async with behind(door, patience=0.05, grace=60) as slow:
        first, _ = await slow.push()
        slow.go_on.set()
        await until(lambda: bool(slow.kept))
        waits(door, PATIENCE)
        second, answer = await slow.push()

    assert (first, second) == (200, 200)
    assert answer == RECEIPT.words
    assert not sent(door)


async def test_tells_it_by_message_when_the_platform_does_not_come_again(door: Door) -> None:
    async with behind(door, patience=0.05, grace=0.01) as slow:
        await slow.push()
        slow.go_on.set()
        await until(lambda: bool(sent(door)))

    assert json.loads(sent(door)[0].body)["text"]["content"] == RECEIPT.words


async def test_three_slow_tries_make_one_reply(door: Door) -> None:
    async with behind(door, patience=0.05, grace=0.1) as slow:
        tries = [await slow.push() for _ in range(3)]
        slow.go_on.set()
        await until(lambda: bool(sent(door)))
        await asyncio.sleep(0.15)
        waits(door, PATIENCE)
        late = await slow.push()

    assert [answer for _, answer in tries] == [LATER] * 3
    assert len(sent(door)) == 1
    assert late == (200, "success")


async def test_a_reply_that_was_lost_is_given_again(door: Door) -> None:
    async with behind(door, patience=5, grace=60) as slow:
        slow.go_on.set()
        answers = [await slow.push() for _ in range(3)]

    assert answers == [(200, RECEIPT.words)] * 3


async def test_says_it_by_message_when_nobody_holds_the_line_any_more(door: Door) -> None:
    async with behind(door, patience=5, grace=0.01) as slow:
        pushing = asyncio.create_task(slow.push())
        await until(lambda: slow.begun == 1)
        pushing.cancel()
        await asyncio.wait([pushing])
        await asyncio.sleep(0.05)
        slow.go_on.set()
        await until(lambda: bool(sent(door)))

    assert len(sent(door)) == 1


async def test_says_it_by_message_too_where_the_server_does_not_notice(door: Door) -> None:
    async with behind(door, patience=5, grace=0.01) as slow, unnoticing(slow) as address:
        sent_ = sealed(xml(WRITTEN))
        async with ClientSession() as http:
            pushing = asyncio.ensure_future(http.post(address + sent_.path, data=sent_.body))
            await until(lambda: slow.begun == 1)
            pushing.cancel()
            await asyncio.wait([pushing])
        slow.go_on.set()
        await until(lambda: bool(sent(door)))

    assert len(sent(door)) == 1


@asynccontextmanager
async def unnoticing(slow: Slow) -> AsyncIterator[str]:
    """The same rooms behind a server as in service: it does not cancel what nobody waits for."""
    assert slow.client is not None
    runner = web.AppRunner(slow.client.app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield f"http://127.0.0.1:{port}/door"
    finally:
        await runner.cleanup()


async def test_a_receipt_that_could_not_be_told_is_left_to_the_next_try(door: Door) -> None:
    door.provider.failing = 503
    async with behind(door, patience=0.05, grace=0.01) as slow:
        await slow.push()
        slow.go_on.set()
        await until(lambda: len(door.provider.asked) > 2)
        await until(lambda: not told(door))  # it was taken back
        waits(door, PATIENCE)
        answer = await slow.push()

    assert answer == (200, RECEIPT.words)


async def test_says_nothing_at_once_or_later_when_there_is_nothing_to_say(door: Door) -> None:
    async with behind(door, patience=5, grace=0.01) as slow:
        slow.receipt = replace(RECEIPT, words="")
        slow.go_on.set()
        answers = [await slow.push() for _ in range(2)]
        await asyncio.sleep(0.1)

    assert answers == [(200, "success")] * 2
    assert not sent(door)


async def test_a_slow_message_without_a_receipt_is_followed_by_no_empty_one(door: Door) -> None:
    async with behind(door, patience=0.05, grace=0.01) as slow:
        slow.receipt = replace(RECEIPT, words="")
        await slow.push()
        slow.go_on.set()
        await until(lambda: bool(slow.kept))
        await asyncio.sleep(0.1)

    assert not told(door)
    assert not sent(door)


async def test_a_message_that_fails_late_waits_on_disk(door: Door) -> None:
    async with behind(door, patience=0.05, grace=0.01) as slow:
        slow.failure = ConnectionError("the database is gone")
        answer = await slow.push()
        slow.go_on.set()
        await asyncio.sleep(0.1)

    assert answer == (200, LATER)
    assert len(spooled(door)) == 1
    assert not sent(door)


async def test_a_message_waits_on_disk_while_the_database_is_away(door: Door) -> None:
    async with behind(door, patience=0.05, grace=0.01) as slow:
        slow.failure = Unavailable()
        slow.go_on.set()
        answer = await slow.push()

    assert answer == (200, LATER)
    (message,) = door.channel.again(spooled(door)[0])
    assert message.external_id


async def test_a_short_failure_is_got_over_while_the_platform_waits(door: Door) -> None:
    async with behind(door, patience=PATIENCE, grace=60) as slow:
        slow.failure = ConnectionError("the database restarts")
        slow.go_on.set()
        pushing = asyncio.create_task(slow.push())
        await asyncio.sleep(0.05)
        slow.failure = None
        answer = await pushing

    assert answer == (200, RECEIPT.words)


async def test_its_tries_are_not_over_in_a_second_when_keeping_fails(door: Door) -> None:
    async with behind(door, patience=1, grace=60) as slow:
        slow.failure = ConnectionError("the database is gone")
        slow.go_on.set()
        begun = time.monotonic()
        status, _ = await slow.push()

    assert status == 500
    assert time.monotonic() - begun >= 0.5


async def test_what_will_never_be_kept_is_said_at_once(door: Door) -> None:
    async with behind(door, patience=PATIENCE, grace=60) as slow:
        slow.failure = Unacceptable(Problem("text", "too-long", "太长了。", "Too long."))
        slow.go_on.set()
        answer = await slow.push()

    assert answer == (200, "太长了。\nToo long.")
    assert slow.begun == 1


async def test_a_long_receipt_goes_on_in_a_message(door: Door) -> None:
    words = "编号请您记好。" * 120
    async with behind(door, patience=5, grace=0.01) as slow:
        slow.receipt = replace(RECEIPT, words=words)
        slow.go_on.set()
        _, answer = await slow.push()
        await until(lambda: bool(sent(door)))

    rest = "".join(json.loads(asked.body)["text"]["content"] for asked in sent(door))
    assert answer + rest == words


async def test_goes_on_listening_when_a_receipt_could_not_be_told(door: Door) -> None:
    door.provider.failing = 503
    async with behind(door, patience=0.05, grace=0.01) as slow:
        slow.go_on.clear()
        await slow.push(7)
        slow.go_on.set()
        await until(lambda: len(door.provider.asked) > 2)
        door.provider.failing = None
        slow.go_on.clear()
        await slow.push(8)
        slow.go_on.set()
        await until(lambda: bool(sent(door)))

    assert len(sent(door)) == 1


async def test_answers_within_the_limit_while_the_gateway_stands_still(door: Door) -> None:
    async with behind(door, patience=1, grace=60) as slow:
        begun = time.monotonic()
        answer = await slow.push()
        took = time.monotonic() - begun

    assert answer == (200, LATER)
    assert 1 <= took < PLATFORM_HANGS_UP


async def test_answers_within_the_limit_while_the_shelf_stands_still(door: Door) -> None:
    async with behind(door, patience=1, grace=60) as slow:
        door.ports.shelf.get = still  # type: ignore[method-assign,assignment]
        begun = time.monotonic()
        answer = await slow.push()
        took = time.monotonic() - begun

    assert answer == (200, LATER)
    assert took < PLATFORM_HANGS_UP


def told(door: Door) -> list[str]:
    """The marks of those who have been told, as they stand on the shelf."""
    assert isinstance(door.ports.shelf, MemoryShelf)
    return [key for key in door.ports.shelf.standing if key.startswith("told:")]


def spooled(door: Door) -> list[Raw]:
    assert isinstance(door.ports.spool, Spooled)
    return door.ports.spool.raws


async def still(_key: str) -> str | None:
    await asyncio.sleep(60)
    return None
