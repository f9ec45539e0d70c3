"""What the tests of sending ask of the platform on this machine."""

from __future__ import annotations

import json
import time
from typing import Any

from channels.wechat import WechatChannel
from tests.channels.doors import Door
from tests.channels.specimens.wechat import ACCESS_TOKEN, CITIZEN, said, sealed, xml

SEND, TEMPLATE = "/cgi-bin/message/custom/send", "/cgi-bin/message/template/send"
TOKEN = "/cgi-bin/stable_token"
MEDIA = "/cgi-bin/media/get"
OK = {"errcode": 0, "errmsg": "ok"}


def posted(door: Door, path: str = SEND) -> list[dict[str, Any]]:
    return [json.loads(asked.body) for asked in door.provider.asked if asked.path == path]


async def wrote_now(door: Door, number: int = 7) -> None:
    """The citizen writes; his window opens."""
    now = {"CreateTime": int(time.time())}
    await door.post(sealed(xml(said("text", number, Content="路灯坏了") | now)))


async def wrote_long_ago(door: Door) -> None:
    await door.post(sealed(xml(said("text", 7, Content="路灯坏了"))))


def refusing(door: Door, code: int, path: str = SEND) -> None:
    door.provider.answers[path] = {"errcode": code, "errmsg": f"of {ACCESS_TOKEN}"}


async def left(door: Door) -> int:
    assert isinstance(door.channel, WechatChannel)
    return (await door.channel.contacts.take(CITIZEN, 9)).count
