"""What every work queue promises, whatever it is made of: one body over three of them."""

from __future__ import annotations

import asyncio
import contextlib
import time
from datetime import timedelta

import pytest

from gateway.stream import Entry, Stream
from tests.stream.conftest import Queue, all_of, items

SHORT = timedelta(milliseconds=300)
HANDED_BACK = 30.0  # seconds until a test says that it waited in vain


async def test_hands_out_in_the_order_of_arrival(stream: Stream) -> None:
    await stream.append("ticket:1", "ticket:2")
    await stream.append("ticket:3")

    assert items(await all_of(stream)) == ["ticket:1", "ticket:2", "ticket:3"]


async def test_appending_nothing_is_nothing(stream: Stream) -> None:
    await stream.append()

    assert await stream.waiting() == 0


async def test_gives_at_most_what_was_asked_for(stream: Stream) -> None:
    await stream.append(*(f"ticket:{number}" for number in range(5)))

    assert items(await stream.take(2)) == ["ticket:0", "ticket:1"]
    assert items(await stream.take(2)) == ["ticket:2", "ticket:3"]


async def test_gives_each_entry_to_one_of_four_takers(queue: Queue) -> None:
    takers = [await queue.taker() for _ in range(4)]
    wanted = sorted(f"ticket:{number:03}" for number in range(200))
    await takers[0].append(*wanted)

    taken = await asyncio.gather(*(all_of(taker, 3) for taker in takers))

    assert sorted(item for each in taken for item in items(each)) == wanted
    assert len({entry.id for each in taken for entry in each}) == len(wanted)


async def test_holds_an_entry_for_its_taker(queue: Queue) -> None:
    mine, other = await queue.taker(), await queue.taker()
    await mine.append("ticket:1")
    assert items(await mine.take(10)) == ["ticket:1"]

    assert not await other.take(10)
    assert not await mine.take(10)


async def test_hands_out_again_what_was_dropped(queue: Queue) -> None:
    mine, other = await queue.taker(SHORT), await queue.taker(SHORT)
    await mine.append("ticket:1")
    (dropped,) = await mine.take(10)

    async with asyncio.timeout(HANDED_BACK):
        while not (again := await other.take(10)):
            pass

    assert items(again) == ["ticket:1"]
    assert again[0].failures == dropped.failures


async def test_hands_out_everything_that_a_dead_taker_held(queue: Queue) -> None:
    dead, alive = await queue.taker(SHORT), await queue.taker(SHORT)
    wanted = [f"ticket:{number:03}" for number in range(100)]
    await dead.append(*wanted)
    assert len(await dead.take(100)) == 100
    await asyncio.sleep(SHORT.total_seconds())

    found: set[str] = set()  # who is slow is handed his own again
    async with asyncio.timeout(HANDED_BACK):
        while len(found) < 100:
            taken = await alive.take(5)
            found |= set(items(taken))
            await alive.done(*taken)

    assert sorted(found) == wanted


async def test_what_is_done_never_comes_back(queue: Queue) -> None:
    mine, other = await queue.taker(SHORT), await queue.taker(SHORT)
    await mine.append("ticket:1", "ticket:2")

    await mine.done(*await mine.take(10))
    await asyncio.sleep(SHORT.total_seconds() * 1.2)

    assert not await other.take(10)
    assert await mine.waiting() == 0


async def test_counts_what_was_taken_but_not_what_was_set_aside(stream: Stream) -> None:
    await stream.append("ticket:1", "ticket:2", "ticket:3")
    first, _ = await stream.take(2)
    assert await stream.waiting() == 3

    await stream.shunt(first, "broken")

    assert await stream.waiting() == 2


async def test_never_hands_out_what_was_set_aside(queue: Queue) -> None:
    mine, other = await queue.taker(SHORT), await queue.taker(SHORT)
    await mine.append("ticket:1")
    (entry,) = await mine.take(1)

    await mine.shunt(entry, "KeyError: 'a|b'\nsecond line")
    await asyncio.sleep(SHORT.total_seconds() * 1.2)
    await mine.append("ticket:2")

    assert items(await other.take(10)) == ["ticket:2"]
    (aside,) = await other.shunted(10)
    assert (aside.item, aside.reason) == ("ticket:1", "KeyError: 'a|b'\nsecond line")


async def test_lists_at_most_what_was_asked_for_oldest_first(stream: Stream) -> None:
    await stream.append("ticket:1", "ticket:2", "ticket:3")
    for entry in await stream.take(3):
        await stream.shunt(entry, "broken")

    assert [aside.item for aside in await stream.shunted(2)] == ["ticket:1", "ticket:2"]


async def test_revives_what_was_set_aside_as_if_it_were_new(stream: Stream) -> None:
    await stream.append("ticket:1")
    (entry,) = await stream.take(1)
    await stream.again(entry, timedelta(0))
    (entry,) = await stream.take(1)
    await stream.shunt(entry, "broken")
    (aside,) = await stream.shunted(10)

    assert await stream.revive(aside.id)

    assert [(each.item, each.failures) for each in await stream.take(10)] == [("ticket:1", 0)]
    assert not await stream.shunted(10)


@pytest.mark.parametrize("id_", ["", "7", "1-1", "no such id", "1'; drop table stream_entries"])
async def test_cannot_revive_what_is_not_set_aside(stream: Stream, id_: str) -> None:
    assert not await stream.revive(id_)


async def test_an_entry_in_work_cannot_be_revived(stream: Stream) -> None:
    await stream.append("ticket:1")
    (entry,) = await stream.take(1)

    assert not await stream.revive(entry.id)
    assert not await stream.take(1)


async def test_only_one_of_two_people_revives_an_entry(queue: Queue) -> None:
    one, other = await queue.taker(), await queue.taker()
    await one.append("ticket:1")
    for entry in await one.take(1):
        await one.shunt(entry, "broken")
    (aside,) = await one.shunted(1)

    revived = await asyncio.gather(*(each.revive(aside.id) for each in (one, other) * 5))

    assert revived.count(True) == 1
    assert items(await all_of(other)) == ["ticket:1"]


async def test_gives_back_after_the_wait_with_one_failure_more(queue: Queue) -> None:
    mine, other = await queue.taker(), await queue.taker()
    await mine.append("ticket:1")
    (entry,) = await mine.take(1)

    given_back = time.monotonic()
    await mine.again(entry, timedelta(seconds=0.7))
    async with asyncio.timeout(HANDED_BACK):
        while not (back := await other.take(10)):
            pass

    assert time.monotonic() - given_back >= 0.7
    assert [(each.item, each.failures) for each in back] == [("ticket:1", 1)]


async def test_what_was_given_back_comes_to_one_taker_only(queue: Queue) -> None:
    takers = [await queue.taker() for _ in range(4)]
    await takers[0].append(*(f"ticket:{number:02}" for number in range(40)))
    for entry in await takers[0].take(40):
        await takers[0].again(entry, timedelta(0))

    taken = await asyncio.gather(*(all_of(taker, 3) for taker in takers))

    found = sorted(item for each in taken for item in items(each))
    assert found == [f"ticket:{number:02}" for number in range(40)]


async def test_wakes_whoever_waits_when_something_arrives(stream: Stream) -> None:
    took = [await woken(stream) for _ in range(10)]  # a busy machine may hold some up

    assert min(took) < 0.1  # it would look again after twice as long


async def woken(stream: Stream) -> float:
    """Seconds until somebody who has begun to wait is given what arrives."""
    taking = asyncio.create_task(stream.take(10))
    await asyncio.sleep(0.03)
    await stream.append("ticket:1")
    started = time.monotonic()
    taken = await taking or await stream.take(10)
    took = time.monotonic() - started
    assert items(taken) == ["ticket:1"]
    await stream.done(*taken)
    return took


async def test_finds_what_another_process_appended(queue: Queue) -> None:
    mine, other = await queue.taker(), await queue.taker()
    taking = asyncio.create_task(mine.take(10))
    await asyncio.sleep(0.1)

    await other.append("ticket:1")

    assert items(await taking or await mine.take(10)) == ["ticket:1"]


async def test_loses_nothing_that_arrives_while_it_takes(queue: Queue) -> None:
    mine, other = await queue.taker(), await queue.taker()
    wanted = [f"ticket:{number:03}" for number in range(100)]

    async def append_all() -> None:
        for item in wanted:
            await other.append(item)

    found: list[str] = []
    appending = asyncio.create_task(append_all())
    while len(found) < 100:
        found += items(await mine.take(7))
    await appending

    assert found == wanted


async def test_a_cancelled_taker_loses_nothing(queue: Queue) -> None:
    mine, other = await queue.taker(SHORT), await queue.taker(SHORT)
    found: set[str] = set()
    for number in range(20):
        taking = asyncio.create_task(mine.take(10))
        await asyncio.sleep(0.001 * (number % 4))
        await other.append(f"ticket:{number:02}")
        taking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await taking

    async with asyncio.timeout(HANDED_BACK):
        while len(found) < 20:
            taken = await other.take(100)
            found |= set(items(taken))
            await other.done(*taken)

    assert sorted(found) == [f"ticket:{number:02}" for number in range(20)]


async def test_is_empty_after_a_short_wait(stream: Stream) -> None:
    started = time.monotonic()

    assert not await stream.take(10)
    assert 0.1 < time.monotonic() - started < 10


async def test_finishing_what_another_has_by_now_does_no_harm(queue: Queue) -> None:
    slow, quick = await queue.taker(SHORT), await queue.taker(SHORT)
    await slow.append("ticket:1")
    (entry,) = await slow.take(1)
    async with asyncio.timeout(HANDED_BACK):
        while not (taken := await quick.take(1)):
            pass
    await quick.done(*taken)

    await slow.done(entry)
    await slow.done(Entry("0" if entry.id.isdecimal() else "0-1", "ticket:0"))

    assert await quick.waiting() == 0
