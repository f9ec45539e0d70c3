"""Keeps those who guess away from the progress pages, and tells honest people when to come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from channels.http import network
from gateway.clock import Clock
from gateway.database import Database
from gateway.secrecy import fingerprint
from gateway.store import guesses
from gateway.store.guesses import DAY, SLOT, Limit

PER_NUMBER = (Limit(5, slots=2), Limit(20, slots=DAY))  # in any quarter of an hour; in any day
PER_ADDRESS = (Limit(30, slots=2),)


@dataclass(frozen=True, slots=True)
class Guard:
    database: Database
    clock: Clock

    async def admit(self, number: str, address: str) -> datetime | None:
        """Counts a question after a number; when it is one too many, gives when to ask again."""
        slot = int(self.clock().timestamp()) // SLOT
        limits = {
            f"progress:{number}": PER_NUMBER,
            f"progress-from:{fingerprint(network(address))[:32]}": PER_ADDRESS,
        }
        free = await self.database.write(guesses.admit, limits, slot)
        return None if free is None else datetime.fromtimestamp(free * SLOT, UTC)
