"""The doors that this service has, and what each of them is lent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from channels.base import Channel, Problem
from channels.message import InboundMessage, Raw
from gateway.clock import Clock, new_id
from gateway.database import Database
from gateway.store import payloads, shelves
from gateway.store.payloads import Payload


@dataclass(frozen=True, slots=True)
class Doors:
    """Every door of the settings, by its name."""

    by_name: Mapping[str, Channel]

    def __iter__(self) -> Iterator[Channel]:
        return iter(self.by_name.values())

    def get(self, name: str) -> Channel | None:
        return self.by_name.get(name)

    def of(self, message: InboundMessage) -> Channel | None:
        """The door a message came by; None when there is no such door any more."""
        for door in self.by_name.values():
            if door.name == message.channel and door.serves(message.account):
                return door
        return None

    def for_phones(self) -> Channel | None:
        """The door that reaches a phone number."""
        return next((door for door in self if door.abilities.phones), None)


@dataclass(frozen=True, slots=True)
class StoredShelf:
    """A door's `Shelf` in the database."""

    database: Database
    clock: Clock
    door: str

    async def get(self, key: str) -> str | None:
        return await self.database.read(shelves.get, self.door, key, self.clock())

    async def put(self, key: str, value: str, lasts: timedelta | None = None) -> None:
        await self.database.write(shelves.put, self.door, key, value, self._until(lasts))

    async def swap(
        self, key: str, old: str | None, new: str, lasts: timedelta | None = None
    ) -> bool:
        now, until = self.clock(), self._until(lasts)
        return await self.database.write(shelves.swap, self.door, key, (old, new), now, until)

    async def drop(self, key: str) -> None:
        await self.database.write(shelves.drop, self.door, key)

    def _until(self, lasts: timedelta | None) -> datetime | None:
        return None if lasts is None else self.clock() + lasts


@dataclass(frozen=True, slots=True)
class Parking:
    """`Park` in the journal of payloads."""

    database: Database
    clock: Clock

    async def __call__(self, raw: Raw, problem: Problem) -> None:
        payload = Payload(new_id(), self.clock(), raw, problem=problem)
        await self.database.write(payloads.keep, payload)
