"""Fetches what waits at customer service: one process at a time, page by page, nothing left out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from channels.base import Deliver, Ports, TryAgain
from channels.kefu.bell import Bell, Looks, token_of
from channels.kefu.taking import Taking
from channels.lease import Lease
from channels.weixin.calls import Again, Api, Never

LIMIT = 1000  # items a page, document 94670: the default and the most
LEASE = timedelta(seconds=90)  # whoever fetches has died after that; two calls take 80 at most
RENEW_AFTER = 15.0  # seconds
REST = timedelta(minutes=1)  # for so long the provider shuts the interface with 45009
TOO_OFTEN = frozenset({45009, 45033})
BAD_TOKEN = 95007  # of a doorbell: wrong, or older than ten minutes


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of `sync_msg`; `token` is the one that still works."""

    items: tuple[object, ...] = field(repr=False)
    cursor: str
    more: bool
    token: str = field(repr=False)


@dataclass(slots=True)
class Fetching:
    """Everything that waits for one of our accounts."""

    open_kfid: str
    api: Api
    ports: Ports
    taking: Taking
    looks: Looks
    lease: Lease = field(init=False)
    renewed: float = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.lease = Lease(self.ports.shelf, f"lease:{self.open_kfid}", LEASE)

    async def fetch(self, deliver: Deliver) -> bool:
        """Answers the doorbell, or looks unasked when nobody did so lately.

        False when it could not be done now. Raises TryAgain, Refused, and what `deliver` raises.
        """
        bell = Bell(self.ports.shelf, self.open_kfid)
        ring = await bell.heard()
        if ring is None:
            due = await self.looks.due(self.open_kfid)
            if not due:
                return due is not None
        try:
            return await self._answered(bell, ring, deliver)
        except BaseException:
            await self.looks.forget(self.open_kfid)
            raise

    async def _answered(self, bell: Bell, ring: str | None, deliver: Deliver) -> bool:
        while await self.lease.hold():
            try:
                await self._all(deliver, token_of(ring))
            finally:
                await self.lease.release()
            await self.looks.done(self.open_kfid)
            if ring is not None:
                await bell.answered(ring)
            # whoever rang between the last page and now found the lease taken: that is ours too
            ring = await bell.heard()
            if ring is None:
                return True
        return False

    async def _all(self, deliver: Deliver, token: str) -> None:
        self.renewed = time.monotonic()
        more = True
        while more:
            await self._renew()
            cursor = await self.ports.shelf.get(self._key) or ""
            page = await self._page(cursor, token)
            entered = []
            for item in page.items:
                await self._renew()
                entered.append(await self.taking.take(item, deliver))
            await self._turn(cursor, page)
            for who in entered:
                await self._renew()
                await self.taking.greet(who)
            more, token = page.more, page.token

    async def _turn(self, cursor: str, page: Page) -> None:
        """Only now that all of the page is kept or parked does it count as read."""
        moved = page.cursor not in ("", cursor)
        if moved and not await self.ports.shelf.swap(self._key, cursor or None, page.cursor):
            raise TryAgain("/cgi-bin/kf/sync_msg: another process read on meanwhile")
        if page.more and not moved:
            raise TryAgain("/cgi-bin/kf/sync_msg: more, but at the same place")

    async def _page(self, cursor: str, token: str) -> Page:
        if await self.ports.shelf.get("rest") is not None:
            raise TryAgain("/cgi-bin/kf/sync_msg: resting after too many calls")
        body = {"open_kfid": self.open_kfid, "limit": LIMIT, "voice_format": 0}
        body |= {"cursor": cursor} if cursor else {}
        body |= {"token": token} if token else {}
        try:
            return _read(await self.api.call("/cgi-bin/kf/sync_msg", body), token)
        except Never as error:
            if error.errcode != BAD_TOKEN or not token:
                raise
        except Again as error:
            if error.errcode in TOO_OFTEN:
                await self.ports.shelf.put("rest", "", REST)
            raise
        return await self._page(cursor, "")  # the call is allowed without, only less often

    async def _renew(self) -> None:
        if time.monotonic() - self.renewed < RENEW_AFTER:
            return
        if not await self.lease.hold():
            raise TryAgain("/cgi-bin/kf/sync_msg: too slow, another process took over")
        self.renewed = time.monotonic()

    @property
    def _key(self) -> str:
        return f"cursor:{self.open_kfid}"


def _read(answer: Mapping[str, Any], token: str) -> Page:
    items, cursor = answer.get("msg_list", []), answer.get("next_cursor", "")
    if not isinstance(items, list) or not isinstance(cursor, str):
        raise TryAgain("/cgi-bin/kf/sync_msg: an answer of another shape")
    return Page(tuple(items), cursor, answer.get("has_more") == 1, token)
