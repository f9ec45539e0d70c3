"""A visitor of a city site with the chat open; a line that may drop and come back."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, ClassVar

from aiohttp import ClientWebSocketResponse, WSMsgType

from channels.webchat.frames import sender_of
from tests.channels.specimens.webchat import SITE
from tests.channels.widget import as_picture, name
from tests.dialogues.far_sides import a_picture
from tests.dialogues.hall import PATIENCE
from tests.dialogues.mouths.base import Heard, Mouth


@dataclass(slots=True)
class WebchatMouth(Mouth):
    """Like the widget: it keeps its token, confirms what it shows, and names its thread."""

    door: ClassVar[str] = "webchat"
    can: ClassVar[frozenset[str]] = frozenset({"picture", "album"})

    token: str = ""
    since: int = 0
    thread: str = field(default_factory=name)
    socket: ClientWebSocketResponse | None = None
    listening: asyncio.Task[None] | None = None
    welcomed: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)

    @property
    def sender(self) -> str:
        return sender_of(self.token)

    async def open(self) -> None:
        await self.close()
        address = f"10.7.{self.person // 250}.{self.person % 250 + 1}"
        self.socket = await self.hall.http.ws_connect(
            f"{self.hall.address}/channels/webchat/socket",
            headers={"Origin": SITE, "X-Forwarded-For": address},
        )
        hello = {"type": "hello", "version": 1, "token": self.token, "since": self.since}
        self.welcomed.clear()
        self.listening = asyncio.create_task(self._listen(self.socket))
        await self.socket.send_json(hello)
        await asyncio.wait_for(self.welcomed.wait(), PATIENCE)

    async def close(self) -> None:
        if self.listening is not None:
            self.listening.cancel()
            with suppress(asyncio.CancelledError):
                await self.listening
        if self.socket is not None:
            await self.socket.close()

    async def say(self, text: str) -> None:
        await self._said({"text": text}, None)

    async def picture(self) -> None:
        await self._said({"text": ""}, a_picture())

    async def sticker(self) -> None:
        await self.say("😀😀")

    async def _said(self, members: dict[str, Any], picture: bytes | None) -> None:
        assert self.socket is not None
        id_ = name()
        frame = {"type": "say", "id": id_, "thread": self.thread, **members}
        frame["language"] = "en" if self.language == "en" else "zh"
        became = self.waiting[id_] = asyncio.get_running_loop().create_future()
        if picture is None:
            await self.socket.send_json(frame)
        else:
            await self.socket.send_bytes(as_picture(frame, picture))
        answer = await asyncio.wait_for(became, PATIENCE)
        if answer["type"] == "kept" and answer["words"]:
            self.note([Heard(answer["words"])])
        if answer["type"] == "refused":
            self.note([Heard("\n".join(each["zh"] for each in answer["problems"]))])
        slow = Heard(answer.get("zh", ""))
        if answer["type"] == "wait" and slow not in self.replies:  # the widget shows it once
            self.note([slow])

    async def _listen(self, socket: ClientWebSocketResponse) -> None:
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._take(socket, json.loads(message.data))

    async def _take(self, socket: ClientWebSocketResponse, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "welcome":
                self.token, self.since = frame["token"], frame["since"]
                self.welcomed.set()
            case "reply":
                self.note([Heard(frame["text"], tuple(frame["choices"]))])
                self.since = frame["seq"]
                await socket.send_json({"type": "got", "seq": frame["seq"]})
            case "kept" | "refused" | "wait":
                self.waiting.pop(frame["id"]).set_result(frame)
            case _:
                pass  # a sign of life
