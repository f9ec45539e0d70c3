"""The WeChat door in the whole service: one report however often it comes, through restarts too."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image
from sqlalchemy import Connection, Table, select

from channels.wechat import WechatChannel
from channels.wechat.timely import Timely
from channels.weixin.texts import ID_REUSED, LATER
from gateway.app import Gateway, running
from gateway.database.door_tables import fetches, payloads
from gateway.database.tables import messages, reports, tickets
from gateway.numbers import spoken
from gateway.rereading import Outcome
from gateway.settings import Settings
from gateway.stages.replaying import Replay
from gateway.store.payloads import parked
from tests.channels.far_side import Asked, FakeProvider
from tests.channels.specimens.wechat import (
    ACCESS_TOKEN,
    AES_KEY,
    APP_SECRET,
    SPECIMEN,
    TOKEN,
    happened,
    opened,
    said,
    sealed,
    xml,
)
from tests.house import at_rest, kept_open, until

WORDS = "五四大街 8 号门口的井盖碎了，天黑看不见，很危险。"
DOOR = "/channels/wechat"
DAY = timedelta(days=1)
SEND = "/cgi-bin/message/custom/send"
UNHURRIED = 30.0  # seconds
Client = TestClient[Any, Any]


@pytest.fixture
async def platform() -> AsyncIterator[FakeProvider]:
    provider = FakeProvider(dict(SPECIMEN.answers))
    async with TestServer(provider.app()) as server:
        provider.answers["address"] = str(server.make_url("")).rstrip("/")
        yield provider


@pytest.fixture
def settings(cellar: dict[str, str], platform: FakeProvider) -> Settings:
    folder = cellar["database"].removeprefix("sqlite:///").rpartition("/")[0]
    account = {**SPECIMEN.settings, "api": platform.answers["address"]}
    return Settings.model_validate(
        {
            "folder": folder,
            "secret": "a secret of the tests alone",
            "channels": {"webform": {}, "wechat": account, "wechat-north": account},
            **cellar,
        }
    )


@pytest.fixture
async def client(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    """A platform that waits for an answer as long as a busy machine takes."""
    monkeypatch.setattr("channels.wechat.ANSWERED_WITHIN", 2 * UNHURRIED)
    for name in ("wechat", "wechat-north"):
        timely_of(gateway, name).patience = UNHURRIED
    async with TestClient(TestServer(gateway.site)) as opened_client:
        yield opened_client


def timely_of(gateway: Gateway, name: str = "wechat") -> Timely:
    door = gateway.parts.doors.by_name[name]
    assert isinstance(door, WechatChannel)
    return door.timely


def now(kind: str, number: int, sender: str = "oA", **fields: str | int) -> bytes:
    return xml(said(kind, number, sender, **fields) | {"CreateTime": int(time.time())})


def a_picture(width: int) -> bytes:
    content = BytesIO()
    Image.new("1", (width, 60)).save(content, "PNG")
    return content.getvalue()


async def push(client: Client, body: bytes, door: str = DOOR) -> tuple[int, str]:
    sent = sealed(body)
    async with client.post(door + sent.path, data=sent.body, headers=sent.headers) as response:
        return response.status, opened(await response.text())


async def rows(gateway: Gateway, table: Table) -> Sequence[Any]:
    def read(connection: Connection) -> Sequence[Any]:
        return connection.execute(select(table)).all()

    return await gateway.parts.database.read(read)


def told(platform: FakeProvider) -> list[str]:
    """What citizens were told by messages of their own."""
    sent = (asked.body for asked in platform.asked if asked.path == SEND)
    return [json.loads(body)["text"]["content"] for body in sent]


async def answered(platform: FakeProvider) -> None:
    async def said_something() -> bool:
        return bool(told(platform))

    await until(said_something)


async def test_three_tries_are_one_message_one_ticket_and_one_number(
    gateway: Gateway, client: Client, platform: FakeProvider
) -> None:
    body = now("text", 7, Content=WORDS)

    answers = [await push(client, body) for _ in range(3)]
    await answered(platform)
    await at_rest(gateway)

    assert answers == [(200, "success")] * 3
    assert len(await rows(gateway, messages)) == 1
    [report] = await rows(gateway, reports)
    assert len(await rows(gateway, tickets)) == 1
    [words] = told(platform)
    assert spoken(report.number) in words


async def test_tries_at_the_same_time_are_one_message(gateway: Gateway, client: Client) -> None:
    body = now("text", 7, Content=WORDS)

    answers = await asyncio.gather(*(push(client, body) for _ in range(3)))

    assert {status for status, _ in answers} == {200}
    assert len(await rows(gateway, messages)) == 1


async def test_a_restart_between_two_tries_makes_no_second_report(settings: Settings) -> None:
    body = now("text", 7, Content=WORDS)

    for _ in range(2):
        async with (
            kept_open(running(settings)) as gateway,
            TestClient(TestServer(gateway.site)) as client,
        ):
            assert (await push(client, body))[0] == 200
            await at_rest(gateway)
            count = len(await rows(gateway, reports))

    assert count == 1


async def test_one_id_from_two_citizens_and_for_two_accounts_is_three_messages(
    gateway: Gateway, client: Client
) -> None:
    await push(client, now("text", 7, "oA", Content=WORDS))
    await push(client, now("text", 7, "oB", Content=WORDS))
    await push(client, now("text", 7, "oA", Content=WORDS), door=f"{DOOR}-north")

    kept = await rows(gateway, messages)
    assert sorted((row.account, row.sender) for row in kept) == [
        ("", "oA"),
        ("", "oB"),
        ("north", "oA"),
    ]


async def test_one_sentence_in_three_messages_is_one_ticket(
    gateway: Gateway, client: Client
) -> None:
    for number, part in enumerate(("你好", "五四大街 8 号门口的井盖碎了", "天黑看不见"), 11):
        await push(client, now("text", number, Content=part))
    await at_rest(gateway)

    assert len(await rows(gateway, messages)) == 3
    assert len(await rows(gateway, tickets)) == 1


async def test_four_pictures_at_once_are_one_ticket_and_are_fetched(
    gateway: Gateway, client: Client, platform: FakeProvider
) -> None:
    def show(asked: Asked) -> None:
        if number := asked.query.get("media_id", "").removeprefix("media-"):
            platform.answers["/cgi-bin/media/get"] = a_picture(60 + int(number))

    platform.hears = show
    await asyncio.gather(
        *(push(client, now("image", 20 + n, MediaId=f"media-{n}")) for n in range(4))
    )
    await push(client, now("text", 30, Content=WORDS))
    await at_rest(gateway)

    asked = {asked.query["media_id"] for asked in platform.asked if "media_id" in asked.query}
    assert len(await rows(gateway, tickets)) == 1
    assert asked == {f"media-{n}" for n in range(4)}
    assert {fetch.state for fetch in await rows(gateway, fetches)} == {"fetched"}


async def test_an_id_that_comes_with_other_words_is_parked(
    gateway: Gateway, client: Client
) -> None:
    await push(client, now("text", 7, Content=WORDS))

    status, answer = await push(client, now("text", 7, Content="完全不同的另一件事"))

    parked = [row for row in await rows(gateway, payloads) if row.problem is not None]
    assert (status, answer) == (200, "success")
    assert len(await rows(gateway, messages)) == 1
    assert len(parked) == 1


async def test_a_database_that_is_away_loses_nothing(
    gateway: Gateway, client: Client, settings: Settings, platform: FakeProvider
) -> None:
    body = now("text", 7, Content=WORDS)
    timely = timely_of(gateway)
    timely.patience = 1  # what the platform waits leaves room for a busy machine then
    with closing(sqlite3.connect(settings.database_file, isolation_level=None)) as other:
        other.execute("begin immediate")  # nobody else can write now
        begun = time.monotonic()
        away = await push(client, body)
        took = time.monotonic() - begun
        waiting = list((settings.folder / "spool").glob("*.json"))
        other.execute("rollback")

    async def kept() -> bool:
        return len(await rows(gateway, messages)) == 1

    await until(kept)
    timely.patience = UNHURRIED
    again = await push(client, body)
    await answered(platform)

    assert away == (200, LATER)
    assert took < 5
    assert len(waiting) == 1
    assert (again, len(await rows(gateway, messages))) == ((200, "success"), 1)
    assert "编号" in told(platform)[0]


async def test_nothing_of_a_citizen_and_no_secret_reaches_the_log(
    gateway: Gateway,
    client: Client,
    platform: FakeProvider,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "channels")
    caplog.set_level(logging.DEBUG, "gateway")
    platform.answers[SEND] = {"errcode": 40001, "errmsg": f"{ACCESS_TOKEN} {APP_SECRET}"}

    await push(client, now("text", 7, "oSecretCitizen", Content=WORDS))
    await push(client, now("voice", 8, "oSecretCitizen", MediaId="m", Recognition="漏水"))
    await at_rest(gateway)
    door = gateway.parts.doors.by_name["wechat"]
    await asyncio.gather(door.gauges())

    for word in (WORDS, "漏水", "oSecretCitizen", ACCESS_TOKEN, APP_SECRET, TOKEN, AES_KEY):
        assert word not in caplog.text


async def test_what_the_account_does_not_take_stays_parked_however_often_it_is_read_again(
    gateway: Gateway, client: Client
) -> None:
    await push(client, now("file", 51, Title="合同.pdf"))
    await push(client, now("text", 52, Content=WORDS))
    door = gateway.parts.doors.by_name["wechat"]
    event = xml(happened("VIEW", EventKey="a-link"))
    await door.ports.park(door.raw(event, at="2026-03-05T20:00:00+08:00"), ID_REUSED)
    again = Replay(gateway.parts.database, gateway.parts.raws, gateway.intake)

    books: Counter[Outcome] = Counter()
    now_ = datetime.now(UTC)
    async for outcomes in again.span(door, now_ - DAY, now_ + DAY):
        books.update(outcomes)

    assert books == {Outcome.REFUSED: 1, Outcome.KNOWN: 1, Outcome.NOTHING: 1}
    assert len(await gateway.parts.database.read(parked, 10)) == 2


async def test_what_the_account_does_not_take_leaves_the_disk_for_the_desk(
    gateway: Gateway,
) -> None:
    door = gateway.parts.doors.by_name["wechat"]
    content = xml(said("file", 53, Title="合同.pdf"))
    await door.ports.spool(door.raw(content, at="2026-03-05T20:00:00+08:00"))

    async def on_the_desk() -> bool:
        return bool(await gateway.parts.database.read(parked, 10))

    async def off_the_disk() -> bool:
        return not list((gateway.parts.settings.folder / "spool").iterdir())

    await until(on_the_desk)  # first, and only then is the file given up
    await until(off_the_disk)
