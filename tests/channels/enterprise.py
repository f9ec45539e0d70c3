"""A door of a WeCom enterprise at work, against the server of WeCom."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

from aiohttp import ClientResponse, ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from channels.base import Channel, TryAgain
from channels.message import InboundMessage, Receipt
from tests.channels.far_side import RECEIPT
from tests.channels.ports import CarPark, MemoryShelf, ports
from tests.channels.qyapi import Qyapi
from tests.channels.specimen import Sent, Specimen

LIMIT = 30  # seconds until a test says that it waited in vain
QUIET = 20  # looks in a row that find nothing new


@dataclass
class Desk:
    """The near side; `minds` may refuse a message, or break; it keeps nothing while shut."""

    kept: list[InboundMessage] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    minds: Callable[[InboundMessage], None] = lambda _message: None
    receipt: Receipt = RECEIPT

    async def deliver(self, message: InboundMessage) -> Receipt:
        self.begun.append(message.external_id)
        await self.open.wait()
        self.minds(message)
        self.kept.append(message)
        return self.receipt

    @property
    def ids(self) -> list[str]:
        return [message.external_id for message in self.kept]


@dataclass
class Office:
    channel: Channel
    far: Qyapi
    client: TestClient[web.Request, web.Application]
    shelf: MemoryShelf
    park: CarPark
    desk: Desk

    async def post(self, sent: Sent) -> ClientResponse:
        path = self.channel.mount + sent.path
        return await self.client.post(path, data=sent.body, headers=dict(sent.headers))

    async def get(self, query: Mapping[str, str]) -> ClientResponse:
        return await self.client.get(self.channel.mount, params=query)

    @property
    def parked(self) -> list[str]:
        return [problem.code for _, problem in self.park.parked]

    async def listen_until(self, happened: Callable[[], bool]) -> None:
        """Raises what `listen` raised."""
        async with self.listening() as task:
            await until(lambda: happened() or task.done())
            if task.done():
                await task

    async def settled(self) -> None:
        """Listen until nothing more is called for a while.

        Both sides live in this loop: each look gives both a turn, however slow the machine is.
        """
        async with self.listening():
            called, quiet = -1, 0
            while quiet < QUIET:
                quiet = quiet + 1 if called == len(self.far.called) and not self.far.busy else 0
                called = len(self.far.called)
                await asyncio.sleep(0.005)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[asyncio.Task[None]]:
        task = asyncio.create_task(self.channel.listen(self.desk.deliver))
        try:
            yield task
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError, ConnectionError, TryAgain):
                await task


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT):
        while not happened():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.005)


@asynccontextmanager
async def office(
    kind: type[Channel],
    specimen: Specimen,
    far: Qyapi,
    shelf: MemoryShelf | None = None,
    **settings: object,
) -> AsyncIterator[Office]:
    """The specimen's settings, with these in their place; the shelf may be shared by several."""
    async with TestServer(far.app()) as server, ClientSession() as http:
        url = str(server.make_url("")).rstrip("/")
        lent = ports(http)
        if shelf is not None:
            lent = replace(lent, shelf=shelf)
        checked = kind.Settings.model_validate({**specimen.at(url).settings, **settings})
        channel = kind("", checked, lent)
        desk, rooms, house = Desk(), web.Application(), web.Application()
        desk.open.set()
        rooms.add_routes(channel.routes(desk.deliver))
        house.add_subapp(channel.mount, rooms)
        async with TestClient(TestServer(house)) as client:
            assert isinstance(lent.shelf, MemoryShelf)
            assert isinstance(lent.park, CarPark)
            yield Office(channel, far, client, lent.shelf, lent.park, desk)
