"""The door for text messages: what citizens send, and the way to whoever left only a number."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import timedelta

from aiohttp import web
from pydantic import Field, SecretStr

from channels.base import (
    Abilities,
    Channel,
    ChannelSettings,
    Deliver,
    Gauge,
    IdReused,
    Ports,
    Problem,
    Refused,
    TryAgain,
    Unacceptable,
)
from channels.choices import numbered
from channels.http import (
    MIB,
    UNREADABLE,
    Rejected,
    body,
    expect_type,
    language_of_header,
    problem_json,
)
from channels.message import InboundMessage, Person, Raw, Reply
from channels.moments import arrived
from channels.sms.aliyun import Aliyun, AliyunSettings
from channels.sms.figures import Figures
from channels.sms.phones import mainland
from channels.sms.provider import Incoming, Provider

LARGEST = MIB  # bytes of one push, which may hold many messages
COUNTED = timedelta(days=3)  # a report is pushed again for some hours at most
# what people answer to be left alone, as every carrier in China has taught them
STOPS = frozenset({"T", "TD", "N", "R", "退订"})

FORGED = Problem("token", "bad-token", "令牌不符。", "The token does not match.")

Take = Callable[[bytes], Awaitable[None]]


class SmsSettings(ChannelSettings):
    """`token` stands in the addresses that the provider pushes to, as it signs nothing."""

    token: SecretStr = Field(min_length=16)
    aliyun: AliyunSettings


class SmsChannel(Channel):
    name = "sms"
    label = ("短信", "Text message")
    # no longest_reply: how much fits is the provider's rule, and the provider shortens
    abilities = Abilities(reply_later=True, choices=True, chats=True, phones=True)
    Settings = SmsSettings
    settings: SmsSettings

    def __init__(self, account: str, settings: SmsSettings, ports: Ports) -> None:
        super().__init__(account, settings, ports)
        self.provider: Provider = Aliyun(settings.aliyun, ports.http)
        self.figures = Figures(ports.shelf)

    def routes(self, deliver: Deliver) -> Iterable[web.AbstractRouteDef]:
        async def upstream(request: web.Request) -> web.Response:
            return await self._each(request, lambda one: self._take(one, deliver))

        async def reports(request: web.Request) -> web.Response:
            return await self._each(request, self._count)

        return web.post("/upstream", upstream), web.post("/reports", reports)

    async def _each(self, request: web.Request, take: Take) -> web.Response:
        try:
            content = await self._genuine(request)
            ones = self.provider.pushed(content)
        except Rejected as error:
            language = language_of_header(request.headers)
            return problem_json(language, error.status, error.problems)
        for one in ones:
            await take(one)
        return web.json_response(dict(self.provider.thanks))

    async def _genuine(self, request: web.Request) -> bytes:
        given = request.query.get("token", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self.settings.token.get_secret_value().encode()):
            raise Rejected(401, FORGED)
        expect_type(request, "application/json")
        return await body(request, LARGEST)

    async def _take(self, one: bytes, deliver: Deliver) -> None:
        raw = self.raw(one)
        try:
            incoming = self.provider.incoming(one)
        except (KeyError, TypeError, ValueError, Rejected):
            await self.ports.park(raw, UNREADABLE)
            return
        if incoming.text.strip().upper() in STOPS:
            await self.ports.shelf.put(_stopped(incoming.phone), "1")
            return
        if await self.ports.shelf.get(_stopped(incoming.phone)):
            await self.ports.shelf.drop(_stopped(incoming.phone))  # who writes wants an answer
        try:
            await deliver(self._message(incoming, raw))
        except Unacceptable as error:
            await self.ports.park(raw, error.problems[0])
            if not isinstance(error, IdReused):  # that is nothing he did
                await self._tell(incoming, error.problems[0])

    async def _tell(self, incoming: Incoming, problem: Problem) -> None:
        """Once, though it may be pushed again. Staff see what was parked, told or not."""
        if await self.ports.shelf.swap(f"hint:{incoming.id}", None, problem.code, COUNTED):
            with suppress(TryAgain, Refused):
                await self.send(incoming.phone, Reply(problem.zh))

    def _message(self, incoming: Incoming, raw: Raw) -> InboundMessage:
        return InboundMessage(
            channel=self.name,
            account=self.account,
            external_id=incoming.id,
            sender=incoming.phone,
            text=incoming.text,
            sent_at=arrived(incoming.at),
            person=Person(phone=incoming.phone),
            raw=raw,
        )

    def again(self, raw: Raw) -> Iterable[InboundMessage]:
        yield self._message(self.provider.incoming(raw.content), raw)

    async def _count(self, one: bytes) -> None:
        try:
            delivery = self.provider.delivery(one)
        except (KeyError, TypeError, ValueError, Rejected):
            await self.ports.park(self.raw(one), UNREADABLE)
            return
        if not await self.ports.shelf.swap(f"counted:{delivery.id}", None, "1", COUNTED):
            return
        if delivery.reached:
            await self.figures.add(reached=1, billed=delivery.parts)
            return
        await self.figures.add(lost=1)
        await self.ports.shelf.put("last-loss", delivery.code or "?", COUNTED)

    async def send(self, recipient: str, reply: Reply) -> None:
        if await self.ports.shelf.get(_stopped(mainland(recipient))):
            raise Refused("the citizen asked for no more text messages")
        below = numbered(reply.choices, between=" ")  # one line: a line break may be refused
        parts = await self.provider.send(recipient, reply.text, below)
        await self.figures.add(sent=1, parts=parts)

    async def gauges(self) -> Iterable[Gauge]:
        today = await self.figures.today()
        sent = f"{today['sent']} ({today['parts']})"
        reached = f"{today['reached']} ({today['billed']})"
        return (
            Gauge("今日发出（计费条数）", "Sent today (parts)", sent),
            Gauge("今日送达（计费条数）", "Arrived today (parts)", reached),
            Gauge("今日未送达", "Did not arrive today", str(today["lost"])),
            Gauge("最近未送达原因", "Last reason", await self.ports.shelf.get("last-loss") or "–"),
        )


def _stopped(phone: str) -> str:
    return f"stopped:{hashlib.sha256(phone.encode()).hexdigest()}"
