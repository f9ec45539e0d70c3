"""Tells open pages that something changed: one look at the history serves everybody."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp_sse import sse_response
from sqlalchemy.exc import OperationalError

from gateway.database import Database
from gateway.store import history, views
from gateway.store.views import Changes

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

    async def later_than(self, seen: int) -> bool:
        """Wait for a newer line than `seen`; False when the site is closing."""
        async with self.beat:
            self.listeners += 1
            try:
                await self.beat.wait_for(lambda: self.stopping or self.newest > seen)
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
            newest = await self.database.read(history.newest)
        except OperationalError as error:  # pages go on without news; the next look may succeed
            log.warning("no news for open pages: %s", error.__class__.__name__)
            return
        async with self.beat:
            if newest != self.newest:
                self.newest = newest
                self.beat.notify_all()


@dataclass(frozen=True, slots=True)
class Events:
    """`/events`: one event "changed" with the numbers of the tickets that did."""

    database: Database
    pulse: Pulse

    def routes(self) -> Iterable[web.RouteDef]:
        return (web.get("/events", self.listen),)

    async def listen(self, request: web.Request) -> web.StreamResponse:
        seen = await self._from(request)
        async with sse_response(request, ping_interval=HEARTBEAT) as stream:
            with suppress(TimeoutError, ConnectionResetError, OperationalError):
                async with asyncio.timeout(LONGEST):
                    await stream.send("", id=str(seen), event="ready", retry=3000)
                    while await self.pulse.later_than(seen):
                        news = await self.database.read(views.changes, seen)
                        seen = news.newest
                        await stream.send(_said(news), id=str(seen), event="changed")
        return stream

    async def _from(self, request: web.Request) -> int:
        """Where this listener stopped, or now."""
        said = request.headers.get("Last-Event-ID") or request.query.get("after", "")
        known = said.isdecimal() and len(said) < 19
        return int(said) if known else await self.database.read(history.newest)


def _said(news: Changes) -> str:
    return json.dumps({"tickets": news.numbers})
