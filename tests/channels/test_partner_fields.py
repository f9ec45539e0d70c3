"""What a partner may write: each field that is wrong is named, anything else is a message."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from channels.base import IdReused, Problem, Unacceptable
from channels.partner.model import parse
from channels.shapes import problems
from tests.channels.doors import Door
from tests.channels.partnering import SMALL, answer, codes, with_headers
from tests.channels.specimens.partner import REPORT, signed

NOW = datetime(2026, 3, 5, 13, 0, tzinfo=UTC)


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
