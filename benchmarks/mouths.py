"""How a citizen of each chat door speaks and hears, in the measured conversations."""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from aiohttp import ClientSession, ClientWebSocketResponse

from tests.channels.specimen import Sent
from tests.channels.specimens import telegram, webchat, wechat

MARK = time.time_ns() // 1_000_000  # tells one run from another
Heard = tuple[float, str]  # when a reply was there, and its words


class Mouth(Protocol):
    """One citizen at one door."""

    heard: asyncio.Queue[Heard]

    async def say(self, words: str) -> float:
        """When it was acknowledged."""
        ...


@dataclass(slots=True)
class Post:
    """What the far side heard, in the box of whom it was for."""

    boxes: defaultdict[str, asyncio.Queue[Heard]] = field(
        default_factory=lambda: defaultdict(asyncio.Queue)
    )

    async def listen(self, session: ClientSession, far_side: str, ready: asyncio.Event) -> None:
        async with session.ws_connect(f"{far_side}/heard", heartbeat=None) as line:
            ready.set()
            async for frame in line:
                told = json.loads(frame.data)
                self.boxes[told["whom"]].put_nowait((told["at"], told["words"]))


@dataclass(slots=True)
class Pushed:
    """A citizen whose provider pushes what he says to us."""

    session: ClientSession
    url: str
    made: Callable[[int, str], Sent]
    heard: asyncio.Queue[Heard]
    network: str
    said: int = 0

    async def say(self, words: str) -> float:
        self.said += 1
        sent = self.made(self.said, words)
        headers = {**sent.headers, "X-Forwarded-For": self.network}
        url = self.url + sent.path
        async with self.session.post(url, data=sent.body, headers=headers) as answer:
            said = await answer.text()
            if answer.status >= 400:
                raise SystemExit(f"{url} answered {answer.status}: {said[:300]}")
        return time.perf_counter()


@dataclass(slots=True)
class Chatting:
    """A citizen with a line of his own."""

    line: ClientWebSocketResponse
    number: int
    heard: asyncio.Queue[Heard] = field(default_factory=asyncio.Queue)
    kept: dict[str, asyncio.Future[float]] = field(default_factory=dict)

    async def say(self, words: str) -> float:
        id_ = f"m-{number(self.number, len(self.kept))}"
        self.kept[id_] = asyncio.get_running_loop().create_future()
        thread = f"t-{number(self.number)}"
        said = {"type": "say", "id": id_, "thread": thread, "text": words, "language": "zh"}
        await self.line.send_str(json.dumps(said))
        return await self.kept[id_]

    async def listen(self) -> None:
        async for frame in self.line:
            at, said = time.perf_counter(), json.loads(frame.data)
            match said["type"]:
                case "reply":
                    self.heard.put_nowait((at, said["text"]))
                    await self.line.send_str(json.dumps({"type": "got", "seq": said["seq"]}))
                case "kept":
                    self.kept[said["id"]].set_result(at)
                case "refused" | "wait":
                    raise SystemExit(f"webchat answered {said}")


@dataclass(frozen=True, slots=True)
class Hall:
    """Where the doors are, and what came back through the providers behind them."""

    session: ClientSession
    base: str
    post: Post

    @asynccontextmanager
    async def mouth(self, door: str, i: int) -> AsyncIterator[Mouth]:
        """A citizen nobody else is."""
        network = f"10.{i // 250 % 250}.{i % 250}.1"
        if door == "webchat":
            async with self._line(i, network) as chatting:
                yield chatting
            return
        whom, made = MADE[door](i)
        url = f"{self.base}/channels/{door}"
        yield Pushed(self.session, url, made, self.post.boxes[whom], network)
        del self.post.boxes[whom]

    @asynccontextmanager
    async def _line(self, i: int, network: str) -> AsyncIterator[Chatting]:
        headers = {"Origin": webchat.SITE, "X-Forwarded-For": network}
        url = f"{self.base}/channels/webchat/socket"
        async with self.session.ws_connect(url, headers=headers) as line:
            await line.send_str(webchat.hello(f"{number(i):043}"))
            chatting = Chatting(line, i)
            listening = asyncio.create_task(chatting.listen())
            yield chatting
            listening.cancel()


def number(i: int, said: int = 0) -> int:
    """A number that no other message, and no other run, has."""
    return (MARK * 100_000 + i) * 100 + said


def _telegram(i: int) -> tuple[str, Callable[[int, str], Sent]]:
    citizen = number(i) % 2**52

    def made(said: int, words: str) -> Sent:
        return telegram.told(
            telegram.update(
                number=number(i, said),
                sender=telegram.person(citizen),
                chat=telegram.private(citizen),
                message_id=said,
                date=int(time.time()),
                text=words,
            )
        )

    return str(citizen), made


def _wechat(i: int) -> tuple[str, Callable[[int, str], Sent]]:
    citizen = f"o{number(i)}"

    def made(said: int, words: str) -> Sent:
        fields = wechat.said("text", number(i, said), citizen, Content=words)
        return wechat.sealed(wechat.xml({**fields, "CreateTime": int(time.time())}))

    return citizen, made


MADE: Mapping[str, Callable[[int], tuple[str, Callable[[int, str], Sent]]]] = {
    "telegram": _telegram,
    "wechat": _wechat,
}
