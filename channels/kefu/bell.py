"""When to fetch: the provider rang, or nobody has looked for a while."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from channels.base import Shelf

TOKEN_LASTS = timedelta(minutes=10)  # of a doorbell, document 94670
# without a doorbell's token the provider counts: ten in a minute, and it shuts for a minute
MOST_LOOKS = 6
A_MINUTE = timedelta(minutes=1)


def token_of(ring: str | None) -> str:
    """The provider's token of a ring; "" when nobody rang."""
    return str(json.loads(ring)["token"]) if ring else ""


@dataclass(frozen=True, slots=True)
class Bell:
    """A ring stands until it was answered, by whichever process."""

    shelf: Shelf
    open_kfid: str

    async def ring(self, token: str) -> None:
        # each ring differs from the last one, so that one that comes meanwhile is seen
        ring = {"token": token, "ring": secrets.token_hex(4)}
        await self.shelf.put(self._key, json.dumps(ring), TOKEN_LASTS)

    async def heard(self) -> str | None:
        """The ring, for `answered` and `token_of`; None when nobody rang."""
        return await self.shelf.get(self._key) or None

    async def answered(self, ring: str) -> None:
        """Unless it rang once more meanwhile."""
        await self.shelf.swap(self._key, ring, "", timedelta(0))

    @property
    def _key(self) -> str:
        return f"bell:{self.open_kfid}"


@dataclass(frozen=True, slots=True)
class Looks:
    """Looking unasked, once in `every` for each account, over all processes together."""

    shelf: Shelf
    every: timedelta

    async def due(self, open_kfid: str) -> bool | None:
        """Claims it when it is due: True. False when it is not; None when it has to wait."""
        if await self.shelf.get(_looked(open_kfid)) is not None:
            return False
        for place in range(MOST_LOOKS):
            if await self.shelf.swap(f"look:{place}", None, "", A_MINUTE):
                return await self.shelf.swap(_looked(open_kfid), None, "", self.every)
        return None

    async def done(self, open_kfid: str) -> None:
        await self.shelf.put(_looked(open_kfid), datetime.now(UTC).isoformat(), self.every)

    async def forget(self, open_kfid: str) -> None:
        """It came to nothing."""
        await self.shelf.drop(_looked(open_kfid))


def _looked(open_kfid: str) -> str:
    return f"looked:{open_kfid}"
