"""What a door may read back: the city's services, and how reports that came through it stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from channels.message import Location

Words = tuple[str, str]  # Chinese, English


@dataclass(frozen=True, slots=True)
class Service:
    """Something the city can be asked for: a second-level category of its list."""

    code: str
    name: Words
    group: Words  # its first level
    keywords: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()  # what is best told along with it


@dataclass(frozen=True, slots=True)
class Standing:
    """How one report stands. Nobody's name, phone number or sender is in it.

    `text`, `location` and `links` (the references of its attachments) are as they came; they are
    empty for a confidential report. `service` is what staff made of it, if they corrected it.
    """

    number: str
    service: str
    closed: bool  # its citizen has the result
    state: Words
    requested_at: datetime
    updated_at: datetime
    due_at: datetime | None = None
    unit: Words | None = None
    text: str = field(default="", repr=False)
    location: Location = field(default_factory=Location)
    links: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Span:
    """Which reports are asked for: kept within this time, of this service, closed or open."""

    since: datetime
    until: datetime
    services: tuple[str, ...] = ()  # empty: every one
    closed: bool | None = None  # None: both


class Records(Protocol):
    """Lent to every door, for reports of its own kind and of the account it names."""

    def services(self) -> Sequence[Service]:
        """In the order of the city's list."""

    async def named(self, account: str, numbers: Sequence[str]) -> Sequence[Standing]:
        """By their receipt numbers; what did not come to this account is not among them."""

    async def within(self, account: str, span: Span, most: int) -> Sequence[Standing]:
        """Newest first, at most so many."""
