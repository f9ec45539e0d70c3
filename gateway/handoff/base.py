"""What a way out is, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class OrderReport:
    """One citizen's report as the units may see it; contact is empty for a confidential one."""

    number: str
    received_at: datetime
    channel: str
    title: str = field(repr=False)
    text: str = field(repr=False)
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Order:
    """A ticket on its way out. `due_at` is the citizens' clock: it runs from now."""

    number: str
    round: int
    title: str = field(repr=False)
    kind: str
    category: str
    category_name: str
    urgency: str
    place: str = field(repr=False)
    area: str | None
    area_name: str
    latitude: float | None = field(repr=False)
    longitude: float | None = field(repr=False)
    lead: str
    lead_name: str
    assists: tuple[str, ...]
    due_at: datetime | None
    confidential: bool
    emergency_first: bool
    reports: tuple[OrderReport, ...]


class HandOff(Protocol):
    """One destination."""

    @property
    def name(self) -> str:
        """Stands in the database and never changes."""
        ...

    async def hand_over(self, order: Order, key: str) -> None:
        """Returns once the far side has it; `key` is the same whenever this order is repeated.

        Raises channels.base.TryAgain or channels.base.Refused.
        """
        ...
