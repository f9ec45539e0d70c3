"""The known thing beside which we measure: an aiohttp handler that does one durable insert.

Run as a process of its own: `python -m benchmarks.bare URL PORT`.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import uvloop
from aiohttp import web

TABLE = "create table if not exists bare (id {serial}, body text not null)"


class Lite:
    """One SQLite connection in one thread, one commit for each insert."""

    def __init__(self, path: str) -> None:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        self.thread = ThreadPoolExecutor(1)
        self.connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.connection.execute("pragma journal_mode = wal")
        self.connection.execute("pragma synchronous = full")
        self.connection.execute(TABLE.format(serial="integer primary key"))

    async def insert(self, body: str) -> None:
        await asyncio.get_running_loop().run_in_executor(self.thread, self._insert, body)

    def _insert(self, body: str) -> None:
        self.connection.execute("insert into bare (body) values (?)", (body,))


class Post:
    """Four PostgreSQL connections in four threads, one commit for each insert."""

    def __init__(self, url: str) -> None:
        self.threads = ThreadPoolExecutor(4)
        self.idle = [psycopg.connect(url, autocommit=True) for _ in range(4)]
        self.idle[0].execute(TABLE.format(serial="bigserial primary key").encode())

    async def insert(self, body: str) -> None:
        await asyncio.get_running_loop().run_in_executor(self.threads, self._insert, body)

    def _insert(self, body: str) -> None:
        connection = self.idle.pop()
        try:
            connection.execute("insert into bare (body) values (%s)", (body,))
        finally:
            self.idle.append(connection)


def main(url: str, port: int) -> None:
    table = Lite(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else Post(url)

    async def keep(request: web.Request) -> web.Response:
        await table.insert(await request.text())
        return web.json_response({"kept": True}, status=201)

    async def serve() -> None:
        app = web.Application()
        app.router.add_post("/", keep)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        await asyncio.Event().wait()

    uvloop.run(serve())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
