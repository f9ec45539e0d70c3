"""What every work queue promises, whatever it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

HELD_FOR = timedelta(seconds=60)  # after that, a taken entry is handed out again
AT_ONCE = timedelta(0)
TRIES = 5  # failures in a row before an entry is set aside for a person


@dataclass(frozen=True, slots=True)
class Entry:
    """`item` names what wants attention ("message:…", "ticket:…"); `failures` so far."""

    id: str
    item: str
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Shunted:
    """An entry that was set aside, and why."""

    id: str
    item: str
    reason: str


class Stream(Protocol):
    """An entry carries only an id. The store holds the truth, so a repeat is harmless."""

    async def append(self, *items: str, after: timedelta = AT_ONCE) -> None:
        """A reminder, no more: a server that is down loses it, and the sweep finds it again.

        It is handed out once so much time has passed.
        """
        ...

    async def take(self, most: int) -> Sequence[Entry]:
        """Claims up to `most` entries; empty after a short wait."""
        ...

    async def done(self, *entries: Entry) -> None: ...

    async def again(self, entry: Entry, wait: timedelta) -> None:
        """Give an entry back after a failure: it is handed out again after the wait."""
        ...

    async def shunt(self, entry: Entry, reason: str) -> None:
        """Set aside for a person; never handed out again unless revived."""
        ...

    async def shunted(self, most: int) -> Sequence[Shunted]: ...

    async def revive(self, id_: str) -> bool:
        """Hand out again what was set aside; False if nothing is known under this id."""
        ...

    async def waiting(self) -> int:
        """How many entries are not done, taken ones included, shunted ones not."""
        ...
