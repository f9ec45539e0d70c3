"""A program that keeps a chat line as the widget does, but says what a test wants."""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientWebSocketResponse, WSMsgType, web
from aiohttp.test_utils import TestClient

from tests.channels.specimens.webchat import SITE

Client = TestClient[web.Request, web.Application]
Frame = dict[str, Any]
THREAD = "t-bW9uc3RlcnM0MlEy"


def name() -> str:
    return secrets.token_urlsafe(18)


def said(text: str = "楼道的灯坏了两天。", **members: object) -> Frame:
    return {"type": "say", "id": name(), "thread": THREAD, "text": text, **members}


def as_picture(frame: Frame, picture: bytes) -> bytes:
    return json.dumps({"picture": "a.png", **frame}).encode() + b"\n" + picture


@dataclass
class Widget:
    """`token` and `since` are what it would remember; `code` is how it was hung up on."""

    socket: ClientWebSocketResponse
    token: str
    since: int = 0
    heard: list[Frame] = field(default_factory=list)

    async def next(self, *kinds: str) -> Frame:
        """The next frame, of these kinds if any; AssertionError when the line is closed."""
        while True:
            message = await self.socket.receive(timeout=10)
            assert message.type is WSMsgType.TEXT, self.socket.close_code
            frame: Frame = json.loads(message.data)
            self.heard.append(frame)
            if not kinds or frame["type"] in kinds:
                return frame

    async def say(self, frame: Frame) -> Frame:
        """Gives what became of it: kept, refused or wait."""
        await self.socket.send_json(frame)
        return await self.next("kept", "refused", "wait")

    async def show(self, frame: Frame, picture: bytes) -> Frame:
        await self.socket.send_bytes(as_picture(frame, picture))
        return await self.next("kept", "refused", "wait")

    async def got(self, seq: int) -> None:
        await self.socket.send_json({"type": "got", "seq": seq})
        await self.socket.send_json({"type": "ping"})
        await self.next("beat")  # what came before it has been dealt with

    async def code(self) -> int | None:
        """How the line was closed."""
        while not self.socket.closed:
            await self.socket.receive(timeout=10)
        return self.socket.close_code


@asynccontextmanager
async def connected(
    client: Client, token: str = "", since: int = 0, *, mount: str = "/channels/webchat"
) -> AsyncIterator[Widget]:
    """A line on which the greeting was answered."""
    async with client.ws_connect(f"{mount}/socket", headers={"Origin": SITE}) as socket:
        await socket.send_json({"type": "hello", "version": 1, "token": token, "since": since})
        widget = Widget(socket, token, since)
        welcome = await widget.next("welcome")
        widget.token, widget.since = welcome["token"], welcome["since"]
        yield widget
