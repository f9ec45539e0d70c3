"""How reports find one another: a chase its own ticket, others only a person's attention."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.history import Event
from gateway.reports import Relation
from gateway.stages.surveying import Word
from gateway.store import candidates, history
from tests.conftest import CELLARS
from tests.stages.conftest import MINE, SAME_LAMP, STAFF, THEIRS, YOURS, laws, pairs
from tests.values import CHASE, LAMP, WATER, Clock
from tests.web.citizens import Life

on_both = pytest.mark.parametrize("cellar", CELLARS, indirect=True)


async def test_two_people_about_one_lamp_are_laid_before_a_person(life: Life) -> None:
    first = await life.filed(LAMP, phone=MINE)
    second = await life.filed(SAME_LAMP, phone=YOURS)

    (pair,) = await pairs(life, second)
    assert (pair.ticket_id, pair.other_id) == (
        (await life.ticket(second)).id,
        (await life.ticket(first)).id,
    )
    assert pair.because
    assert (await life.ticket(first)).id != (await life.ticket(second)).id


async def test_the_same_words_about_another_place_are_no_candidate(life: Life) -> None:
    await life.filed("城西区五四大街12号门口的路灯坏了三天，请派人来修。", phone=MINE)

    far = await life.filed("城北区朝阳东路36号门口的路灯坏了三天，请派人来修。", phone=YOURS)

    assert await pairs(life, far) == []


async def test_the_machine_merges_nothing_of_different_people(life: Life) -> None:
    receipts = [await life.filed(LAMP, phone=phone) for phone in (MINE, YOURS, THEIRS)]

    assert len({(await life.ticket(receipt)).id for receipt in receipts}) == 3


async def test_an_address_beside_the_words_is_as_good_as_one_in_them(life: Life) -> None:
    await life.filed(LAMP, phone=MINE)

    second = await life.filed(
        "门口的路灯坏了，晚上看不清路，请派人修", phone=YOURS, address="城西区五四大街12号"
    )

    assert await pairs(life, second)


async def test_what_is_closed_is_no_candidate(life: Life) -> None:
    first = await life.through(LAMP, phone=MINE)
    await life.gateway.survey.vote((await life.report(first)).id, Word(1, True, 5))

    assert await pairs(life, await life.filed(SAME_LAMP, phone=YOURS)) == []


async def test_an_open_ticket_of_last_year_is_no_candidate(life: Life, clock: Clock) -> None:
    await life.filed(LAMP, phone=MINE)
    clock.ahead(timedelta(days=400))

    assert await pairs(life, await life.filed(SAME_LAMP, phone=YOURS, sent_at=clock())) == []


async def test_a_rejected_pair_is_not_proposed_again(life: Life) -> None:
    first = await life.filed(LAMP, phone=MINE)
    second = await life.filed(SAME_LAMP, phone=YOURS)
    (pair,) = await pairs(life, second)

    await life.gateway.join.reject(pair.other_id, pair.ticket_id, STAFF)

    await life.gateway.parts.database.write(candidates.propose, [pair])
    assert await pairs(life, first) == await pairs(life, second) == []


async def test_the_history_of_both_says_who_kept_a_pair_apart(life: Life) -> None:
    first = await life.filed(LAMP, phone=MINE)
    second = await life.filed(SAME_LAMP, phone=YOURS)
    (pair,) = await pairs(life, second)

    await life.gateway.join.reject(pair.other_id, pair.ticket_id, STAFF)

    for receipt in (first, second):
        ticket = await life.ticket(receipt)
        lines = await life.gateway.parts.database.read(history.of_ticket, ticket.id)
        assert (lines[-1].event, lines[-1].by) == (Event.NOTED, f"user:{STAFF.name}")


# -- chasing


async def test_a_chase_joins_the_one_open_matter_of_its_sender(life: Life) -> None:
    first = await life.filed(LAMP, phone=MINE)

    chase = await life.filed(CHASE, phone=MINE)

    assert (await life.ticket(chase)).id == (await life.ticket(first)).id
    assert (await life.report(chase)).relation is Relation.CHASE
    assert (await life.ticket(first)).reports == 2
    assert await laws(life) == []


async def test_a_chase_that_may_mean_two_matters_stays_by_itself(life: Life) -> None:
    one, two = await life.filed(LAMP, phone=MINE), await life.filed(WATER, phone=MINE)

    chase = await life.filed(CHASE, phone=MINE)

    own = (await life.ticket(chase)).id
    assert own not in {(await life.ticket(one)).id, (await life.ticket(two)).id}


async def test_a_chase_of_somebody_else_joins_nothing(life: Life) -> None:
    first = await life.filed(LAMP, phone=MINE)

    chase = await life.filed(CHASE, phone=YOURS)

    assert (await life.ticket(chase)).id != (await life.ticket(first)).id
