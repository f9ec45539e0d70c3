"""The access token: one for all processes, fetched once, renewed in time."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from channels.base import TryAgain
from channels.weixin.token import EARLY, AccessToken, Fetched
from tests.channels.ports import MemoryShelf
from tests.channels.weixin.far_platform import Platform, running

NOW = 1_772_712_000.0


class Tap:
    """Gives a fresh token at every call, slowly enough that others come meanwhile.

    It gives none while it is shut.
    """

    def __init__(self, lasts: int = 7200) -> None:
        self.calls = 0
        self.lasts = lasts
        self.open = asyncio.Event()
        self.open.set()

    async def __call__(self, _refused: str) -> Fetched:
        self.calls += 1
        await asyncio.sleep(0.02)
        await self.open.wait()
        return Fetched(f"token-{self.calls}", self.lasts)


async def test_many_callers_in_several_processes_fetch_one_token() -> None:
    shelf, tap = MemoryShelf(), Tap()
    processes = [AccessToken(shelf, tap) for _ in range(4)]

    got = await asyncio.gather(*(one.current() for one in processes for _ in range(25)))

    assert set(got) == {"token-1"}
    assert tap.calls == 1


async def test_those_who_wait_in_one_process_leave_the_shelf_alone() -> None:
    class Counting(MemoryShelf):
        swaps = 0

        async def swap(
            self, key: str, old: str | None, new: str, lasts: timedelta | None = None
        ) -> bool:
            self.swaps += 1
            return await super().swap(key, old, new, lasts)

    shelf = Counting()
    token = AccessToken(shelf, Tap())

    await asyncio.gather(*(token.current() for _ in range(50)))

    assert shelf.swaps == 2  # the lease, taken and given back


async def test_many_who_were_refused_renew_it_once() -> None:
    shelf, tap = MemoryShelf(), Tap()
    processes = [AccessToken(shelf, tap) for _ in range(4)]
    old = await processes[0].current()

    got = await asyncio.gather(*(one.instead_of(old) for one in processes for _ in range(25)))

    assert set(got) == {"token-2"}
    assert tap.calls == 2


async def test_renews_before_the_end_and_goes_on_with_the_old_one_meanwhile() -> None:
    shelf, tap = MemoryShelf(), Tap()
    moment = NOW
    first, second = (AccessToken(shelf, tap, clock=lambda: moment) for _ in range(2))
    await first.current()
    moment = NOW + 7200 - EARLY + 1

    tap.open.clear()
    renewing = asyncio.create_task(first.current())
    while tap.calls < 2:  # noqa: ASYNC110 - until it is at it
        await asyncio.sleep(0)
    meanwhile = await second.current()
    tap.open.set()

    assert meanwhile == "token-1"
    assert await renewing == "token-2"


async def test_keeps_a_token_that_is_not_near_its_end() -> None:
    shelf, tap = MemoryShelf(), Tap()
    moment = NOW
    token = AccessToken(shelf, tap, clock=lambda: moment)
    await token.current()
    moment = NOW + 7200 - EARLY - 1

    assert await token.current() == "token-1"
    assert tap.calls == 1


async def test_fetches_again_after_a_fetch_that_failed() -> None:
    shelf = MemoryShelf()

    async def broken(_refused: str) -> Fetched:
        raise TryAgain("the platform is busy")

    with pytest.raises(TryAgain):
        await AccessToken(shelf, broken).current()

    assert await AccessToken(shelf, Tap()).current() == "token-1"


async def test_waits_for_the_process_that_fetches_and_takes_what_it_got() -> None:
    shelf, tap = MemoryShelf(), Tap()
    await shelf.swap("token-lease", None, "somebody-else", timedelta(seconds=5))
    waiting = asyncio.create_task(AccessToken(shelf, tap).current())
    await asyncio.sleep(0.02)

    await AccessToken(shelf, tap)._fetched("")
    got = await waiting

    assert got == "token-1"
    assert tap.calls == 1


async def test_gives_up_waiting_for_a_process_that_never_ends() -> None:
    shelf, tap = MemoryShelf(), Tap()
    await shelf.put("token-lease", "somebody-else")
    moments = iter(range(int(NOW), int(NOW) + 1000, 15))

    with pytest.raises(TryAgain):
        await AccessToken(shelf, tap, clock=lambda: next(moments)).current()


async def test_shows_how_long_it_works_but_never_itself() -> None:
    shelf = MemoryShelf()
    token = AccessToken(shelf, Tap(), clock=lambda: NOW)
    assert await token.seconds_left() is None

    await token.current()

    assert await token.seconds_left() == 7200
    assert "token-1" not in repr(token) + repr(Fetched("token-1", 1))


async def test_an_expired_token_in_the_middle_of_a_batch_is_renewed_once() -> None:
    platform = Platform(slow=0.02)
    async with running(platform, MemoryShelf(), count=3) as processes:
        await processes[0].api.call("/do", {"n": 0})
        platform.good = "token-2"  # the platform forgot the first before its time

        answers = await asyncio.gather(
            *(one.api.call("/do", {"n": n}) for one in processes for n in range(10))
        )

    assert all(answer["errcode"] == 0 for answer in answers)
    assert platform.fetched == 2
