"""A dispatch backend as the far side of the webhook: it keeps orders by key, and calls back.

It checks signatures with a few lines of its own, so that ours are held to the written contract.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

SECRET = "a secret between two systems"
_keys = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Mood:
    """How the backend meets one order. `keeps`: it has the order, whatever it then answers."""

    status: int = 200
    body: bytes | None = None  # none: the acknowledgement of the contract
    headers: dict[str, str] = field(default_factory=dict)
    keeps: bool = False
    hangs: bool = False
    closes: bool = False


WELL = Mood(keeps=True)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One order as it came, genuine or not."""

    key: str
    body: bytes
    genuine: bool


@dataclass(slots=True)
class Backend:
    """`moods` are for the next orders, one each; after them it is WELL."""

    url: str = ""
    moods: deque[Mood] = field(default_factory=deque)
    usual: Mood = WELL
    repeated: int = 200  # what it answers to a key it knows
    arrivals: list[Arrival] = field(default_factory=list)
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    elsewhere: int = 0  # requests to where a redirect points
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def keys(self) -> list[str]:
        return [arrival.key for arrival in self.arrivals]

    async def take(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        key = request.headers.get("Idempotency-Key", "")
        genuine = _signed(
            SECRET, request.headers["X-Duokou-Timestamp"], key, body
        ) == request.headers.get("X-Duokou-Signature")
        self.arrivals.append(Arrival(key, body, genuine))
        self.arrived.set()
        mood = self.moods.popleft() if self.moods else self.usual
        if not genuine:
            return web.Response(status=401)
        known = key in self.orders
        if mood.keeps:
            self.orders.setdefault(key, json.loads(body))
        return await self._answer(request, mood, key, known=known)

    async def _answer(
        self, request: web.Request, mood: Mood, key: str, *, known: bool
    ) -> web.StreamResponse:
        if mood.hangs:
            await asyncio.sleep(60)
        if mood.closes:
            assert request.transport is not None
            request.transport.close()
        body = json.dumps({"key": key}).encode() if mood.body is None else mood.body
        status = self.repeated if known and mood == WELL else mood.status
        return web.Response(status=status, body=body, headers=mood.headers)

    async def not_here(self, request: web.Request) -> web.Response:
        self.elsewhere += 1
        return web.json_response({"key": request.headers.get("Idempotency-Key", "")})


@asynccontextmanager
async def running_backend() -> AsyncIterator[Backend]:
    backend = Backend()
    site = web.Application(client_max_size=64 * 1024 * 1024)
    site.add_routes(
        [web.post("/orders", backend.take), web.route("*", "/elsewhere", backend.not_here)]
    )
    async with TestServer(site, shutdown_timeout=0.1) as server:
        backend.url = str(server.make_url("/orders"))
        yield backend


@dataclass(frozen=True, slots=True)
class Told:
    """How the gateway answered a callback."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str]

    @property
    def codes(self) -> list[str]:
        return [problem["code"] for problem in self.body.get("errors", [])]


@dataclass(frozen=True, slots=True)
class Caller:
    """The backend's other half: reports to the gateway at `address`."""

    http: ClientSession
    address: str
    secret: str = SECRET

    async def tell(self, key: str = "", **said: Any) -> Told:
        """One callback; without a key it gets a new one."""
        return await self.send(json.dumps(said).encode(), key or f"call-{next(_keys)}")

    async def send(
        self,
        body: bytes,
        key: str,
        *,
        timestamp: str = "",
        language: str = "zh",
        media_type: str = "application/json",
        **headers: str,
    ) -> Told:
        """Bytes as they are, signed as they are; `headers` stand in place of the right ones."""
        timestamp = timestamp or str(int(time.time()))
        signed = {
            "Accept-Language": language,
            "Content-Type": media_type,
            "Idempotency-Key": key,
            "X-Duokou-Timestamp": timestamp,
            "X-Duokou-Signature": _signed(self.secret, timestamp, key, body),
        }
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.http.post(
            self.address, data=body, headers={**signed, **given}, allow_redirects=False
        ) as response:
            text = await response.text()
            return Told(response.status, json.loads(text), dict(response.headers))


def _signed(secret: str, timestamp: str, key: str, body: bytes) -> str:
    content = b"\n".join((timestamp.encode(), key.encode(), body))
    return "v1=" + hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()
