"""Lets one process at a time do what must not be done twice at once, such as polling."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from channels.base import Shelf


@dataclass(frozen=True, slots=True)
class Lease:
    """A claim on the shelf that its holder renews; whoever dies loses it after `lasts`."""

    shelf: Shelf
    name: str
    lasts: timedelta
    mine: str = field(default_factory=lambda: secrets.token_hex(8))

    async def hold(self) -> bool:
        """Claims or renews it; False while somebody else has it."""
        return await self.shelf.swap(
            self.name, self.mine, self.mine, self.lasts
        ) or await self.shelf.swap(self.name, None, self.mine, self.lasts)

    async def release(self) -> None:
        """Lets the next one have it at once, if it is ours to give."""
        await self.shelf.swap(self.name, self.mine, "", timedelta(0))
