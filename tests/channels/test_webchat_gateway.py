"""The web chat in the whole service: reports, pictures, other ways, closing, and the log."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image
from sqlalchemy import Connection, select

from channels.message import Reply
from channels.webchat.frames import sender_of
from gateway.app import Gateway
from gateway.clock import Clock, now
from gateway.database.door_tables import payloads
from gateway.database.tables import messages, reports
from gateway.database.talk_tables import replies
from gateway.settings import Settings
from tests.channels.specimens.webchat import SITE
from tests.channels.widget import Client, connected, said
from tests.house import at_rest, until

WORDS = "凤凰山路的井盖翘起来了，骑车很危险。"


@pytest.fixture
def settings(cellar: dict[str, str]) -> Settings:
    folder = cellar["database"].removeprefix("sqlite:///").rpartition("/")[0]
    chat = {"origins": [SITE]}
    return Settings.model_validate(
        {
            "folder": folder,
            "secret": "a secret of the tests alone",
            "proxy": True,
            "channels": {"webform": {}, "webchat": chat, "webchat-north": chat},
            **cellar,
        }
    )


@pytest.fixture
def clock() -> Clock:
    """The real one: whoever stands still must not take what is said now for the future."""
    return now


@pytest.fixture
async def client(gateway: Gateway) -> AsyncIterator[Client]:
    async with TestClient(TestServer(gateway.site)) as opened:
        yield opened


def a_picture(width: int = 60) -> bytes:
    content = io.BytesIO()
    Image.new("1", (width, width)).save(content, "PNG")
    return content.getvalue()


async def rows(gateway: Gateway, table: Any) -> list[Any]:
    def read(connection: Connection) -> list[Any]:
        return list(connection.execute(select(table)))

    return await gateway.parts.database.read(read)


async def test_three_lines_of_one_complaint_are_one_report(
    gateway: Gateway, client: Client
) -> None:
    async with connected(client) as widget:
        await widget.say(said(WORDS))
        await widget.say(said("在桥边上。"))
        await widget.show(said("", phone="13900000001"), a_picture())

        async def part_of_a_report() -> bool:
            return [row.report_id is None for row in await rows(gateway, messages)] == [False] * 3

        await until(part_of_a_report)

    (report,) = await rows(gateway, reports)
    kept = await rows(gateway, messages)
    assert report.number == kept[0].number
    assert [message.report_id for message in kept] == [report.id] * 3


async def test_whoever_left_finds_every_answer_when_he_is_back_and_no_door_has_failed(
    gateway: Gateway, client: Client
) -> None:
    async with connected(client) as widget:
        await widget.say(said("查进度"))
        await widget.say(said("转人工"))

    async def all_said() -> bool:
        return [line.state for line in await rows(gateway, replies)] == ["told"] * 2

    await until(all_said)
    expected = [line.words for line in await rows(gateway, replies)]
    async with connected(client, widget.token) as back:
        heard = [(await back.next("reply"))["text"] for _ in expected]

    assert heard == expected
    assert gateway.parts.keeper.failures == {}
    assert {state.error for state in (await gateway.parts.keeper.states()).values()} == {""}


async def test_sent_again_after_the_line_dropped_it_is_one_message(
    gateway: Gateway, client: Client
) -> None:
    frame = said(WORDS)
    async with connected(client) as widget:
        await widget.socket.send_json(frame)
        await widget.next("kept")
        widget.socket._response.close()  # the network is gone: nothing was said goodbye to
    async with connected(client, widget.token) as back:
        answer = await back.say(frame)

    (message,) = await rows(gateway, messages)
    assert answer["known"]
    assert message.external_id == frame["id"]


async def test_an_id_used_for_other_words_is_refused_and_the_line_goes_on(
    gateway: Gateway, client: Client
) -> None:
    frame = said(WORDS)
    async with connected(client) as widget:
        await widget.say(frame)
        answer = await widget.say({**frame, "text": "不是这件事。"})
        after = await widget.say(said("下一句。"))

    assert [problem["code"] for problem in answer["problems"]] == ["id-reused"]
    assert after["type"] == "kept"
    assert len(await rows(gateway, messages)) == 2


@pytest.mark.parametrize(
    "content",
    [b"<html>no picture</html>", a_picture(20_000), a_picture()[:40], b"GIF89a"],
    ids=["something else", "a picture bomb", "cut short", "hardly anything"],
)
async def test_what_is_no_picture_is_refused_in_words_and_the_next_is_taken(
    gateway: Gateway, client: Client, content: bytes
) -> None:
    async with connected(client) as widget:
        answer = await widget.show(said("照片在这里。"), content)
        after = await widget.show(said("再发一次。"), a_picture())

    (problem,) = answer["problems"]
    assert answer["type"] == "refused"
    assert "请换一张" in problem["zh"]
    assert "picture" in problem["en"]
    assert after["type"] == "kept"


async def test_too_long_a_text_is_refused_in_words(gateway: Gateway, client: Client) -> None:
    async with connected(client) as widget:
        answer = await widget.say(said("长" * 20_001))

    assert [problem["code"] for problem in answer["problems"]] == ["too-long"]


async def test_owns_up_when_nothing_can_be_kept(still: Gateway) -> None:
    def gone(connection: Connection) -> None:
        payloads.drop(connection)

    async with TestClient(TestServer(still.site)) as client, connected(client) as widget:
        await still.parts.database.write(gone)
        await widget.socket.send_json(said(WORDS))

        assert await widget.code() == 1011
        assert all(frame["type"] in ("welcome", "beat") for frame in widget.heard)
    assert await rows(still, messages) == []


async def test_the_site_closes_at_once_though_lines_are_open(gateway: Gateway) -> None:
    runner = web.AppRunner(gateway.site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    async with TestClient(TestServer(web.Application())) as other:
        address = f"http://{host}:{port}/channels/webchat/socket"
        async with other.session.ws_connect(address, headers={"Origin": SITE}) as socket:
            await socket.send_json({"type": "hello", "version": 1})
            await socket.receive_json(timeout=5)
            async with asyncio.timeout(4):
                closing = asyncio.create_task(runner.cleanup())
                await socket.receive(timeout=5)
                await closing

            assert socket.close_code == 1001


async def test_shutting_the_door_hangs_up_and_lets_nobody_in(
    gateway: Gateway, client: Client
) -> None:
    async with connected(client) as widget:
        await gateway.parts.keeper.decide("webchat", open_=False, by="xiaoma")

        assert await widget.code() == 1001
    response = await client.get("/channels/webchat/panel")
    assert response.status == 503


async def test_neither_words_nor_number_nor_token_reach_a_log(
    gateway: Gateway, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with connected(client) as widget:
        await widget.say(said(WORDS, phone="13900000001"))
        await widget.say(said("补充一句。"))
        await at_rest(gateway)
        door = gateway.parts.doors.get("webchat")
        assert door is not None
        sending = asyncio.create_task(door.send(sender_of(widget.token), Reply("已派人去看。")))
        while (reply := await widget.next("reply"))["text"] != "已派人去看。":
            pass  # what the conversation says
        await widget.got(reply["seq"])
        await sending

    for secret in (WORDS, "补充一句", "13900000001", widget.token, "已派人去看"):
        assert secret not in caplog.text


async def test_two_chats_of_one_city_are_kept_apart(gateway: Gateway, client: Client) -> None:
    async with connected(client) as widget:
        frame = said(WORDS)
        await widget.say(frame)
    north = "/channels/webchat-north"
    async with connected(client, widget.token, mount=north) as other:
        answer = await other.say(frame)

    assert not answer["known"]
    assert [message.account for message in await rows(gateway, messages)] == ["", "north"]


async def test_the_start_page_offers_the_chat(client: Client) -> None:
    page = await (await client.get("/")).text()

    assert '<script src="/channels/webchat/widget.js" data-lang="zh" async></script>' in page
