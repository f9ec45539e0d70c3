"""Keeps Telegram's flood limits, for all processes together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from time import time
from typing import TypeVar

from telegram.error import TelegramError

from channels.base import Shelf, TryAgain
from channels.telegram.api import Flooded, judged

T = TypeVar("T")

WAITS = 2.5  # seconds a message may wait for its turn here; longer, and it comes back later
HELD_BACK = "held-back"


@dataclass(frozen=True, slots=True)
class Rate:
    """One message every `each` seconds, and up to `burst` at once after a pause."""

    each: float
    burst: int


# Bots FAQ, "My bot is hitting limits": about 30 messages a second in all, 1 a second in a chat,
# 20 a minute in a group. With bursts, no second sees more than 29.
ALL = Rate(1 / 25, 5)
CHAT = Rate(1.05, 1)
GROUP = Rate(3.05, 1)


@dataclass(frozen=True, slots=True)
class Pace:
    shelf: Shelf
    clock: Callable[[], float] = time

    async def turn(self, chat: str) -> None:
        """Waits until this chat may be written to. Raises TryAgain if that would take long."""
        await self._allowed()
        while wait := await self._taken(chat):
            if wait > WAITS:
                raise TryAgain("Telegram's limit for this chat")
            await asyncio.sleep(wait)

    async def free(self, chat: str) -> bool:
        """Takes a turn if one is free now."""
        return not await self.shelf.get(HELD_BACK) and not await self._taken(chat)

    async def _taken(self, chat: str) -> float:
        """Seconds to wait; 0 when the turn is taken. Nothing is taken while either must wait."""
        of_chat = GROUP if chat.startswith("-") else CHAT  # groups have negative ids
        # the one that others may snatch away comes first: a chat has one sender at a time
        rates = {"turn": ALL, f"turn:{chat}": of_chat}
        for take in (False, True):
            for name, rate in rates.items():
                if wait := await self._wait(name, rate, take=take):
                    return wait
        return 0

    async def _allowed(self) -> None:
        if await self.shelf.get(HELD_BACK):
            raise TryAgain("Telegram told us to wait")

    async def _wait(self, name: str, rate: Rate, *, take: bool) -> float:
        """Seconds to wait for this rate. The shelf keeps when the next is due."""
        while True:
            now = self.clock()
            stood = await self.shelf.get(name)
            due = max(float(stood or 0), now)
            wait = due - now - (rate.burst - 1) * rate.each
            if wait > 1e-6:
                return wait
            if not take:
                return 0
            lasts = timedelta(seconds=rate.each * (rate.burst + 1))
            if await self.shelf.swap(name, stood, repr(due + rate.each), lasts):
                return 0

    async def asked(self, call: Callable[[], Awaitable[T]]) -> T:
        """What Telegram answers, unless it has told us to keep still. Raises TryAgain, Refused."""
        await self._allowed()
        try:
            return await call()
        except Flooded as flooded:
            await self.shelf.put(HELD_BACK, "1", timedelta(seconds=flooded.seconds))
            raise TryAgain("Telegram told us to wait") from flooded
        except TelegramError as error:
            raise judged(error) from error
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            raise TryAgain("Telegram: unreadable answer") from error
