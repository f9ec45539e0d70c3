"""A door that reaches its citizens later, with the service behind it walked by hand."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from aiohttp import ClientSession

from channels.base import Abilities, Channel, ChannelSettings
from channels.message import Attachment, Receipt, Reply
from gateway.app import Gateway
from gateway.store import notices
from gateway.store.notices import Notice
from tests.channels.ports import ports
from tests.house import walk_on
from tests.values import LAMP, Clock
from tests.web.citizens import Life


class Pigeon(Channel):
    """A door that reaches its citizens later, and may be told to fail."""

    name = "pigeon"
    label = ("信鸽", "Pigeon")
    abilities = Abilities(reply_later=True)

    def __init__(self, http: ClientSession) -> None:
        super().__init__("", ChannelSettings(), ports(http))
        self.sent: list[tuple[str, str]] = []
        self.moods: deque[Exception] = deque()
        self.slow = asyncio.Event()
        self.slow.set()
        self.asked = asyncio.Event()  # to send something

    async def send(self, recipient: str, reply: Reply) -> None:
        self.asked.set()
        await self.slow.wait()
        if self.moods:
            raise self.moods.popleft()
        self.sent.append((recipient, reply.text))


class TextPigeon(Pigeon):
    """Reaches whoever left his phone number."""

    name = "text"
    abilities = Abilities(reply_later=True, phones=True)


class LoadedPigeon(Pigeon):
    """Carries what was attached, once somebody asks."""

    abilities = Abilities(reply_later=True, attachments=frozenset({"image"}))

    def __init__(self, http: ClientSession) -> None:
        super().__init__(http)
        self.carries: dict[str, bytes] = {}

    async def download(self, attachment: Attachment) -> bytes:
        await self.slow.wait()
        if self.moods:
            raise self.moods.popleft()
        return self.carries[attachment.reference]


class ShortPigeon(Pigeon):
    abilities = Abilities(reply_later=True, longest_reply=120)


class QuickPigeon(Pigeon):
    abilities = Abilities(reply_now=True, reply_later=True)


@dataclass
class Coop:
    """The service with a pigeon at work, walked by hand."""

    gateway: Gateway
    clock: Clock
    pigeon: Pigeon
    life: Life = field(init=False)

    def __post_init__(self) -> None:
        self.life = Life(self.gateway)
        self.move_in(self.pigeon)

    def move_in(self, pigeon: Pigeon) -> None:
        self.pigeon = pigeon
        self.move_in_beside(pigeon)

    def move_in_beside(self, pigeon: Pigeon) -> None:
        cast(dict[str, Channel], self.gateway.parts.doors.by_name)[pigeon.name] = pigeon

    async def filed(self, text: str = LAMP, sender: str = "bird-1", **fields: Any) -> Receipt:
        return await self.life.filed(text, channel="pigeon", sender=sender, **fields)

    async def told(self) -> list[tuple[str, str]]:
        """What was sent once everything due had its turn."""
        await self.gateway.schedule.look()
        await walk_on(self.gateway)
        return self.pigeon.sent

    async def notices(self, receipt: Receipt) -> Sequence[Notice]:
        report = await self.life.report(receipt)
        return await self.gateway.parts.database.read(notices.of_reports, [report.id])

    async def notice(self, receipt: Receipt, about: str, round_: int = 1) -> Notice:
        found = [n for n in await self.notices(receipt) if (n.about, n.round) == (about, round_)]
        assert len(found) == 1
        return found[0]
