"""A message that was attached to the wrong report: staff make it a report of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from channels.message import Person, Receipt
from gateway.history import Event, Step
from gateway.reports import KeptMessage, MessageStatus, ReportStatus
from gateway.stages.confirming import Invalid
from gateway.store import history, journal, reports, tickets
from gateway.store.tickets import TicketChanged
from gateway.tickets import Ticket, TicketStatus
from tests.house import walk_on
from tests.stages.conftest import MINE, STAFF, YOURS, laws
from tests.values import CHASE, LAMP, NOISE, a_message
from tests.web.citizens import Life


async def kept(life: Life, receipt: Receipt) -> KeptMessage:
    found = await life.gateway.parts.database.read(journal.of_number, receipt.number)
    assert found is not None
    return found


async def attached(life: Life, to: Receipt, text: str = NOISE, phone: str = MINE) -> Receipt:
    return await life.filed(text, phone=phone, refers_to=to.number)


async def set_apart(life: Life, receipt: Receipt, version: int | None = None) -> Ticket:
    message = await kept(life, receipt)
    seen = (await ticket_of(life, message)).version if version is None else version
    own = await life.gateway.join.stand_alone(message.id, seen, STAFF)
    await walk_on(life.gateway)
    return own


async def ticket_of(life: Life, message: KeptMessage) -> Ticket:
    def read(connection: Connection) -> Ticket:
        report = reports.get(connection, message.report_id or "")
        assert report is not None
        return tickets.get(connection, report.ticket_id)

    return await life.gateway.parts.database.read(read)


async def steps(life: Life, ticket: Ticket) -> list[Step]:
    return list(await life.gateway.parts.database.read(history.of_ticket, ticket.id))


async def test_it_gets_a_report_under_its_own_number_and_goes_the_whole_way(life: Life) -> None:
    lamp = await life.filed(LAMP, phone=MINE)
    noise = await attached(life, lamp)
    before = await life.report(lamp)

    await set_apart(life, noise)

    own, message = await life.report(noise), await kept(life, noise)
    assert (own.number, own.message_id, own.person) == (noise.number, message.id, before.person)
    assert (message.status, message.report_id) == (MessageStatus.OPENED, own.id)
    assert own.status is ReportStatus.FILED
    assert own.suggestion is not None
    assert (await life.ticket(noise)).status is TicketStatus.PROPOSED
    assert (await life.ticket(noise)).category != (await life.ticket(lamp)).category
    assert (await life.report(lamp)).chased == before.chased - 1
    assert await laws(life) == []


async def test_both_histories_say_who_did_it(life: Life) -> None:
    lamp = await life.filed(LAMP, phone=MINE)
    noise = await attached(life, lamp)

    await set_apart(life, noise)

    for receipt in (lamp, noise):
        done = [s for s in await steps(life, await life.ticket(receipt)) if s.event is Event.SPLIT]
        assert {step.by for step in done} == {f"user:{STAFF.name}"}


async def test_doing_it_twice_does_it_once(life: Life) -> None:
    lamp = await life.filed(LAMP, phone=MINE)
    noise = await attached(life, lamp)
    version = (await life.ticket(lamp)).version

    first = await set_apart(life, noise, version)
    second = await set_apart(life, noise, version)

    assert first.id == second.id
    assert await laws(life) == []


async def test_who_saw_an_older_ticket_cannot_do_it(life: Life) -> None:
    lamp = await life.filed(LAMP, phone=MINE)
    noise, again = await attached(life, lamp), await attached(life, lamp, CHASE)
    version = (await life.ticket(lamp)).version
    await set_apart(life, again, version)

    with pytest.raises(TicketChanged):
        await set_apart(life, noise, version)
    assert (await kept(life, noise)).status is MessageStatus.ATTACHED


async def test_a_message_that_is_not_there_cannot_be_set_apart(life: Life) -> None:
    with pytest.raises(Invalid):
        await life.gateway.join.stand_alone("0" * 32, 1, STAFF)


async def test_the_machine_does_not_put_it_back(life: Life) -> None:
    lamp = await life.filed(LAMP, phone=MINE)
    chase = await attached(life, lamp, CHASE)

    await set_apart(life, chase)

    assert (await life.ticket(chase)).id != (await life.ticket(lamp)).id
    assert await laws(life) == []


async def test_secrecy_goes_with_it(life: Life) -> None:
    lamp = await life.filed(LAMP, person=Person(phone=MINE, confidential=True))
    noise = await attached(life, lamp)

    await set_apart(life, noise)

    assert (await life.ticket(noise)).confidential


async def test_what_stands_alone_already_stays_as_it_is(life: Life) -> None:
    lamp = await life.filed(LAMP, phone=YOURS)
    before = await life.ticket(lamp)

    same = await life.gateway.join.stand_alone((await kept(life, lamp)).id, 1, STAFF)

    assert same == before


async def test_later_words_about_it_go_to_its_own_report(life: Life) -> None:
    lamp = await life.filed(LAMP, phone=MINE)
    noise = await attached(life, lamp)
    await set_apart(life, noise)

    more = await attached(life, noise, "工地昨晚又施工到一点。")

    assert (await kept(life, more)).report_id == (await life.report(noise)).id


async def test_a_power_cut_right_after_leaves_nothing_standing_around(life: Life) -> None:
    lamp = await life.filed(LAMP, phone=MINE)
    noise = await attached(life, lamp)
    message, seen = await kept(life, noise), (await life.ticket(lamp)).version

    await life.gateway.join.stand_alone(message.id, seen, STAFF)
    for entry in await life.gateway.parts.stream.take(10):  # and it is gone
        await life.gateway.parts.stream.done(entry)
    await life.gateway.schedule.look(timedelta(0))
    await walk_on(life.gateway)

    assert (await life.report(noise)).status is ReportStatus.FILED


async def test_the_message_it_came_with_is_unchanged(life: Life) -> None:
    lamp = await life.filed(LAMP, phone=MINE)
    sent = a_message(NOISE, channel="webform", account="", phone=MINE, refers_to=lamp.number)
    noise = await life.gateway.intake.deliver(sent)
    await walk_on(life.gateway)

    await set_apart(life, noise)

    assert (await kept(life, noise)).message == sent
