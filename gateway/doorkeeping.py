"""Opens and shuts doors without a restart, and begins again what stopped fetching."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from channels.base import Channel, Deliver, Problem, TryAgain
from channels.http import REASONS, language_of_header, problem_json
from gateway.clock import Clock
from gateway.database import AWAY, Database
from gateway.doors import Doors
from gateway.store import doors as store
from gateway.store.doors import DoorState

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds between two looks at which doors are to stand open
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds before a far side is asked again
WELL_AFTER = 60.0  # seconds of listening after which a failure counts as the first again
CALLS_AT_A_TIME = 32  # to one far side, from one process
RETRY_AFTER = "60"  # seconds

SHUT = Problem(
    "",
    "door-shut",
    "这个渠道暂停受理，请稍后再试，或拨打 12345。",
    "This channel is closed for the moment; try again later, or call 12345.",
)


@dataclass(slots=True)
class Doorkeeper:
    """One for each process; what people decide stands in the store and reaches every process."""

    database: Database
    clock: Clock
    doors: Doors
    shut: frozenset[str] = frozenset()
    listening: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)  # not in the store yet
    calls: Counter[str] = field(default_factory=Counter)  # to each far side, going on now

    async def run(self, deliver: Deliver | None) -> None:
        """Until cancelled. Without `deliver` it only notes failures: this process has no doors."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                await self._look_again()
                if deliver is not None:
                    self._attend(tasks, deliver)
                await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Learn what people decided, and write down what went wrong since the last look."""
        while self.failures:
            door, error = next(iter(self.failures.items()))
            await self.database.write(store.note_error, door, error, self.clock())
            if self.failures.get(door) == error:  # else it failed otherwise since
                del self.failures[door]
        states = await self.database.read(store.states)
        self.shut = frozenset(name for name, state in states.items() if not state.open)

    async def _look_again(self) -> None:
        """While the database is away the doors stand as they stood."""
        try:
            await self.look()
        except AWAY as error:
            log.warning("the doors cannot be looked up: %s", type(error).__name__)

    async def decide(self, door: str, *, open_: bool, by: str) -> None:
        """Takes effect here at once, in other processes within a second or so."""
        await self.database.write(store.set_open, door, open_=open_, by=by, at=self.clock())
        await self.look()
        log.info("door %s is %s now", door, "open" if open_ else "shut")

    async def states(self) -> dict[str, DoorState]:
        known = await self.database.read(store.states)
        return {door.door: known.get(door.door, DoorState(door.door)) for door in self.doors}

    def is_open(self, door: Channel) -> bool:
        return door.door not in self.shut

    @contextmanager
    def room(self, door: Channel) -> Iterator[bool]:
        """Whether one more call to its far side may begin now; counted until it is left.

        So a far side that is slow or down holds up its own citizens, and nobody else's.
        """
        free = self.calls[door.door] < CALLS_AT_A_TIME
        self.calls[door.door] += free
        try:
            yield free
        finally:
            self.calls[door.door] -= free

    def failed(self, door: Channel, error: str) -> None:
        """`error` is for staff: what went wrong, without anything of a citizen or a secret."""
        self.failures[door.door] = error[:300]

    def guard(self, door: Channel) -> Middleware:
        """Turns requests to a shut door away, so that a good provider brings them again later."""

        @web.middleware
        async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not self.is_open(door):
                if "text/html" in request.headers.get("Accept", ""):
                    raise web.HTTPServiceUnavailable  # the outermost middleware makes it a page
                language = language_of_header(request.headers)
                response = problem_json(language, 503, (SHUT,))
                response.headers["Retry-After"] = RETRY_AFTER
                return response
            return await self._watched(door, request, handler)

        return answer

    async def _watched(
        self, door: Channel, request: web.Request, handler: Handler
    ) -> web.StreamResponse:
        try:
            response = await handler(request)
        except web.HTTPException as error:
            self._judge(door, request, error)
            raise
        except Exception as error:
            self.failed(door, f"{request.method} 500 {type(error).__name__}")
            raise
        self._judge(door, request, response)
        return response

    def _judge(
        self, door: Channel, request: web.Request, response: web.StreamResponse | web.HTTPException
    ) -> None:
        if response.status >= 400 and response.status != 404:
            why = response.get(REASONS, "")
            self.failed(door, f"{request.method} {response.status} {why}".rstrip())

    def _attend(self, tasks: asyncio.TaskGroup, deliver: Deliver) -> None:
        for door in self.doors:
            task = self.listening.get(door.door)
            if self.is_open(door) and task is None and _listens(door):
                self.listening[door.door] = tasks.create_task(self._listen(door, deliver))
            elif not self.is_open(door) and task is not None:
                task.cancel()
                del self.listening[door.door]

    async def _listen(self, door: Channel, deliver: Deliver) -> None:
        wait = FIRST_WAIT
        while True:
            begun = time.monotonic()
            if await self._listened(door, deliver):
                return
            wait = FIRST_WAIT if time.monotonic() - begun > WELL_AFTER else wait
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    async def _listened(self, door: Channel, deliver: Deliver) -> bool:
        """False when the door is to be asked again."""
        try:
            await door.listen(deliver)
        except TryAgain as error:
            log.warning("door %s cannot fetch, will try again: %s", door.door, error)
            self.failed(door, str(error))
            return False
        except Exception as error:
            log.error("door %s broke while listening", door.door, exc_info=error)
            self.failed(door, type(error).__name__)
            return False
        return True


def _listens(door: Channel) -> bool:
    return type(door).listen is not Channel.listen
