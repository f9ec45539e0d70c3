"""A citizen takes his report back in a chat: at once where nobody has it, else a person decides."""

from __future__ import annotations

from channels.message import Receipt
from gateway.reports import ReportStatus
from gateway.stages.withdrawing import withdraw
from gateway.store import history
from gateway.tickets import TicketStatus
from tests.stages.conftest import laws
from tests.values import Clock
from tests.web.citizens import Life


async def taken_back(life: Life, receipt: Receipt, clock: Clock) -> bool:
    report = await life.report(receipt)
    return await life.gateway.parts.database.write(withdraw, report, clock())


async def test_what_nobody_outside_has_is_closed(life: Life, clock: Clock) -> None:
    receipt = await life.filed()

    assert await taken_back(life, receipt, clock)

    assert (await life.report(receipt)).status is ReportStatus.CLOSED
    assert (await life.ticket(receipt)).status is TicketStatus.CLOSED
    assert not await laws(life)


async def test_withdrawn_twice_is_withdrawn_once(life: Life, clock: Clock) -> None:
    receipt = await life.filed()
    await taken_back(life, receipt, clock)

    assert await taken_back(life, receipt, clock)

    ticket = await life.ticket(receipt)
    steps = await life.gateway.parts.database.read(history.of_ticket, ticket.id)
    assert [step.event.value for step in steps].count("withdrawn") == 2  # the report, the ticket


async def test_what_a_unit_has_is_left_to_a_person(life: Life, clock: Clock) -> None:
    receipt = await life.filed()
    await life.dispatched(receipt)
    before = await life.ticket(receipt)

    assert not await taken_back(life, receipt, clock)

    after = await life.ticket(receipt)
    steps = await life.gateway.parts.database.read(history.of_ticket, after.id)
    assert after.status is TicketStatus.DISPATCHED
    assert after.version == before.version + 1  # whoever has it open is told to look again
    assert "市民要求撤回，请人工处理" in steps[-1].because


async def test_danger_is_never_withdrawn_by_a_word(life: Life, clock: Clock) -> None:
    receipt = await life.filed("我家厨房一股煤气味，头晕得厉害。")

    assert (await life.ticket(receipt)).alarm
    assert not await taken_back(life, receipt, clock)
    assert (await life.ticket(receipt)).status is TicketStatus.PROPOSED


async def test_others_on_the_same_ticket_keep_it_open(life: Life, clock: Clock) -> None:
    first, second = await life.filed(phone="13900000001"), await life.filed(phone="13900000002")
    await life.merged(second, first)

    assert await taken_back(life, second, clock)

    assert (await life.ticket(first)).status is not TicketStatus.CLOSED
    assert (await life.report(first)).status is ReportStatus.FILED
    assert not await laws(life)
