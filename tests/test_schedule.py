"""The sweep: what the stream forgot is found in the store, what is due is woken, nothing twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import generate_latest

from gateway.app import Gateway
from gateway.reports import ReportStatus
from gateway.schedule import AT_A_TIME, BUSY_AFTER, IDLE_AFTER, forgotten
from gateway.store import deliveries
from gateway.store.deliveries import Delivery
from gateway.stream import Entry
from gateway.tickets import TicketStatus
from tests.conftest import CELLARS
from tests.house import walk_on
from tests.values import LAMP, WATER, Clock, a_message, a_supervisor
from tests.web.citizens import Life

LONG_AGO = timedelta(minutes=10)


async def emptied(still: Gateway) -> list[Entry]:
    """Everything in the stream is done, as if it had never been appended."""
    taken = list(await still.parts.stream.take(100))
    await still.parts.stream.done(*taken)
    return taken


@pytest.mark.parametrize("cellar", CELLARS, indirect=True)
async def test_finds_a_message_that_the_stream_forgot(still: Gateway, clock: Clock) -> None:
    receipt = await still.intake.deliver(a_message())
    await emptied(still)
    clock.ahead(IDLE_AFTER)

    await still.schedule.look()
    await walk_on(still)

    life = Life(still)
    assert (await life.report(receipt)).status is ReportStatus.FILED
    assert (await life.ticket(receipt)).status is TicketStatus.PROPOSED


@pytest.mark.parametrize("cellar", CELLARS, indirect=True)
async def test_finds_a_ticket_that_the_stream_forgot(still: Gateway, clock: Clock) -> None:
    life = Life(still)
    receipt = await life.filed(LAMP)
    ticket = await life.ticket(receipt)
    await still.desk.confirm(ticket.id, ticket.version, a_supervisor())
    await emptied(still)
    clock.ahead(IDLE_AFTER)

    await still.schedule.look()
    await walk_on(still)

    assert (await life.ticket(receipt)).status is TicketStatus.DISPATCHED


async def test_what_is_young_may_simply_be_on_its_way(still: Gateway, clock: Clock) -> None:
    clock.tick = timedelta(milliseconds=1)
    await still.intake.deliver(a_message())
    await emptied(still)

    await still.schedule.look()

    assert await still.parts.stream.waiting() == 0


async def test_a_full_stream_is_given_more_time(still: Gateway, clock: Clock) -> None:
    await still.intake.deliver(a_message())
    await emptied(still)
    await still.parts.stream.append("ticket:something that waits")
    clock.ahead(IDLE_AFTER)

    await still.schedule.look()
    assert await still.parts.stream.waiting() == 1

    clock.ahead(BUSY_AFTER)
    await still.schedule.look()
    assert await still.parts.stream.waiting() == 2


async def test_what_was_set_aside_is_not_dug_up_again(still: Gateway, clock: Clock) -> None:
    await still.intake.deliver(a_message())
    (entry,) = await still.parts.stream.take(10)
    await still.parts.stream.shunt(entry, "broken")
    clock.ahead(LONG_AGO)

    await still.schedule.look()

    assert await still.parts.stream.waiting() == 0


async def test_nothing_stands_once_everything_is_walked(still: Gateway, clock: Clock) -> None:
    life = Life(still)
    await life.through(LAMP)
    await life.filed(WATER)
    clock.ahead(LONG_AGO)

    assert await still.parts.database.read(forgotten, clock()) == []


async def test_wakes_a_hand_over_when_its_time_has_come(still: Gateway, clock: Clock) -> None:
    soon = clock() + timedelta(minutes=1)
    wish = Delivery("GD1-1", "t1", "webhook", clock(), clock())
    await still.parts.database.write(deliveries.claim, wish, soon)

    await still.schedule.look()
    assert await still.parts.stream.waiting() == 0

    clock.ahead(timedelta(minutes=1))
    await still.schedule.look()
    (entry,) = await still.parts.stream.take(10)
    assert entry.item == "ticket:t1"


async def test_does_not_feed_a_stream_that_is_full_already(still: Gateway, clock: Clock) -> None:
    wish = Delivery("GD1-1", "t1", "webhook", clock(), clock())
    await still.parts.database.write(deliveries.claim, wish, clock())
    await still.parts.stream.append(*(f"ticket:{number}" for number in range(AT_A_TIME)))

    await still.schedule.look()

    assert await still.parts.stream.waiting() == AT_A_TIME


async def test_the_gauge_of_what_stands_falls_again(still: Gateway) -> None:
    life = Life(still)
    receipt = await life.filed(LAMP)
    await still.schedule.look()
    assert _gauge(still, "ticket proposed") == 1.0

    await life.dispatched(receipt)
    await still.schedule.look()

    assert _gauge(still, "ticket proposed") is None
    assert _gauge(still, "ticket dispatched") == 1.0


async def test_the_sweep_survives_a_stream_that_is_down(
    still: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def down(*_: Any) -> int:
        raise ConnectionError("the stream is down")

    monkeypatch.setattr(type(still.parts.stream), "waiting", down)

    await still.schedule.look()  # says so in the log, and looks again later


def _gauge(still: Gateway, state: str) -> float | None:
    registry = still.parts.metrics.registry
    generate_latest(registry)
    return registry.get_sample_value("duokou_standing", {"state": state})
