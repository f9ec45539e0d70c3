"""One access token for all processes: kept on the shelf, fetched anew by one of them alone."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from channels.base import Shelf, TryAgain

EARLY = 240  # seconds before its end that a token is replaced; both work for five minutes then
LEASE = timedelta(seconds=45)  # two calls of 20 s; whoever fetches has died after that
LOOK_AGAIN = 0.1  # seconds between looks while another process fetches


@dataclass(frozen=True, slots=True)
class Fetched:
    """A token from the platform, and for how many seconds it works."""

    token: str = field(repr=False)
    lasts: int


# given the token that is known not to work any more ("": none is), so that it can insist
Fetch = Callable[[str], Awaitable[Fetched]]


@dataclass(frozen=True, slots=True)
class _Standing:
    token: str = field(repr=False)
    until: float  # seconds since 1970


@dataclass(frozen=True, slots=True)
class AccessToken:
    """`fetch` asks the platform; at most one call of it is under way over all processes.

    `name` tells several tokens on one shelf apart. The provider's own rule: fetching a token
    invalidates the one before (official "getAccessToken"), so two fetchers would fight.
    """

    shelf: Shelf = field(repr=False)
    fetch: Fetch
    name: str = "token"
    clock: Callable[[], float] = time.time
    _ours: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False, compare=False)

    async def current(self) -> str:
        """A token that works as far as we know. Raises what `fetch` raises, and TryAgain."""
        standing = await self._standing()
        if standing and standing.until - EARLY > self.clock():
            return standing.token
        return await self._renewed("")

    async def instead_of(self, refused: str) -> str:
        """Another token, because the platform refused this one; fetched once, however many ask."""
        return await self._renewed(refused)

    async def seconds_left(self) -> int | None:
        """How long the token on the shelf works; None when there is none."""
        standing = await self._standing()
        return max(0, int(standing.until - self.clock())) if standing else None

    async def _renewed(self, refused: str) -> str:
        async with self._ours:
            if token := await self._usable(refused, EARLY):
                return token  # fetched while we waited for our turn
            mine = secrets.token_hex(8)
            limit = self.clock() + LEASE.total_seconds()
            while not await self.shelf.swap(self._lease, None, mine, LEASE):
                if token := await self._usable(refused, early=0):
                    return token  # near its end, but another process is at it
                if self.clock() > limit:
                    raise TryAgain("another process has been fetching the access token for long")
                await asyncio.sleep(LOOK_AGAIN)
            try:
                return await self._usable(refused, EARLY) or await self._fetched(refused)
            finally:
                await self.shelf.swap(self._lease, mine, "", timedelta(0))

    async def _fetched(self, refused: str) -> str:
        fetched = await self.fetch(refused)
        until = self.clock() + fetched.lasts
        lasts = timedelta(seconds=fetched.lasts)
        value = json.dumps({"token": fetched.token, "until": until})
        await self.shelf.put(self.name, value, lasts)
        return fetched.token

    async def _usable(self, refused: str, early: int) -> str | None:
        standing = await self._standing()
        if standing is None or standing.token == refused:
            return None
        return standing.token if standing.until - early > self.clock() else None

    async def _standing(self) -> _Standing | None:
        value = await self.shelf.get(self.name)
        return _Standing(**json.loads(value)) if value else None

    @property
    def _lease(self) -> str:
        return f"{self.name}-lease"
