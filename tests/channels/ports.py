"""What a door under test is lent: a shelf in memory, and a car park one can look into."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aiohttp import ClientSession

from channels.base import Ports, Problem
from channels.message import Raw


@dataclass
class MemoryShelf:
    """Behaves as the gateway's own (tests/store/test_shelves.py runs the same laws on both)."""

    standing: dict[str, tuple[str, datetime | None]] = field(default_factory=dict)

    async def get(self, key: str) -> str | None:
        value, until = self.standing.get(key, (None, None))
        return None if until is not None and until <= datetime.now(UTC) else value

    async def put(self, key: str, value: str, lasts: timedelta | None = None) -> None:
        self.standing[key] = (value, None if lasts is None else datetime.now(UTC) + lasts)

    async def swap(
        self, key: str, old: str | None, new: str, lasts: timedelta | None = None
    ) -> bool:
        if await self.get(key) != old:
            return False
        await self.put(key, new, lasts)
        return True

    async def drop(self, key: str) -> None:
        self.standing.pop(key, None)


@dataclass
class CarPark:
    parked: list[tuple[Raw, Problem]] = field(default_factory=list)

    async def __call__(self, raw: Raw, problem: Problem) -> None:
        if raw not in [known for known, _ in self.parked]:
            self.parked.append((raw, problem))


def ports(http: ClientSession) -> Ports:
    return Ports(http, MemoryShelf(), CarPark())
