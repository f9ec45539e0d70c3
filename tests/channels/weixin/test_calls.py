"""Calls to the platform: what may pass later, what never will, and nothing secret in an error."""

from __future__ import annotations

import traceback
from collections.abc import Callable

import pytest
from aiohttp import ClientSession, web

from channels.base import Refused, TryAgain
from channels.weixin.calls import Again, Never, TokenRefused, asked, got
from tests.channels.ports import MemoryShelf
from tests.channels.weixin.far_platform import Platform, running

PAGE = "<html><body>502 Bad Gateway</body></html>"


def code(number: int) -> Callable[[], web.Response]:
    return lambda: web.json_response({"errcode": number, "errmsg": "of token-1"})


async def failure(*answers: web.Response) -> Exception:
    """What calling raises when the platform answers so."""
    platform = Platform(answers=list(answers))
    async with running(platform, MemoryShelf()) as [process]:
        try:
            await process.api.call("/do", {"touser": "oA"})
        except (TryAgain, Refused) as error:
            return error
    raise AssertionError("no failure")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (code(-1), Again),
        (code(45011), Again),
        (code(45009), Never),
        (code(45015), Never),
        (code(45047), Never),
        (code(43004), Never),
        (lambda: web.Response(status=429), TryAgain),
        (lambda: web.Response(status=502, text=PAGE, content_type="text/html"), TryAgain),
        (lambda: web.Response(status=200, text=PAGE, content_type="text/html"), TryAgain),
        (lambda: web.Response(status=200, text=""), TryAgain),
        (lambda: web.Response(status=200, text='{"errcode": 0'), TryAgain),
        (lambda: web.Response(status=200, text='["errcode"]'), TryAgain),
        (lambda: web.Response(status=200, text='{"errcode": null}'), TryAgain),
        (lambda: web.Response(status=302, headers={"Location": "/elsewhere"}), Refused),
        (lambda: web.Response(status=403), Refused),
    ],
)
async def test_tells_what_will_pass_from_what_will_not(
    answer: Callable[[], web.Response], kind: type[Exception]
) -> None:
    error = await failure(answer())

    assert isinstance(error, kind)
    assert isinstance(error, TryAgain) != isinstance(error, Refused)


async def test_tells_the_code_and_the_interface_and_nothing_secret() -> None:
    error = await failure(code(48001)())

    assert str(error) == "/do: errcode 48001"
    assert "token-1" not in "".join(traceback.format_exception(error))


async def test_a_platform_that_is_not_there_will_pass_and_shows_no_token() -> None:
    query = {"access_token": "token-1"}
    async with ClientSession() as http:
        with pytest.raises(TryAgain) as caught:
            await asked(http, "GET", "http://127.0.0.1:9/do", query=query)

    assert "token-1" not in "".join(traceback.format_exception(caught.value))


async def test_a_token_that_is_refused_twice_will_pass() -> None:
    platform = Platform()
    async with running(platform, MemoryShelf()) as [process]:
        await process.token.current()
        refuse = web.json_response
        platform.answers = [refuse({"errcode": 42001}), refuse({"errcode": 40014})]

        with pytest.raises(TokenRefused):
            await process.api.call("/do", {})

    assert len(platform.asked) == 2


async def test_sends_chinese_as_it_is() -> None:
    platform = Platform()
    async with running(platform, MemoryShelf()) as [process]:
        await process.api.call("/do", {"content": "已办结"})

    assert "已办结".encode() in platform.bodies[0]


async def test_fetches_a_file_and_tells_json_in_its_place_from_it() -> None:
    missing = web.json_response({"errcode": 40007, "errmsg": "invalid media_id"})
    platform = Platform(answers=[web.Response(body=b"\xff\xd8 a picture"), missing])
    async with running(platform, MemoryShelf()) as [process]:
        found = await process.api.fetch("/do", media_id="m")
        with pytest.raises(Never) as caught:
            await process.api.fetch("/do", media_id="m")

    assert found.content == b"\xff\xd8 a picture"
    assert caught.value.errcode == 40007


async def test_a_file_is_fetched_with_a_fresh_token_too() -> None:
    platform = Platform(answers=[])
    async with running(platform, MemoryShelf()) as [process]:
        await process.token.current()
        platform.good = "token-2"
        platform.answers = [web.Response(body=b"#!AMR")]

        found = await process.api.fetch("/do", media_id="m")

    assert found.content == b"#!AMR"
    assert platform.fetched == 2


@pytest.mark.parametrize(
    "answer",
    [
        lambda: web.Response(body=b""),
        lambda: web.Response(text=PAGE, content_type="text/html"),
    ],
)
async def test_a_page_or_nothing_in_place_of_a_file_will_pass(
    answer: Callable[[], web.Response],
) -> None:
    async with running(Platform(answers=[answer()]), MemoryShelf()) as [process]:
        with pytest.raises(TryAgain):
            await process.api.fetch("/do", media_id="m")


async def test_an_address_that_is_none_is_refused() -> None:
    async with ClientSession() as http:
        with pytest.raises(Refused):
            await got(http, "http://a.qpic.cn:99999/0")
