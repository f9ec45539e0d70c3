"""The history as people read it: what one deed did to several subjects is one entry. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from gateway.history import Event, Step

QUIET = frozenset({Event.KEPT, Event.UNDERSTOOD, Event.MATCHED})  # the machine's own steps


@dataclass(frozen=True, slots=True)
class Entry:
    event: Event
    at: datetime
    by: str
    because: tuple[str, ...]

    @property
    def by_person(self) -> bool:
        return self.by.startswith(("user:", "unit:", "citizen"))

    @property
    def quiet(self) -> bool:
        return self.event in QUIET


def timeline(steps: Sequence[Step]) -> list[Entry]:
    """Newest first."""
    entries = [
        Entry(event, at, by, tuple(dict.fromkeys(why for step in deed for why in step.because)))
        for (event, at, by), deed in groupby(steps, lambda step: (step.event, step.at, step.by))
    ]
    return entries[::-1]
