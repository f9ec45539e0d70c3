"""The work queue in a table: the default, on either database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from gateway.database import Database
from gateway.database.tables import stream_entries as entries
from gateway.stream.base import AT_ONCE, HELD_FOR, Entry, Shunted

LOOK_EVERY = 0.2  # seconds between looks for what other processes appended


@dataclass(slots=True)
class SqlStream:
    """`held_for`: how long a taker may keep an entry before another may have it."""

    database: Database
    clock: Callable[[], datetime]
    held_for: timedelta = HELD_FOR
    appended: asyncio.Event = field(default_factory=asyncio.Event)

    async def append(self, *items: str, after: timedelta = AT_ONCE) -> None:
        await self.database.write(_append, items, self.clock() + after)
        self.appended.set()

    async def take(self, most: int) -> Sequence[Entry]:
        taken = await self._take(most)
        if taken:
            return taken
        self.appended.clear()
        try:
            async with asyncio.timeout(LOOK_EVERY):
                await self.appended.wait()
        except TimeoutError:
            pass
        return await self._take(most)

    async def _take(self, most: int) -> Sequence[Entry]:
        now = self.clock()
        if not await self.database.read(_ready, now):  # reading first spares the one writer
            return ()
        return await self.database.write(_take, most, now, now + self.held_for)

    async def done(self, *done: Entry) -> None:
        await self.database.write(_done, [int(entry.id) for entry in done])

    async def again(self, entry: Entry, wait: timedelta) -> None:
        await self.database.write(_again, entry, self.clock() + wait)

    async def shunt(self, entry: Entry, reason: str) -> None:
        await self.database.write(_shunt, entry, reason)

    async def shunted(self, most: int) -> Sequence[Shunted]:
        return await self.database.read(_shunted, most)

    async def revive(self, id_: str) -> bool:
        revived = await self.database.write(_revive, id_, self.clock())
        self.appended.set()
        return revived

    async def waiting(self) -> int:
        return await self.database.read(_waiting)


# built once: building a statement costs more than running it
_APPEND = insert(entries)
_READY = (
    select(entries.c.id)
    .where(entries.c.reason.is_(None), entries.c.free_at <= bindparam("now"))
    .limit(1)
)
_FREE = (
    select(entries.c.id)
    .where(entries.c.reason.is_(None), entries.c.free_at <= bindparam("now"))
    .order_by(entries.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .cte("free")  # looked up once; a plain subquery PostgreSQL may run again for every row
)
_TAKE = (
    update(entries)
    .where(entries.c.id.in_(select(_FREE.c.id)))
    .values(free_at=bindparam("until"))
    .returning(entries.c.id, entries.c.item, entries.c.failures)
)
_DONE = delete(entries).where(entries.c.id == bindparam("own"))


def _append(connection: Connection, items: Sequence[str], free_at: datetime) -> None:
    rows = [{"item": item, "free_at": free_at, "failures": 0} for item in items]
    if rows:
        connection.execute(_APPEND, rows)


def _ready(connection: Connection, now: datetime) -> bool:
    return connection.execute(_READY, {"now": now}).first() is not None


def _take(connection: Connection, most: int, now: datetime, until: datetime) -> Sequence[Entry]:
    asked = {"most": most, "now": now, "until": until}
    rows = sorted(connection.execute(_TAKE, asked), key=lambda row: int(row.id))
    return [Entry(str(row.id), row.item, row.failures) for row in rows]


def _done(connection: Connection, ids: Sequence[int]) -> None:
    if ids:
        connection.execute(_DONE, [{"own": id_} for id_ in ids])


def _again(connection: Connection, entry: Entry, free_at: datetime) -> None:
    connection.execute(
        update(entries)
        .where(entries.c.id == int(entry.id))
        .values(free_at=free_at, failures=entry.failures + 1)
    )


def _shunt(connection: Connection, entry: Entry, reason: str) -> None:
    connection.execute(update(entries).where(entries.c.id == int(entry.id)).values(reason=reason))


def _shunted(connection: Connection, most: int) -> Sequence[Shunted]:
    query = select(entries).where(entries.c.reason.is_not(None)).order_by(entries.c.id).limit(most)
    return [Shunted(str(row.id), row.item, row.reason) for row in connection.execute(query)]


def _revive(connection: Connection, id_: str, now: datetime) -> bool:
    if not id_.isdecimal():
        return False
    query = (
        update(entries)
        .where(entries.c.id == int(id_), entries.c.reason.is_not(None))
        .values(reason=None, failures=0, free_at=now)
    )
    return connection.execute(query).rowcount == 1


def _waiting(connection: Connection) -> int:
    query = select(func.count()).select_from(entries).where(entries.c.reason.is_(None))
    return connection.execute(query).scalar_one()
