"""The doors that this service has, and what each of them is lent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from channels.base import Channel, Problem, Unavailable
from channels.message import InboundMessage, Raw
from gateway.clock import Clock, new_id
from gateway.database import AWAY, Database
from gateway.history import Deed, Event
from gateway.raws import Raws
from gateway.secrecy import bare_phone
from gateway.store import history, payloads, reports, shelves
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
        return self.named(message.channel, message.account)

    def named(self, channel: str, account: str) -> Channel | None:
        """The door of this kind that serves this account."""
        for door in self.by_name.values():
            if door.name == channel and door.serves(account):
                return door
        return None

    def converses(self, message: InboundMessage) -> bool:
        """Whether its sender is answered in a conversation."""
        door = self.of(message)
        return door is not None and door.converses(message)

    def ways_to(self, message: InboundMessage, phone: str) -> Iterator[tuple[Channel, str]]:
        """Each door that reaches its sender, best first, and what he is called there.

        His own door comes first, then the one that reaches the phone number he left ("": none).
        """
        own = self.of(message)
        if own is not None and own.abilities.reply_later and message.sender:
            yield own, message.sender
        if phone:
            for door in self:
                if door.abilities.phones and door is not own:
                    yield door, bare_phone(phone)


@contextmanager
def store_needed() -> Iterator[None]:
    """Raises Unavailable, which doors know, when the database cannot be reached."""
    try:
        yield
    except AWAY as error:
        raise Unavailable from error


@dataclass(frozen=True, slots=True)
class StoredShelf:
    """A door's `Shelf` in the database."""

    database: Database
    clock: Clock
    door: str

    async def get(self, key: str) -> str | None:
        with store_needed():
            return await self.database.read(shelves.get, self.door, key, self.clock())

    async def put(self, key: str, value: str, lasts: timedelta | None = None) -> None:
        with store_needed():
            await self.database.write(shelves.put, self.door, key, value, self._until(lasts))

    async def swap(
        self, key: str, old: str | None, new: str, lasts: timedelta | None = None
    ) -> bool:
        now, until = self.clock(), self._until(lasts)
        with store_needed():
            return await self.database.write(shelves.swap, self.door, key, (old, new), now, until)

    async def drop(self, key: str) -> None:
        with store_needed():
            await self.database.write(shelves.drop, self.door, key)

    def _until(self, lasts: timedelta | None) -> datetime | None:
        return None if lasts is None else self.clock() + lasts


@dataclass(frozen=True, slots=True)
class Parking:
    """`Park` in the journal of payloads."""

    database: Database
    raws: Raws
    clock: Clock

    async def __call__(self, raw: Raw, problem: Problem) -> None:
        packed = await self.raws.packed(raw)
        payload = Payload(new_id(), self.clock(), packed, problem=problem)
        with store_needed():
            await self.database.write(_park, payload, problem)


def _park(connection: Connection, payload: Payload, problem: Problem) -> None:
    packed = payload.packed
    report = reports.of_number(connection, packed.about.get("refers_to", ""))
    if payloads.keep(connection, payload) and report is not None:
        kind = packed.door.partition("-")[0]
        deed = Deed(Event.NOTED, payload.at, f"channel:{kind}", (problem.zh,))
        history.write(connection, deed.on_report(report, report))
