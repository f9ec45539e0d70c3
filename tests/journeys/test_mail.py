"""A mail becomes a report, the answer goes back by mail, and what he writes then belongs to it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import Connection, select

from gateway.app import Gateway, running
from gateway.clock import now
from gateway.database.tables import messages
from gateway.reports import KeptMessage, MessageStatus
from gateway.rereading import Outcome
from gateway.settings import Settings
from gateway.stages.replaying import Replay
from gateway.store import journal, payloads
from tests.channels.far_side import FakeProvider
from tests.channels.mail_side import FOLDER, IMAP_AT, SMTP_AT, MailSide, mail_side
from tests.channels.specimens.mail import GARBLED, GENUINE, OUR_ADDRESS, a_mail
from tests.house import kept_open, until
from tests.servers.imap import PASSWORD, USER

DAY = timedelta(days=1)
LIMIT = 40  # seconds; it takes two


@dataclass
class Box:
    gateway: Gateway
    side: MailSide

    async def place(self, *mails: bytes) -> None:
        await asyncio.to_thread(self.side.server.place, self.side.folder, *mails)

    async def answer(self, number: int) -> EmailMessage:
        """The mail that went out as the first, second …"""
        async with asyncio.timeout(LIMIT):
            while True:
                if len(self.side.sent) >= number:
                    return self.side.mail(number - 1)
                await asyncio.sleep(0.05)


@pytest.fixture
async def box(settings: Settings) -> AsyncIterator[Box]:
    async with mail_side(FakeProvider({})) as side:
        door = {
            "address": OUR_ADDRESS,
            "imap": f"imap://{side.places[IMAP_AT]}",
            "smtp": f"smtp://{side.places[SMTP_AT]}",
            "folder": side.places[FOLDER],
            "user": USER,
            "password": PASSWORD,
            "poll": 1.0,  # the small server tells nobody of what comes just before he asks for news
        }
        doors = {"channels": {**settings.channels, "mail": door}}
        async with kept_open(running(settings.model_copy(update=doors))) as gateway:
            yield Box(gateway, side)


async def settled(box: Box, external_id: str) -> KeptMessage:
    """The message of that name, once it is known where it belongs."""
    found: list[KeptMessage] = []

    def find(connection: Connection) -> bool:
        row = connection.execute(select(messages).where(messages.c.external_id == external_id))
        found[:] = [journal.of_row(each) for each in row]
        return bool(found) and found[0].status is not MessageStatus.KEPT

    async def holds() -> bool:
        return await box.gateway.parts.database.read(find)

    await until(holds)
    return found[0]


async def test_a_mail_is_answered_and_the_answer_to_that_belongs_to_it(box: Box) -> None:
    await box.place(GARBLED, GENUINE)
    opened = await settled(box, "20260305203107.1A2B@mail.example")
    receipt = await box.answer(1)
    answering = f"In-Reply-To: {receipt['Message-ID']}"

    await box.place(
        a_mail("邻居也摔了。", answering, message_id="<2@mail.example>", sender="ma@work.example"),
        a_mail(
            "还是没修。", "References: <20260305203107.1A2B@mail.example>", message_id="<3@m.x>"
        ),
        a_mail("另一条街的路灯不亮。", message_id="<4@m.x>", subject="路灯"),
    )

    assert opened.number in str(receipt["Subject"])
    assert receipt["In-Reply-To"] == "<20260305203107.1A2B@mail.example>"
    assert len(opened.files) == 4
    assert (await settled(box, "2@mail.example")).report_id == opened.report_id
    assert (await settled(box, "3@m.x")).report_id == opened.report_id
    assert (await settled(box, "4@m.x")).report_id != opened.report_id


async def test_the_desk_sees_what_was_set_aside_and_nobody_answers_it(box: Box) -> None:
    await box.place(
        a_mail("我在休假。", "Auto-Submitted: auto-replied", message_id="<v@m.x>"), GARBLED, GENUINE
    )

    await box.answer(1)
    parked = await box.gateway.parts.database.read(payloads.parked, 10)

    assert {each.problem.code for each in parked if each.problem} == {"automatic", "too-deep"}
    assert len(box.side.sent) == 1


async def test_what_was_set_aside_stays_so_when_read_again_unless_staff_say_otherwise(
    box: Box,
) -> None:
    await box.place(
        a_mail("我在休假。", "Auto-Submitted: auto-replied", message_id="<v@m.x>"), GARBLED, GENUINE
    )
    await box.answer(1)
    parts = box.gateway.parts
    replay = Replay(parts.database, parts.raws, box.gateway.intake)
    door = parts.doors.by_name["mail"]
    books: Counter[Outcome] = Counter()

    async for outcomes in replay.span(door, now() - DAY, now() + DAY):
        books.update(outcomes)
    (vacation,) = [
        each
        for each in await parts.database.read(payloads.parked, 10)
        if each.problem and each.problem.code == "automatic"
    ]
    overruled = await replay.one(door, vacation)

    assert books == {Outcome.KNOWN: 1, Outcome.NOTHING: 1, Outcome.UNREADABLE: 1}
    assert overruled == {Outcome.NEW: 1}
