"""The web chat: a widget any city site may embed, over a line that may drop and come back."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

from aiohttp import web

from channels.base import Abilities, Away, Channel, Deliver, Gauge, Gone, Ports
from channels.http import Rejected, language_of_header, network, problem_json
from channels.message import Attachment, InboundMessage, Person, Raw, Receipt, Reply
from channels.webchat.frames import LARGEST, Say, picture_of, say_of, sender_of
from channels.webchat.limits import Gate
from channels.webchat.line import BEAT, HungUp, Line, Lines
from channels.webchat.outbox import Bell, Outbox
from channels.webchat.page import Page
from channels.webchat.settings import WebchatSettings

LOOK = 0.2  # seconds between two looks at the bell
CHECK = 0.1  # seconds between two looks at whether he has it
AT_ONCE = 2.0  # seconds in which a citizen who is there has a reply in front of him
FAILED, GOING_AWAY = 1011, 1001  # close codes of RFC 6455, section 7.4.1
REFUSED_AT = 4000  # our own close codes: the HTTP status that would say the same, plus this


class WebchatChannel(Channel):
    name = "webchat"
    label = ("网页对话", "Web chat")
    abilities = Abilities(
        reply_now=True,
        reply_later=True,
        attachments=frozenset({"image"}),
        choices=True,
        chats=True,
    )
    Settings = WebchatSettings
    settings: WebchatSettings

    def __init__(self, account: str, settings: WebchatSettings, ports: Ports) -> None:
        super().__init__(account, settings, ports)
        self.page = Page(settings)
        self.gate = Gate(settings.connections, settings.per_address)
        self.outbox = Outbox(ports.shelf, timedelta(days=settings.days))
        self.bell = Bell(ports.shelf)
        self.lines = Lines()

    def routes(self, deliver: Deliver) -> Iterable[web.AbstractRouteDef]:
        async def talk(request: web.Request) -> web.StreamResponse:
            try:
                self.page.expect_own(request)
                self.gate.expect_room()
            except Rejected as error:
                language = language_of_header(request.headers)
                return problem_json(language, error.status, error.problems)
            return await self._talk(request, deliver)

        return (*self.page.routes(), web.get("/socket", talk))

    async def _talk(self, request: web.Request, deliver: Deliver) -> web.WebSocketResponse:
        async def keep(line: Line, say: Say, content: bytes) -> Receipt:
            await self.outbox.open(line.sender, line.sent)  # he may be answered before it returns
            return await self._kept(line.sender, say, content, deliver)

        socket = web.WebSocketResponse(
            heartbeat=BEAT, max_msg_size=LARGEST, compress=False, timeout=2.0
        )
        await socket.prepare(request)
        code, why = FAILED, "not-kept"
        try:
            with self.gate.admitted(network(request.remote or "")) as caller:
                await self._serve(Line(socket, caller, self.outbox, keep))
            code, why = GOING_AWAY, ""
        except Rejected as error:
            code, why = REFUSED_AT + error.status, error.problems[0].code
        finally:
            await socket.close(code=code, message=why.encode())
        return socket

    async def _serve(self, line: Line) -> None:
        try:
            hello = await line.greeting()
        except HungUp:
            return
        token = hello.token or secrets.token_urlsafe(32)
        with self.lines.added(line, sender_of(token)):
            line.sent, seen = await self.outbox.known(line.sender, hello.since)
            await line.greet(token, seen)
            await line.talk()

    async def _kept(self, sender: str, say: Say, content: bytes, deliver: Deliver) -> Receipt:
        about = {
            "sender": sender,
            "at": datetime.now(UTC).isoformat(),
            "form": "picture" if say.picture else "text",
        }
        return await deliver(self._message(self.raw(content, **about)))

    def again(self, raw: Raw) -> Iterable[InboundMessage]:
        yield self._message(raw)

    def _message(self, raw: Raw) -> InboundMessage:
        say, picture = _say_of(raw)
        photos = (Attachment("image", say.picture, _file_name(say.picture), picture),)
        return InboundMessage(
            channel=self.name,
            account=self.account,
            external_id=say.id,
            sender=raw.about["sender"],
            text=say.text.replace("\r\n", "\n").strip(),
            sent_at=datetime.fromisoformat(raw.about["at"]),
            attachments=photos if picture else (),
            person=Person(phone=say.phone.strip()),
            language=say.language,
            thread=say.thread,
            raw=raw,
        )

    async def listen(self, deliver: Deliver) -> None:
        """Put through what other processes say to the citizens whose lines are open here."""
        try:
            while True:
                await asyncio.sleep(LOOK)
                if len(self.lines):
                    await self._heed_the_bell()
        except asyncio.CancelledError:  # the door was shut: whoever is on a line hears of it
            await self.hang_up()
            raise

    async def _heed_the_bell(self) -> None:
        rung = await self.bell.rung()
        if rung is None:
            self.lines.wake_all()
        for sender in rung or ():
            self.lines.wake(sender)

    async def hang_up(self) -> None:
        await self.lines.close(GOING_AWAY, b"back-soon")

    async def send(self, recipient: str, reply: Reply) -> None:
        """Returns once it was in front of him. Until then it is kept for him, and kept once only.

        Raises Away, Gone when he stays away too long, Refused when he has no chat here.
        """
        now = datetime.now(UTC)
        spoken = await self.outbox.say(recipient, reply, now)
        if await self._seen(recipient, spoken.seq, within=0.0):
            return
        await self.bell.ring(recipient)
        self.lines.wake(recipient)
        if await self._seen(recipient, spoken.seq, within=AT_ONCE):
            return
        if now - spoken.at >= timedelta(seconds=self.settings.patience):
            raise Gone("not read in time; it waits in the chat")
        raise Away("not read yet; it waits in the chat")

    async def _seen(self, sender: str, seq: int, within: float) -> bool:
        until = time.monotonic() + within
        while not await self.outbox.has_seen(sender, seq):
            if time.monotonic() >= until:
                return False
            await asyncio.sleep(CHECK)
        return True

    async def gauges(self) -> Iterable[Gauge]:
        return (Gauge("在线对话", "Chats open now", str(len(self.lines))),)


def _say_of(raw: Raw) -> tuple[Say, bytes]:
    """Raises Rejected, KeyError."""
    if raw.about["form"] == "picture":
        return picture_of(raw.content)
    return say_of(raw.content), b""


def _file_name(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name[:200]
