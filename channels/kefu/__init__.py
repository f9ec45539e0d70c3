"""WeChat customer service (微信客服): the provider only rings; what was said has to be fetched."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from aiohttp import web

from channels.base import (
    Abilities,
    Channel,
    Deliver,
    Gauge,
    NotSupported,
    Ports,
    Problem,
    Refused,
    TryAgain,
)
from channels.kefu.bell import Bell, Looks
from channels.kefu.fetching import Fetching
from channels.kefu.sending import WINDOW, Sending
from channels.kefu.settings import KefuSettings
from channels.kefu.taking import Taking, read
from channels.message import Attachment, InboundMessage, Raw, Reply
from channels.weixin.corp import LONGEST_REPLY, Callback, api_of, file_of

AGAIN = 5.0  # seconds, when another process was at it, or an account gave an error

UNKNOWN_ACCOUNT = Problem(
    "OpenKfId",
    "unknown-account",
    "有消息发到一个未设置的客服账号：请把它加入 accounts。",
    "There is a message for an account that is not set up: add it to accounts.",
)


class KefuChannel(Channel):
    name = "kefu"
    label = ("微信客服", "WeChat customer service")
    abilities = Abilities(
        reply_later=True,
        attachments=frozenset({"image", "voice", "video", "file"}),
        location=True,
        choices=True,
        chats=True,
        longest_reply=LONGEST_REPLY,
        window=WINDOW,
    )
    Settings = KefuSettings
    settings: KefuSettings

    def __init__(self, account: str, settings: KefuSettings, ports: Ports) -> None:
        super().__init__(account, settings, ports)
        self.callback = Callback.of(settings)
        self.api = api_of(settings, ports)
        self.sending = Sending(self.api, ports.shelf)
        taking = Taking(account, self.raw, ports.park, self.sending, settings.welcome)
        looks = Looks(ports.shelf, timedelta(seconds=settings.poll))
        self.fetchings = deque(
            Fetching(open_kfid, self.api, ports, taking, looks) for open_kfid in settings.accounts
        )
        self.rung = asyncio.Event()  # in this process

    def routes(self, deliver: Deliver) -> Iterable[web.AbstractRouteDef]:
        return self.callback.routes(self._ring)

    async def _ring(self, request: web.Request) -> web.Response:
        """Answers at once; `listen` does the rest."""
        _, push = await self.callback.opened(request)
        open_kfid = push.get("OpenKfId", "")
        if push.get("Event") != "kf_msg_or_event":
            return web.Response()  # other events of the enterprise are nothing to us
        if open_kfid not in self.settings.accounts:
            content = json.dumps({"OpenKfId": open_kfid}).encode()  # its token is a secret
            await self.ports.park(self.raw(content, what="doorbell"), UNKNOWN_ACCOUNT)
            return web.Response()
        await Bell(self.ports.shelf, open_kfid).ring(push.get("Token", ""))
        self.rung.set()
        return web.Response()

    async def listen(self, deliver: Deliver) -> None:
        while True:
            self.rung.clear()
            done = await self._round(deliver)
            with suppress(TimeoutError):
                async with asyncio.timeout(self.settings.poll if done else AGAIN):
                    await self.rung.wait()

    async def _round(self, deliver: Deliver) -> bool:
        """Every account once. False when one is to be tried again soon.

        Raises TryAgain when none could be fetched from, and what `deliver` raises.
        """
        done, failures = True, []
        self.fetchings.rotate()  # so that no account always comes last
        for fetching in self.fetchings:
            key = f"failure:{fetching.open_kfid}"
            try:
                done &= await fetching.fetch(deliver)
                if await self.ports.shelf.get(key) is not None:
                    await self.ports.shelf.drop(key)
            except (TryAgain, Refused) as error:
                failures.append(error)
                await self.ports.shelf.put(key, str(error))
        if len(failures) == len(self.fetchings):
            raise TryAgain(str(failures[0])) from failures[0]
        return done and not failures

    def again(self, raw: Raw) -> Iterable[InboundMessage]:
        message = None if raw.about.get("what") == "doorbell" else read(raw.content, self.account)
        return () if message is None else (replace(message, raw=raw),)

    async def send(self, recipient: str, reply: Reply) -> None:
        await self.sending.send(recipient, reply)

    async def download(self, attachment: Attachment) -> bytes:
        if attachment.kind not in self.abilities.attachments:
            raise NotSupported(attachment.kind)
        return await file_of(self.api, attachment.reference)

    async def gauges(self) -> Iterable[Gauge]:
        left = await self.api.token.seconds_left()
        said = "—" if left is None else f"{left // 60} min"
        return [
            Gauge("访问令牌剩余", "Access token left", said),
            *[await self._gauge(open_kfid) for open_kfid in self.settings.accounts],
        ]

    async def _gauge(self, open_kfid: str) -> Gauge:
        failure = await self.ports.shelf.get(f"failure:{open_kfid}")
        ringing = await Bell(self.ports.shelf, open_kfid).heard()
        value = failure or ("…" if ringing else "✓")
        return Gauge(f"账号 {open_kfid[:12]}", f"Account {open_kfid[:12]}", value)
