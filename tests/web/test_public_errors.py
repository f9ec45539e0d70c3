"""What goes wrong on a citizens' page is said there, in his language; and whom limits count."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from stdnum import damm

from gateway.settings import Settings
from gateway.town import Town
from tests.house import kept_open, standing_still
from tests.values import Clock
from tests.web.citizens import Browser, words_of


@pytest.fixture
async def proxied(settings: Settings, town: Town, clock: Clock) -> AsyncIterator[Browser]:
    """The service behind a proxy of its own, without a web form."""
    changes: dict[str, Any] = {"proxy": True, "channels": {}}
    changed = settings.model_copy(update=changes)
    async with (
        kept_open(standing_still(changed, town, clock)) as still,
        TestClient(TestServer(still.site)) as opened,
    ):
        yield opened


@pytest.mark.parametrize(("language", "words"), [("zh", "没有这一页"), ("en", "no such page")])
async def test_an_unknown_page_looks_like_the_others(
    browser: Browser, language: str, words: str
) -> None:
    async with browser.get("/reports", params={"lang": language}) as response:
        text = await response.text()

    assert response.status == 404
    assert words in text
    assert 'href="tel:119"' in text


async def test_a_wrong_method_is_said_in_words(browser: Browser) -> None:
    async with browser.delete("/progress") as response:
        text = await response.text()

    assert response.status == 405
    assert "这个地址不支持这种操作" in words_of(text)


async def test_the_desks_keep_their_own_page_for_errors(browser: Browser) -> None:
    async with browser.get("/login/nowhere") as response:
        text = await response.text()

    assert response.status == 404
    assert "/static/staff.css" in text


async def test_without_a_web_form_the_pages_still_stand(proxied: Browser) -> None:
    async with proxied.get("/") as response:
        text = await response.text()
    async with proxied.get("/report/static/citizen.css") as style:
        assert style.status == 200

    assert "查进度" in text
    assert "可以附照片" not in text


async def test_behind_a_proxy_each_caller_has_his_own_limit(proxied: Browser) -> None:
    async def ask(number: int, caller: str) -> int:
        ways = {"X-Forwarded-For": f"10.9.9.{number}, {caller}"}  # the first is anybody's invention
        valid = f"{number:09d}"
        data = {"number": f"XN{valid}{damm.calc_check_digit(valid)}", "ending": "1234"}
        async with proxied.post("/progress", data=data, headers=ways) as response:
            return response.status

    first = await asyncio.gather(*(ask(number, "198.51.100.7") for number in range(31)))
    other = await ask(99, "198.51.100.8")

    assert sorted(first) == [404] * 30 + [429]
    assert other == 404
