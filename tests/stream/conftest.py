"""One queue of each make, and as many takers at it as a test asks for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from gateway.clock import now
from gateway.database import open_database
from gateway.stream import Entry, Stream, open_stream
from gateway.stream.base import HELD_FOR
from gateway.stream.redis import RedisStream
from gateway.stream.sql import SqlStream
from tests.servers import Valkey
from tests.values import one_more

STREAMS = ("sqlite", "postgresql", "redis")


@dataclass(frozen=True, slots=True)
class Queue:
    """`taker` gives somebody at this queue, with connections of his own."""

    database: str
    url: str
    opened: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def taker(self, held_for: timedelta = HELD_FOR) -> Stream:
        database = await self.opened.enter_async_context(open_database(self.database))
        stream = await self.opened.enter_async_context(open_stream(self.url, database, now))
        assert isinstance(stream, SqlStream | RedisStream)
        stream.held_for = held_for
        if isinstance(stream, RedisStream):
            stream.consumer = f"taker-{one_more()}"  # as if each were a process
        return stream


@pytest.fixture(params=STREAMS)
async def queue(request: pytest.FixtureRequest) -> AsyncIterator[Queue]:
    if request.param == "redis":
        valkey: Valkey = request.getfixturevalue("valkey")
        made = Queue(request.getfixturevalue("sqlite_url"), valkey.url)
    else:
        name = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
        made = Queue(request.getfixturevalue(name), "database")
    async with made.opened:
        yield made


@pytest.fixture
async def stream(queue: Queue) -> Stream:
    return await queue.taker()


async def all_of(stream: Stream, most: int = 10) -> list[Entry]:
    """Take until nothing comes."""
    found: list[Entry] = []
    while taken := await stream.take(most):
        found += taken
    return found


def items(entries: Sequence[Entry]) -> list[str]:
    return [entry.item for entry in entries]
