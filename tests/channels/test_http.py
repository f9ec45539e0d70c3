"""Reading strictly: whatever arrives is either understood or refused with a reason."""

from __future__ import annotations

import json

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Problem
from channels.http import (
    DEEPEST,
    SECURITY_HEADERS,
    TITLES,
    Rejected,
    json_of,
    language_of_header,
    parsed,
    problem_json,
    secure,
)
from tests.proportion import grows_evenly

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc"), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_reads_back_any_json(value: object) -> None:
    assert json_of(json.dumps(value).encode()) == value


@given(st.binary(max_size=60) | st.text('{}[]":,\\u019dDeE ', max_size=60).map(str.encode))
def test_any_bytes_are_json_or_rejected(content: bytes) -> None:
    try:
        json.dumps(json_of(content), ensure_ascii=False).encode()
    except Rejected as error:
        status = error.status
    else:
        status = 200
    assert status in (200, 400)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "broken-json"),
        (b"{", "broken-json"),
        (b'{"a": 1, "a": 2}', "broken-json"),
        (b'{"a": {"b": 1, "b": 1}}', "broken-json"),
        (b"[NaN]", "broken-json"),
        (b"[-Infinity]", "broken-json"),
        (b'["\\ud83d"]', "broken-json"),
        (b"1" * 10_000, "broken-json"),
        ("café".encode("latin-1"), "not-utf-8"),
        ("路灯".encode("gbk"), "not-utf-8"),
        (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), "too-deep"),
        (b"[" * 5_000_000, "too-deep"),
    ],
)
def test_says_what_is_wrong_with_json(content: bytes, code: str) -> None:
    with pytest.raises(Rejected) as caught:
        json_of(content)

    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize("content", [b'"' + b"[" * 99 + b'"', b"[" * DEEPEST + b"]" * DEEPEST])
def test_counts_only_brackets_that_nest(content: bytes) -> None:
    json_of(content)


def test_measures_depth_in_linear_time() -> None:
    def refused(content: bytes) -> None:
        with pytest.raises(Rejected):
            json_of(content)

    assert grows_evenly(refused, b'"\\"', 3_000_000)


@pytest.mark.parametrize("error", [KeyError("id"), TypeError(), ValueError()])
def test_turns_an_unreadable_payload_into_400(error: Exception) -> None:
    def parse(_: object) -> None:
        raise error

    with pytest.raises(Rejected) as caught:
        parsed(parse, {})

    assert caught.value.status == 400


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "zh"),
        ("", "zh"),
        ("en", "en"),
        ("en-US,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en;q=0.5, zh;q=0.7", "zh"),
        ("fr, en;q=0.3", "en"),
        ("fr", "zh"),
        ("en;q=0", "zh"),
        (";;,,q=;", "zh"),
    ],
)
def test_speaks_the_language_that_is_preferred(header: str | None, language: str) -> None:
    headers = {} if header is None else {"Accept-Language": header}

    assert language_of_header(make_mocked_request("GET", "/", headers=headers).headers) == language


@pytest.mark.parametrize("status", TITLES)
@pytest.mark.parametrize(("language", "words"), [("zh", "不对"), ("en", "wrong")])
def test_makes_problem_documents_in_both_languages(status: int, language: str, words: str) -> None:
    problem = Problem("text", "bad", "不对", "wrong")
    response = problem_json("en" if language == "en" else "zh", status, [problem], server_time=1)

    assert response.content_type == "application/problem+json"
    assert isinstance(response.body, bytes)
    assert json.loads(response.body) == {
        "type": "about:blank",
        "title": TITLES[status][language == "en"],
        "status": status,
        "detail": words,
        "errors": [{"field": "text", "code": "bad", "detail": words}],
        "server_time": 1,
    }


async def test_adds_security_headers_but_keeps_a_page_s_own() -> None:
    response = web.Response(headers={"Referrer-Policy": "no-referrer"})

    await secure(make_mocked_request("GET", "/"), response)

    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert SECURITY_HEADERS.items() - response.headers.items() == {
        ("Referrer-Policy", "same-origin")
    }
