"""Opens the work queue that the settings name."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from gateway.database import Database
from gateway.stream.base import Stream
from gateway.stream.redis import RedisStream
from gateway.stream.sql import SqlStream

SILENT_AFTER = 2.0  # seconds without an answer, and a server counts as down


@asynccontextmanager
async def open_stream(
    url: str, database: Database, clock: Callable[[], datetime]
) -> AsyncIterator[Stream]:
    """`"database"`, or `redis://host/number`. Raises redis.exceptions.ConnectionError."""
    if url == "database":
        yield SqlStream(database, clock)
        return
    connect = Redis.from_url(
        url,
        decode_responses=True,
        protocol=2,
        retry=Retry(NoBackoff(), 1),  # the default retries make a dead server cost seconds a call
        socket_connect_timeout=SILENT_AFTER,
        socket_timeout=SILENT_AFTER,
    )
    async with connect as redis:
        stream = RedisStream(redis, f"{socket.gethostname()}-{os.getpid()}", clock)
        await stream.make_group()
        yield stream
