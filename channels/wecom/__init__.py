"""WeCom application messages (企业微信应用消息): sealed pushes in, the receipt back at once."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from aiohttp import web
from pydantic import Field

from channels.base import (
    Abilities,
    Channel,
    Deliver,
    Gauge,
    IdReused,
    NotSupported,
    Ports,
    Refused,
    Unacceptable,
    Unavailable,
)
from channels.choices import numbered
from channels.http import Rejected, parsed
from channels.message import Attachment, InboundMessage, Raw, Reply
from channels.wecom.parse import greeted, parse
from channels.weixin.corp import (
    LONGEST_REPLY,
    UNKNOWN_KIND,
    WELCOME,
    Callback,
    CorpSettings,
    api_of,
    file_of,
    said_back,
)
from channels.weixin.crypto import OTHER_RECEIVER
from channels.weixin.texts import ID_REUSED, LATER, UNREADABLE, shortened
from channels.weixin.xml import fields_of, written

SAME_WORDS = 120  # seconds in which words sent again, after a lost answer, are not shown twice


class WecomSettings(CorpSettings):
    """`agentid` is the application's; `welcome` is said to whoever opens it ("": nothing)."""

    agentid: int = Field(ge=0)
    welcome: str = WELCOME


class WecomChannel(Channel):
    name = "wecom"
    label = ("企业微信", "WeCom")
    abilities = Abilities(
        reply_now=True,
        reply_later=True,
        attachments=frozenset({"image", "voice", "video"}),
        location=True,
        choices=True,
        chats=True,
        longest_reply=LONGEST_REPLY,
    )
    Settings = WecomSettings
    settings: WecomSettings

    def __init__(self, account: str, settings: WecomSettings, ports: Ports) -> None:
        super().__init__(account, settings, ports)
        self.callback = Callback.of(settings)
        self.api = api_of(settings, ports)

    def routes(self, deliver: Deliver) -> Iterable[web.AbstractRouteDef]:
        async def take(request: web.Request) -> web.Response:
            content, push = await self.callback.opened(request)
            return self._answer(push, await self._words(content, push, deliver))

        return self.callback.routes(take)

    async def _words(self, content: bytes, push: Mapping[str, str], deliver: Deliver) -> str:
        """What is said back at once, after the message is kept or parked."""
        if push.get("AgentID", str(self.settings.agentid)) != str(self.settings.agentid):
            raise Rejected(403, OTHER_RECEIVER)
        parsed(_expect_a_sender, push)
        try:
            message = parse(push, self.account)
        except (KeyError, ValueError):  # sealed by the platform, so it would come the same again
            await self.ports.park(self.raw(content), UNREADABLE)
            return said_back((UNREADABLE,))
        if message is None:
            return await self._not_a_message(content, push)
        try:
            receipt = await deliver(replace(message, raw=self.raw(content)))
        except IdReused:
            await self.ports.park(self.raw(content), ID_REUSED)
            return ""  # nothing that the citizen did
        except Unacceptable as error:
            await self.ports.park(self.raw(content), error.problems[0])
            return said_back(error.problems)
        except Unavailable:  # its tries would be over before the gateway is well again
            await self.ports.spool(self.raw(content))
            return LATER
        return receipt.words

    async def _not_a_message(self, content: bytes, push: Mapping[str, str]) -> str:
        if push["MsgType"] == "event":
            return self.settings.welcome if greeted(push) else ""
        await self.ports.park(self.raw(content), UNKNOWN_KIND)
        return said_back((UNKNOWN_KIND,))

    def _answer(self, push: Mapping[str, str], words: str) -> web.Response:
        """A passive reply (document 90241), sealed; without words an empty one, which is a yes."""
        if not words:
            return web.Response()
        now = time.time()
        reply: dict[str, str | int] = {
            "ToUserName": push["FromUserName"],
            "FromUserName": self.settings.corpid,
            "CreateTime": int(now),
            "MsgType": "text",
            "Content": shortened(words, 1)[0],
        }
        sealed = self.callback.seal.sealed(written(reply).encode(), now)
        envelope: dict[str, str | int] = {**sealed, "TimeStamp": int(sealed["TimeStamp"])}
        return web.Response(text=written(envelope), content_type="application/xml")

    def again(self, raw: Raw) -> Iterable[InboundMessage]:
        message = parse(fields_of(raw.content), self.account)
        return () if message is None else (replace(message, raw=raw),)

    async def send(self, recipient: str, reply: Reply) -> None:
        if "|" in recipient or recipient.startswith("@"):
            raise Refused("a reply goes to one person")  # "@all" and "a|b" would reach many
        (words,) = shortened(reply.text, 1, numbered(reply.choices))
        told = f"told:{hashlib.sha256(f'{recipient} {words}'.encode()).hexdigest()[:40]}"
        heard = await self.ports.shelf.get(told)
        if heard and heard == reply.id:
            return
        # the provider drops the same words said twice; what he has heard is said again on purpose
        await self._say(recipient, words, once=heard is None)
        await self.ports.shelf.put(told, reply.id, timedelta(seconds=SAME_WORDS))

    async def _say(self, recipient: str, words: str, *, once: bool) -> None:
        body = {
            "touser": recipient,
            "msgtype": "text",
            "agentid": self.settings.agentid,
            "text": {"content": words},
            "enable_duplicate_check": int(once),
            "duplicate_check_interval": SAME_WORDS,
        }
        answer = await self.api.call("/cgi-bin/message/send", body)
        if answer.get("invaliduser") or answer.get("unlicenseduser"):
            raise Refused("/cgi-bin/message/send: not within the application's reach")

    async def download(self, attachment: Attachment) -> bytes:
        if attachment.kind not in self.abilities.attachments:
            raise NotSupported(attachment.kind)
        return await file_of(self.api, attachment.reference)

    async def gauges(self) -> Iterable[Gauge]:
        left = await self.api.token.seconds_left()
        said = "—" if left is None else f"{left // 60} min"
        return (Gauge("访问令牌剩余", "Access token left", said),)


def _expect_a_sender(push: Mapping[str, str]) -> None:
    if not (push.get("MsgType") and push.get("FromUserName")):
        raise ValueError("no push")
