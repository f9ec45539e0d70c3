"""The partner door: who may come in, what is refused and how it is said."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from channels.base import IdReused, Problem, Unacceptable
from channels.http import MIB, json_of
from channels.partner import PartnerChannel
from channels.partner.model import parse
from channels.shapes import problems
from channels.signature import signature
from channels.signed import LARGEST, LONG_TO_READ
from tests.channels.doors import Door
from tests.channels.far_side import RECEIPT
from tests.channels.specimen import Sent
from tests.channels.specimens.partner import REPORT, SECRET, genuine, signed

NOW = datetime(2026, 3, 5, 13, 0, tzinfo=UTC)
SMALL = json.dumps({"text": "井盖松动，车一压就响。"}).encode()


def with_headers(sent: Sent, **changes: str | None) -> Sent:
    names = {name.replace("_", "-"): value for name, value in changes.items()}
    headers = {name: value for name, value in sent.headers.items() if name not in names}
    return replace(sent, headers=headers | {n: v for n, v in names.items() if v is not None})


async def answer(door: Door, sent: Sent) -> tuple[int, dict[str, Any]]:
    response = await door.post(sent)
    return response.status, await response.json(content_type=None)


def codes(document: Mapping[str, Any]) -> list[str]:
    return [error["code"] for error in document["errors"]]


async def test_gives_the_receipt_with_201(partner: Door) -> None:
    status, body = await answer(partner, genuine())

    assert status == 201
    assert body == {
        "number": RECEIPT.number,
        "link": RECEIPT.link,
        "text": RECEIPT.words,
        "known": False,
    }


async def test_answers_a_repeat_with_200_and_the_same_receipt(partner: Door) -> None:
    partner.inbox.receipt = replace(RECEIPT, known=True)

    status, body = await answer(partner, genuine())

    assert status == 200
    assert (body["number"], body["known"]) == (RECEIPT.number, True)


async def test_takes_the_time_stamp_for_want_of_a_time(partner: Door) -> None:
    await partner.post(signed(SMALL, late=100))

    (message,) = partner.inbox.messages
    assert 99 <= (datetime.now(UTC) - message.sent_at).total_seconds() <= 105


async def test_a_replayed_request_is_the_same_message_again(partner: Door) -> None:
    sent = signed(SMALL)
    await partner.post(sent)
    await partner.post(sent)

    first, second = partner.inbox.messages
    assert first == second


FORGERIES: dict[str, Callable[[], Sent]] = {  # made when they are sent, or they would be stale
    "another secret": lambda: signed(SMALL, secret="not-the-right-secret"),
    "unknown partner": lambda: signed(SMALL, partner="unknown"),
    "no partner": lambda: with_headers(signed(SMALL), X_Duokou_Key=None),
    "changed body": lambda: replace(signed(SMALL), body=SMALL + b" "),
    "changed id": lambda: with_headers(signed(SMALL), Idempotency_Key="order-2"),
    "no signature": lambda: with_headers(signed(SMALL), X_Duokou_Signature=None),
    "empty signature": lambda: with_headers(signed(SMALL), X_Duokou_Signature="v1="),
    "Chinese signature": lambda: with_headers(signed(SMALL), X_Duokou_Signature="v1=签名"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_turns_forgeries_away(partner: Door, forgery: str) -> None:
    status, document = await answer(partner, FORGERIES[forgery]())

    assert status == 401
    assert codes(document) == ["bad-signature"]
    assert not partner.inbox.messages


async def test_a_signature_counts_for_one_path_and_method_only(partner: Door) -> None:
    sent = signed(SMALL)
    timestamp = int(sent.headers["X-Duokou-Timestamp"])
    for method, path in (("GET", "/channels/partner/v1/reports"), ("POST", "/v1/reports")):
        other = signature(SECRET, timestamp, method, path, "order-1", SMALL)
        status, _ = await answer(partner, with_headers(sent, X_Duokou_Signature=other))

        assert status == 401


@pytest.mark.parametrize("late", [301, 86_400, -302])
async def test_tells_its_time_to_a_stale_request(partner: Door, late: int) -> None:
    status, document = await answer(partner, signed(SMALL, late=late))

    assert status == 401
    assert codes(document) == ["stale-timestamp"]
    assert abs(document["server_time"] - datetime.now(UTC).timestamp()) < 5


@pytest.mark.parametrize("late", [295, -295])
async def test_bears_with_a_clock_that_is_a_little_off(partner: Door, late: int) -> None:
    status, _ = await answer(partner, signed(SMALL, late=late))

    assert status == 201


@pytest.mark.parametrize("stamp", [None, "", "now", "1e9", "-1", "９９", "1" * 13, "1.5"])
async def test_needs_a_time_stamp_in_seconds(partner: Door, stamp: str | None) -> None:
    status, document = await answer(partner, with_headers(signed(SMALL), X_Duokou_Timestamp=stamp))

    assert status == 401
    assert codes(document) == ["stale-timestamp"]


@pytest.mark.parametrize("key", ["", "x" * 121, "two words", "编号"])
async def test_needs_a_usable_idempotency_key(partner: Door, key: str) -> None:
    status, document = await answer(partner, signed(SMALL, key=key))

    assert status == 400
    assert codes(document) == ["bad-idempotency-key"]
    assert not partner.inbox.messages


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"Content_Type": "text/plain"}, 415, "media-type"),
        ({"Content_Type": None}, 415, "media-type"),
        ({"Content_Type": "application/json; charset=gbk"}, 415, "not-utf-8"),
    ],
)
async def test_takes_only_plain_json_in_utf8(
    partner: Door, changes: dict[str, str | None], status: int, code: str
) -> None:
    found, document = await answer(partner, with_headers(signed(SMALL), **changes))

    assert (found, codes(document)) == (status, [code])


async def test_takes_no_compressed_body(partner: Door) -> None:
    sent = with_headers(signed(b"\x1f\x8b" + SMALL), Content_Encoding="gzip")

    response = await partner.client.post(
        "/channels/partner/v1/reports", data=sent.body, headers=sent.headers
    )

    assert response.status in (400, 415)  # aiohttp itself may refuse what is no gzip
    assert not partner.inbox.messages


async def test_refuses_a_body_that_is_too_large_unread(partner: Door) -> None:
    sent = with_headers(signed(SMALL), Content_Length=str(LARGEST + 1))

    status, document = await answer(partner, sent)

    assert status == 413
    assert codes(document) == ["too-large"]


async def test_stops_reading_a_body_that_never_ends(partner: Door) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(LARGEST // MIB + 2):
            yield b" " * MIB

    response = await partner.client.post(
        "/channels/partner/v1/reports", data=endless(), headers=signed(SMALL).headers
    )

    assert response.status == 413


async def test_reads_a_long_body_all_the_same(partner: Door) -> None:
    text = "水" * LONG_TO_READ

    status, _ = await answer(partner, signed(json.dumps({"text": text}).encode()))

    assert status == 201
    assert partner.inbox.messages[0].text == text


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ("[]", "", "not-an-object"),
        ("{}", "text", "missing"),
        ('{"text": 5}', "text", "not-text"),
        ('{"text": "x", "txt": "y"}', "txt", "unknown-field"),
        ('{"text": "x", "sent_at": "2026-03-05T20:00:00"}', "sent_at", "bad-format"),
        ('{"text": "x", "sent_at": 1772712000}', "sent_at", "bad-format"),
        ('{"text": "x", "occurred_at": "yesterday"}', "occurred_at", "bad-format"),
        ('{"text": "x", "location": {"latitude": 91}}', "location.latitude", "bad-value"),
        ('{"text": "x", "location": {"latitude": "36"}}', "location.latitude", "not-a-number"),
        ('{"text": "x", "location": {"latitude": 1e999}}', "location.latitude", "bad-value"),
        ('{"text": "x", "location": [36, 101]}', "location", "not-an-object"),
        ('{"text": "x", "reporter": {"anonymous": 1}}', "reporter.anonymous", "not-boolean"),
        ('{"text": "x", "language": "fr"}', "language", "unknown-value"),
        ('{"text": "x", "attachments": {}}', "attachments", "not-a-list"),
        ('{"text": "x", "attachments": [{}]}', "attachments.0.content", "missing"),
        (
            '{"text": "x", "attachments": [{"content": "=no"}]}',
            "attachments.0.content",
            "bad-format",
        ),
        (
            json.dumps({"text": "x", "attachments": [{"content": "eA=="}] * 5}),
            "attachments",
            "too-many",
        ),
    ],
)
async def test_names_the_field_that_is_wrong(
    partner: Door, body: str, field: str, code: str
) -> None:
    status, document = await answer(partner, signed(body.encode()))

    assert status == 400
    assert [(error["field"], error["code"]) for error in document["errors"]] == [(field, code)]
    assert not partner.inbox.messages


@pytest.mark.parametrize(("language", "words"), [("zh-CN", "不在本市"), ("en", "Outside.")])
async def test_says_in_the_senders_language_why_it_was_not_kept(
    partner: Door, language: str, words: str
) -> None:
    partner.inbox.failure = Unacceptable(Problem("location", "outside", "不在本市", "Outside."))

    status, document = await answer(partner, with_headers(signed(SMALL), Accept_Language=language))

    assert status == 422
    assert document["errors"] == [{"field": "location", "code": "outside", "detail": words}]


async def test_refuses_an_id_used_for_other_content_with_409(partner: Door) -> None:
    partner.inbox.failure = IdReused()

    status, document = await answer(partner, signed(SMALL))

    assert status == 409
    assert codes(document) == ["id-reused"]


def test_a_partner_s_secret_may_not_be_short() -> None:
    with pytest.raises(ValidationError):
        PartnerChannel.Settings.model_validate({"partners": {"p": {"name": "P", "secret": "x"}}})


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from([*REPORT, "latitude", "content", "x"]), inner, max_size=6)
    ),
    max_leaves=15,
)


@given(ANYTHING)
def test_any_payload_is_a_message_or_a_value_error(payload: object) -> None:
    try:
        message = parse(payload, "river-app", "order-1", NOW)
    except ValidationError as error:
        found = list(problems(error))
    else:
        found = []
        assert message.external_id == "order-1"
    assert all(problem.zh and problem.en for problem in found)


@given(
    st.fixed_dictionaries(
        {"text": st.text()}, optional=dict.fromkeys(REPORT.keys() - {"text"}, ANYTHING)
    )
)
def test_any_fields_are_a_message_or_a_value_error(payload: dict[str, object]) -> None:
    try:
        message = parse(payload, "river-app", "order-1", NOW)
    except ValueError:
        return
    assert message.external_id == "order-1"


@given(st.integers(0, len(SMALL) - 1), st.integers(1, 255))
def test_one_changed_byte_spoils_the_signature(place: int, change: int) -> None:
    changed = bytearray(SMALL)
    changed[place] ^= change

    assert signature(SECRET, 1, "POST", "/", "k", SMALL) != signature(
        SECRET, 1, "POST", "/", "k", bytes(changed)
    )


def test_the_specimen_is_read_as_json_too() -> None:
    assert json_of(genuine().body) == REPORT
