"""The journal of what arrived, byte for byte, so that it can be read again."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Row, select

from channels.base import Problem
from channels.message import Raw
from gateway.database.dialect import insert_new
from gateway.database.tables import payloads
from gateway.store.codec import maybe, to_json


@dataclass(frozen=True, slots=True)
class Payload:
    """`message_id` is what became of it, `problem` why nothing did."""

    id: str
    at: datetime
    raw: Raw = field(repr=False)
    message_id: str | None = None
    problem: Problem | None = None


def keep(connection: Connection, payload: Payload) -> bool:
    """False when the same payload is parked already."""
    content = payload.raw.content
    values = {
        "id": payload.id,
        "door": payload.raw.door,
        "at": payload.at,
        "digest": hashlib.sha256(content).hexdigest(),
        "content": zlib.compress(content, level=1),
        "about": dict(payload.raw.about),
        "message_id": payload.message_id,
        "problem": to_json(payload.problem),
    }
    return insert_new(connection, payloads, values)


def parked(connection: Connection, limit: int) -> Sequence[Payload]:
    """What could not become a message, newest first."""
    query = select(payloads).where(payloads.c.problem.is_not(None))
    rows = connection.execute(query.order_by(payloads.c.id.desc()).limit(limit))
    return [_payload(row) for row in rows]


def _payload(row: Row[tuple[object, ...]]) -> Payload:
    return Payload(
        id=row.id,
        at=row.at,
        raw=Raw(row.door, zlib.decompress(row.content), row.about),
        message_id=row.message_id,
        problem=maybe(Problem, row.problem),
    )
