"""The mayor's mailbox: reads it over IMAP, answers over SMTP, and never answers a machine."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from channels.base import Abilities, Channel, Deliver, Gauge, NotSupported, Ports, Refused, TryAgain
from channels.lease import Lease
from channels.mail.answers import composed, submit
from channels.mail.fetching import Collect
from channels.mail.imap import opened
from channels.mail.ledger import Ledger
from channels.mail.parse import Bearings
from channels.mail.reception import Reception, read_again
from channels.mail.settings import MailSettings
from channels.message import InboundMessage, Raw, Reply

LEASE = timedelta(seconds=90)  # one process reads a mailbox; another takes over after this
RENEWED = 30.0  # seconds
MIB = 1024 * 1024


class MailChannel(Channel):
    """Every mailbox, or folder of one, is a door of its own."""

    name = "mail"
    label = ("市长信箱", "Mayor's mailbox")
    abilities = Abilities(
        reply_later=True, attachments=frozenset({"image", "voice", "video", "file"})
    )
    Settings = MailSettings
    settings: MailSettings

    def __init__(self, account: str, settings: MailSettings, ports: Ports) -> None:
        super().__init__(account, settings, ports)
        self.abilities = replace(self.abilities, reply_later=bool(settings.smtp))

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.ports.shelf)

    @property
    def reception(self) -> Reception:
        known = frozenset(map(str.lower, (self.settings.address, *self.settings.also)))
        return Reception(self.door, self.account, known, self.ledger, self.ports.park)

    async def listen(self, deliver: Deliver) -> None:
        lease = Lease(self.ports.shelf, "lease", LEASE)
        while True:
            if await lease.hold():
                await self._read_while_held(lease, deliver)
            await asyncio.sleep(RENEWED)

    async def _read_while_held(self, lease: Lease, deliver: Deliver) -> None:
        reading = asyncio.ensure_future(self._read(deliver))
        renewing = asyncio.ensure_future(_renew(lease))
        try:
            await asyncio.wait({reading, renewing}, return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                reading.result()
        finally:
            reading.cancel()
            renewing.cancel()
            await asyncio.gather(reading, renewing, return_exceptions=True)
            await lease.release()

    async def _read(self, deliver: Deliver) -> None:
        reception = self.reception
        collect = Collect(
            self.ports.shelf,
            lambda mail, arrived: reception.take(mail, arrived, deliver),
            reception.set_aside,
            self.settings.largest * MIB,
            self.settings.done,
        )
        async with opened(self.settings) as box:
            while True:
                if not await collect(box):  # while it took some, others may have come unannounced
                    await box.wait(self.settings.poll)

    def again(self, raw: Raw) -> Iterable[InboundMessage]:
        yield read_again(raw, self.account)

    def leaves_to_staff(self, raw: Raw) -> bool:
        return Bearings.of(raw.about).for_staff

    async def send(self, recipient: str, reply: Reply) -> None:
        if not self.settings.smtp:
            raise NotSupported("this mailbox has no way out")
        if not recipient.isascii() or recipient in self.reception.addresses:
            raise Refused("no address that can be written to")
        if await self.ledger.is_bad(recipient):
            raise Refused("mail to this address came back")
        if not await self.ledger.count_answer(recipient, self.settings.answers_a_day):
            raise Refused("this address had its answers of today")
        about = await self.ledger.answerable(recipient, reply.text)
        number, thread = (about.number, about.thread) if about else ("", "")
        marks = await self.ledger.marks()
        message_id = marks.new_id(number, self.settings.address.rpartition("@")[2])
        mail = composed(self.settings, recipient, reply, about, message_id)
        await self.ledger.sent(message_id, recipient, thread)
        try:
            await submit(self.settings, recipient, mail)
        except TryAgain:
            await self.ledger.uncount_answer(recipient)
            raise

    async def gauges(self) -> Iterable[Gauge]:
        waiting = await self.ports.shelf.get("waiting")
        looked = await self.ports.shelf.get("looked")
        ago = datetime.now(UTC) - datetime.fromisoformat(looked) if looked else None
        return (
            Gauge("待取邮件", "Mails waiting", waiting or "–"),
            Gauge(
                "距上次取信（分钟）",
                "Minutes since the last look",
                str(ago // timedelta(minutes=1)) if ago is not None else "–",
            ),
        )


async def _renew(lease: Lease) -> None:
    """Ends when somebody else holds it."""
    while True:
        if not await lease.hold():
            return
        await asyncio.sleep(RENEWED)
