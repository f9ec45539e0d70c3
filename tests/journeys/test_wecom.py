"""A citizen writes in WeCom or to customer service and hears back, through the whole gateway."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image

from gateway.app import Gateway
from gateway.settings import Settings
from tests.channels.qyapi import Qyapi
from tests.channels.specimen import Sent
from tests.channels.specimens import kefu as kf
from tests.channels.specimens import wecom as app
from tests.house import until


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8), "red").save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
async def far() -> AsyncIterator[Qyapi]:
    server = Qyapi(app.CORP, app.SECRET, waiting={kf.KFID: []}, members={"ZhangSan"})
    server.files["media-image"] = picture()
    async with TestServer(server.app()) as opened:
        server.address = str(opened.make_url("")).rstrip("/")
        yield server


@pytest.fixture
def settings(settings: Settings, far: Qyapi) -> Settings:
    doors = {
        "wecom": app.SPECIMEN.at(far.address).settings,
        "kefu": kf.SPECIMEN.at(far.address).settings,
    }
    return settings.model_copy(update={"channels": {**settings.channels, **doors}})


async def pushed(client: TestClient[Any, Any], door: str, sent: Sent) -> str:
    url = client.make_url(f"/channels/{door}{sent.path}")
    async with ClientSession() as http, http.post(url, data=sent.body) as response:
        assert response.status == 200
        return await response.text()


def told(far: Qyapi) -> Callable[[], Awaitable[bool]]:
    async def anybody() -> bool:
        return bool(far.sent)

    return anybody


async def test_what_is_said_to_customer_service_becomes_a_report_and_he_is_told_its_number(
    gateway: Gateway, client: TestClient[Any, Any], far: Qyapi
) -> None:
    place = kf.item("text", {"content": "在五四大街12号"}, msgid="from_msgid_2")
    far.arrives(kf.KFID, kf.TEXT, place)
    await pushed(client, "kefu", kf.doorbell())

    await until(told(far))

    assert far.sent[0]["touser"] == kf.CITIZEN
    assert "编号" in far.sent[0]["text"]["content"]


async def test_what_he_attached_is_fetched(
    gateway: Gateway, client: TestClient[Any, Any], far: Qyapi
) -> None:
    far.arrives(kf.KFID, kf.TEXT, kf.item("image", {"media_id": "media-image"}, msgid="m2"))
    await pushed(client, "kefu", kf.doorbell())

    async def fetched() -> bool:
        return far.count("/cgi-bin/media/get") > 0

    await until(fetched)


async def test_a_member_of_the_enterprise_has_his_number_in_a_moment(
    gateway: Gateway, client: TestClient[Any, Any], far: Qyapi
) -> None:
    text = app.push("text", Content="五四大街12号门口的红绿灯从早上起一直不亮。")
    answer = await pushed(client, "wecom", app.sealed(text))
    again = await pushed(client, "wecom", app.sealed(text))  # WeCom asks three times

    await until(told(far))

    assert not answer.strip()  # the conversation answers, not the push
    assert not again.strip()
    assert "编号" in far.sent[0]["text"]["content"]
    assert len(far.sent) == 1
