"""What came while the database was away: on disk first, in the store as soon as it is back."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from channels.base import Channel, Deliver, Park, Refused, TryAgain, Unavailable
from channels.message import Raw, Reply
from gateway.clock import new_id
from gateway.doors import Doors
from gateway.files import write_durably
from gateway.rereading import Outcome, Taken, reread

log = logging.getLogger(__name__)

EVERY = 2.0  # seconds between two tries


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
        async for read in reread(door, raw, deliver):
            for problem in read.problems:
                await self.park(raw, problem)
            if read.taken and read.outcome is Outcome.NEW:
                await _tell(door, read.taken)


async def _tell(door: Channel, taken: Taken) -> None:
    """Whoever was known before has his number, or will find it in what he is told next."""
    if not (door.abilities.reply_later and taken.receipt.words):
        return
    try:
        await door.send(taken.message.sender, Reply(taken.receipt.words))
    except (TryAgain, Refused) as error:
        log.warning("door %s: a late receipt not told: %s", door.door, type(error).__name__)
