"""Danger is seen whenever it is told, also in what comes after a report."""

from __future__ import annotations

import pytest

from gateway.app import Gateway
from gateway.store import notices, reports, tickets
from tests.house import walk_on
from tests.values import LAMP, a_message

PHONE = "13900000001"
FIRE = "楼道里现在着火了，冒黑烟，快来人！"


@pytest.mark.parametrize("walked_between", [True, False])
async def test_danger_in_a_supplement_makes_a_person_look(
    still: Gateway, walked_between: bool
) -> None:
    first = await still.intake.deliver(a_message(LAMP, phone=PHONE))
    if walked_between:
        await walk_on(still)
    await still.intake.deliver(a_message(FIRE, phone=PHONE, refers_to=first.number))
    await walk_on(still)

    ticket = await still.parts.database.read(tickets.of_receipt, first.number)
    told = await still.parts.database.read(notices.of_reports, [await report_of(still, ticket.id)])
    assert (ticket.alarm, ticket.alarm_seen_by, ticket.urgency) == (True, "", "U0")
    assert "receipt_emergency" in {notice.about for notice in told}


async def test_an_ordinary_supplement_raises_no_alarm(still: Gateway) -> None:
    first = await still.intake.deliver(a_message(LAMP, phone=PHONE))
    await still.intake.deliver(a_message("今天又坏了一盏。", phone=PHONE, refers_to=first.number))
    await walk_on(still)

    ticket = await still.parts.database.read(tickets.of_receipt, first.number)
    assert not ticket.alarm


async def report_of(still: Gateway, ticket_id: str) -> str:

    return (await still.parts.database.read(reports.of_ticket, ticket_id))[0].id
