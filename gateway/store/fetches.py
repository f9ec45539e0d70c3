"""Attachments whose bytes are still at the provider, and how often they were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, func, select, update

from gateway.database.dialect import insert_missing
from gateway.database.tables import fetches


@dataclass(frozen=True, slots=True)
class Fetch:
    """`state` is waiting, fetched or failed; `position` counts the message's attachments from 0."""

    message_id: str
    position: int
    next_at: datetime
    state: str = "waiting"
    attempts: int = 0
    error: str = field(default="", repr=False)

    @property
    def item(self) -> str:
        """How the stream names it."""
        return f"fetch:{self.message_id}:{self.position}"


def add(connection: Connection, wanted: Sequence[Fetch]) -> None:
    """Those that are not there yet."""
    insert_missing(connection, fetches, [_values(fetch) for fetch in wanted])


def claim(
    connection: Connection, message_id: str, position: int, now: datetime, until: datetime
) -> Fetch | None:
    """For the caller alone to fetch until then; None when there is nothing to fetch now."""
    query = (
        update(fetches)
        .where(*_of(message_id, position), fetches.c.state == "waiting", fetches.c.next_at <= now)
        .values(attempts=fetches.c.attempts + 1, next_at=until)
        .returning(fetches)
    )
    row = connection.execute(query).one_or_none()
    return _fetch(row) if row else None


def save(connection: Connection, fetch: Fetch) -> bool:
    """False when it has ended already: somebody else was faster."""
    query = update(fetches).where(
        *_of(fetch.message_id, fetch.position), fetches.c.state == "waiting"
    )
    return connection.execute(query.values(_values(fetch))).rowcount == 1


def due(connection: Connection, now: datetime, limit: int) -> Sequence[Fetch]:
    query = (
        select(fetches)
        .where(fetches.c.state == "waiting", fetches.c.next_at <= now)
        .order_by(fetches.c.next_at)
        .limit(limit)
    )
    return [_fetch(row) for row in connection.execute(query)]


def of_messages(connection: Connection, message_ids: Sequence[str]) -> Sequence[Fetch]:
    """What has not come, or will not."""
    query = select(fetches).where(
        fetches.c.message_id.in_(message_ids), fetches.c.state != "fetched"
    )
    return [_fetch(row) for row in connection.execute(query)]


def counts(connection: Connection) -> dict[str, int]:
    """How many have not come, by state."""
    query = select(fetches.c.state, func.count().label("number"))
    query = query.where(fetches.c.state.in_(["waiting", "failed"])).group_by(fetches.c.state)
    return {row.state: row.number for row in connection.execute(query)}


def _of(message_id: str, position: int) -> tuple[ColumnElement[bool], ...]:
    return fetches.c.message_id == message_id, fetches.c.position == position


def _values(fetch: Fetch) -> dict[str, object]:
    return {
        "message_id": fetch.message_id,
        "position": fetch.position,
        "state": fetch.state,
        "attempts": fetch.attempts,
        "next_at": fetch.next_at,
        "error": fetch.error,
    }


def _fetch(row: Row[tuple[object, ...]]) -> Fetch:
    return Fetch(
        message_id=row.message_id,
        position=row.position,
        next_at=row.next_at,
        state=row.state,
        attempts=row.attempts,
        error=row.error,
    )
