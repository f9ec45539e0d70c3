"""What the backend reports back: applied once, and only where it may."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from openapi_spec_validator import validate

from gateway.app import Gateway
from gateway.store import history
from gateway.tickets import Ticket, TicketStatus
from tests.handoff.backend import Backend, Caller, Mood
from tests.handoff.tickets import (
    LEAD,
    OTHER,
    confirmed,
    confirmed_still,
    dispatched,
    now,
    told,
)
from tests.house import at_rest, walk_on
from tests.values import Clock, a_supervisor

on_both = pytest.mark.parametrize("cellar", ["sqlite", "postgresql+redis"], indirect=True)
ANSWER = "已更换灯头和线路，当晚全部亮灯。"
SAID = {"event": "answered", "answer": ANSWER}
BACK = {"event": "returned", "reason": "不归我"}


async def events(gateway: Gateway, ticket: Ticket) -> list[str]:
    steps = await gateway.parts.database.read(history.of_ticket, ticket.id)
    return [step.event.value for step in steps if step.by == "backend:webhook"]


@on_both
async def test_signs_and_answers_so_that_the_citizen_is_informed(
    gateway: Gateway, caller: Caller
) -> None:
    ticket = await dispatched(gateway)

    signed = await caller.tell(**told(ticket, "signed"))
    between = await now(gateway, ticket.id)
    answered = await caller.tell(
        **told(ticket, "answered", answer=ANSWER, internal="零件已记账", solved=True)
    )
    await at_rest(gateway)

    assert (signed.status, signed.body["outcome"], signed.body["state"]) == (
        200,
        "applied",
        "signed",
    )
    assert between.status is TicketStatus.SIGNED
    assert (answered.status, answered.body["state"]) == (200, "answered")
    after = await now(gateway, ticket.id)
    assert after.status is TicketStatus.SURVEYING
    assert after.result is not None
    assert (after.result.for_citizen, after.result.by) == (ANSWER, LEAD)
    assert (after.result.internal, after.result.claims_solved) == ("零件已记账", True)
    assert await events(gateway, ticket) == ["signed", "answered"]


async def test_returns_with_a_reason_and_a_proposed_unit(gateway: Gateway, caller: Caller) -> None:
    ticket = await dispatched(gateway)

    answer = await caller.tell(
        **told(
            ticket,
            "returned",
            reason_code="unclear-ownership",
            reason="路灯产权属建设局。",
            proposed_unit=OTHER,
        )
    )

    assert (answer.status, answer.body["state"]) == (200, "returned")
    after = await now(gateway, ticket.id)
    assert after.returning is not None
    assert after.returning.reason == "权属不清：路灯产权属建设局。"
    assert (after.returning.unit, after.returning.proposed) == (LEAD, OTHER)
    assert after.returning.code == "unclear-ownership"


@on_both
async def test_gives_a_repeated_callback_the_same_answer_and_does_nothing(
    gateway: Gateway, caller: Caller
) -> None:
    ticket = await dispatched(gateway)
    body = json.dumps(told(ticket, "returned", reason="不在辖区内。")).encode()
    first = await caller.send(body, "r-1")
    await gateway.desk.decide_return(
        ticket.id, ticket.version + 1, a_supervisor(), accepted=False, reason="在辖区内"
    )

    again = await caller.send(body, "r-1")

    assert (again.status, again.body) == (first.status, first.body)
    assert first.body == {"key": "r-1", "outcome": "applied", "state": "returned"}
    assert (await now(gateway, ticket.id)).status is TicketStatus.SIGNED
    assert await events(gateway, ticket) == ["returned"]


@on_both
async def test_applies_ten_callbacks_at_once_under_one_key_once(
    gateway: Gateway, caller: Caller
) -> None:
    ticket = await dispatched(gateway)
    body = json.dumps(told(ticket, "answered", answer=ANSWER)).encode()

    answers = await asyncio.gather(*(caller.send(body, "a-1") for _ in range(10)))

    assert {(answer.status, json.dumps(answer.body)) for answer in answers} == {
        (200, json.dumps({"key": "a-1", "outcome": "applied", "state": "answered"}))
    }
    assert await events(gateway, ticket) == ["answered"]


async def test_refuses_a_key_that_stands_for_other_content(
    gateway: Gateway, caller: Caller
) -> None:
    ticket = await dispatched(gateway)
    await caller.tell("k-1", **told(ticket, "signed"))

    other = await caller.tell("k-1", **told(ticket, "answered", answer=ANSWER))

    assert (other.status, other.codes) == (409, ["key-reused"])
    assert (await now(gateway, ticket.id)).status is TicketStatus.SIGNED


async def test_lets_a_failed_callback_use_its_key_again(gateway: Gateway, caller: Caller) -> None:
    ticket = await dispatched(gateway)
    wrong = await caller.tell("k-1", **told(ticket, "signed", unit=OTHER))

    right = await caller.tell("k-1", **told(ticket, "signed"))

    assert (wrong.status, right.status) == (422, 200)


async def test_takes_an_answer_before_the_signature_and_shrugs_at_the_late_one(
    gateway: Gateway, caller: Caller
) -> None:
    ticket = await dispatched(gateway)
    await caller.tell(**told(ticket, "answered", answer=ANSWER))

    late = await caller.tell(**told(ticket, "signed"))

    assert (late.status, late.body["outcome"]) == (200, "known")
    assert (await now(gateway, ticket.id)).signed_at is not None
    assert await events(gateway, ticket) == ["answered"]


@pytest.mark.parametrize(
    "said",
    [
        {"event": "signed"},
        {"event": "answered", "answer": ANSWER, "solved": False},
        {"event": "returned", "reason": "不在辖区内。"},
    ],
    ids=lambda said: said["event"],
)
async def test_knows_news_that_comes_twice_under_two_keys(
    gateway: Gateway, caller: Caller, said: dict[str, Any]
) -> None:
    ticket = await dispatched(gateway)
    first = await caller.tell(**told(ticket, **said))

    second = await caller.tell(**told(ticket, **said))

    assert (first.body["outcome"], second.body["outcome"]) == ("applied", "known")
    assert len(await events(gateway, ticket)) == 1


@pytest.mark.parametrize(
    ("first", "then", "state"),
    [
        (SAID, SAID | {"answer": "不"}, "*"),
        (SAID, BACK, "*"),
        (
            {"event": "returned", "reason": "不归我"},
            {"event": "answered", "answer": "好"},
            "returned",
        ),
        (
            {"event": "returned", "reason": "不归我"},
            {"event": "returned", "reason": "别"},
            "returned",
        ),
        (BACK, {"event": "signed"}, "returned"),
    ],
)
async def test_says_the_state_when_news_comes_out_of_turn(
    gateway: Gateway, caller: Caller, first: dict[str, Any], then: dict[str, Any], state: str
) -> None:
    ticket = await dispatched(gateway)
    await caller.tell(**told(ticket, **first))

    refused = await caller.tell(**told(ticket, **then))

    assert (refused.status, refused.codes) == (409, ["not-now"])
    assert refused.body["state"] in ([state] if state != "*" else ["answered", "surveying"])
    assert refused.headers["Content-Type"].startswith("application/problem+json")


async def test_ends_a_delivery_when_the_ticket_goes_to_another_unit(
    gateway: Gateway, caller: Caller
) -> None:
    ticket = await dispatched(gateway)
    await caller.tell(**told(ticket, "returned", reason="不归我", proposed_unit=OTHER))
    back = await gateway.desk.decide_return(
        ticket.id, ticket.version + 1, a_supervisor(), accepted=True, reason="同意"
    )
    between = await caller.tell(**told(ticket, "answered", answer=ANSWER))
    await confirmed(gateway, back, OTHER)
    await at_rest(gateway)

    old = await caller.tell(**told(ticket, "answered", answer=ANSWER))
    new = await caller.tell(**told(await now(gateway, ticket.id), "signed", unit=OTHER))

    assert (between.status, between.codes, between.body["state"]) == (409, ["not-now"], "proposed")
    assert (old.status, old.codes, old.body["state"]) == (409, ["superseded"], "dispatched")
    assert (new.status, new.body["outcome"]) == (200, "applied")


async def test_asks_a_hasty_backend_to_come_again(
    still: Gateway, backend: Backend, clock: Clock
) -> None:
    backend.moods.append(Mood(keeps=True, closes=True))  # it has the order; we could not know
    ticket = await confirmed_still(still)
    await walk_on(still)
    async with TestServer(still.site) as server, ClientSession() as http:
        caller = Caller(http, str(server.make_url("/handoff/webhook")))
        body = json.dumps(
            told(ticket, "signed", delivery=f"{ticket.number}-1", at=clock.at.isoformat())
        ).encode()

        hasty = await caller.send(body, "k-1", timestamp=str(int(clock.at.timestamp())))
        clock.ahead(timedelta(minutes=1))
        await still.schedule.look()
        await walk_on(still)
        again = await caller.send(body, "k-1", timestamp=str(int(clock.at.timestamp())))

    assert (hasty.status, hasty.codes, hasty.body["state"]) == (409, ["not-yet"], "confirmed")
    assert hasty.headers["Retry-After"] == "5"
    assert (again.status, again.body["outcome"]) == (200, "applied")


async def test_stores_html_and_sql_as_the_words_they_are(gateway: Gateway, caller: Caller) -> None:
    ticket = await dispatched(gateway)
    words = "<script>alert(1)</script>'; drop table tickets; --"

    answer = await caller.tell(**told(ticket, "answered", answer=words))

    result = (await now(gateway, ticket.id)).result
    assert answer.status == 200
    assert result is not None
    assert result.for_citizen == words


async def test_describes_itself_in_valid_openapi(gateway: Gateway, caller: Caller) -> None:
    async with caller.http.get(f"{caller.address}/openapi.json") as response:
        document = await response.json()

    validate(document)
    assert set(document["paths"]["/handoff/webhook"]["post"]["responses"]) >= {"200", "409", "422"}
    assert "due_at" in document["components"]["schemas"]["Order"]["properties"]
