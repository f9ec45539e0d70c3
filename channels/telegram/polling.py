"""Goes and looks for updates, in one process at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from channels.lease import Lease
from channels.telegram.api import QuietBot
from channels.telegram.pace import Pace

PATIENCE = 25  # seconds that Telegram may wait for something to happen before it answers
LEASE = timedelta(seconds=90)  # more than one look, with everything it brings in
LOOK_AGAIN = 10.0  # seconds between two claims on a lease that another process holds
REST = 0.2  # seconds after an answer that brought nothing, however soon it came

Take = Callable[[Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Poll:
    """`take` must have kept, parked or passed over an update when it returns."""

    bot: QuietBot
    pace: Pace
    lease: Lease
    allowed: Sequence[str]
    take: Take

    async def __call__(self) -> None:
        """Polls until cancelled. Raises TryAgain."""
        try:
            await self._alone()
            # updates that wait stay; a webhook and polling at once are a 409
            await self.pace.asked(lambda: self.bot.delete_webhook(drop_pending_updates=False))
            await self._look()
        finally:
            await self.lease.release()

    async def _alone(self) -> None:
        while True:
            if await self.lease.hold():
                return
            await asyncio.sleep(LOOK_AGAIN)

    async def _look(self) -> None:
        """An offset confirms what came before it, and lives for one question only.

        Nothing is ever compared with an id of the past: after a week of silence Telegram goes on
        with a random one, and an old offset would make it forget what is lower.
        """
        offset: int | None = None
        while True:
            await self._alone()
            offset = await self._once(offset)
            if offset is None:
                await asyncio.sleep(REST)

    async def _once(self, offset: int | None) -> int | None:
        updates = await self.pace.asked(lambda: self.bot.updates(offset, self.allowed, PATIENCE))
        last = None
        for update in updates:
            await self.take(update)
            number = update.get("update_id") if isinstance(update, dict) else None
            last = number if type(number) is int else last
            await self._alone()
        return None if last is None else last + 1
