"""The journal of what arrived, byte for byte, so that it can be read again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, delete, func, select, update

from channels.base import Problem
from gateway.database.dialect import insert_new
from gateway.database.door_tables import payloads
from gateway.raws import Packed
from gateway.store.codec import maybe, to_json


@dataclass(frozen=True, slots=True)
class Payload:
    """`message_id` is what became of it, `problem` why nothing did."""

    id: str
    at: datetime
    packed: Packed
    message_id: str | None = None
    problem: Problem | None = None


def keep(connection: Connection, payload: Payload) -> bool:
    """False when the same payload is parked already."""
    packed = payload.packed
    values = {
        "id": payload.id,
        "door": packed.door,
        "at": payload.at,
        "digest": packed.digest,
        "mark": packed.mark,
        "content": packed.content,
        "about": dict(packed.about),
        "message_id": payload.message_id,
        "problem": to_json(payload.problem),
    }
    return insert_new(connection, payloads, values)


def get(connection: Connection, payload_id: str) -> Payload | None:
    row = connection.execute(select(payloads).where(payloads.c.id == payload_id)).one_or_none()
    return _payload(row) if row else None


def parked(connection: Connection, limit: int, before: str = "") -> Sequence[Payload]:
    """What could not become a message, newest first; those older than the one `before`."""
    query = select(payloads).where(payloads.c.problem.is_not(None))
    if before:
        query = query.where(payloads.c.id < before)
    rows = connection.execute(query.order_by(payloads.c.id.desc()).limit(limit))
    return [_payload(row) for row in rows]


def count_parked(connection: Connection) -> Mapping[str, int]:
    """By door."""
    query = select(payloads.c.door, func.count().label("number"))
    query = query.where(payloads.c.problem.is_not(None)).group_by(payloads.c.door)
    return {row.door: row.number for row in connection.execute(query)}


def latest(connection: Connection, door: str) -> datetime | None:
    """When something last came through this door and was kept."""
    query = select(payloads.c.at).where(payloads.c.door == door)
    query = query.order_by(payloads.c.id.desc()).limit(1)
    return connection.execute(query).scalar_one_or_none()


def doors(connection: Connection) -> Sequence[str]:
    """Every door that something ever came through."""
    query = select(payloads.c.door).distinct()
    return connection.execute(query).scalars().all()


def since(
    connection: Connection, door: str, span: tuple[datetime, datetime], after: str, limit: int
) -> Sequence[Payload]:
    """What came through a door from the first moment to before the second, by id after `after`."""
    begin, end = span
    query = (
        select(payloads)
        .where(
            payloads.c.door == door,
            payloads.c.id > after,
            payloads.c.at >= begin,
            payloads.c.at < end,
        )
        .order_by(payloads.c.id)
        .limit(limit)
    )
    return [_payload(row) for row in connection.execute(query)]


def release(connection: Connection, payload_id: str) -> None:
    """It became a message after all, or somebody saw to it; it is parked no longer."""
    query = update(payloads).where(payloads.c.id == payload_id)
    connection.execute(query.values(problem=None))


def forget(connection: Connection, before: datetime, limit: int) -> Sequence[str]:
    """Forget what is older and not parked; gives the digests of files that nobody needs now."""
    old = (
        select(payloads.c.id, payloads.c.digest, payloads.c.content.is_(None).label("filed"))
        .where(payloads.c.at < before, payloads.c.problem.is_(None))
        .order_by(payloads.c.id)
        .limit(limit)
    )
    rows = connection.execute(old).all()
    ids = [row.id for row in rows]
    for start in range(0, len(ids), 500):
        connection.execute(delete(payloads).where(payloads.c.id.in_(ids[start : start + 500])))
    return sorted(_unused(connection, {row.digest for row in rows if row.filed}))


def _unused(connection: Connection, digests: Collection[str]) -> set[str]:
    query = select(payloads.c.digest).where(payloads.c.digest.in_(digests))
    return set(digests) - set(connection.execute(query).scalars())


def _payload(row: Row[tuple[object, ...]]) -> Payload:
    return Payload(
        id=row.id,
        at=row.at,
        packed=Packed(row.door, row.digest, row.content, row.about),
        message_id=row.message_id,
        problem=maybe(Problem, row.problem),
    )
