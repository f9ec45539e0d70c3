"""Has Telegram call us, and looks now and then whether it does."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from channels.base import Shelf
from channels.lease import Lease
from channels.telegram.api import QuietBot
from channels.telegram.pace import Pace
from channels.telegram.settings import TelegramSettings

LOOKS = 300.0  # seconds between two looks
KNOWN = timedelta(hours=1)  # how long the desk shows what a look found
WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Watch:
    """One process at a time; the others wait in case it dies."""

    bot: QuietBot
    pace: Pace
    shelf: Shelf
    settings: TelegramSettings
    allowed: Sequence[str]

    async def __call__(self) -> None:
        """Watches until cancelled. Raises TryAgain."""
        lease = Lease(self.shelf, "watcher", timedelta(seconds=3 * LOOKS))
        told = False  # the secret may be a new one since the last time
        try:
            while True:
                if await lease.hold():
                    told = await self._look(told)
                await asyncio.sleep(LOOKS)
        finally:
            await lease.release()

    async def _look(self, told: bool) -> bool:
        seen = await self.pace.asked(self.bot.get_webhook_info)
        await self.shelf.put(WAITING, str(seen.pending_update_count), KNOWN)
        if not told or seen.url != self.settings.webhook:
            await self.pace.asked(self._set)
        return True

    async def _set(self) -> bool:
        return await self.bot.set_webhook(
            self.settings.webhook,
            allowed_updates=self.allowed,
            secret_token=self.settings.webhook_secret.get_secret_value(),
        )
