"""What a door under test is lent: a shelf in memory, a car park and records one can look into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aiohttp import ClientSession

from channels.base import Ports, Problem
from channels.message import Raw
from channels.records import Service, Span, Standing


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


SERVICES = (
    Service(
        "0607",
        ("路灯不亮", "Street lamp out"),
        ("市容环境", "Streets"),
        ("路灯", "灯不亮"),
        ("灯杆编号", "几盏"),
    ),
    Service("0105", ("暖气不热", "No heating"), ("公用事业", "Utilities")),
)


@dataclass
class Book:
    """`standing` is a door's account and what came to it; `asked` is what was looked for."""

    standing: list[tuple[str, Standing]] = field(default_factory=list)
    asked: list[Span] = field(default_factory=list)

    def services(self) -> Sequence[Service]:
        return SERVICES

    async def named(self, account: str, numbers: Sequence[str]) -> Sequence[Standing]:
        return [one for whose, one in self.standing if whose == account and one.number in numbers]

    async def within(self, account: str, span: Span, most: int) -> Sequence[Standing]:
        self.asked.append(span)
        return [one for whose, one in self.standing if whose == account][:most]


@dataclass
class Spooled:
    raws: list[Raw] = field(default_factory=list)

    async def __call__(self, raw: Raw) -> None:
        self.raws.append(raw)


def ports(http: ClientSession) -> Ports:
    return Ports(http, MemoryShelf(), CarPark(), Spooled(), Book())
