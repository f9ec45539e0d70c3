"""Danger is seen whenever it is told, also in what comes after a report."""

from __future__ import annotations

import pytest

from gateway.app import Gateway
from gateway.stages.announcing import advices
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


@pytest.mark.parametrize(
    ("text", "does", "leaves"),
    [
        ("厨房闻到很浓的燃气味，头晕", "关阀门", "心理援助"),
        ("我不想活了，药已经吃下去了", "心理援助", "阀门"),
        (FIRE, "捂住口鼻", "心理援助"),
        ("电线断了垂到人行道上，冒火花", "八米", "阀门"),
        ("There is a strong smell of gas in our stairwell now", "不要开关电器", "心理援助"),
    ],
)
async def test_who_is_in_danger_reads_what_to_do_in_this_one(
    still: Gateway, text: str, does: str, leaves: str
) -> None:
    receipt = await still.intake.deliver(a_message(text, phone=PHONE))
    await walk_on(still)

    ticket = await still.parts.database.read(tickets.of_receipt, receipt.number)
    told = await still.parts.database.read(notices.of_reports, [await report_of(still, ticket.id)])
    words = next(each.words for each in told if each.about == "receipt_emergency")
    assert does in words
    assert leaves not in words


async def test_what_to_do_is_read_off_the_title_too(still: Gateway) -> None:
    message = a_message("师傅还没来,快点派人!", title="厨房燃气泄漏", phone=PHONE)
    receipt = await still.intake.deliver(message)
    await walk_on(still)

    ticket = await still.parts.database.read(tickets.of_receipt, receipt.number)
    told = await still.parts.database.read(notices.of_reports, [await report_of(still, ticket.id)])
    assert "关阀门" in next(each.words for each in told if each.about == "receipt_emergency")


def test_despair_is_answered_first_and_nobody_reads_more_than_two() -> None:
    assert advices(["gas", "fire", "despair"]) == ["danger_despair", "danger_gas"]
    assert advices(["fire", "blast"]) == ["danger_fire"]
    assert advices(["plea"]) == advices([]) == ["danger_any"]


async def report_of(still: Gateway, ticket_id: str) -> str:

    return (await still.parts.database.read(reports.of_ticket, ticket_id))[0].id
