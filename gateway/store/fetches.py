"""Attachments whose bytes are still at the provider, and how often they were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select

from gateway.database.door_tables import fetches
from gateway.store.errands import Errands


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
        return f"fetch:{self.message_id}:{self.position}"


def unfetched(connection: Connection, message_ids: Sequence[str]) -> Sequence[Fetch]:
    """What these messages still wait for."""
    query = select(fetches).where(
        fetches.c.message_id.in_(message_ids), fetches.c.state == "waiting"
    )
    return _errands.all(connection, query)


_errands = Errands(fetches, Fetch)
add, claim, save = _errands.add, _errands.claim, _errands.save
due, counts = _errands.due, _errands.counts
