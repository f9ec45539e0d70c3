"""What arrived can be read again: nothing twice, and what was parked gets its second chance."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from channels.base import Channel, Problem
from channels.message import Receipt
from gateway.app import Gateway
from gateway.raws import SMALL
from gateway.rereading import Outcome
from gateway.stages.replaying import Replay
from gateway.store import history, payloads
from tests.values import NOON, Clock
from tests.web.citizens import Life

REPORT: dict[str, Any] = {"text": "桥头路灯坏了，请派人来修。", "reporter": {"ref": "u1"}}
UNREADABLE = Problem("", "unreadable", "内容无法读取。", "It cannot be read.")
SPAN = NOON - timedelta(days=1), NOON + timedelta(days=1)


@pytest.fixture
def replay(still: Gateway) -> Replay:
    return Replay(still.parts.database, still.parts.raws, still.intake)


@pytest.fixture
def partner(still: Gateway) -> Channel:
    return still.parts.doors.by_name["partner"]


def a_raw(partner: Channel, key: str, **report: Any) -> Any:
    content = json.dumps({**REPORT, **report}).encode()
    return partner.raw(content, caller="street-app", key=key, at=NOON.isoformat())


async def filed(still: Gateway, partner: Channel, key: str, **report: Any) -> Receipt:
    (message,) = partner.again(a_raw(partner, key, **report))
    return await still.intake.deliver(message)


async def played(replay: Replay, partner: Channel) -> Counter[Outcome]:
    books: Counter[Outcome] = Counter()
    async for outcomes in replay.span(partner, *SPAN):
        books.update(outcomes)
    return books


async def test_a_span_read_again_adds_nothing(
    still: Gateway, replay: Replay, partner: Channel
) -> None:
    for key in ("1", "2", "3"):
        await filed(still, partner, key)

    assert await played(replay, partner) == {Outcome.KNOWN: 3}
    assert await played(replay, partner) == {Outcome.KNOWN: 3}


async def test_what_was_parked_becomes_a_report_once_it_can_be_read(
    still: Gateway, replay: Replay, partner: Channel
) -> None:
    await partner.ports.park(a_raw(partner, "9"), UNREADABLE)
    await partner.ports.park(a_raw(partner, "9"), UNREADABLE)
    waiting = await still.parts.database.read(payloads.parked, 10)

    books = await played(replay, partner)

    assert [payload.problem for payload in waiting] == [UNREADABLE]
    assert books[Outcome.NEW] == 1
    assert await still.parts.database.read(payloads.parked, 10) == []


async def test_a_parked_payload_about_a_report_stands_in_its_history_once(
    still: Gateway, partner: Channel
) -> None:
    life = Life(still)
    receipt = await life.filed()
    raw = a_raw(partner, "9", text=7)
    about = replace(raw, about={**raw.about, "refers_to": receipt.number})
    for _ in range(2):
        await partner.ports.park(about, UNREADABLE)

    ticket = await life.ticket(receipt)
    lines = await still.parts.database.read(history.of_ticket, ticket.id)
    assert [line.because for line in lines].count((UNREADABLE.zh,)) == 1
    assert (await life.report(receipt)).chased == 0


async def test_two_payloads_that_differ_in_their_key_alone_are_both_parked(
    still: Gateway, partner: Channel
) -> None:
    for key in ("8", "9", "9"):
        await partner.ports.park(a_raw(partner, key, text=7), UNREADABLE)

    assert len(await still.parts.database.read(payloads.parked, 10)) == 2


async def test_what_still_cannot_be_read_stays_parked(
    still: Gateway, replay: Replay, partner: Channel
) -> None:
    await partner.ports.park(a_raw(partner, "9", text=7), UNREADABLE)

    assert await played(replay, partner) == {Outcome.UNREADABLE: 1}
    assert len(await still.parts.database.read(payloads.parked, 10)) == 1


async def test_the_first_content_of_an_id_stands(
    still: Gateway, replay: Replay, partner: Channel
) -> None:
    await filed(still, partner, "1")
    await partner.ports.park(a_raw(partner, "1", text="别的内容，完全不同。"), UNREADABLE)

    assert await played(replay, partner) == {Outcome.KNOWN: 1, Outcome.CHANGED: 1}
    assert len(await still.parts.database.read(payloads.parked, 10)) == 1


async def test_a_large_payload_stands_in_a_folder_until_its_time_is_over(
    still: Gateway, replay: Replay, partner: Channel, clock: Clock
) -> None:
    folder = still.parts.raws.files.folder
    await filed(still, partner, "1", text="路" * (SMALL // 6))
    before = [path for path in folder.rglob("*") if path.is_file()]
    read = await played(replay, partner)

    clock.ahead(timedelta(days=31))
    await still.schedule.look()

    assert (len(before), read) == (1, {Outcome.KNOWN: 1})
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert await played(replay, partner) == {}


async def test_what_is_parked_is_not_forgotten(
    still: Gateway, replay: Replay, partner: Channel, clock: Clock
) -> None:
    await partner.ports.park(a_raw(partner, "9", text=7), UNREADABLE)

    clock.ahead(timedelta(days=31))
    await still.schedule.look()

    assert len(await still.parts.database.read(payloads.parked, 10)) == 1
