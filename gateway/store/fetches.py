"""Attachments whose bytes are still at the provider, and how often they were asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from gateway.database.tables import fetches
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


_errands = Errands(fetches, Fetch)
add, claim, save = _errands.add, _errands.claim, _errands.save
due, counts = _errands.due, _errands.counts
