"""The far end of a WebSocket: a citizen's program, which says what a specimen makes it say."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError, web
from aiohttp.test_utils import TestClient

from tests.channels.specimen import Spoken

# what a door means by closing a line, as an HTTP status; 4400 to 4599 say it themselves
CLOSED = {1002: 400, 1003: 415, 1007: 400, 1009: 413, 1011: 500}

Client = TestClient[web.Request, web.Application]


@dataclass
class FarEnd:
    """An open line: it confirms what it hears, as the specimen says a citizen's program does."""

    socket: ClientWebSocketResponse
    spoken: Spoken
    heard: list[str] = field(default_factory=list)
    stirred: asyncio.Event = field(default_factory=asyncio.Event)

    async def say(self) -> None:
        kind = WSMsgType.BINARY if self.spoken.binary else WSMsgType.TEXT
        with suppress(ConnectionResetError):  # closed before it was all said
            await self.socket.send_frame(self.spoken.body, kind)

    async def settled(self) -> tuple[int, str]:
        """What became of the message: a status as HTTP has it, and the words for it."""
        while True:
            message = await self.socket.receive()
            if message.type is not WSMsgType.TEXT:
                code = self.socket.close_code or 0
                return CLOSED.get(code, code - 4000), ""
            status = await self.hear(message.data)
            if status is not None:
                return status, message.data

    async def hear(self, text: str) -> int | None:
        self.heard.append(text)
        self.stirred.set()
        answer = self.spoken.confirms(text)
        if answer is not None:
            await self.socket.send_str(answer)
        return self.spoken.settles(text)


async def said(client: Client, mount: str, spoken: Spoken) -> tuple[int, str]:
    """Say it on a line of its own, and wait for what becomes of it."""
    try:
        async with client.ws_connect(mount + spoken.path, headers=spoken.headers) as socket:
            for frame in spoken.greeting:
                await socket.send_str(frame)
            end = FarEnd(socket, spoken)
            await end.say()
            return await end.settled()
    except WSServerHandshakeError as error:
        return error.status, error.message


@asynccontextmanager
async def at_the_line(client: Client, mount: str, spoken: Spoken) -> AsyncIterator[FarEnd]:
    """A citizen who has greeted, and listens."""
    async with client.ws_connect(mount + spoken.path, headers=spoken.headers) as socket:
        for frame in spoken.greeting:
            await socket.send_str(frame)
        end = FarEnd(socket, spoken)
        listening = asyncio.create_task(end.settled())
        yield end
        await socket.close()
        await listening
