"""What is peculiar to the web chat: garbage, limits, origins, and hanging up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from dataclasses import replace

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from channels.webchat import WebchatChannel, line
from channels.webchat.frames import LARGEST, sender_of
from channels.webchat.limits import CHAT, Bucket, Rate
from channels.webchat.settings import WebchatSettings
from tests.channels.doors import Door, opened
from tests.channels.specimens.webchat import PHOTO, SITE, SPECIMEN, TOKEN
from tests.channels.widget import as_picture, connected, name, said

SOCKET = "/channels/webchat/socket"


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with opened(WebchatChannel, SPECIMEN) as opened_door:
        yield opened_door


def narrow(**limits: int) -> AbstractAsyncContextManager[Door]:
    specimen = replace(SPECIMEN, settings={**SPECIMEN.settings, **limits})
    return opened(WebchatChannel, specimen)


async def test_gives_whoever_has_no_token_one_that_cannot_be_guessed(door: Door) -> None:
    async with connected(door.client) as one, connected(door.client) as other:
        await one.say(said())

        assert len(one.token) == len(other.token) == 43
        assert one.token != other.token
        assert door.inbox.messages[0].sender == sender_of(one.token)
        assert one.token not in door.inbox.messages[0].sender


async def test_lines_of_one_thread_are_told_to_belong_together(door: Door) -> None:
    async with connected(door.client) as widget:
        for text in ("电梯停了。", "有老人下不了楼。", "三号楼二单元。"):
            await widget.say(said(text))
        await widget.say(said("另外，门口的路灯也不亮。", thread=name()))

    threads = [message.thread for message in door.inbox.messages]
    assert threads[0] == threads[1] == threads[2] != threads[3]


async def test_a_message_is_acknowledged_without_a_number_of_its_own(door: Door) -> None:
    frame = said()
    async with connected(door.client) as widget:
        answer = await widget.say(frame)

    words = door.inbox.receipt.words
    assert answer == {"type": "kept", "id": frame["id"], "words": words, "known": False}


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b'{"type": "hello", "version": 1}', 4400),  # the second greeting
        (b'{"type": "shout", "text": "x"}', 4400),
        (json.dumps(said(picture="a.png")).encode(), 4400),  # its bytes are missing
        (json.dumps(said(id="1")).encode(), 4400),
        (json.dumps({**said(), "admin": True}).encode(), 4400),
        (b'{"type": "got", "seq": -1}', 4400),
        (b'{"type": "got", "seq": 1e400}', 4400),
        (b'{"type": "say", "type": "say"}', 4400),
        (b"\xff\xfe", 1007),
        (b"[" * 200_000, 4400),
    ],
)
async def test_a_garbage_frame_ends_the_line_with_a_clear_code(
    door: Door, frame: bytes, code: int
) -> None:
    async with connected(door.client) as widget:
        await widget.socket.send_frame(frame, WSMsgType.TEXT)

        assert await widget.code() == code
    assert not door.inbox.messages


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"", 4400),
        (b"\x89PNG\r\n\x1a\n", 4400),
        (as_picture(said(), b""), 4400),
        (as_picture({"type": "ping"}, b"x"), 4400),
        (json.dumps(said()).encode() + b"\n" + PHOTO, 4400),  # no name of the picture
    ],
)
async def test_a_garbage_picture_frame_ends_the_line_too(
    door: Door, frame: bytes, code: int
) -> None:
    async with connected(door.client) as widget:
        await widget.socket.send_bytes(frame)

        assert await widget.code() == code
    assert not door.inbox.messages


async def test_a_frame_beyond_all_limits_ends_the_line_and_delivers_nothing(door: Door) -> None:
    async with connected(door.client) as widget:
        with suppress(ConnectionError):  # it may hang up before all of it was sent
            await widget.socket.send_bytes(as_picture(said(), b"x" * LARGEST))

        assert await widget.code() in (1006, 1009)
    assert not door.inbox.messages


async def test_whoever_does_not_greet_is_hung_up_on(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "GREETED_WITHIN", 0.05)
    async with door.client.ws_connect(SOCKET, headers={"Origin": SITE}) as socket:
        await socket.receive(timeout=5)

        assert socket.close_code == 4408


async def test_a_line_gives_signs_of_life(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "BEAT", 0.05)
    async with connected(door.client) as widget:
        assert (await widget.next())["type"] == "beat"
        assert (await widget.next())["type"] == "beat"


def test_it_beats_often_enough_for_every_proxy() -> None:
    assert line.BEAT <= 30


async def test_whoever_talks_too_fast_is_told_when_to_go_on(door: Door) -> None:
    async with connected(door.client) as widget:
        for _ in range(CHAT.at_once):
            assert (await widget.say(said()))["type"] == "kept"
        one_more = said("最后一句。")
        answer = await widget.say(one_more)

        assert (answer["type"], answer["id"]) == ("wait", one_more["id"])
        assert 0 < answer["seconds"] <= CHAT.every
        assert "不用重写" in answer["zh"]
        assert "no need" in answer["en"]
    assert len(door.inbox.messages) == CHAT.at_once


async def test_too_many_lines_from_one_address_are_hung_up_on() -> None:
    async with narrow(per_address=2) as door:
        async with AsyncExitStack() as stack:
            for _ in range(2):
                await stack.enter_async_context(connected(door.client))
            async with door.client.ws_connect(SOCKET, headers={"Origin": SITE}) as third:
                await third.receive(timeout=5)
                assert third.close_code == 4429

        async with connected(door.client) as again:  # the two have left
            assert (await again.say(said()))["type"] == "kept"


async def test_a_flood_of_lines_is_turned_away_before_it_costs_anything() -> None:
    async with narrow(connections=1) as door, connected(door.client) as widget:
        with pytest.raises(WSServerHandshakeError) as turned_away:
            await door.client.ws_connect(SOCKET, headers={"Origin": SITE})

        assert turned_away.value.status == 503
        assert (await widget.say(said()))["type"] == "kept"


async def test_connecting_over_and_over_is_slowed_down(door: Door) -> None:
    codes = []
    for _ in range(70):
        async with door.client.ws_connect(SOCKET, headers={"Origin": SITE}) as socket:
            await socket.send_json({"type": "hello", "version": 1})
            first = await socket.receive(timeout=5)
            codes.append("ok" if first.type is WSMsgType.TEXT else socket.close_code)

    assert codes[:60] == ["ok"] * 60
    assert 4429 in codes[60:]


@pytest.mark.parametrize("origin", ["", "null", "https://www.example.com", f"{SITE}.evil.cn"])
async def test_a_page_of_another_site_gets_no_line(door: Door, origin: str) -> None:
    headers = {"Origin": origin} if origin else {}
    with pytest.raises(WSServerHandshakeError) as turned_away:
        await door.client.ws_connect(SOCKET, headers=headers)

    assert turned_away.value.status == 403


async def test_a_page_of_our_own_gets_a_line(door: Door) -> None:
    own = str(door.client.make_url("")).rstrip("/")
    async with door.client.ws_connect(SOCKET, headers={"Origin": own}) as socket:
        await socket.send_json({"type": "hello", "version": 1, "token": TOKEN})

        assert (await socket.receive_json(timeout=5))["type"] == "welcome"


async def test_only_the_allowed_sites_may_frame_the_chat(door: Door) -> None:
    response = await door.client.get("/channels/webchat/panel")

    policy = response.headers["Content-Security-Policy"]
    assert f"frame-ancestors 'self' {SITE}" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("origin", ["www.example.cn", "https://a.cn/", "*", "https://a.cn; x"])
def test_an_origin_that_is_none_is_refused_at_the_start(origin: str) -> None:
    with pytest.raises(ValidationError):
        WebchatSettings.model_validate({"origins": [origin]})


async def test_hangs_up_at_once_when_the_site_closes(door: Door) -> None:
    async with connected(door.client) as widget, asyncio.timeout(3):
        hanging_up = asyncio.create_task(door.channel.hang_up())

        assert await widget.code() == 1001
        await hanging_up


@given(st.lists(st.floats(0, 20), max_size=60))
def test_a_rate_is_never_exceeded(gaps: list[float]) -> None:
    rate = Rate(5, 2.0)
    bucket = Bucket(rate)
    now, admitted = 100.0, list[float]()
    for gap in gaps:
        now += gap
        if not bucket.take(now):
            admitted.append(now)

    for first, start in enumerate(admitted):
        for last in range(first, len(admitted)):
            within = admitted[last] - start
            assert last - first + 1 <= rate.at_once + within / rate.every + 1e-6
