"""Telegram's flood limits, kept by several processes on one shelf."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from channels.base import TryAgain
from channels.telegram.pace import ALL, CHAT, GROUP, Pace
from tests.channels.ports import MemoryShelf


@dataclass
class Stopwatch:
    """Time that passes only when told to."""

    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Crowd:
    """Many processes that share a shelf and write as fast as they may."""

    watch: Stopwatch = field(default_factory=Stopwatch)
    shelf: MemoryShelf = field(default_factory=MemoryShelf)

    async def writes(self, chats: list[str], seconds: int) -> dict[str, list[float]]:
        paces = [Pace(self.shelf, self.watch) for _ in range(3)]
        written: dict[str, list[float]] = {chat: [] for chat in chats}
        for step in range(seconds * 100):
            self.watch.now = 1_000_000 + step / 100
            for chat in chats:
                if await paces[step % 3].free(chat):
                    written[chat].append(self.watch.now)
        return written


def most_within(times: list[float], seconds: float) -> int:
    return max(sum(start <= at < start + seconds for at in times) for start in times)


async def test_writes_to_one_chat_once_a_second_and_to_a_group_twenty_times_a_minute() -> None:
    written = await Crowd().writes(["5550001", "-100200"], seconds=90)

    assert most_within(written["5550001"], 1) == 1
    assert len(written["5550001"]) > 80
    assert most_within(written["-100200"], 60) == 20


async def test_writes_to_thirty_a_second_at_most_however_many_are_waiting() -> None:
    written = await Crowd().writes([str(number) for number in range(200)], seconds=4)

    all_of_them = [at for times in written.values() for at in times]
    assert 20 <= most_within(all_of_them, 1) <= 30


async def test_waits_a_moment_for_its_turn_and_comes_back_later_for_a_longer_one() -> None:
    pace, group = Pace(MemoryShelf()), Pace(MemoryShelf(), Stopwatch())
    begun = time.monotonic()
    await pace.turn("5550001")
    await pace.turn("5550001")
    waited = time.monotonic() - begun
    await group.turn("-100200")

    assert CHAT.each - 0.1 < waited
    with pytest.raises(TryAgain):
        await group.turn("-100200")
    assert GROUP.each * 20 > 60
    assert 1 / ALL.each + ALL.burst <= 30


async def test_a_restart_forgets_no_limit() -> None:
    shelf = MemoryShelf()
    await Pace(shelf).turn("-100200")
    await shelf.put("held-back", "1", timedelta(seconds=9))

    with pytest.raises(TryAgain):
        await Pace(shelf).turn("5550001")


@dataclass
class Race(MemoryShelf):
    """A shelf on which another process is always a moment faster, once for each key."""

    lost: set[str] = field(default_factory=set)

    async def swap(
        self, key: str, old: str | None, new: str, lasts: timedelta | None = None
    ) -> bool:
        if key not in self.lost:
            self.lost.add(key)
            await super().put(key, new, lasts)
        return await super().swap(key, old, new, lasts)


async def test_of_two_that_look_at_the_same_moment_one_writes() -> None:
    assert not await Pace(Race()).free("5550001")


@dataclass
class Yielding(MemoryShelf):
    """A shelf that lets others in between, as a database does; `taken` counts by key."""

    taken: Counter[str] = field(default_factory=Counter)

    async def swap(
        self, key: str, old: str | None, new: str, lasts: timedelta | None = None
    ) -> bool:
        swapped = await super().swap(key, old, new, lasts)
        self.taken[key] += swapped
        return swapped

    async def get(self, key: str) -> str | None:
        await asyncio.sleep(0)
        return await super().get(key)


async def test_whoever_lost_the_race_of_all_has_not_spent_the_turn_of_his_chat() -> None:
    shelf, chats = Yielding(), [str(number) for number in range(2 * ALL.burst)]
    pace = Pace(shelf)

    await asyncio.gather(*(pace.turn(chat) for chat in chats))

    assert [shelf.taken[f"turn:{chat}"] for chat in chats] == [1] * len(chats)
