"""Two sound doors that exist only here: one is called upon, one goes and looks."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from channels.base import (
    Abilities,
    Channel,
    ChannelSettings,
    Deliver,
    NotSupported,
    Refused,
    TryAgain,
)
from channels.http import Rejected, body, json_of, parsed
from channels.message import Attachment, InboundMessage, Location, Raw, Reply
from tests.channels.specimen import PROVIDER, Besides, Request, Sending, Sent, Specimen, Waiting

LARGEST = 1000  # bytes
SENT_AT = "2026-03-05T20:00:00+08:00"
ARRIVING = {"id": "7", "from": "bell", "text": "水管爆了", "photo": "p1", "place": "桥头"}
BESIDES = {"id": "8", "from": "bell", "text": "路灯不亮", "photo": "p2", "place": "桥尾"}


def parse(payload: Mapping[str, Any]) -> InboundMessage:
    return InboundMessage(
        channel="bell",
        account="",
        external_id=payload["id"],
        sender=payload["from"],
        text=payload["text"],
        sent_at=datetime.fromisoformat(SENT_AT),
        attachments=(Attachment("image", payload["photo"]),),
        location=Location(address=payload["place"]),
    )


def read(raw: Raw) -> InboundMessage:
    return replace(parse(json.loads(raw.content)), raw=raw)


class BellSettings(ChannelSettings):
    api: str
    token: SecretStr


class Bell(Channel):
    """A sound door with every ability: it is called upon, guarded, and can send."""

    name = "bell"
    abilities = Abilities(
        reply_now=True,
        reply_later=True,
        attachments=frozenset({"image"}),
        location=True,
        choices=True,
        chats=True,
    )
    Settings = BellSettings
    settings: BellSettings

    def routes(self, deliver: Deliver) -> Iterable[web.AbstractRouteDef]:
        async def ring(request: web.Request) -> web.Response:
            if not self.genuine(request.headers.get("Token", ""), request.headers.get("Day", "")):
                raise web.HTTPUnauthorized
            try:
                content = await self.bytes_of(request)
                message = parsed(self.parse, self.json_of(content))
            except Rejected as error:
                return web.Response(status=error.status)
            return await self.keep(replace(message, raw=self.raw(content)), deliver)

        return (web.post("/ring", ring),)

    def genuine(self, token: str, day: str) -> bool:
        return day == "today" and hmac.compare_digest(token, self.settings.token.get_secret_value())

    async def bytes_of(self, request: web.Request) -> bytes:
        return await body(request, LARGEST)

    def json_of(self, content: bytes) -> Any:
        return json_of(content)

    def parse(self, payload: Mapping[str, Any]) -> InboundMessage:
        return parse(payload)

    def again(self, raw: Raw) -> Iterable[InboundMessage]:
        yield read(raw)

    async def keep(self, message: InboundMessage, deliver: Deliver) -> web.Response:
        receipt = await deliver(message)
        return web.json_response({"say": receipt.words})

    async def send(self, recipient: str, reply: Reply) -> None:
        said = {"to": recipient, "text": reply.text, "choices": reply.choices}
        async with self.ports.http.post(f"{self.settings.api}/say", json=said) as response:
            self.judge(response.status)

    def judge(self, status: int) -> None:
        if status == 429 or status >= 500:
            raise TryAgain(str(status))
        if status >= 400:
            raise Refused(str(status))

    async def download(self, attachment: Attachment) -> bytes:
        if attachment.kind != "image":
            raise NotSupported(attachment.kind)
        async with self.ports.http.get(
            f"{self.settings.api}/photo/{attachment.reference}"
        ) as response:
            return await response.read()


class Postbox(Channel):
    """A sound door that goes and looks, and cannot answer."""

    name = "bell"
    abilities = Abilities(attachments=frozenset({"image"}), location=True)
    Settings = BellSettings
    settings: BellSettings

    async def listen(self, deliver: Deliver) -> None:
        while True:
            for letter in await self.fetch():
                message = self.read(letter)
                if message:
                    await self.take(letter["id"], message, deliver)
            await asyncio.sleep(0.001)

    async def fetch(self) -> list[dict[str, Any]]:
        async with self.ports.http.get(f"{self.settings.api}/letters") as response:
            if response.status >= 500:
                raise TryAgain(str(response.status))
            letters: list[dict[str, Any]] = await response.json()
            return letters

    def read(self, letter: Mapping[str, Any]) -> InboundMessage | None:
        try:
            return replace(parse(letter), raw=self.raw(json.dumps(letter).encode()))
        except KeyError:
            return None

    async def take(self, letter_id: str, message: InboundMessage, deliver: Deliver) -> None:
        await deliver(message)
        await self.fetched(letter_id)

    async def fetched(self, letter_id: str) -> None:
        await self.ports.http.post(f"{self.settings.api}/fetched/{letter_id}")

    download = Bell.download
    again = Bell.again


def ringing(content: object, token: str = "open-sesame", day: str = "today") -> Sent:
    return ringing_bytes(json.dumps(content).encode(), token, day)


def ringing_bytes(content: bytes, token: str = "open-sesame", day: str = "today") -> Sent:
    return Sent("/ring", content, {"Token": token, "Day": day})


PUSHED = Specimen(
    settings={"api": PROVIDER, "token": "open-sesame"},
    arrives=Request(
        genuine=lambda: ringing(ARRIVING),
        garbled=lambda: ringing({"id": "7"}),
        wrapped=ringing_bytes,
        largest=LARGEST,
        forged=lambda: ringing(ARRIVING, token="guess"),
        stale=lambda: ringing(ARRIVING, day="yesterday"),
    ),
    expected=parse(ARRIVING),
    answers={"/say": {}, "/photo/p1": b"water", "/photo/p2": b"water"},
    sending=Sending("bell", Reply("已登记", choices=("查询", "补充"))),
    besides=(Besides(lambda: ringing(BESIDES), parse(BESIDES)),),
    picks=lambda _, words: ringing({**ARRIVING, "text": words}),
    downloads={"p1": b"water", "p2": b"water"},
    secrets=("open-sesame",),
)
PULLED = replace(
    PUSHED,
    arrives=Waiting(
        path="/letters",
        genuine=[ARRIVING],
        garbled=[{"id": "6"}, ARRIVING],
        empty=[],
        confirms=lambda asked: asked.path.startswith("/fetched/"),
    ),
    answers={
        "/photo/p1": b"water",
        "/photo/p2": b"water",
        "/fetched/7": {},
        "/fetched/8": {},
    },
    sending=None,
    picks=None,
    besides=(Besides([BESIDES], parse(BESIDES)),),
)
