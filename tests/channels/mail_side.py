"""The far side of a mailbox: a real IMAP server behind a line that can fail, and an SMTP server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.channels.far_side import Asked, FakeProvider
from tests.servers.imap import Imap, shared_imap

LAID_OUT = "INBOX"  # where the specimen's mails lie in `FakeProvider.answers`
IMAP_AT, SMTP_AT, FOLDER = "IMAP-ADDRESS", "SMTP-ADDRESS", "THE-FOLDER"

_SAYS = {429: "450 4.2.1 too many", 503: "451 4.3.0 not now", 403: "550 5.1.1 no such mailbox"}


@dataclass
class MailSide:
    """`cut` ends every line, `sent` are the mails that went out with their envelopes."""

    provider: FakeProvider
    server: Imap
    folder: str
    lines: set[asyncio.StreamWriter] = field(default_factory=set)
    sent: list[Envelope] = field(default_factory=list)
    opened: int = 0  # lines, so far
    idles: asyncio.Event = field(default_factory=asyncio.Event)  # the server was asked to tell news
    hides: tuple[bytes, ...] = ()  # abilities of the server that it does not tell of
    places: Mapping[str, str] = field(default_factory=dict)  # what stands for each address

    async def forward(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        self.opened += 1
        self._saw(Asked("IMAP", "connect", {}, b""))
        if self.provider.failing:
            back.close()
            return
        await self._place()
        far, there = await asyncio.open_connection("127.0.0.1", self.server.port)
        self.lines |= {back, there}
        try:
            await asyncio.gather(self._pump(near, there), self._pump(far, back))
        finally:
            self.lines -= {back, there}
            for writer in (there, back):
                writer.transport.abort()

    async def _place(self) -> None:
        laid = self.provider.answers.pop(LAID_OUT, [])
        assert isinstance(laid, list)
        if laid:
            await asyncio.to_thread(self.server.place, self.folder, *laid)

    async def _pump(self, source: asyncio.StreamReader, drain: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while piece := await source.read(65536):
                if piece.startswith(b"+ "):
                    self.idles.set()
                for ability in self.hides:
                    piece = piece.replace(b" " + ability, b"")
                drain.write(piece)
                await drain.drain()
        drain.close()

    def cut(self) -> None:
        for line in self.lines:
            line.transport.abort()

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        if self.provider.failing:
            return _SAYS[self.provider.failing]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.sent.append(envelope)
        text = self.mail(-1).get_content()
        self._saw(Asked("SMTP", envelope.rcpt_tos[0], {}, text.encode()))
        return "250 OK"

    def mail(self, which: int) -> EmailMessage:
        """One of the mails that went out, read."""
        content = self.sent[which].content
        assert isinstance(content, bytes)
        return message_from_bytes(content, policy=default)

    def _saw(self, asked: Asked) -> None:
        self.provider.asked.append(asked)
        self.provider.stirred.set()


@asynccontextmanager
async def mail_side(provider: FakeProvider, server: Imap | None = None) -> AsyncIterator[MailSide]:
    chosen = server or shared_imap()
    side = MailSide(provider, chosen, await asyncio.to_thread(chosen.new_folder))
    loop = asyncio.get_running_loop()
    imap = await asyncio.start_server(side.forward, "127.0.0.1", 0)
    smtp = await loop.create_server(
        lambda: SMTP(side, hostname="far.example", enable_SMTPUTF8=True, loop=loop), "127.0.0.1", 0
    )
    side.places = {
        IMAP_AT: f"127.0.0.1:{imap.sockets[0].getsockname()[1]}",
        SMTP_AT: f"127.0.0.1:{smtp.sockets[0].getsockname()[1]}",
        FOLDER: side.folder,
    }
    try:
        yield side
    finally:
        side.cut()
        imap.close()
        smtp.close()


@asynccontextmanager
async def beside(provider: FakeProvider) -> AsyncIterator[Mapping[str, str]]:
    """For `Specimen.beside`."""
    async with mail_side(provider) as side:
        yield side.places
