"""A citizen writes to the bot or sends a text message and hears back, through the whole gateway."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image
from sqlalchemy import func, select

from gateway.app import Gateway
from gateway.database.tables import messages, reports
from gateway.settings import Settings
from tests.channels.far_side import FakeProvider
from tests.channels.specimen import Sent
from tests.channels.specimens import sms
from tests.channels.specimens import telegram as bot
from tests.house import at_rest, until

PIPE = "五四大街12号门口的自来水管爆了，水漫到了路上。"


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8), "red").save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
async def far() -> AsyncIterator[FakeProvider]:
    photo = picture()
    files = {
        f"{bot.BOT}/getFile": bot.file_answer("photo-big", photo),
        f"{bot.FILE}/all/photo-big": photo,
    }
    provider = FakeProvider({**bot.ANSWERS, **files, "/": sms.ACCEPTED})
    async with TestServer(provider.app()) as server:
        provider.answers["address"] = str(server.make_url("")).rstrip("/")
        yield provider


@pytest.fixture
def settings(settings: Settings, far: FakeProvider) -> Settings:
    address = str(far.answers["address"])
    doors = {
        "telegram": bot.SPECIMEN.at(address).settings,
        "sms": sms.SPECIMEN.at(address).settings,
    }
    return settings.model_copy(update={"channels": {**settings.channels, **doors}})


async def pushed(client: TestClient[Any, Any], door: str, sent: Sent) -> None:
    url = client.make_url(f"/channels/{door}{sent.path}")
    async with ClientSession() as http, http.post(url, data=sent.body, headers=sent.headers) as got:
        assert got.status == 200


async def counted(gateway: Gateway) -> tuple[int, int]:
    """How many messages were kept, and how many reports they make."""

    def count(connection: Any) -> tuple[int, int]:
        kept = connection.execute(select(func.count()).select_from(messages)).scalar_one()
        made = connection.execute(select(func.count()).select_from(reports)).scalar_one()
        return kept, made

    return await gateway.parts.database.read(count)


def asked(far: FakeProvider, path: str) -> Callable[[], Awaitable[list[bytes]]]:
    async def bodies() -> list[bytes]:
        return [one.body for one in far.asked if one.path == path]

    return bodies


def piece(number: int, **content: Any) -> Sent:
    photo = [{"file_id": "photo-big", "file_unique_id": "b", "width": 9, "height": 9}]
    return bot.told(bot.update(message_id=number, media_group_id="7", photo=photo, **content))


async def test_an_album_an_edit_and_a_place_are_one_report_with_one_receipt(
    gateway: Gateway, client: TestClient[Any, Any], far: FakeProvider
) -> None:
    await pushed(client, "telegram", piece(1, caption=PIPE))
    await pushed(client, "telegram", piece(2))
    edit = bot.update("edited_message", message_id=1, media_group_id="7", edit_date=bot.DATE + 9)
    edit["edited_message"]["caption"] = f"{PIPE}（三号楼）"
    await pushed(client, "telegram", bot.told(edit))
    place = bot.update(message_id=3, location={"latitude": 36.62, "longitude": 101.78})
    await pushed(client, "telegram", bot.told(place))

    receipts = asked(far, f"{bot.BOT}/sendMessage")
    await until(receipts)
    await at_rest(gateway)

    assert await counted(gateway) == (4, 1)
    told = [json.loads(body) for body in await receipts()]
    assert {each["chat_id"] for each in told} == {"5550001"}
    # as they came: in one turn with the first piece, or after it was filed
    assert [each["text"][:4] for each in told] == ["登记好了", *["补充到编"] * (len(told) - 1)]


async def test_the_photos_are_fetched(
    gateway: Gateway, client: TestClient[Any, Any], far: FakeProvider
) -> None:
    await pushed(client, "telegram", bot.told(bot.PHOTOGRAPHED))

    await until(asked(far, f"{bot.FILE}/all/photo-big"))


async def test_a_text_message_is_answered_by_one(
    gateway: Gateway, client: TestClient[Any, Any], far: FakeProvider
) -> None:
    told = {**sms.UPSTREAM, "content": "五四大街12号门口的井盖碎了一角，晚上走路不方便。"}
    await pushed(client, "sms", sms.pushed([told]))
    await pushed(client, "sms", sms.pushed([told]))
    await until(asked(far, "/"))
    await at_rest(gateway)

    (sent,) = [one.query for one in far.asked if one.path == "/"]
    assert sent["PhoneNumbers"] == sms.PHONE
    assert "编号" in json.loads(sent["TemplateParam"])["words"]
    assert await counted(gateway) == (1, 1)
