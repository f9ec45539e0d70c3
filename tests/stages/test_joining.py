"""What staff do with tickets that are one event, or that are not: merge and split."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from channels.message import Person, Receipt
from gateway.app import Gateway
from gateway.reports import Relation, ReportStatus
from gateway.stages.confirming import Invalid
from gateway.stages.surveying import Word
from gateway.store import reports, tickets
from gateway.store.tickets import TicketChanged
from gateway.tickets import OPEN, Ticket, TicketStatus
from tests.conftest import CELLARS
from tests.house import walk_on
from tests.stages.conftest import MINE, SAME_LAMP, STAFF, THEIRS, YOURS, laws, pairs
from tests.values import CHASE, LAMP, a_message, a_supervisor
from tests.web.citizens import Life

on_both = pytest.mark.parametrize("cellar", CELLARS, indirect=True)


async def split(life: Life, receipt: Receipt) -> Ticket:
    report, ticket = await life.report(receipt), await life.ticket(receipt)
    own = await life.gateway.join.split(report.id, ticket.version, STAFF)
    await walk_on(life.gateway)
    return own


async def test_merging_moves_the_reports_and_nobody_loses_his_number(life: Life) -> None:
    first, second = await life.filed(LAMP, phone=MINE), await life.filed(SAME_LAMP, phone=YOURS)
    left = (await life.ticket(second)).id

    await life.merged(second, into=first)

    joined = await life.ticket(second)
    emptied = await life.gateway.parts.database.read(tickets.get, left)
    assert joined.id == (await life.ticket(first)).id
    assert (emptied.status, emptied.reports, emptied.merged_into) == (
        TicketStatus.MERGED,
        0,
        joined.id,
    )
    assert (await life.report(second)).number == second.number
    assert await pairs(life, first) == []
    assert await laws(life) == []


async def test_a_merged_ticket_keeps_the_greater_care(life: Life) -> None:
    calm = await life.filed(LAMP, phone=MINE)
    grave = await life.filed(
        "城西区五四大街12号楼道里有很浓的煤气味，怀疑燃气泄漏！",
        person=Person(phone=YOURS, confidential=True),
    )
    before, danger = await life.ticket(calm), await life.ticket(grave)
    assert danger.alarm

    await life.merged(grave, into=calm)

    joined = await life.ticket(calm)
    assert joined.alarm
    assert joined.confidential
    assert joined.urgency == min(before.urgency, danger.urgency)
    assert joined.due_at == min(due for due in (before.due_at, danger.due_at) if due)


async def test_what_is_merged_twice_ends_with_the_last(life: Life) -> None:
    a, b, c = [await life.filed(LAMP, phone=phone) for phone in (MINE, YOURS, THEIRS)]

    await life.merged(a, into=b)
    await life.merged(b, into=c)

    assert (await life.ticket(a)).id == (await life.ticket(c)).id
    assert (await life.ticket(c)).reports == 3
    assert await laws(life) == []


async def test_a_ticket_is_not_merged_into_itself(life: Life) -> None:
    first = await life.filed(LAMP, phone=MINE)

    with pytest.raises(Invalid):
        await life.merged(first, into=first)


async def test_what_has_its_answer_is_not_merged(life: Life) -> None:
    done, fresh = await life.through(LAMP, phone=MINE), await life.filed(SAME_LAMP, phone=YOURS)

    with pytest.raises(Invalid):
        await life.merged(fresh, into=done)
    with pytest.raises(Invalid):
        await life.merged(done, into=fresh)


async def test_who_saw_an_older_ticket_cannot_merge_it(life: Life) -> None:
    first, second = await life.filed(LAMP, phone=MINE), await life.filed(SAME_LAMP, phone=YOURS)
    seen = await life.ticket(second)
    await life.filed(CHASE, phone=YOURS)

    with pytest.raises(TicketChanged):
        await life.gateway.join.merge(seen.id, (await life.ticket(first)).id, seen.version, STAFF)


@on_both
async def test_two_people_merging_a_pair_both_ways_do_not_lose_it(
    life: Life, other: Gateway
) -> None:
    for number in range(6):
        first = await life.filed(LAMP, phone=f"1390000{number:04}")
        second = await life.filed(SAME_LAMP, phone=f"1390001{number:04}")
        one, two = await life.ticket(first), await life.ticket(second)

        outcomes = await asyncio.gather(
            life.gateway.join.merge(one.id, two.id, one.version, STAFF),
            other.join.merge(two.id, one.id, two.version, a_supervisor()),
            return_exceptions=True,
        )

        assert sum(isinstance(outcome, Ticket) for outcome in outcomes) == 1
        assert (await life.ticket(first)).id == (await life.ticket(second)).id
    await walk_on(life.gateway)
    assert await laws(life) == []


@on_both
async def test_a_chase_while_its_ticket_is_merged_is_not_lost(life: Life, other: Gateway) -> None:
    target = await life.filed(LAMP, phone=YOURS)
    for number in range(6):
        phone = f"1390000{number:04}"
        first = await life.filed(SAME_LAMP, phone=phone)
        chase = await other.intake.deliver(a_message(CHASE, phone=phone, sender=phone))
        ticket, into = await life.ticket(first), await life.ticket(target)

        await asyncio.gather(
            life.gateway.join.merge(ticket.id, into.id, ticket.version, STAFF),
            walk_on(other),
            return_exceptions=True,
        )

        await life.gateway.schedule.look(timedelta(0))
        await walk_on(life.gateway)
        assert (await life.ticket(chase)).status in OPEN
        assert await laws(life) == []


# -- splitting


async def test_splitting_gives_a_report_its_own_ticket_back(life: Life) -> None:
    first, second = await life.filed(LAMP, phone=MINE), await life.filed(SAME_LAMP, phone=YOURS)
    own = (await life.ticket(second)).id
    await life.merged(second, into=first)

    ticket = await split(life, second)

    assert ticket.id == own
    assert (await life.ticket(second)).status is TicketStatus.PROPOSED
    assert (await life.ticket(first)).reports == (await life.ticket(second)).reports == 1
    assert (await life.report(second)).relation is Relation.NEW
    assert await pairs(life, second) == []  # staff have said that they are two
    assert await laws(life) == []


async def test_the_report_that_opened_a_ticket_stays_on_it(life: Life) -> None:
    first, second = await life.filed(LAMP, phone=MINE), await life.filed(SAME_LAMP, phone=YOURS)
    await life.merged(second, into=first)

    with pytest.raises(Invalid):
        await split(life, first)


async def test_all_of_a_merged_group_can_be_split_again(life: Life) -> None:
    a, b, c = [await life.filed(LAMP, phone=phone) for phone in (MINE, YOURS, THEIRS)]
    await life.merged(a, into=b)
    await life.merged(b, into=c)

    await split(life, a)
    await split(life, b)

    assert len({(await life.ticket(each)).id for each in (a, b, c)}) == 3
    assert await laws(life) == []


async def test_who_is_split_off_after_the_answer_gets_one_of_his_own(life: Life) -> None:
    first, second = await life.filed(LAMP, phone=MINE), await life.filed(SAME_LAMP, phone=YOURS)
    await life.merged(second, into=first)
    await life.dispatched(first)
    await life.answered(first)

    await split(life, second)
    assert (await life.report(second)).status is ReportStatus.FILED
    await life.dispatched(second)
    await life.answered(second, "您说的那盏灯也修好了。")

    report = await life.report(second)
    assert (report.status, report.round) == (ReportStatus.INFORMED, 2)
    assert (await life.report(first)).status is ReportStatus.INFORMED
    assert await laws(life) == []


async def test_a_ticket_closes_when_the_last_who_might_vote_is_split_off(life: Life) -> None:
    first, second = await life.filed(LAMP, phone=MINE), await life.filed(SAME_LAMP, phone=YOURS)
    await life.merged(second, into=first)
    await life.dispatched(first)
    await life.answered(first)
    await life.gateway.survey.vote((await life.report(first)).id, Word(1, True, 5))

    await split(life, second)

    assert (await life.ticket(first)).status is TicketStatus.CLOSED
    assert await laws(life) == []


async def test_people_are_counted_once_however_often_they_report(life: Life) -> None:
    first = await life.filed(LAMP, phone=MINE)
    await life.filed(CHASE, phone=MINE)
    await life.merged(await life.filed(SAME_LAMP, phone=YOURS), into=first)

    ticket = await life.ticket(first)
    assert ticket.reports == 3
    assert await life.gateway.parts.database.read(reports.people, ticket.id) == 2
