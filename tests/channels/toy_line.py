"""A sound door that exists only here: its citizens keep a line open, both speak on it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from aiohttp import WSMsgType, web

from channels.base import Deliver, Ports, Refused, TryAgain
from channels.http import Rejected, json_of, parsed
from channels.message import Reply
from tests.channels.specimen import Besides, Request, Spoken
from tests.channels.toys import ARRIVING, BESIDES, LARGEST, PUSHED, Bell, BellSettings, parse

AT_ONCE = 60  # looks whether he has heard; he lives in the same loop, so each gives him a turn


class Intercom(Bell):
    """A sound door whose citizens keep a line open; without them it keeps what is to be said."""

    def __init__(self, account: str, settings: BellSettings, ports: Ports) -> None:
        super().__init__(account, settings, ports)
        self.known: dict[str, dict[str, Any]] = {}  # sender to what waits for him
        self.open: dict[str, web.WebSocketResponse] = {}

    def routes(self, deliver: Deliver) -> Iterable[web.AbstractRouteDef]:
        async def line(request: web.Request) -> web.StreamResponse:
            if not self.genuine(request.headers.get("Token", ""), request.headers.get("Day", "")):
                raise web.HTTPUnauthorized
            socket = web.WebSocketResponse(max_msg_size=LARGEST, timeout=0.2)
            await socket.prepare(request)
            async with self.owning_up(socket):
                await self.talk(socket, deliver)
            return socket

        return (web.get("/line", line),)

    @asynccontextmanager
    async def owning_up(self, socket: web.WebSocketResponse) -> AsyncIterator[None]:
        code = 1011
        try:
            yield
            code = 1000
        except Rejected as error:
            code = 4000 + error.status
        finally:
            await socket.close(code=code)

    async def talk(self, socket: web.WebSocketResponse, deliver: Deliver) -> None:
        async for message in socket:
            content = message.data.encode() if message.type is WSMsgType.TEXT else message.data
            said = self.json_of(content)
            match said:
                case {"here": sender}:
                    await self.greeted(sender, socket)
                case {"heard": sender}:
                    self.known[sender] = {}
                case _:
                    await self.take(socket, content, deliver)

    async def take(self, socket: web.WebSocketResponse, content: bytes, deliver: Deliver) -> None:
        message = replace(parsed(self.parse, json_of(content)), raw=self.raw(content))
        receipt = await deliver(message)
        self.known.setdefault(message.sender, {})
        await socket.send_json({"say": receipt.words})

    async def greeted(self, sender: str, socket: web.WebSocketResponse) -> None:
        self.open[sender] = socket
        if self.known.get(sender):
            await socket.send_str(json.dumps(self.known[sender], ensure_ascii=False))

    async def send(self, recipient: str, reply: Reply) -> None:
        if recipient not in self.known:
            raise Refused("nobody of that name")
        said = {"text": reply.text, "choices": reply.choices}
        line = self.open.get(recipient)
        if line is not None and not line.closed and not self.known[recipient]:
            await line.send_str(json.dumps(said, ensure_ascii=False))
        self.known[recipient] = said
        for _ in range(AT_ONCE):
            if not self.known[recipient]:
                return
            await asyncio.sleep(0.005)
        raise TryAgain("he is away")


def spoken(content: bytes, token: str = "open-sesame", day: str = "today") -> Spoken:
    return Spoken(
        path="/line",
        body=content,
        headers={"Token": token, "Day": day},
        settles=lambda frame: 200 if "say" in frame else None,
        confirms=lambda frame: '{"heard": "bell"}' if "choices" in frame else None,
        greeting=('{"here": "bell"}',),
    )


ARRIVING_BYTES = json.dumps(ARRIVING).encode()
SPOKEN = replace(
    PUSHED,
    arrives=Request(
        genuine=lambda: spoken(ARRIVING_BYTES),
        garbled=lambda: spoken(b'{"id": "7"}'),
        wrapped=spoken,
        largest=LARGEST,
        forged=lambda: spoken(ARRIVING_BYTES, token="guess"),
        stale=lambda: spoken(ARRIVING_BYTES, day="yesterday"),
    ),
    besides=(Besides(lambda: spoken(json.dumps(BESIDES).encode()), parse(BESIDES)),),
    picks=lambda _, words: spoken(json.dumps({**ARRIVING, "text": words}).encode()),
)
