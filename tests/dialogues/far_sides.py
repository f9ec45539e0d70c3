"""The providers behind the chat doors, as real servers, and what each citizen hears from them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from aiohttp.test_utils import TestServer
from PIL import Image

from tests.channels.far_side import Asked, FakeProvider
from tests.channels.qyapi import Qyapi
from tests.channels.specimens import kefu, sms, telegram, webchat, wechat, wecom

WECHAT_SEND = "/cgi-bin/message/custom/send"
TELEGRAM_SEND = f"{telegram.BOT}/sendMessage"
LONGEST_TEXT = 480  # characters of the template's variable; the most the provider approves

Message = Mapping[str, Any]


def a_picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8), "red").save(file, "JPEG")
    return file.getvalue()


@dataclass(slots=True)
class Post:
    """What one provider passed on to each citizen, as it came; read off its own log."""

    log: Sequence[Any]
    read: Callable[[Any], tuple[str, Message] | None]
    seen: int = 0
    boxes: defaultdict[str, list[Message]] = field(default_factory=lambda: defaultdict(list))

    def of(self, citizen: str) -> list[Message]:
        """Empties the box."""
        for entry in self.log[self.seen :]:
            if found := self.read(entry):
                self.boxes[found[0]].append(found[1])
        self.seen = len(self.log)
        return self.boxes.pop(citizen, [])


@dataclass(frozen=True, slots=True)
class FarSides:
    """`settings` are the tables of the doors that lead there."""

    qyapi: Qyapi
    posts: Mapping[str, Post]
    settings: Mapping[str, Mapping[str, Any]]


@asynccontextmanager
async def far_sides() -> AsyncIterator[FarSides]:
    picture = a_picture()
    account = FakeProvider({**wechat.SPECIMEN.answers, "/cgi-bin/media/get": picture})
    files = {
        f"{telegram.BOT}/getFile": telegram.file_answer("photo", picture),
        f"{telegram.FILE}/all/photo": picture,
    }
    bot = FakeProvider({**telegram.ANSWERS, **files})
    texts = FakeProvider({"/": sms.ACCEPTED})
    corp = Qyapi(wecom.CORP, wecom.SECRET, waiting={kefu.KFID: []}, files={"media": picture})
    async with AsyncExitStack() as servers:

        async def at(app: Any) -> str:
            server = await servers.enter_async_context(TestServer(app))
            return str(server.make_url("")).rstrip("/")

        corp.address = await at(corp.app())
        yield FarSides(
            corp,
            _posts(account, bot, texts, corp),
            {
                "wechat": wechat.SPECIMEN.at(await at(account.app())).settings,
                "telegram": telegram.SPECIMEN.at(await at(bot.app())).settings,
                "sms": _roomy(sms.SPECIMEN.at(await at(texts.app())).settings),
                "wecom": wecom.SPECIMEN.at(corp.address).settings,
                "kefu": kefu.SPECIMEN.at(corp.address).settings,
                "webchat": {"origins": [webchat.SITE]},
            },
        )


def _roomy(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    wording = "${words}"
    return {**settings, "aliyun": {**settings["aliyun"], "longest": 480, "wording": wording}}


def _posts(
    account: FakeProvider, bot: FakeProvider, texts: FakeProvider, corp: Qyapi
) -> Mapping[str, Post]:
    return {
        "wechat": Post(account.asked, lambda asked: _posted(asked, WECHAT_SEND, "touser")),
        "telegram": Post(bot.asked, lambda asked: _posted(asked, TELEGRAM_SEND, "chat_id")),
        "sms": Post(texts.asked, _texted),
        "wecom": Post(corp.sent, lambda sent: None if "open_kfid" in sent else _sent(sent)),
        "kefu": Post(corp.sent, lambda sent: _sent(sent) if "open_kfid" in sent else None),
    }


def _posted(asked: Asked, path: str, whom: str) -> tuple[str, Message] | None:
    if asked.path != path:
        return None
    body = json.loads(asked.body)
    return str(body[whom]), body


def _texted(asked: Asked) -> tuple[str, Message] | None:
    if "PhoneNumbers" not in asked.query:
        return None
    return asked.query["PhoneNumbers"], json.loads(asked.query["TemplateParam"])


def _sent(body: Message) -> tuple[str, Message]:
    return str(body["touser"]), body
