"""`duokou serve`: runs until Ctrl-C or SIGTERM, then closes door after door."""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from gateway.app import Gateway, Share, running
from gateway.commands.plainly import CommandFailed
from gateway.settings import Settings
from gateway.web.site import make_engine_room

log = logging.getLogger(__name__)

# seconds a thread may keep the others waiting. Requests and queries run in different threads; with
# Python's 5 ms a request of ten steps may wait 50 ms for nothing. Measured: 158 instead of 145
# reports a second on SQLite, 103 instead of 77 on PostgreSQL.
SWITCH = 0.0005


@asynccontextmanager
async def listening(settings: Settings, share: Share = Share.ALL) -> AsyncIterator[Gateway]:
    """A running gateway with its port open. Raises CommandFailed when the port is taken."""
    async with running(settings, share=share) as gateway:
        site = gateway.site if share is not Share.WORK else make_engine_room(gateway.parts)
        runner = web.AppRunner(site, handle_signals=False, access_log=None)
        await runner.setup()
        try:
            await _open_port(runner, settings)
            log.info("listening on %s:%s", settings.host, settings.port)
            yield gateway
        finally:
            await runner.cleanup()


def stopped() -> asyncio.Event:
    """Set when a person or a supervisor asks us to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


async def serve_until_stopped(settings: Settings, share: Share) -> None:
    sys.setswitchinterval(SWITCH)
    stop = stopped()
    async with listening(settings, share) as gateway:
        _reload_on_hangup(gateway)
        await stop.wait()


def _reload_on_hangup(gateway: Gateway) -> None:
    """SIGHUP takes the city folder as it is now, whole or not at all."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGHUP, gateway.parts.town.try_reload)


async def _open_port(runner: web.AppRunner, settings: Settings) -> None:
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise CommandFailed(
            f"端口 {settings.port} 已被占用：请停掉占用它的程序，或在设置里换 port / "
            f"port {settings.port} is in use: stop what uses it, or set another port"
        ) from error
