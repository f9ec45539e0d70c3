"""How long a hand-over waits for a backend that is slow, silent or away, and who asks it."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from channels.base import TryAgain
from gateway.app import Gateway
from gateway.handoff.base import AskedToWait
from gateway.stages.dispatching import wait_after
from gateway.tickets import TicketStatus
from tests.handoff.backend import Backend, Mood
from tests.handoff.conftest import impatient
from tests.handoff.tickets import (
    confirmed_still,
    delivery,
    now,
)
from tests.house import PATIENCE, walk_on
from tests.values import LAMP, NOISE, WATER, Clock, a_message

WORDS = (LAMP, WATER, NOISE, "南川河边堆了很多建筑垃圾，一个月没人清理。")


@pytest.mark.parametrize("form", ["seconds", "GMT", "-0000"])
async def test_comes_back_when_the_far_side_asks_to(
    still: Gateway, backend: Backend, clock: Clock, form: str
) -> None:
    ticket = await confirmed_still(still)
    later = clock.at + timedelta(minutes=30)
    date = format_datetime(later.astimezone(UTC), usegmt=True)
    asked = "1800" if form == "seconds" else date.replace("GMT", form)
    backend.moods.append(Mood(429, headers={"Retry-After": asked}))

    await walk_on(still)
    clock.ahead(timedelta(minutes=25))
    await still.schedule.look()
    await walk_on(still)
    early = len(backend.arrivals)
    clock.ahead(timedelta(minutes=10))
    await still.schedule.look()
    await walk_on(still)

    assert (early, len(backend.arrivals)) == (1, 2)
    assert (await now(still, ticket.id)).status is TicketStatus.DISPATCHED


@impatient
async def test_waits_no_longer_for_an_answer_than_it_was_told_to(
    still: Gateway, backend: Backend
) -> None:
    backend.moods.append(Mood(hangs=True))
    ticket = await confirmed_still(still)

    async with asyncio.timeout(8):  # the settings say half a second
        await still.walk(f"ticket:{ticket.id}")

    assert (await delivery(still, ticket)).error == "TimeoutError"


def test_waits_twice_as_long_each_time_but_never_for_ever() -> None:
    waits = [wait_after(attempt, TryAgain()).total_seconds() for attempt in range(1, 40)]

    assert 4 <= waits[0] <= 6
    assert all(later > earlier * 1.2 for earlier, later in pairwise(waits[:9]))
    assert max(waits) <= 3600 * 1.2
    assert wait_after(1, AskedToWait("", timedelta(days=4000))) == timedelta(days=1)


async def test_counts_the_citizens_clock_from_the_first_try(
    still: Gateway, backend: Backend, clock: Clock
) -> None:
    backend.moods += [Mood(503), Mood(503)]
    ticket = await confirmed_still(still)
    await walk_on(still)
    first = json.loads(backend.arrivals[0].body)["due_at"]

    clock.ahead(timedelta(days=1))
    for _ in range(2):
        await still.schedule.look()
        await walk_on(still)
        clock.ahead(timedelta(days=1))

    sent = await now(still, ticket.id)
    assert sent.due_at is not None
    assert datetime.fromisoformat(first) == sent.due_at


@impatient
async def test_asks_once_at_a_time_while_the_far_side_is_thinking(
    still: Gateway, backend: Backend, clock: Clock
) -> None:
    clock.tick = timedelta(0)
    backend.moods.append(Mood(keeps=True, hangs=True))
    ticket = await confirmed_still(still)
    walk = asyncio.create_task(walk_on(still))
    async with asyncio.timeout(PATIENCE):
        await backend.arrived.wait()

    for _ in range(5):
        await still.walk(f"ticket:{ticket.id}")

    await walk
    assert len(backend.arrivals) == 1
    assert (await delivery(still, ticket)).attempts == 1


@pytest.mark.parametrize("patience", [1.0], indirect=True)  # it must answer then
async def test_lets_one_ticket_find_out_whether_a_silent_backend_is_back(
    still: Gateway, backend: Backend, clock: Clock
) -> None:
    backend.usual = Mood(hangs=True)
    clock.tick = timedelta(0)
    silent = [await confirmed_still(still, a_message(words, sender=words)) for words in WORDS]
    await still.walk(f"ticket:{silent[0].id}")
    before = len(backend.arrivals)

    clock.ahead(timedelta(minutes=1))
    await asyncio.gather(*(still.walk(f"ticket:{ticket.id}") for ticket in silent))
    probed = len(backend.arrivals) - before
    backend.usual = Mood(keeps=True)
    for _ in range(3):
        clock.ahead(timedelta(minutes=1))
        await still.schedule.look()
        await walk_on(still)

    assert probed == 1
    assert {(await now(still, ticket.id)).status for ticket in silent} == {TicketStatus.DISPATCHED}
