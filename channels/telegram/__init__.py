"""The door for Telegram: a bot that is called upon, or that goes and looks."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from aiohttp import web
from telegram import LinkPreviewOptions, ReplyKeyboardMarkup, ReplyKeyboardRemove

from channels.base import (
    Abilities,
    Channel,
    Deliver,
    Gauge,
    IdReused,
    NotSupported,
    Ports,
    Problem,
    Refused,
    TryAgain,
    Unacceptable,
)
from channels.http import (
    MIB,
    UNREADABLE,
    Rejected,
    body,
    expect_type,
    json_of,
    language_of_header,
    problem_json,
)
from channels.lease import Lease
from channels.message import Attachment, InboundMessage, Raw, Reply
from channels.telegram import hints
from channels.telegram.api import bot_of
from channels.telegram.pace import HELD_BACK, Pace
from channels.telegram.polling import LEASE, Poll
from channels.telegram.reading import Heard, read
from channels.telegram.settings import TelegramSettings
from channels.telegram.threads import Threads
from channels.telegram.watching import WAITING, Watch

LARGEST = MIB  # bytes; an update holds words and ids, never a file
SECRET = "X-Telegram-Bot-Api-Secret-Token"
UPDATES = ("message", "edited_message", "channel_post", "edited_channel_post")

FORGED = Problem(SECRET, "bad-secret", "密钥不符。", "The secret token does not match.")


class TelegramChannel(Channel):
    name = "telegram"
    label = ("Telegram", "Telegram")
    abilities = Abilities(
        reply_later=True,
        attachments=frozenset({"image", "voice", "video", "file"}),
        location=True,
        choices=True,
        chats=True,
        longest_reply=4096,  # Bot API, sendMessage
    )
    Settings = TelegramSettings
    settings: TelegramSettings

    def __init__(self, account: str, settings: TelegramSettings, ports: Ports) -> None:
        super().__init__(account, settings, ports)
        self.bot = bot_of(settings, ports.http)
        self.pace = Pace(ports.shelf)
        self.threads = Threads(ports.shelf)

    def routes(self, deliver: Deliver) -> Iterable[web.AbstractRouteDef]:
        async def take(request: web.Request) -> web.Response:
            try:
                content = await self._genuine(request)
                update = json_of(content, halves=True)
            except Rejected as error:
                language = language_of_header(request.headers)
                return problem_json(language, error.status, error.problems)
            return await self._answer(await self._take(update, content, deliver))

        return (web.post("/updates", take),) if self.settings.webhook else ()

    async def _genuine(self, request: web.Request) -> bytes:
        given = request.headers.get(SECRET, "").encode("utf-8", "surrogateescape")
        expected = self.settings.webhook_secret.get_secret_value().encode()
        if not hmac.compare_digest(given, expected):
            raise Rejected(401, FORGED)
        expect_type(request, "application/json")
        return await body(request, LARGEST)

    async def _answer(self, hint: tuple[int, str] | None) -> web.Response:
        """A hint travels back as a call in the answer, as Telegram allows; it costs no wait."""
        if hint is None or not await self.pace.free(str(hint[0])):
            return web.Response()
        chat, words = hint
        return web.json_response({"method": "sendMessage", "chat_id": chat, "text": words})

    async def _take(
        self, update: object, content: bytes, deliver: Deliver
    ) -> tuple[int, str] | None:
        """Keeps or parks an update; gives the chat and the words to say to it at once, if any."""
        try:
            heard = self._heard(update)
        except ValueError:
            await self.ports.park(self.raw(content), UNREADABLE)
            return None
        if heard is None or heard.message is None:
            return (heard.chat, heard.hint) if heard is not None else None
        thread = await self.threads.of(heard)
        raw = self.raw(content, thread=thread)
        try:
            await deliver(replace(heard.message, thread=thread, raw=raw))
        except Unacceptable as error:
            await self.ports.park(raw, error.problems[0])
            # a second edit in one second has the first one's number: nothing he could put right
            his = heard.private and not isinstance(error, IdReused)
            return (heard.chat, hints.refusal(error.problems)) if his else None
        return None

    def _heard(self, update: object) -> Heard | None:
        if not isinstance(update, Mapping):
            raise ValueError("not an update")
        return read(update, self.account, self.settings.bot_id)

    def again(self, raw: Raw) -> Iterable[InboundMessage]:
        heard = self._heard(json_of(raw.content, halves=True))
        if heard is not None and heard.message is not None:
            thread = raw.about.get("thread", heard.thread)
            yield replace(heard.message, thread=thread, raw=raw)

    async def listen(self, deliver: Deliver) -> None:
        if self.settings.webhook:
            watch = Watch(self.bot, self.pace, self.ports.shelf, self.settings, UPDATES)
            await watch()
            return

        async def take(update: Any) -> None:
            content = json.dumps(update, ensure_ascii=False).encode("utf-8", "surrogatepass")
            hint = await self._take(update, content, deliver)
            if hint is not None:
                await self._say(*hint)

        lease = Lease(self.ports.shelf, "poller", LEASE)
        await Poll(self.bot, self.pace, lease, UPDATES, take)()

    async def _say(self, chat: int, words: str) -> None:
        """A hint may be lost; it must not stop what comes after it."""
        if await self.pace.free(str(chat)):
            try:
                await self.pace.asked(lambda: self.bot.send_message(chat, words))
            except (TryAgain, Refused):
                return

    async def send(self, recipient: str, reply: Reply) -> None:
        # one that was used, or answered in words, would stand there and answer the next question
        keyboard = _keyboard(reply) if reply.choices else ReplyKeyboardRemove()
        await self.pace.turn(recipient)
        await self.pace.asked(
            lambda: self.bot.send_message(
                recipient,
                reply.text,
                reply_markup=keyboard,
                # a preview would have Telegram open the citizen's secret link
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )

    async def download(self, attachment: Attachment) -> bytes:
        if attachment.kind not in self.abilities.attachments:
            raise NotSupported(f"{self.name} cannot download")
        file = await self.pace.asked(lambda: self.bot.get_file(attachment.reference))
        content = bytes(await self.pace.asked(file.download_as_bytearray))
        if file.file_size is not None and len(content) != file.file_size:
            raise TryAgain("Telegram: another length than announced")
        return content

    async def gauges(self) -> Iterable[Gauge]:
        way = ("回调", "webhook") if self.settings.webhook else ("轮询", "polling")
        held_back = await self.ports.shelf.get(HELD_BACK)
        return (
            Gauge("收件方式", "Comes by", " ".join(way)),
            Gauge("平台积压", "Waiting there", await self.ports.shelf.get(WAITING) or "?"),
            Gauge("被限流", "Held back", "是 yes" if held_back else "否 no"),
        )


def _keyboard(reply: Reply) -> ReplyKeyboardMarkup:
    rows = [[choice] for choice in reply.choices]
    return ReplyKeyboardMarkup(rows, resize_keyboard=True, one_time_keyboard=True)
