"""Brings what arrived in again, byte for byte, with no report twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from channels.base import Channel
from gateway.database import Database
from gateway.raws import Raws
from gateway.rereading import Outcome, reread
from gateway.stages.intake import Intake
from gateway.store import payloads
from gateway.store.payloads import Payload

AT_A_TIME = 200

SETTLED = frozenset({Outcome.NEW, Outcome.KNOWN})


@dataclass(frozen=True, slots=True)
class Replay:
    database: Database
    raws: Raws
    intake: Intake

    async def span(
        self, door: Channel, begin: datetime, end: datetime
    ) -> AsyncIterator[Counter[Outcome]]:
        """What became of each payload that came through the door in this time, oldest first."""
        after = ""
        while found := await self.database.read(
            payloads.since, door.door, (begin, end), after, AT_A_TIME
        ):
            for payload in found:
                yield await self.one(door, payload, by_staff=False)
            after = found[-1].id

    async def one(
        self, door: Channel, payload: Payload, *, by_staff: bool = True
    ) -> Counter[Outcome]:
        """A parked payload all of which is kept now is parked no longer."""
        outcomes = await self._read(door, payload, by_staff)
        if payload.problem is not None and outcomes.keys() <= SETTLED:
            await self.database.write(payloads.release, payload.id)
        return outcomes

    async def _read(self, door: Channel, payload: Payload, by_staff: bool) -> Counter[Outcome]:
        try:
            raw = await self.raws.opened(payload.packed)
        except FileNotFoundError:
            return Counter([Outcome.GONE])
        if not by_staff and door.leaves_to_staff(raw):
            return Counter([Outcome.NOTHING])
        return Counter([read.outcome async for read in reread(door, raw, self.intake.deliver)])
