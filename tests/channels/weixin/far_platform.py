"""The platform on this machine: gives tokens out, refuses old ones, answers as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from channels.weixin.calls import Api, asked
from channels.weixin.token import AccessToken, Fetched
from tests.channels.ports import MemoryShelf

PASSING = frozenset({45011})


@dataclass
class Platform:
    """`good` is the token that works now; `answers` are given in turn before plain success."""

    good: str = "token-1"
    lasts: int = 7200
    slow: float = 0
    fetched: int = 0
    asked: list[Mapping[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)

    async def give(self, _request: web.Request) -> web.Response:
        self.fetched += 1
        await asyncio.sleep(self.slow)
        return web.json_response({"access_token": self.good, "expires_in": self.lasts})

    async def take(self, request: web.Request) -> web.Response:
        self.asked.append(dict(request.query))
        self.bodies.append(await request.read())
        if request.query.get("access_token") != self.good:
            return web.json_response({"errcode": 40001, "errmsg": "invalid credential"})
        return self.answers.pop(0) if self.answers else web.json_response({"errcode": 0, "n": 1})


@dataclass
class Process:
    """One of our processes: its own objects, the shelf and the platform shared with the others."""

    api: Api
    token: AccessToken


@asynccontextmanager
async def running(
    platform: Platform, shelf: MemoryShelf, count: int = 1
) -> AsyncIterator[list[Process]]:
    app = web.Application()
    app.add_routes([web.get("/token", platform.give), web.route("*", "/do", platform.take)])
    async with TestServer(app) as server, ClientSession() as http:
        root = str(server.make_url("")).rstrip("/")

        async def fetch(_refused: str) -> Fetched:
            answer: dict[str, Any] = await asked(http, "GET", f"{root}/token")
            return Fetched(answer["access_token"], answer["expires_in"])

        tokens = [AccessToken(shelf, fetch) for _ in range(count)]
        yield [Process(Api(http, root, token, PASSING), token) for token in tokens]
