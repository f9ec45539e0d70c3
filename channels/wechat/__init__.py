"""The door of a WeChat official account: pushed messages in, passive and later replies out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from channels.base import (
    Abilities,
    Channel,
    Deliver,
    Gauge,
    IdReused,
    NotSupported,
    Ports,
    Problem,
    TryAgain,
    Unacceptable,
    Unavailable,
    Window,
)
from channels.http import Rejected, parsed, problem_json
from channels.message import Attachment, InboundMessage, Raw, Receipt, Reply
from channels.wechat.callback import Arrived, Callbacks
from channels.wechat.contacts import WINDOWS, Contacts, Scene
from channels.wechat.events import Events
from channels.wechat.media import fetched
from channels.wechat.parse import message_of, push_of
from channels.wechat.sending import Sending
from channels.wechat.settings import WechatSettings
from channels.wechat.timely import Timely, Told
from channels.wechat.troubles import Troubles
from channels.weixin.calls import Api, asked
from channels.weixin.texts import ID_REUSED, LATER
from channels.weixin.token import AccessToken, Fetched
from channels.weixin.xml import fields_of

STABLE_TOKEN = "/cgi-bin/stable_token"
ANSWERED_WITHIN = 4.5  # seconds, whatever happens behind; the platform hangs up after 5
# by the minute, or for the operator to mend: secret, whitelist, frozen or restricted account
PASSING = frozenset({45011, 40013, 40125, 40164, 40243, 50002, 61004})


class WechatChannel(Channel):
    name = "wechat"
    label = ("微信公众号", "WeChat")
    abilities = Abilities(
        reply_now=True,
        reply_later=True,
        attachments=frozenset({"image", "voice", "video"}),
        location=True,
        choices=True,
        chats=True,
        longest_reply=1800,  # three messages of five
        window=Window(timedelta(seconds=WINDOWS["message"][0]), WINDOWS["message"][1]),
    )
    Settings = WechatSettings
    settings: WechatSettings

    def __init__(self, account: str, settings: WechatSettings, ports: Ports) -> None:
        super().__init__(account, settings, ports)
        self.token = AccessToken(ports.shelf, self._fetch_token)
        self.api = Api(ports.http, settings.api, self.token, PASSING)
        self.callbacks = Callbacks(settings, ports.shelf)
        self.contacts = Contacts(ports.shelf, settings.together)
        self.troubles = Troubles(ports.shelf)
        self.events = Events(settings, self.contacts, self.troubles, ports.shelf)
        self.sending = Sending(self.api, ports.shelf, self.contacts, self.troubles, settings.notice)
        self.timely = Timely(ports.shelf, self.sending.send)

    def routes(self, deliver: Deliver) -> Iterable[web.AbstractRouteDef]:
        async def greet(request: web.Request) -> web.Response:
            try:
                return self.callbacks.greeting(request)
            except Rejected as error:
                return await self._turned_away(error)

        async def take(request: web.Request) -> web.Response:
            try:
                async with asyncio.timeout(ANSWERED_WITHIN):
                    return await self._answer(request, deliver)
            except Rejected as error:
                return await self._turned_away(error)
            except TimeoutError:
                return web.Response(status=503)

        return (web.get("", greet), web.post("", take))

    async def listen(self, deliver: Deliver) -> None:
        """Says what could not be said in the passive reply, and asks for what quota is left."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.timely.run())
            tasks.create_task(self.troubles.watch_quota(self.api))

    async def _answer(self, request: web.Request, deliver: Deliver) -> web.Response:
        arrived = await self.callbacks.read(request)
        if arrived.push.kind == "event":
            return arrived.answer(await self.events.words(arrived.push))
        return await self._taken(request, arrived, deliver)

    async def _turned_away(self, error: Rejected) -> web.Response:
        if isinstance(off := error.members.get("off_by"), int):
            await self.troubles.note("clock", off)
        return problem_json("zh", error.status, error.problems, **error.members)

    async def _taken(
        self, request: web.Request, arrived: Arrived, deliver: Deliver
    ) -> web.Response:
        push, at = arrived.push, datetime.fromtimestamp(arrived.at, UTC)
        raw = self.raw(arrived.content, at=at.isoformat())
        scene: Scene = "action" if push.chosen else "message"

        async def keep() -> Receipt:
            thread = await self.contacts.wrote(push.sender, push.id, push.at.timestamp(), scene)
            threaded = replace(raw, about={**raw.about, "thread": thread})
            message = message_of(push, self.account, at, thread)
            return await deliver(replace(message, raw=threaded))

        words: str | None = None
        try:
            words = await self.timely.words(request, Told(push.sender, push.id), keep)
        except IdReused:
            await self.ports.park(raw, ID_REUSED)
            return arrived.answer()
        except Unacceptable as error:
            return await self._declined(arrived, raw, error.problems)
        except Unavailable:
            pass
        if words is None:  # its tries would be over before the gateway is well again
            await self.ports.spool(raw)
            return arrived.answer(LATER)
        return arrived.answer(words)

    async def _declined(
        self, arrived: Arrived, raw: Raw, problems: tuple[Problem, ...]
    ) -> web.Response:
        """He is told why at once; staff see what was no mere sticker."""
        for problem in problems:
            if problem.code != "no-words":
                await self.ports.park(raw, problem)
        words = (f"{problem.zh}\n{problem.en}" for problem in problems)
        return arrived.answer("\n".join(words))

    def again(self, raw: Raw) -> Iterable[InboundMessage]:
        push = parsed(push_of, fields_of(raw.content))
        at = datetime.fromisoformat(raw.about["at"])
        if push.kind != "event":
            yield replace(message_of(push, self.account, at, raw.about.get("thread", "")), raw=raw)

    async def send(self, recipient: str, reply: Reply) -> None:
        await self.sending.send(recipient, reply)

    async def download(self, attachment: Attachment) -> bytes:
        if attachment.kind not in self.abilities.attachments:
            raise NotSupported(f"{self.name} cannot download a {attachment.kind}")
        return await fetched(self.api, attachment.reference)

    async def gauges(self) -> Iterable[Gauge]:
        return await self.troubles.gauges(self.token)

    async def _fetch_token(self, refused: str) -> Fetched:
        """ "获取稳定版接口调用凭据": the same token while it works, another one only by force.

        By force it gives 20 a day, so that is for a token that was refused before its time.
        """
        fetched_token = await self._stable_token(force=False)
        if fetched_token.token == refused:
            return await self._stable_token(force=True)
        return fetched_token

    async def _stable_token(self, *, force: bool) -> Fetched:
        body: dict[str, Any] = {
            "grant_type": "client_credential",
            "appid": self.settings.app_id,
            "secret": self.settings.app_secret.get_secret_value(),
            "force_refresh": force,
        }
        url = self.settings.api + STABLE_TOKEN
        answer = await asked(self.ports.http, "POST", url, body=body, passing=PASSING)
        try:
            return Fetched(str(answer["access_token"]), int(answer["expires_in"]))
        except (KeyError, TypeError, ValueError) as error:
            raise TryAgain(f"{STABLE_TOKEN}: no token in the answer") from error
