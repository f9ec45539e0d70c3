"""What is peculiar to the door for the telephone: lines, and calls that cannot be filed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from openapi_spec_validator import validate
from pydantic import ValidationError

from channels.base import Problem, Unacceptable, Unavailable
from channels.hotline import HotlineChannel, HotlineSettings
from channels.message import RECORDING, Source
from tests.channels.doors import Door, opened
from tests.channels.ports import CarPark
from tests.channels.specimens import SPECIMENS
from tests.channels.specimens.hotline import CALL, called, signed


@pytest.fixture
async def hotline() -> AsyncIterator[Door]:
    async with opened(HotlineChannel, SPECIMENS["hotline"]) as door:
        yield door


def parked(door: Door) -> CarPark:
    assert isinstance(door.ports.park, CarPark)
    return door.ports.park


async def test_its_description_is_valid_and_its_example_is_taken_once_its_line_is_registered(
    hotline: Door,
) -> None:
    document = await (await hotline.client.get("/channels/hotline/openapi.json")).json()
    content = document["paths"]["/v1/calls"]["post"]["requestBody"]["content"]

    validate(document)
    example = content["application/json"]["example"]
    assert (await hotline.post(signed(json.dumps(example).encode()))).status == 201


async def test_a_call_on_a_line_nobody_registered_is_refused_and_parked_once(
    hotline: Door,
) -> None:
    body = json.dumps({**CALL, "line_id": "96777"}).encode()
    responses = [await hotline.post(signed(body, late=late)) for late in (9, 0)]
    answers = [await response.json() for response in responses]

    assert [response.status for response in responses] == [422, 422]
    assert answers[0]["errors"][0]["field"] == "line_id"
    assert "12345, 12319" in answers[0]["detail"]
    assert not hotline.inbox.messages
    [(raw, problem)] = parked(hotline).parked
    assert problem.code == "unknown-line"
    assert json.loads(raw.content)["line_id"] == "96777"


async def test_a_call_that_could_not_be_parked_is_parked_when_it_comes_again(
    hotline: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise Unavailable

    body = json.dumps({**CALL, "line_id": "96777"}).encode()
    with monkeypatch.context() as outage:
        outage.setattr(CarPark, "__call__", away)
        first = await hotline.post(signed(body))
    await hotline.post(signed(body))

    assert first.status >= 500
    assert len(parked(hotline).parked) == 1


async def test_a_parked_call_is_read_again_once_its_line_is_registered(hotline: Door) -> None:
    await hotline.post(called(line_id="96777"))
    [(raw, _)] = parked(hotline).parked
    lines = {"12345": "12345 热线", "96777": "供热热线"}
    wiser = HotlineChannel("", HotlineSettings(lines=lines), hotline.ports)

    [message] = wiser.again(raw)
    assert (message.line, message.account, message.external_id) == (
        "供热热线",
        "call-centre",
        "call-1",
    )


async def test_an_unreadable_or_forged_call_is_not_parked(hotline: Door) -> None:
    forged = signed(json.dumps({**CALL, "line_id": "96777"}).encode(), secret="not our secret")
    statuses = [(await hotline.post(sent)).status for sent in (signed(b'{"summary'), forged)]

    assert statuses == [400, 401]
    assert parked(hotline).parked == []


async def test_problems_bear_the_names_of_the_callers_fields(hotline: Door) -> None:
    hotline.inbox.failure = Unacceptable(
        Problem("text", "no-words", "空", "empty"), Problem("phone", "no-phone-number", "错", "bad")
    )
    answer = await (await hotline.post(called())).json()

    assert [error["field"] for error in answer["errors"]] == ["summary", "caller"]


async def test_a_withheld_number_and_no_transcript_are_no_obstacle(hotline: Door) -> None:
    bare = {"summary": "路灯不亮。", "line_id": "12345"}
    assert (await hotline.post(signed(json.dumps(bare).encode()))).status == 201

    [message] = hotline.inbox.messages
    assert (message.sender, message.person.phone, message.aside) == ("", "", "")
    assert (message.remarks, message.source) == ((), None)


async def test_a_transcript_without_a_reference_is_a_recording_all_the_same(hotline: Door) -> None:
    await hotline.post(called(recording=""))

    assert hotline.inbox.messages[0].source == Source(RECORDING, "")


async def test_what_a_community_took_in_says_so(hotline: Door) -> None:
    await hotline.post(called(community="东关社区", transcript="", recording=""))

    [message] = hotline.inbox.messages
    assert message.source == Source("社区", "")
    assert "社区先行受理（未拨打热线）：东关社区" in [remark.zh for remark in message.remarks]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("transcript", "字" * 50_001, "too-long"),
        ("transcript", "a\0b", "bad-characters"),
        ("started_at", "2026-03-05T20:31:07", "bad-format"),
        ("line_id", 12345, "not-text"),
        ("colour", "red", "unknown-field"),
    ],
)
async def test_a_field_that_cannot_be_is_named(
    hotline: Door, field: str, value: object, code: str
) -> None:
    response = await hotline.post(called(**{field: value}))
    error = (await response.json())["errors"][0]

    assert (response.status, error["field"], error["code"]) == (400, field, code)


def test_no_system_may_take_the_desks_name() -> None:
    secret = CALL["summary"]
    with pytest.raises(ValidationError, match="what staff typed in"):
        HotlineSettings.model_validate({"systems": {"desk": {"name": "x", "secret": secret}}})
