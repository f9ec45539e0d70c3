"""What stands on either side of a door under test: a real HTTP server, and an inbox."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from channels.message import InboundMessage, Receipt

RECEIPT = Receipt(
    number="ZZ261121000042K", link="/r/ZZ261121000042K/s3cr3t", words="Your number is 42 K."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request the far side received."""

    method: str
    path: str
    query: Mapping[str, str]
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    target: str = ""  # path and query as they were sent

    def says(self, words: str) -> bool:
        """Whether these words stand in body or query, as they are or escaped as JSON does it."""
        text = "\n".join((self.body.decode(), *self.query.values()))
        return words in text or json.dumps(words)[1:-1] in text


@dataclass
class FakeProvider:
    """The provider of a channel: answers what the specimen says, remembers what it was asked.

    `answers` is path to answer: bytes as they are, anything else as JSON; `statuses` is path to
    another status than 200. While `failing` is set, every request gets that status instead.
    `stirred` is set at every request.
    """

    answers: dict[str, object]
    statuses: dict[str, int] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    failing: int | None = None
    stirred: asyncio.Event = field(default_factory=asyncio.Event)
    hears: Callable[[Asked], None] = lambda _asked: None

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.answer)
        return app

    async def answer(self, request: web.Request) -> web.Response:
        asked = Asked(
            request.method,
            request.path,
            dict(request.query),
            await request.read(),
            dict(request.headers),
            request.rel_url.raw_path_qs,
        )
        self.asked.append(asked)
        self.stirred.set()
        if self.failing:
            return web.Response(status=self.failing)
        self.hears(asked)
        if request.path not in self.answers:
            return web.Response(status=404)
        answer, status = self.answers[request.path], self.statuses.get(request.path, 200)
        if isinstance(answer, bytes):
            return web.Response(body=answer, status=status)
        return web.json_response(answer, status=status)


@dataclass
class Inbox:
    """The near side: keeps what a door delivers, unless it has been broken."""

    messages: list[InboundMessage] = field(default_factory=list)
    failure: Exception | None = None
    receipt: Receipt = RECEIPT
    stirred: asyncio.Event = field(default_factory=asyncio.Event)

    async def deliver(self, message: InboundMessage) -> Receipt:
        if self.failure:
            raise self.failure
        self.messages.append(message)
        self.stirred.set()
        return self.receipt
