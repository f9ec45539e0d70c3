"""A door at work under test, between a real far side and an inbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from io import BytesIO

from aiohttp import ClientResponse, ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from channels.base import Channel, Ports
from tests.channels.far_side import Asked, FakeProvider, Inbox
from tests.channels.lines import FarEnd, at_the_line, said
from tests.channels.ports import ports
from tests.channels.specimen import Request, Sent, Specimen, Spoken, Waiting, addressed

LIMIT = 30  # seconds until a test says that it waited in vain


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str
    location: str = ""


@dataclass
class Door:
    """A channel at work between a real far side and an inbox."""

    channel: Channel
    specimen: Specimen
    provider: FakeProvider
    inbox: Inbox
    client: TestClient[web.Request, web.Application]
    stirred: asyncio.Event  # either side has seen something
    ports: Ports
    far: str  # the address of the far side

    async def post(self, sent: Sent) -> ClientResponse:
        sent = addressed(sent, self.far)
        return await self.client.post(
            self.channel.mount + sent.path,
            data=BytesIO(sent.body),
            headers=sent.headers,
            allow_redirects=False,
        )

    async def push(self, arriving: Sent | Spoken) -> Answer:
        """Bring a request or a frame to the door, and see what becomes of it."""
        if isinstance(arriving, Spoken):
            return Answer(*await said(self.client, self.channel.mount, arriving))
        response = await self.post(arriving)
        return Answer(response.status, await response.text(), response.headers.get("Location", ""))

    def at_the_line(self) -> AbstractAsyncContextManager[FarEnd]:
        genuine = self.request.genuine()
        assert isinstance(genuine, Spoken)
        return at_the_line(self.client, self.channel.mount, genuine)

    async def submit(self, sent: Sent) -> tuple[int, str]:
        response = await self.post(sent)
        return response.status, await response.text()

    @property
    def request(self) -> Request:
        assert isinstance(self.specimen.arrives, Request)
        return self.specimen.arrives

    @property
    def waiting(self) -> Waiting:
        assert isinstance(self.specimen.arrives, Waiting)
        return self.specimen.arrives

    def lay_out(self, answer: object) -> None:
        """Have the far side hold this, until a request confirms that it was fetched."""

        given = False

        def hear(asked: Asked) -> None:
            nonlocal given
            # what comes before it was given confirms what lay there earlier
            if given and self.waiting.confirms(asked):
                self.provider.answers[self.waiting.path] = self.waiting.empty
            given = given or asked.path == self.waiting.path

        self.provider.answers[self.waiting.path] = answer
        self.provider.hears = hear

    async def listen_until(self, happened: Callable[[], bool]) -> None:
        """Listen until it has happened, or listening ends by itself; raises what it raised."""
        if self.waiting.rings:
            assert (await self.post(self.waiting.rings())).status == 200
        task = asyncio.create_task(self.channel.listen(self.inbox.deliver))
        try:
            async with asyncio.timeout(LIMIT):
                await self._stirred_until(lambda: task.done() or happened(), task)
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _stirred_until(self, happened: Callable[[], bool], task: asyncio.Task[None]) -> None:
        while not happened():
            stirred = asyncio.create_task(self.stirred.wait())
            await asyncio.wait([task, stirred], return_when=asyncio.FIRST_COMPLETED)
            stirred.cancel()
            self.stirred.clear()

    async def receive_besides(self) -> None:
        """Bring in every other kind of message that the specimen shows."""
        for other in self.specimen.besides:
            await self.bring(other.arrives() if callable(other.arrives) else other.arrives)

    async def bring(self, arriving: object) -> None:
        """One more message: a request or a frame, or what the far side holds."""
        enough = len(self.inbox.messages) + 1
        if isinstance(arriving, Sent | Spoken):
            assert (await self.push(arriving)).status < 400
        else:
            self.lay_out(arriving)
            await self.listen_until(partial(self._brought, enough))
        assert len(self.inbox.messages) == enough

    def _brought(self, enough: int) -> bool:
        return len(self.inbox.messages) >= enough

    async def receive(self) -> None:
        """Bring the genuine message in, whichever way it comes."""
        if isinstance(self.specimen.arrives, Request):
            assert (await self.push(self.request.genuine())).status < 400
        else:
            self.lay_out(self.waiting.genuine)
            await self.listen_until(lambda: bool(self.inbox.messages))
        assert len(self.inbox.messages) == 1


@asynccontextmanager
async def opened(channel: type[Channel], specimen: Specimen) -> AsyncIterator[Door]:
    stirred = asyncio.Event()
    provider = FakeProvider(dict(specimen.answers), stirred=stirred)
    async with (
        TestServer(provider.app()) as far,
        ClientSession() as http,
        (specimen.beside or _nothing)(provider) as places,
    ):
        url = str(far.make_url("")).rstrip("/")
        lent, specimen = ports(http), specimen.at(url)
        for sign, place in places.items():
            specimen = specimen.at(place, sign)
        settings = channel.Settings.model_validate(specimen.settings)
        inbox = Inbox(stirred=stirred)
        made = channel(specimen.account, settings, lent)
        rooms = web.Application()
        rooms.add_routes(made.routes(inbox.deliver))
        house = web.Application()
        house.add_subapp(made.mount, rooms)
        async with TestClient(TestServer(house)) as client:
            yield Door(made, specimen, provider, inbox, client, stirred, lent, url)


@asynccontextmanager
async def _nothing(_provider: FakeProvider) -> AsyncIterator[Mapping[str, str]]:
    yield {}
