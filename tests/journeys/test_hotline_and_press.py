"""Calls and clippings through their real push APIs: the same as any report, and seen by staff."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from channels.signature import signature
from gateway.app import Gateway
from gateway.people import User
from gateway.settings import Settings
from gateway.store import candidates, payloads, reports, tickets
from gateway.tickets import Ticket
from tests.house import walk_on
from tests.values import a_message, a_supervisor

SECRET = "tests only, nobody's secret"
SYSTEMS = {"sys": {"name": "话务平台", "secret": SECRET}}
PIPE = "五四大街与同仁路口供水管爆裂，水漫到路面，附近居民家里停水。"
PLACE = "五四大街与同仁路口"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    doors = {"hotline": {"systems": SYSTEMS}, "media": {"systems": SYSTEMS}}
    return settings.model_copy(update={"channels": {**settings.channels, **doors}})


@pytest.fixture
async def caller(still: Gateway) -> AsyncIterator[TestClient[Any, Any]]:
    async with TestClient(TestServer(still.site)) as client:
        yield client


async def push(
    client: TestClient[Any, Any], path: str, payload: Mapping[str, object], key: str
) -> tuple[int, dict[str, Any]]:
    body, stamp = json.dumps(payload).encode(), int(time.time())
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": key,
        "X-Duokou-Key": "sys",
        "X-Duokou-Timestamp": str(stamp),
        "X-Duokou-Signature": signature(SECRET, stamp, "POST", path, key, body),
    }
    async with client.post(path, data=body, headers=headers) as response:
        return response.status, await response.json()


async def call(
    client: TestClient[Any, Any], key: str = "call-1", **changes: object
) -> tuple[int, dict[str, Any]]:
    said = {
        "summary": PIPE,
        "line_id": "12345",
        "caller": "13900000001",
        "started_at": "2026-11-18T11:55:00+08:00",
        "location": {"address": PLACE},
    }
    return await push(client, "/channels/hotline/v1/calls", {**said, **changes}, key)


async def ticket_of(still: Gateway, number: str) -> Ticket:
    return await still.parts.database.read(tickets.of_receipt, number)


async def test_the_same_complaint_by_telephone_and_from_an_app_is_understood_the_same(
    still: Gateway, caller: TestClient[Any, Any]
) -> None:
    _, told = await call(caller)
    other = a_message(PIPE, phone="13900000002", address=PLACE)
    written = await still.intake.deliver(other)
    await walk_on(still)

    one, two = [
        await still.parts.database.read(reports.of_number, number)
        for number in (told["number"], written.number)
    ]
    assert one is not None
    assert two is not None
    assert one.suggestion == two.suggestion
    mine, theirs = await ticket_of(still, one.number), await ticket_of(still, two.number)
    assert (mine.lead, mine.category, mine.place) == (theirs.lead, theirs.category, theirs.place)


async def test_a_call_is_kept_once_and_other_content_under_its_id_is_refused(
    caller: TestClient[Any, Any],
) -> None:
    first, told = await call(caller)
    again, known = await call(caller)
    other, _ = await call(caller, summary="别的事情：路灯不亮。")
    heard, _ = await call(caller, transcript="喂，水管爆了。")

    assert (first, again, other, heard) == (201, 200, 409, 409)
    assert known["number"] == told["number"]


async def test_a_clipping_and_five_citizens_become_one_event_with_six_sources(
    still: Gateway, caller: TestClient[Any, Any]
) -> None:
    said = {
        "text": PIPE,
        "publication": "西宁晚报",
        "link": "https://news.example.com/1",
        "published_on": "2026-11-17",
        "location": {"address": PLACE},
    }
    _, clipping = await push(caller, "/channels/media/v1/clippings", said, "article-1")
    calls = [await call(caller, f"call-{n}", caller=f"1390000000{n}") for n in range(1, 6)]
    await walk_on(still)
    by: User = a_supervisor()

    event = await ticket_of(still, clipping["number"])
    for _, told in calls:
        ticket = await ticket_of(still, told["number"])
        page = await still.parts.database.read(pairs, ticket.id)
        assert event.id in page
        event_now = await still.parts.database.read(tickets.get, event.id)
        await still.join.merge(ticket.id, event_now.id, ticket.version, by)

    merged = await ticket_of(still, clipping["number"])
    carried = await still.parts.database.read(reports.of_ticket, merged.id)
    assert merged.reports == len(carried) == 6
    assert len({report.number for report in carried}) == 6


def pairs(connection: Any, ticket_id: str) -> set[str]:
    found = candidates.of_ticket(connection, ticket_id)
    return {id_ for pair in found for id_ in (pair.ticket_id, pair.other_id)}


async def test_a_call_on_an_unknown_line_waits_where_staff_see_it(
    still: Gateway, caller: TestClient[Any, Any]
) -> None:
    status, answer = await call(caller, line_id="96777")
    again, _ = await call(caller, line_id="96777")

    parked = await still.parts.database.read(payloads.parked, 10)
    assert (status, again) == (422, 422)
    assert answer["errors"][0]["field"] == "line_id"
    [waiting] = [each for each in parked if each.problem and each.problem.code == "unknown-line"]
    assert "96777" in waiting.problem.zh if waiting.problem else False


async def test_problems_the_gateway_finds_bear_the_callers_names(
    caller: TestClient[Any, Any],
) -> None:
    status, answer = await call(caller, caller="nobody", summary="！！")

    assert status == 422
    assert {error["field"] for error in answer["errors"]} == {"caller", "summary"}
