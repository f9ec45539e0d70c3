"""The worker: every entry ends done, given back, or set aside with a reason; none is dropped."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from gateway.app import Gateway
from gateway.flow import Case, Flow, NoSuchItem, Walk, Write
from gateway.reports import ReportStatus
from gateway.store import reports, tickets
from gateway.store.tickets import TicketChanged
from gateway.stream.sql import SqlStream
from gateway.tickets import Ticket, TicketStatus
from gateway.worker import AFRESH, Worker
from tests.house import PATIENCE, at_rest, until, walk_on
from tests.servers import Valkey
from tests.values import LAMP, NOISE, WATER, Clock, a_message
from tests.web.citizens import Life


@dataclass(slots=True)
class Stage:
    """A stage of tickets that fails as it is told, then leaves the ticket as it is."""

    errors: list[Exception] = field(default_factory=list)
    seen: int = 0

    async def __call__(self, ticket: Ticket) -> Ticket:
        self.seen += 1
        if self.errors:
            raise self.errors.pop(0)
        return ticket


@asynccontextmanager
async def at_work(still: Gateway, walk: Walk, lanes: int = 4) -> AsyncIterator[None]:
    stream = still.parts.stream
    assert isinstance(stream, SqlStream)
    stream.held_for = timedelta(days=365)  # the clock leaps ahead while entries are walked
    worker = Worker(stream, walk, still.parts.metrics, lanes)
    working = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        working.cancel()
        await asyncio.wait({working})


def walking(still: Gateway, stage: Callable[[Ticket], Awaitable[Ticket]]) -> Walk:
    flow = Flow({}, {}, {}, {TicketStatus.PROPOSED: stage})
    return replace(still.walk, flow=flow)


def fussy(flow: Flow, about: str) -> Flow:
    """The flow, but understanding breaks over one text and everything that is read with it."""
    understand = flow.thinking[ReportStatus.RECEIVED]

    async def read(cases: Sequence[Case]) -> Write:
        if any(kept.message.text == about for _, kept in cases):
            raise KeyError("cannot read this")
        return await understand(cases)

    return replace(flow, thinking={**flow.thinking, ReportStatus.RECEIVED: read})


@pytest.fixture
async def item(still: Gateway) -> str:
    """A ticket that waits for a person, and nothing in the stream."""
    life = Life(still)
    ticket = await life.ticket(await life.filed(LAMP))
    return f"ticket:{ticket.id}"


async def test_what_was_walked_is_done(still: Gateway, item: str) -> None:
    stage = Stage()
    await still.parts.stream.append(item)

    async with at_work(still, walking(still, stage)):
        await at_rest(still)

    assert stage.seen == 1


async def test_whoever_was_overtaken_decides_afresh_at_once(still: Gateway, item: str) -> None:
    stage = Stage([TicketChanged("somebody was faster")] * AFRESH)
    await still.parts.stream.append(item)

    async with at_work(still, walking(still, stage)):
        await at_rest(still)

    assert stage.seen == AFRESH + 1
    assert not await still.parts.stream.shunted(10)


@pytest.mark.parametrize(
    "error", [KeyError("gone"), OSError("no such file"), TimeoutError(), TicketChanged("always")]
)
async def test_what_always_fails_is_set_aside_with_the_reason(
    still: Gateway, item: str, clock: Clock, error: Exception
) -> None:
    stage = Stage([error] * 100)
    stream = still.parts.stream
    await stream.append(item)

    async def set_aside() -> bool:
        clock.ahead(timedelta(seconds=30))  # the waits between the tries
        return bool(await stream.shunted(10))

    async with at_work(still, walking(still, stage)):
        await until(set_aside)

    (aside,) = await stream.shunted(10)
    assert aside.item == item
    assert aside.reason.startswith(type(error).__name__)
    assert await stream.waiting() == 0


async def test_what_failed_once_is_tried_again(still: Gateway, item: str, clock: Clock) -> None:
    stage = Stage([KeyError("once")])
    await still.parts.stream.append(item)

    async def done() -> bool:
        clock.ahead(timedelta(seconds=30))
        return await still.parts.stream.waiting() == 0

    async with at_work(still, walking(still, stage)):
        await until(done)

    assert stage.seen == 2


async def test_nothing_else_waits_until_messages_have_been_thought_of(
    still: Gateway, item: str
) -> None:
    begun, thought, seen = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def think(cases: Sequence[Case]) -> Write:
        begun.set()
        await thought.wait()
        return await still.walk.flow.thinking[ReportStatus.RECEIVED](cases)

    async def see(ticket: Ticket) -> Ticket:
        seen.set()
        return ticket

    thinking = {**still.walk.flow.thinking, ReportStatus.RECEIVED: think}
    outward = {TicketStatus.PROPOSED: see}
    walk = replace(still.walk, flow=replace(still.walk.flow, thinking=thinking, outward=outward))
    await still.intake.deliver(a_message(WATER))

    async with at_work(still, walk), asyncio.timeout(PATIENCE):
        await begun.wait()
        await still.parts.stream.append(item)
        await seen.wait()
        thought.set()
        await at_rest(still)


async def test_one_message_that_fails_takes_no_other_down(still: Gateway, clock: Clock) -> None:
    life = Life(still)
    walk = replace(still.walk, flow=fussy(still.walk.flow, about=WATER))
    receipts = [await still.intake.deliver(a_message(text)) for text in (LAMP, WATER, NOISE)]

    async def set_aside() -> bool:
        clock.ahead(timedelta(seconds=30))
        return bool(await still.parts.stream.shunted(10))

    async with at_work(still, walk):
        await until(set_aside)

    lamp, water, noise = [await life.ticket(receipt) for receipt in receipts]
    assert [lamp.status, noise.status] == [TicketStatus.PROPOSED] * 2
    assert water.status is TicketStatus.RECEIVED


async def test_one_that_waits_holds_up_no_other(still: Gateway, item: str) -> None:
    life = Life(still)
    other = f"ticket:{(await life.ticket(await life.filed('城北区朝阳东路停水了'))).id}"
    enough, waiting, walked = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def stage(ticket: Ticket) -> Ticket:
        if f"ticket:{ticket.id}" == item:
            waiting.set()
            await enough.wait()
        else:
            walked.set()
        return ticket

    await still.parts.stream.append(item)
    async with at_work(still, walking(still, stage), lanes=2):
        await asyncio.wait_for(waiting.wait(), PATIENCE)
        await still.parts.stream.append(other)
        await asyncio.wait_for(walked.wait(), PATIENCE)
        enough.set()
        await at_rest(still)


async def test_an_item_that_is_not_in_the_store_is_an_error(still: Gateway) -> None:
    for item in ("message:unknown", "nonsense", "ticket"):
        with pytest.raises(NoSuchItem):
            await still.walk(item)


async def test_a_broken_walk_tells_the_log_nothing_of_a_citizen(
    still: Gateway, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    words = "我家住五四大街十二号，电话一三八零零"
    receipt = await still.intake.deliver(a_message(words, phone="13812345678"))

    with caplog.at_level(logging.DEBUG):
        await walk_on(still)

    assert receipt.number
    for record in caplog.records:
        assert words not in record.getMessage()
        assert "13812345678" not in record.getMessage()


@pytest.mark.parametrize("cellar", ["postgresql+redis"], indirect=True)
async def test_goes_on_when_redis_comes_back(gateway: Gateway, valkey: Valkey) -> None:
    valkey.kill()
    kept = await gateway.intake.deliver(a_message())  # redis down is no reason to refuse him
    await asyncio.sleep(0.2)
    valkey.start()

    life = Life(gateway)
    await until(lambda: _stands(life, kept.number))


async def _stands(life: Life, number: str) -> bool:
    report = await life.gateway.parts.database.read(reports.of_number, number)
    if report is None:
        return False
    ticket = await life.gateway.parts.database.read(tickets.get, report.ticket_id)
    return ticket.status is TicketStatus.PROPOSED
