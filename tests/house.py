"""The whole service in a test: at work, or standing still so that the test walks it itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypeVar

from aiohttp import ClientSession

from gateway.app import Gateway, open_doors, wire
from gateway.clock import Clock
from gateway.database import Database, open_database
from gateway.doorkeeping import Doorkeeper
from gateway.lending import Lender
from gateway.metrics import Metrics
from gateway.parts import Parts
from gateway.secrecy import Secrecy
from gateway.settings import Settings, secret_of
from gateway.stream import open_stream
from gateway.town import Town
from gateway.worker import OVERTAKEN

T = TypeVar("T")

PATIENCE = 60.0  # seconds until a test says that it waited in vain


@asynccontextmanager
async def kept_open(context: AbstractAsyncContextManager[T]) -> AsyncIterator[T]:
    """`context`, entered and left by one task, as the task groups in it ask for.

    A fixture may be set up by one task and torn down by another.
    """
    opened: asyncio.Future[T] = asyncio.get_running_loop().create_future()
    enough = asyncio.Event()

    async def keep() -> None:
        async with context as thing:
            opened.set_result(thing)
            await enough.wait()

    keeper = asyncio.create_task(keep())
    keeper.add_done_callback(lambda _: opened.cancel())  # it failed before it was open
    try:
        thing = await opened
    except asyncio.CancelledError:
        await keeper
        raise
    try:
        yield thing
    finally:
        enough.set()
        await keeper


def as_it_is(database: Database) -> Database:
    return database


@asynccontextmanager
async def standing_still(
    settings: Settings, town: Town, clock: Clock, wrapped: Callable[[Database], Database] = as_it_is
) -> AsyncIterator[Gateway]:
    """Everything wired as in service, on a migrated database, but without worker and schedule."""
    secrecy = Secrecy(secret_of(settings))
    async with (
        open_database(settings.database_url) as opened,
        ClientSession() as http,
        open_stream(settings.stream, database := wrapped(opened), clock) as stream,
    ):
        doors = open_doors(Lender(settings, town, database, clock, http))
        keeper = Doorkeeper(database, clock, doors)
        parts = Parts(
            settings, clock, town, secrecy, database, stream, http, doors, keeper, Metrics()
        )
        yield wire(parts)


async def walk_on(gateway: Gateway) -> None:
    """Walk whatever waits in the stream until nothing does; an error of a stage goes through."""
    stream = gateway.parts.stream
    async with asyncio.timeout(PATIENCE):
        while await stream.waiting():
            entries = await stream.take(100)
            await walk_afresh(gateway, *(entry.item for entry in entries))
            await stream.done(*entries)


async def walk_afresh(gateway: Gateway, *items: str) -> None:
    """As the worker does it: whoever was overtaken reads again and decides afresh."""
    while True:
        try:
            return await gateway.walk(*items)
        except OVERTAKEN:
            continue


async def until(holds: Callable[[], Awaitable[object]]) -> None:
    """Wait for what nobody announces; a TimeoutError when it does not come."""
    async with asyncio.timeout(PATIENCE):
        while not await holds():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.02)


async def at_rest(gateway: Gateway) -> None:
    """Wait until the worker has nothing left to do."""

    async def nothing_waits() -> bool:
        return await gateway.parts.stream.waiting() == 0

    await until(nothing_waits)
