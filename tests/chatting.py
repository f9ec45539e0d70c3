"""Citizens who talk with the gateway by Telegram, and what its far side passed on to each."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from aiohttp.test_utils import TestServer
from sqlalchemy import Connection

from channels.message import InboundMessage
from gateway.app import Gateway
from gateway.conversation.talk import Talk
from gateway.reports import KeptMessage
from gateway.store import replies, talks
from gateway.store.replies import Line
from tests.channels.far_side import FakeProvider
from tests.channels.specimens.telegram import ANSWERS, BOT, SPECIMEN
from tests.house import walk_on
from tests.values import Clock, a_message

SEND = f"{BOT}/sendMessage"
CALL = "转人工"
BIN = "黄河路18号小区北门的垃圾桶满了一个星期，没有人来清。"
PHONE = "13900000077"

Bot = tuple[FakeProvider, dict[str, Any]]
Arrive = Callable[[], "Citizen"]

_numbers = itertools.count(6_600_001)


@asynccontextmanager
async def telegram() -> AsyncIterator[tuple[FakeProvider, dict[str, Any]]]:
    """The far side, and the table of the door that leads there."""
    bot = FakeProvider(dict(ANSWERS))
    async with TestServer(bot.app()) as server:
        yield bot, dict(SPECIMEN.at(str(server.make_url("")).rstrip("/")).settings)


@dataclass
class Citizen:
    """`rest` ends when nothing is left to be walked."""

    gateway: Gateway
    bot: FakeProvider
    rest: Callable[[Gateway], Awaitable[None]] = walk_on
    sender: str = field(default_factory=lambda: str(next(_numbers)))

    @property
    def talk_id(self) -> str:
        return self.gateway.parts.secrecy.talk(self.message(""))

    def message(self, text: str, **fields: Any) -> InboundMessage:
        given = {"channel": "telegram", "account": "", "sender": self.sender}
        return a_message(text, **{**given, **fields})

    async def says(self, text: str, **fields: Any) -> None:
        await self.gateway.intake.deliver(self.message(text, **fields))
        await self.rest(self.gateway)

    def heard(self) -> list[str]:
        """What Telegram was asked to show him, in its order."""
        bodies = [json.loads(asked.body) for asked in self.bot.asked if asked.path == SEND]
        return [body["text"] for body in bodies if str(body["chat_id"]) == self.sender]

    async def talk(self) -> Talk:
        found = await self.gateway.parts.database.read(talks.get, self.talk_id)
        assert found is not None
        return found

    async def lines(self) -> list[Line]:
        return list(await self.gateway.parts.database.read(replies.of_talk, self.talk_id, 100))

    async def messages(self) -> list[KeptMessage]:
        def read(connection: Connection) -> list[KeptMessage]:
            talk = talks.get(connection, self.talk_id)
            assert talk is not None
            return list(talks.messages_of(connection, talk, 100))

        return await self.gateway.parts.database.read(read)


async def later(gateway: Gateway, clock: Clock, by: timedelta) -> None:
    """Time passes, and whatever is due then is done."""
    clock.ahead(by)
    await gateway.schedule.look()
    await walk_on(gateway)
