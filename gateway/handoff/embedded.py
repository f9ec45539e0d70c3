"""The embedded unit desk: the tickets are in our own store, so there is nothing to carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from gateway.handoff.base import Order

EMBEDDED = "desk"


@dataclass(frozen=True, slots=True)
class EmbeddedDesk:
    name: str = EMBEDDED
    patience: timedelta = timedelta(0)

    async def hand_over(self, order: Order, key: str) -> None:
        """The unit sees the ticket as soon as it is dispatched."""
