"""Takes what wants attention from the stream and walks it on; sets aside what keeps failing."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from redis.exceptions import RedisError

from gateway.database import AWAY
from gateway.flow import Walk
from gateway.metrics import Metrics
from gateway.store.journal import AlreadySettled
from gateway.store.reports import ReportChanged
from gateway.store.talks import TalkChanged
from gateway.store.tickets import TicketChanged
from gateway.stream import Entry, Stream
from gateway.stream.base import TRIES

log = logging.getLogger(__name__)

OVERTAKEN = (
    TicketChanged,
    ReportChanged,
    AlreadySettled,
    TalkChanged,
)  # read it again and decide afresh
AFRESH = 5
TOGETHER = 32  # messages walked at once; more would make others wait for the database too long
STREAM_DOWN_WAIT = 1.0  # seconds
DOWN = (RedisError, OSError, *AWAY)  # the stream, or the database it may be a table of


@dataclass(slots=True)
class Worker:
    """Messages are walked together, everything else on a lane of its own.

    Messages never wait for a far side. A ticket or a notice may: on its own lane it holds up
    no other. There are `lanes` of them. And none of these waits until messages have been thought
    of: what a citizen is to be told of the last ones is said meanwhile.
    """

    stream: Stream
    walk: Walk
    metrics: Metrics
    lanes: int
    walking: set[asyncio.Task[None]] = field(default_factory=set)
    messages: asyncio.Queue[Entry] = field(default_factory=lambda: asyncio.Queue(TOGETHER))

    async def run(self) -> None:
        """Until cancelled; walks that are under way then are handed out again later."""
        async with asyncio.TaskGroup() as walks:
            walks.create_task(self._walk_messages())
            while True:
                messages, others = _told_apart(await self._taken())
                for entry in others:
                    walk = walks.create_task(self._lane(entry))
                    self.walking.add(walk)
                    walk.add_done_callback(self.walking.discard)
                for entry in messages:
                    await self.messages.put(entry)
                while len(self.walking) >= self.lanes:
                    await asyncio.wait(self.walking, return_when=asyncio.FIRST_COMPLETED)

    async def _walk_messages(self) -> None:
        while True:
            together = [await self.messages.get()]
            while len(together) < TOGETHER and not self.messages.empty():
                together.append(self.messages.get_nowait())
            await self._lane(*together)

    async def _taken(self) -> Sequence[Entry]:
        try:
            return await self.stream.take(TOGETHER)
        except DOWN as error:
            log.warning("the stream is down, will try again: %s", type(error).__name__)
            await asyncio.sleep(STREAM_DOWN_WAIT)
            return ()

    async def _lane(self, *entries: Entry) -> None:
        try:
            await self._deal(*entries)
        except DOWN as error:
            # nothing is lost: the store has what was done, the sweep finds what was not
            log.warning("%d not settled with the stream: %s", len(entries), type(error).__name__)

    async def _deal(self, *entries: Entry) -> None:
        try:
            await self._walk_afresh(*(entry.item for entry in entries))
        except Exception as error:  # noqa: BLE001 - the one place: whatever breaks is set aside
            if len(entries) == 1:
                await self._failed(entries[0], error)
                return
            for entry in entries:  # whichever of them it was, the others shall not suffer for it
                await self._deal(entry)
        else:
            await self.stream.done(*entries)

    async def _walk_afresh(self, *items: str) -> None:
        for _ in range(AFRESH):
            try:
                await self.walk(*items)
            except OVERTAKEN:
                continue
            return
        await self.walk(*items)

    async def _failed(self, entry: Entry, error: Exception) -> None:
        reason = _where(error)
        if entry.failures + 1 >= TRIES:
            self.metrics.failures.labels("set aside").inc()
            log.error("%s set aside", entry.item, exc_info=error)
            await self.stream.shunt(entry, reason)
            return
        self.metrics.failures.labels("again").inc()
        log.warning("%s failed, will try again: %s", entry.item, type(error).__name__)
        await self.stream.again(entry, timedelta(seconds=2**entry.failures))


def _told_apart(entries: Sequence[Entry]) -> tuple[Sequence[Entry], Sequence[Entry]]:
    """Messages, and all others."""
    messages = [entry for entry in entries if entry.item.startswith("message:")]
    return messages, [entry for entry in entries if entry not in messages]


def _where(error: Exception) -> str:
    """What kind of error, and where; its message may quote a citizen."""
    frames = traceback.extract_tb(error.__traceback__)
    last = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}{last}"
