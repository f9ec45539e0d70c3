"""What came while the database was away: on disk first, in the store as soon as it is back."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from channels.base import (
    Channel,
    Deliver,
    Park,
    Problem,
    Refused,
    TryAgain,
    Unacceptable,
    Unavailable,
)
from channels.http import Rejected
from channels.message import InboundMessage, Raw, Reply
from gateway.clock import new_id
from gateway.doors import Doors
from gateway.files import write_durably

log = logging.getLogger(__name__)

EVERY = 2.0  # seconds between two tries
UNREADABLE = Problem("", "unreadable", "内容无法读取。", "The content cannot be read.")


@dataclass(frozen=True, slots=True)
class SpoolFolder:
    """One file for each payload, named so that they sort by the time they came."""

    folder: Path

    async def __call__(self, raw: Raw) -> None:
        written = {
            "door": raw.door,
            "content": base64.b64encode(raw.content).decode(),
            "about": dict(raw.about),
        }
        path = self.folder / f"{new_id()}.json"
        await asyncio.to_thread(write_durably, path, json.dumps(written).encode())
        log.warning("door %s: a payload waits on disk for the database", raw.door)

    def waiting(self) -> Iterator[tuple[Path, Raw]]:
        for path in sorted(self.folder.glob("*.json")):
            written = json.loads(path.read_bytes())
            content = base64.b64decode(written["content"])
            yield path, Raw(written["door"], content, written["about"])


@dataclass(frozen=True, slots=True)
class Unspool:
    """Brings what waits on disk in, oldest first, until the database is away again."""

    spool: SpoolFolder
    doors: Doors
    park: Park

    async def run(self, deliver: Deliver) -> None:
        """Until cancelled."""
        while True:
            await self.look(deliver)
            await asyncio.sleep(EVERY)

    async def look(self, deliver: Deliver) -> None:
        for path, raw in await asyncio.to_thread(lambda: list(self.spool.waiting())):
            door = self.doors.get(raw.door)
            if door is None:
                continue  # it waits until there is such a door again
            try:
                await self._bring(door, raw, deliver)
            except Unavailable:
                return
            await asyncio.to_thread(path.unlink, missing_ok=True)

    async def _bring(self, door: Channel, raw: Raw, deliver: Deliver) -> None:
        try:
            messages = list(door.again(raw))
        except (KeyError, TypeError, ValueError, Rejected):
            await self.park(raw, UNREADABLE)
            return
        except Unacceptable as error:
            await self._decline(raw, error)
            return
        for message in messages:
            await self._take(door, message, raw, deliver)

    async def _take(
        self, door: Channel, message: InboundMessage, raw: Raw, deliver: Deliver
    ) -> None:
        try:
            receipt = await deliver(message)
        except Unacceptable as error:
            await self._decline(raw, error)
            return
        if receipt.known or not door.abilities.reply_later:
            return  # he has his number, or will find it in what he is told next
        try:
            await door.send(message.sender, Reply(receipt.words))
        except (TryAgain, Refused) as error:
            log.warning("door %s: a late receipt not told: %s", door.door, type(error).__name__)

    async def _decline(self, raw: Raw, error: Unacceptable) -> None:
        for problem in error.problems:
            await self.park(raw, problem)
