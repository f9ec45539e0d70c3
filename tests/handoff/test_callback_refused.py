"""Callbacks that are turned away: forged, stale, unreadable, or about what was never given."""

from __future__ import annotations

import gzip
import json
import time
from typing import Any

from gateway.app import Gateway
from gateway.tickets import Ticket, TicketStatus
from tests.handoff.backend import Caller
from tests.handoff.tickets import (
    LEAD,
    OTHER,
    dispatched,
    now,
    reported,
    told,
)
from tests.values import WATER, a_message


async def test_does_not_know_tickets_it_was_never_given(gateway: Gateway, caller: Caller) -> None:
    given = await dispatched(gateway)
    waiting = await reported(gateway, a_message(WATER, sender="citizen-2"))

    answers = [
        await caller.tell(**told(waiting, "signed", delivery=f"{waiting.number}-1")),
        await caller.tell(**told(waiting, "signed", delivery=f"{given.number}-1")),
        await caller.tell(**told(given, "signed", delivery=f"{given.number}-2")),
        await caller.tell(**{**told(given, "signed"), "ticket": "GD0000000000"}),
    ]

    assert [(answer.status, answer.codes) for answer in answers] == [(404, ["unknown-ticket"])] * 4
    assert (await now(gateway, given.id)).status is TicketStatus.DISPATCHED


def the_body(ticket: Ticket) -> bytes:
    return json.dumps(told(ticket, "signed")).encode()


async def test_turns_a_forgery_away_before_reading_it(gateway: Gateway, caller: Caller) -> None:
    ticket = await dispatched(gateway)
    body = the_body(ticket)
    forger = Caller(caller.http, caller.address, "another secret altogether")

    answers = [
        await forger.send(body, "k-1"),
        await forger.send(b"no json", "k-1"),
        await caller.send(body, "k-1", X_Duokou_Signature="v1=" + "0" * 64),
        await caller.send(body, "k-1", X_Duokou_Signature="v1=é\udcff"),
        await caller.send(body, "k-1", X_Duokou_Signature=""),
        await caller.send(body, "k-1", Idempotency_Key="k-2"),
    ]

    assert [(answer.status, answer.codes) for answer in answers] == [(401, ["bad-signature"])] * 6
    assert (await now(gateway, ticket.id)).status is TicketStatus.DISPATCHED


async def test_turns_a_stale_time_stamp_away(gateway: Gateway, caller: Caller) -> None:
    ticket = await dispatched(gateway)
    present = int(time.time())
    written = [str(present + off) for off in (-301, 360, -86400, 10**10)]
    written += ["now", "-1", "1e9", "١٢٣", "9" * 40, " "]

    answers = [
        await caller.send(the_body(ticket), f"k-{stamp}", timestamp=stamp) for stamp in written
    ]

    assert {(answer.status, *answer.codes) for answer in answers} == {(401, "stale-timestamp")}
    assert (await now(gateway, ticket.id)).status is TicketStatus.DISPATCHED


async def test_says_why_it_cannot_read_a_callback(gateway: Gateway, caller: Caller) -> None:
    ticket = await dispatched(gateway)
    cases: list[tuple[dict[str, Any], int, str]] = [
        ({"body": b"{"}, 400, "broken-json"),
        ({"body": b'{"ticket": "a", "ticket": "b"}'}, 400, "broken-json"),
        ({"body": b"\xff\xfe"}, 400, "not-utf-8"),
        ({"body": b"[" * 5000}, 400, "too-deep"),
        ({"key": "k 1"}, 400, "bad-idempotency-key"),
        ({"key": ""}, 400, "bad-idempotency-key"),
        ({"key": "k" * 121}, 400, "bad-idempotency-key"),
        ({"body": b" " * 300_000}, 413, "too-large"),
        ({"media_type": "text/plain"}, 415, "media-type"),
        ({"media_type": "application/json; charset=gbk"}, 415, "not-utf-8"),
        ({"Content_Encoding": "gzip", "body": gzip.compress(b"{}")}, 415, "content-encoding"),
        ({"body": b"null"}, 422, "bad-value"),
        ({"body": b"[]"}, 422, "bad-value"),
    ]

    answers = [
        await caller.send(**{"body": the_body(ticket), "key": "k-1", **change})
        for change, _, _ in cases
    ]

    assert [(answer.status, answer.codes) for answer in answers] == [
        (status, [code]) for _, status, code in cases
    ]
    assert (await now(gateway, ticket.id)).status is TicketStatus.DISPATCHED


async def test_names_the_field_that_cannot_be(gateway: Gateway, caller: Caller) -> None:
    ticket = await dispatched(gateway)
    answered = {"event": "answered", "answer": "好"}
    returned = {"event": "returned", "reason": "不归我"}
    cases: list[tuple[dict[str, Any], str, str]] = [
        ({"event": "lost"}, "event", "unknown-value"),
        ({"at": "2026-11-21T10:00:00"}, "at", "no-zone"),
        ({"at": "yesterday"}, "at", "bad-value"),
        ({"at": "2099-01-01T00:00:00Z"}, "at", "not-acceptable"),
        ({"unit": OTHER}, "unit", "not-acceptable"),
        ({"unit": None}, "unit", "bad-value"),
        ({"colour": "red"}, "colour", "unknown-field"),
        ({"event": "answered"}, "answer", "not-acceptable"),
        (answered | {"answer": " \n "}, "answer", "not-acceptable"),
        (answered | {"answer": "好" * 5001}, "answer", "too-long"),
        (answered | {"answer": "a\0b"}, "answer", "not-acceptable"),
        (answered | {"internal": "a\0b"}, "internal", "not-acceptable"),
        (answered | {"solved": "yes"}, "solved", "bad-value"),
        ({"event": "returned"}, "reason", "not-acceptable"),
        (returned | {"reason_code": "no"}, "reason_code", "unknown-value"),
        (returned | {"proposed_unit": "nobody"}, "proposed_unit", "not-acceptable"),
        (returned | {"proposed_unit": LEAD}, "proposed_unit", "not-acceptable"),
    ]

    answers = [await caller.tell(**{**told(ticket, "signed"), **said}) for said, _, _ in cases]

    assert [answer.status for answer in answers] == [422] * len(cases)
    assert [(answer.body["errors"][0]["field"], answer.codes) for answer in answers] == [
        (field, [code]) for _, field, code in cases
    ]
    assert (await now(gateway, ticket.id)).status is TicketStatus.DISPATCHED


async def test_explains_in_the_language_of_the_caller(gateway: Gateway, caller: Caller) -> None:
    languages = ("zh-CN", "en-GB,en;q=0.9", "")

    answers = [
        await caller.send(b"{}", "k-1", language=language, X_Duokou_Signature="v1=0")
        for language in languages
    ]

    chinese, english, none = (answer.body["detail"] for answer in answers)
    assert "签名不符" in chinese
    assert "The signature does not match" in english
    assert none == chinese
