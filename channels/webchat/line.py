"""One open line to one citizen: what he says is kept and acknowledged, replies are put through."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Protocol

from aiohttp import WSMessage, WSMsgType, web

from channels.base import Problem, Unacceptable
from channels.http import UNREADABLE, Rejected
from channels.message import Receipt
from channels.webchat.frames import (
    Frame,
    Got,
    Hello,
    Ping,
    Say,
    frame_of,
    kept,
    picture_of,
    refused,
    wait,
    written,
)
from channels.webchat.limits import CHAT, Bucket, Caller
from channels.webchat.outbox import Outbox, Spoken

BEAT = 20.0  # seconds between two signs of life; proxies cut what is silent for a minute
GREETED_WITHIN = 10.0  # seconds for the first frame


LATE = Problem("", "no-greeting", "连接后没有收到问候帧。", "No greeting came in time.")
GREETED = Problem("", "greeted-twice", "问候帧只能发一次。", "The greeting comes once only.")


class Keep(Protocol):
    """What was said on a line, and the frame it came in, made durable."""

    async def __call__(self, line: Line, say: Say, content: bytes) -> Receipt: ...


@dataclass(slots=True)
class Line:
    """`sent` is the last reply put through here; `news` is set when there may be more."""

    socket: web.WebSocketResponse
    caller: Caller
    outbox: Outbox
    keep: Keep
    sender: str = ""
    sent: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)
    pace: Bucket = field(default_factory=lambda: Bucket(CHAT))

    async def greeting(self) -> Hello:
        """Raises Rejected, HungUp."""
        try:
            message = await self.socket.receive(timeout=GREETED_WITHIN)
        except TimeoutError as error:
            raise Rejected(408, LATE) from error
        frame, _ = _read(message)
        if not isinstance(frame, Hello):
            raise Rejected(400, UNREADABLE)
        return frame

    async def greet(self, token: str, seen: int) -> None:
        welcome = written("welcome", token=token, since=self.sent, seen=seen, beat=BEAT)
        with suppress(ConnectionResetError):
            await self.socket.send_str(welcome)

    async def talk(self) -> None:
        """Until he hangs up. Raises Rejected, and whatever keeping raises."""
        try:
            async with asyncio.TaskGroup() as tasks:
                speaking = tasks.create_task(self._speak())
                try:
                    await self._hear()
                finally:
                    speaking.cancel()
        except ExceptionGroup as group:  # of the two; the first to fail tells why
            raise group.exceptions[0] from None

    async def _speak(self) -> None:
        with suppress(ConnectionResetError):
            while True:
                for reply in await self.outbox.since(self.sender, self.sent):
                    await self.socket.send_str(_said(reply))
                    self.sent = reply.seq
                await self._news_or_beat()

    async def _news_or_beat(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT):
                    await self.news.wait()
                self.news.clear()
                return
            await self.socket.send_str(written("beat"))

    async def _hear(self) -> None:
        while True:
            try:
                frame, content = _read(await self.socket.receive())
            except HungUp:
                return
            await self._answer(frame, content)

    async def _answer(self, frame: Frame, content: bytes) -> None:
        match frame:
            case Say():
                answer = await self._heard(frame, content)
            case Got():
                await self.outbox.got(self.sender, frame.seq)
                return
            case Ping():
                answer = written("beat")
            case Hello():
                raise Rejected(400, GREETED)
        with suppress(ConnectionResetError):  # kept all the same; he asks again when he is back
            await self.socket.send_str(answer)

    async def _heard(self, say: Say, content: bytes) -> str:
        now = time.monotonic()
        seconds = self.pace.take(now) or self.caller.messages.take(now)
        if seconds:
            return wait(say, math.ceil(seconds))
        try:
            return kept(say, await self.keep(self, say, content))
        except Unacceptable as error:
            return refused(say, error.problems)


class HungUp(Exception):
    """The other end closed the line, or it broke."""


def _read(message: WSMessage) -> tuple[Frame, bytes]:
    """The frame, and the bytes it came in. Raises Rejected (400, 413), HungUp."""
    if message.type is WSMsgType.TEXT:
        content = message.data.encode()
        return frame_of(content), content
    if message.type is WSMsgType.BINARY:
        return picture_of(message.data)[0], message.data
    raise HungUp


def _said(reply: Spoken) -> str:
    return written(
        "reply",
        seq=reply.seq,
        text=reply.text,
        choices=reply.choices,
        at=reply.at.isoformat(),
    )


@dataclass(slots=True)
class Lines:
    """Every line that is open in this process."""

    by_sender: dict[str, list[Line]] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(len(lines) for lines in self.by_sender.values())

    @contextmanager
    def added(self, line: Line, sender: str) -> Iterator[None]:
        line.sender = sender
        self.by_sender.setdefault(line.sender, []).append(line)
        try:
            yield
        finally:
            self.by_sender[line.sender].remove(line)
            if not self.by_sender[line.sender]:
                del self.by_sender[line.sender]

    def wake(self, sender: str) -> None:
        for line in self.by_sender.get(sender, ()):
            line.news.set()

    def wake_all(self) -> None:
        for sender in self.by_sender:
            self.wake(sender)

    async def close(self, code: int, why: bytes) -> None:
        lines = [line for lines in self.by_sender.values() for line in lines]
        await asyncio.gather(*(line.socket.close(code=code, message=why) for line in lines))
