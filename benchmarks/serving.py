"""Serves one of the benchmarks' own small applications until its process is ended."""

from __future__ import annotations

import asyncio

from aiohttp import web


async def served(app: web.Application, port: int) -> None:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()
