"""Handing tickets to an outside backend, whatever that backend does."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import datetime, timedelta

import pytest

from channels.message import Person
from gateway.app import Gateway
from gateway.store import deliveries, history
from gateway.tickets import TicketStatus
from tests.handoff.backend import Backend, Mood
from tests.handoff.conftest import TRIES, impatient
from tests.handoff.tickets import (
    ASSIST,
    LEAD,
    confirmed,
    confirmed_still,
    delivery,
    dispatched,
    now,
    of_receipt,
)
from tests.house import PATIENCE, walk_on
from tests.values import LAMP, Clock, a_message


async def test_hands_over_a_signed_order_that_the_backend_verifies(
    gateway: Gateway, backend: Backend
) -> None:
    ticket = await dispatched(gateway, a_message(phone="13997123456", address="五四大街12号"))

    assert ticket.status is TicketStatus.DISPATCHED
    [arrival] = backend.arrivals
    assert arrival.genuine
    order = backend.orders[f"{ticket.number}-1"]
    assert (order["number"], order["lead"], order["assists"]) == (ticket.number, LEAD, [ASSIST])
    [report] = order["reports"]
    assert (report["text"], report["phone"]) == (LAMP, "13997123456")
    assert ticket.due_at is not None
    assert datetime.fromisoformat(order["due_at"]) == ticket.due_at


async def test_tells_the_backend_nothing_about_who_asked_for_secrecy(
    gateway: Gateway, backend: Backend
) -> None:
    person = Person("马小云", "13997123456", confidential=True)
    words = "我家楼下的烧烤摊每天冒烟，我的电话13997123456，请保密。"

    await dispatched(gateway, a_message(words, person=person))

    [arrival] = backend.arrivals
    assert "13997123456" not in arrival.body.decode()
    assert "马小云" not in arrival.body.decode()
    [report] = json.loads(arrival.body)["reports"]
    assert report["secret"]
    assert "烧烤摊每天冒烟" in report["text"]


async def test_keeps_a_secret_that_a_later_message_forgets_to_ask_for(
    still: Gateway, backend: Backend
) -> None:
    first = a_message(person=Person("", "13997123456", anonymous=True))
    receipt = await still.intake.deliver(first)
    await walk_on(still)
    chase = a_message(
        "还是没人来修路灯。", person=Person("马小云", "13997123456"), refers_to=receipt.number
    )
    await still.intake.deliver(chase)
    await walk_on(still)

    await confirmed(still, await of_receipt(still, receipt.number))
    await walk_on(still)

    [order] = backend.orders.values()
    assert [(report["name"], report["phone"]) for report in order["reports"]] == [("", "")] * 2


@pytest.mark.parametrize(
    ("mood", "error"),
    [
        (Mood(503), "HTTP 503"),
        (Mood(500, b"Traceback"), "HTTP 500"),
        (Mood(429), "HTTP 429"),
        (Mood(408), "HTTP 408"),
        (Mood(closes=True), "ServerDisconnectedError"),
        (Mood(200, b"<html>please log in</html>"), "HTTP 200, but the answer does not repeat"),
        (Mood(200, b""), "HTTP 200, but the answer does not repeat"),
        (Mood(200, b'{"key": "of another"}'), "HTTP 200, but the answer does not repeat"),
        (Mood(200, b'["key"]'), "HTTP 200, but the answer does not repeat"),
        (Mood(200, b"[" * 60_000), "HTTP 200, but the answer does not repeat"),
        (Mood(200, b'{"key": "' + b"x" * 2_000_000), "HTTP 200, but the answer does not repeat"),
        (Mood(204), "HTTP 204, but the answer does not repeat"),
    ],
    ids=lambda value: None if isinstance(value, Mood) else value[:20],
)
async def test_tries_again_under_the_same_key_after_a_passing_failure(
    still: Gateway, backend: Backend, clock: Clock, mood: Mood, error: str
) -> None:
    await tries_again(still, backend, clock, mood, error)


@impatient
async def test_tries_again_under_the_same_key_after_silence(
    still: Gateway, backend: Backend, clock: Clock
) -> None:
    await tries_again(still, backend, clock, Mood(hangs=True), "TimeoutError")


async def tries_again(
    still: Gateway, backend: Backend, clock: Clock, mood: Mood, error: str
) -> None:
    backend.moods.append(mood)
    ticket = await confirmed_still(still)

    await walk_on(still)
    failed = await delivery(still, ticket)
    clock.ahead(timedelta(minutes=1))
    await still.schedule.look()
    await walk_on(still)

    assert failed.state == "waiting"
    assert failed.error.startswith(error)
    assert backend.keys == [f"{ticket.number}-1"] * 2
    assert (await now(still, ticket.id)).status is TicketStatus.DISPATCHED
    assert (await delivery(still, ticket)).state == "sent"


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 401, 403, 404, 410, 413, 415, 422])
async def test_lays_a_refused_order_before_a_person_at_once(
    still: Gateway, backend: Backend, clock: Clock, status: int
) -> None:
    backend.moods.append(Mood(status, headers={"Location": "/elsewhere"}))
    ticket = await confirmed_still(still)

    await walk_on(still)
    clock.ahead(timedelta(days=2))
    await still.schedule.look()
    await walk_on(still)

    [dead] = await still.parts.database.read(deliveries.dead)
    assert (dead.ticket_id, dead.error, dead.attempts) == (ticket.id, f"HTTP {status}", 1)
    assert len(backend.arrivals) == 1
    assert backend.elsewhere == 0
    assert (await now(still, ticket.id)).status is TicketStatus.CONFIRMED


async def test_takes_409_for_an_order_that_is_there_already(
    still: Gateway, backend: Backend
) -> None:
    backend.moods.append(Mood(409, b""))
    ticket = await confirmed_still(still)

    await walk_on(still)

    assert (await now(still, ticket.id)).status is TicketStatus.DISPATCHED


async def test_gives_up_after_so_many_tries_and_starts_afresh_when_told_to(
    still: Gateway, backend: Backend, clock: Clock
) -> None:
    backend.usual = Mood(503)
    ticket = await confirmed_still(still)
    for _ in range(TRIES + 3):
        await walk_on(still)
        clock.ahead(timedelta(hours=2))
        await still.schedule.look()
    [dead] = await still.parts.database.read(deliveries.dead)
    tried = len(backend.arrivals)

    backend.usual = Mood(keeps=True)
    await still.parts.database.write(deliveries.revive, dead.key, clock())
    await still.schedule.look()
    await walk_on(still)

    assert tried == TRIES
    assert set(backend.keys) == {f"{ticket.number}-1"}
    assert (await now(still, ticket.id)).status is TicketStatus.DISPATCHED
    assert not await still.parts.database.read(deliveries.dead)


async def test_hands_over_again_under_the_same_key_when_it_died_before_saving(
    still: Gateway, backend: Backend, clock: Clock
) -> None:
    ticket = await confirmed_still(still)
    backend.moods.append(Mood(keeps=True, hangs=True))
    walk = asyncio.create_task(walk_on(still))
    async with asyncio.timeout(PATIENCE):
        await backend.arrived.wait()

    walk.cancel()  # as the end of the process would
    await asyncio.gather(walk, return_exceptions=True)
    clock.ahead(timedelta(minutes=1))
    await still.schedule.look()
    await walk_on(still)

    assert backend.keys == [f"{ticket.number}-1"] * 2
    assert list(backend.orders) == [f"{ticket.number}-1"]
    assert (await now(still, ticket.id)).status is TicketStatus.DISPATCHED


async def test_writes_one_line_of_history_for_however_many_tries(
    still: Gateway, backend: Backend, clock: Clock
) -> None:
    backend.moods += [Mood(503), Mood(closes=True)]
    ticket = await confirmed_still(still)
    for _ in range(4):
        await walk_on(still)
        clock.ahead(timedelta(minutes=5))
        await still.schedule.look()

    steps = await still.parts.database.read(history.of_ticket, ticket.id)
    assert [step.because for step in steps if step.event == "dispatched"] == [("已交 webhook",)]


async def test_logs_neither_words_nor_answers(
    still: Gateway, backend: Backend, caplog: pytest.LogCaptureFixture
) -> None:
    backend.moods.append(Mood(500, "路灯坏了三天".encode()))
    with caplog.at_level(logging.DEBUG, "gateway"):
        await confirmed_still(still, a_message(phone="13997123456"))
        await walk_on(still)

    assert "not handed to webhook: HTTP 500" in caplog.text
    assert "路灯" not in caplog.text
    assert "13997123456" not in caplog.text
