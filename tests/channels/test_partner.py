"""The partner door: who may come in, and with how much."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from channels.http import MIB, json_of
from channels.partner import PartnerChannel
from channels.signature import signature
from channels.signed import LARGEST, LONG_TO_READ
from tests.channels.doors import Door
from tests.channels.far_side import RECEIPT
from tests.channels.partnering import SMALL, answer, codes, with_headers
from tests.channels.specimen import Sent
from tests.channels.specimens.partner import REPORT, SECRET, genuine, signed


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


@pytest.mark.parametrize("late", [301, 86_400, -360])
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


def test_a_partner_s_secret_may_not_be_short() -> None:
    with pytest.raises(ValidationError):
        PartnerChannel.Settings.model_validate({"partners": {"p": {"name": "P", "secret": "x"}}})


@given(st.integers(0, len(SMALL) - 1), st.integers(1, 255))
def test_one_changed_byte_spoils_the_signature(place: int, change: int) -> None:
    changed = bytearray(SMALL)
    changed[place] ^= change

    assert signature(SECRET, 1, "POST", "/", "k", SMALL) != signature(
        SECRET, 1, "POST", "/", "k", bytes(changed)
    )


def test_the_specimen_is_read_as_json_too() -> None:
    assert json_of(genuine().body) == REPORT
