"""Tells open pages that something changed: one look at the store serves everybody."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from gateway.database import Database
from gateway.store import chats, history, views
from gateway.store.chats import Stirring
from gateway.store.views import Changes
from gateway.web.desk.chats import marked

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds between two looks, and the longest that news waits
HEARTBEAT = 15.0  # seconds; proxies cut what is silent for a minute
LONGEST = 900.0  # seconds; then the browser comes back, and its log-in is checked again


@dataclass(slots=True)
class Pulse:
    """Looks once for all listeners, and only while there are any."""

    database: Database
    every: float = EVERY
    newest: int = 0
    stirring: Stirring | None = None
    turn: int = 0  # how often it found something new
    listeners: int = 0
    stopping: bool = False
    beat: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def run(self, _app: web.Application) -> AsyncIterator[None]:
        """For `cleanup_ctx`: beats as long as the site is open."""
        beating = asyncio.create_task(self._look_on())
        yield
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating

    async def stop(self, _app: web.Application) -> None:
        """For `on_shutdown`: lets every listener go."""
        async with self.beat:
            self.stopping = True
            self.beat.notify_all()

    async def later_than(self, seen: int, turn: int) -> bool:
        """Wait for a newer line than `seen`, or a later turn; False when the site is closing."""
        async with self.beat:
            self.listeners += 1
            try:
                await self.beat.wait_for(
                    lambda: self.stopping or self.newest > seen or self.turn > turn
                )
            finally:
                self.listeners -= 1
        return not self.stopping

    async def _look_on(self) -> None:
        while True:
            await asyncio.sleep(self.every)
            if self.listeners:
                await self._look()

    async def _look(self) -> None:
        try:
            newest, stirring = await self.database.read(_present)
        except OperationalError as error:  # pages go on without news; the next look may succeed
            log.warning("no news for open pages: %s", error.__class__.__name__)
            return
        async with self.beat:
            if (newest, stirring) != (self.newest, self.stirring):
                self.newest, self.stirring = newest, stirring
                self.turn += 1
                self.beat.notify_all()


@dataclass(frozen=True, slots=True)
class Heard:
    """What a listener knows of the conversations; `mark` is that of the one he has open."""

    stirring: Stirring
    mark: str

    def said(self, user: str) -> str:
        unanswered = self.stirring.unanswered.get(user, 0)
        return json.dumps(
            {"waiting": self.stirring.waiting, "unanswered": unanswered, "talk": self.mark}
        )


@dataclass(frozen=True, slots=True)
class Events:
    """`/events`: "changed" with the numbers of the tickets that did, "chats" with what waits.

    `?talk=` is the conversation that the page shows: then "chats" bears the mark that a fresh
    page of it would.
    """

    database: Database
    pulse: Pulse

    def routes(self) -> Iterable[web.RouteDef]:
        return (web.get("/events", self.listen),)

    async def listen(self, request: web.Request) -> web.StreamResponse:
        user, talk_id = request["user"].name, _talk(request)
        seen, turn = await self._from(request), self.pulse.turn
        heard = await self.database.read(_heard, talk_id)
        if request.transport is None:  # left meanwhile: there is nobody to stream to
            return web.Response(status=HTTPStatus.NO_CONTENT)
        async with sse_response(request, ping_interval=HEARTBEAT) as stream:
            with suppress(TimeoutError, ConnectionResetError, OperationalError):
                async with asyncio.timeout(LONGEST):
                    await stream.send(heard.said(user), id=str(seen), event="ready", retry=3000)
                    while await self.pulse.later_than(seen, turn):
                        turn = self.pulse.turn
                        seen = await self._changed(stream, seen)
                        known, heard = heard, await self.database.read(_heard, talk_id)
                        if heard != known:
                            await stream.send(heard.said(user), event="chats")
        return stream

    async def _changed(self, stream: EventSourceResponse, seen: int) -> int:
        """Says what happened in the history since then, if anything did."""
        if self.pulse.newest <= seen:
            return seen
        news = await self.database.read(views.changes, seen)
        await stream.send(_said(news), id=str(news.newest), event="changed")
        return news.newest

    async def _from(self, request: web.Request) -> int:
        """Where this listener stopped, or now."""
        said = request.headers.get("Last-Event-ID") or request.query.get("after", "")
        known = said.isdecimal() and len(said) < 19
        return int(said) if known else await self.database.read(history.newest)


def _talk(request: web.Request) -> str:
    said = request.query.get("talk", "")
    return said if re.fullmatch(r"[0-9a-z]{32}", said) else ""


def _present(connection: Connection) -> tuple[int, Stirring]:
    return history.newest(connection), chats.stirring(connection)


def _heard(connection: Connection, talk_id: str) -> Heard:
    return Heard(chats.stirring(connection), marked(connection, talk_id) if talk_id else "")


def _said(news: Changes) -> str:
    return json.dumps({"tickets": news.numbers})
