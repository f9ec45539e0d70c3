"""What a way out is, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from channels.base import TryAgain


class AskedToWait(TryAgain):
    """The far side says when it will listen again."""

    def __init__(self, reason: str, wait: timedelta) -> None:
        super().__init__(reason)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class OrderFile:
    """What a citizen attached, named by the SHA-256 of its content; `size` in bytes."""

    digest: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class OrderReport:
    """One citizen's words as the units may see them.

    `number` is the ticket's with a count behind it: his receipt number is his alone.
    Where he asked for secrecy, `secret` is true, the contact is empty, and personal details
    in the words are covered.
    """

    number: str
    received_at: datetime
    channel: str
    title: str = field(repr=False)
    text: str = field(repr=False)
    secret: bool = False
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    files: tuple[OrderFile, ...] = ()


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
    earlier_answer: str = field(repr=False)  # of the round before, with which not all were content
    reports: tuple[OrderReport, ...]


class HandOff(Protocol):
    """One destination."""

    @property
    def name(self) -> str:
        """Stands in the database and never changes."""
        ...

    @property
    def patience(self) -> timedelta:
        """A hand-over that takes longer than this has died, and may be tried again."""
        ...

    async def hand_over(self, order: Order, key: str) -> None:
        """Returns once the far side has it; `key` is the same whenever this order is repeated.

        Raises channels.base.TryAgain (AskedToWait) or channels.base.Refused.
        """
        ...
