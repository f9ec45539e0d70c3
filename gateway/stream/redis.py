"""The work queue in a Redis stream with one consumer group, for more than one process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from redis.exceptions import RedisError, ResponseError

from gateway.stream.base import AT_ONCE, HELD_FOR, Entry, Shunted

log = logging.getLogger(__name__)

GROUP = "workers"
WAIT = 200  # milliseconds `take` blocks for a new entry; then the delayed ones are looked at
REMIND_WITHIN = 1.0  # seconds; a citizen waits for his receipt meanwhile
LATE = 100  # at most so many delayed entries come back in one look

# whoever takes an entry out of its waiting place puts it back in line, and nobody else does
_BACK = """
if redis.call('zrem', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('xadd', KEYS[2], '*', 'item', ARGV[2], 'failures', ARGV[3])
return 1
"""
_REVIVE = """
if redis.call('hdel', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('xadd', KEYS[2], '*', 'item', ARGV[2], 'failures', 0)
return 1
"""


@dataclass(slots=True)
class RedisStream:
    """Keys under `name`: the stream itself, `:later` (delayed), `:aside` (shunted).

    `redis` must decode responses and speak RESP 2, whose shapes are read here. `failures`
    travel in the entry; an entry given back is a new entry with one failure more.
    """

    redis: Any  # redis-py types its answers for every protocol at once; ours are fixed above
    consumer: str
    clock: Callable[[], datetime]
    name: str = "duokou"
    held_for: timedelta = HELD_FOR
    looked_at: datetime | None = field(default=None)

    async def append(self, *items: str, after: timedelta = AT_ONCE) -> None:
        back = (self.clock() + after).timestamp()
        try:
            async with (
                asyncio.timeout(REMIND_WITHIN),
                self.redis.pipeline(transaction=False) as pipe,
            ):
                for item in items:
                    if after:
                        pipe.zadd(f"{self.name}:later", {f"{uuid4().hex}|0|{item}": back})
                    else:
                        pipe.xadd(self.name, {"item": item, "failures": 0})
                await pipe.execute()
        except (RedisError, OSError) as error:
            # what was kept is kept: refusing the citizen now would be a lie
            log.warning("%d items not appended: %s", len(items), type(error).__name__)

    async def take(self, most: int) -> Sequence[Entry]:
        try:
            return await self._take(most)
        except ResponseError as error:
            if not str(error).startswith("NOGROUP"):
                raise
            await self.make_group()  # Redis lost everything; the sweep will append it again
            return await self._take(most)

    async def _take(self, most: int) -> Sequence[Entry]:
        dropped = await self._dropped(most)
        if dropped:
            return dropped
        await self._bring_back()
        found = await self.redis.xreadgroup(
            GROUP, self.consumer, {self.name: ">"}, count=most, block=WAIT
        )
        return [_entry(id_, fields) for _, rows in found or () for id_, fields in rows]

    async def _dropped(self, most: int) -> Sequence[Entry]:
        """What others took and did not finish in time; looked for a few times per `held_for`."""
        now = self.clock()
        if self.looked_at is not None and now - self.looked_at < self.held_for / 4:
            return ()
        self.looked_at = now
        idle = int(self.held_for.total_seconds() * 1000)
        _, rows, *_ = await self.redis.xautoclaim(
            self.name, GROUP, self.consumer, min_idle_time=idle, count=most
        )
        if len(rows) == most:
            self.looked_at = None  # there may be more of them
        return [_entry(id_, fields) for id_, fields in rows]

    async def _bring_back(self) -> None:
        now = self.clock().timestamp()
        late = await self.redis.zrangebyscore(f"{self.name}:later", 0, now, start=0, num=LATE)
        for member in late:
            _, failures, item = member.split("|", 2)
            keys = (f"{self.name}:later", self.name)
            await self.redis.eval(_BACK, len(keys), *keys, member, item, failures)

    async def done(self, *entries: Entry) -> None:
        if entries:
            async with self.redis.pipeline(transaction=True) as pipe:
                self._drop(pipe, *[entry.id for entry in entries])
                await pipe.execute()

    async def again(self, entry: Entry, wait: timedelta) -> None:
        back = (self.clock() + wait).timestamp()
        member = f"{entry.id}|{entry.failures + 1}|{entry.item}"
        async with self.redis.pipeline(transaction=True) as pipe:
            pipe.zadd(f"{self.name}:later", {member: back})
            self._drop(pipe, entry.id)
            await pipe.execute()

    async def shunt(self, entry: Entry, reason: str) -> None:
        async with self.redis.pipeline(transaction=True) as pipe:
            pipe.hset(f"{self.name}:aside", entry.id, f"{entry.item}|{reason}")
            self._drop(pipe, entry.id)
            await pipe.execute()

    async def shunted(self, most: int) -> Sequence[Shunted]:
        aside = await self.redis.hgetall(f"{self.name}:aside")
        return [Shunted(id_, *value.split("|", 1)) for id_, value in sorted(aside.items())[:most]]

    async def revive(self, id_: str) -> bool:
        value = await self.redis.hget(f"{self.name}:aside", id_)
        if value is None:
            return False
        keys = (f"{self.name}:aside", self.name)
        item = value.split("|", 1)[0]
        return bool(await self.redis.eval(_REVIVE, len(keys), *keys, id_, item))

    async def waiting(self) -> int:
        count = await self.redis.xlen(self.name) + await self.redis.zcard(f"{self.name}:later")
        return int(count)

    async def make_group(self) -> None:
        """Start at 0, so that what was appended before the group is not skipped."""
        try:
            await self.redis.xgroup_create(self.name, GROUP, id="0", mkstream=True)
        except ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):
                raise

    def _drop(self, pipe: Any, *ids: str) -> None:
        pipe.xack(self.name, GROUP, *ids)
        pipe.xdel(self.name, *ids)


def _entry(id_: str, fields: dict[str, str]) -> Entry:
    return Entry(id_, fields["item"], int(fields["failures"]))
