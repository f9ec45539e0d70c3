"""The page that tells a manager what any threshold would have taken, and how often wrongly."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.app import Gateway
from gateway.judgements import Subject
from gateway.stages.confirming import Correction
from gateway.web.names import Names
from tests.judged import judge
from tests.values import Clock, a_supervisor
from tests.web.browsing import Reader
from tests.web.desk_scenes import filed

PAGE = "/desk/suggestions?subject=category"


async def test_without_a_confirmation_there_is_nothing_to_tell(operator: Reader) -> None:
    page = await operator.get("/desk/suggestions")

    assert page.status == 200
    assert "还没有人工确认过的工单" in page.words


async def test_a_threshold_shows_what_it_takes_and_what_of_that_is_wrong(
    operator: Reader, still: Gateway, clock: Clock
) -> None:
    await judge(still.parts.database, clock())

    page = await operator.get(f"{PAGE}&threshold=80")

    # 16 of 80 % with two wrong, 19 of 95 % with none; 8 and 12 lie below
    assert "63.6% 的建议可以不改直接用，其中 5.7% 会是错的" in page.words
    assert "（55 条中 35 条，错 2 条）" in page.words
    assert "只有 55 条，数字还不可靠" in page.words


async def test_the_citys_own_threshold_stands_beside_what_it_takes(
    operator: Reader, still: Gateway, clock: Clock
) -> None:
    await judge(still.parts.database, clock())
    named_from = still.parts.town.city.named_from

    category = await operator.get(PAGE)
    whole = await operator.get("/desk/suggestions?subject=whole")

    own = f"低于它不建议的门槛（taxonomy.yaml）： {named_from.second_level:.0%}，可直接用"
    assert own in category.words
    assert "taxonomy.yaml" not in whole.words


async def test_a_corrected_ticket_counts_as_a_mistake_of_the_unit_and_the_whole(
    operator: Reader, still: Gateway
) -> None:
    ticket = await filed(still)
    city = still.parts.town.city
    other = next(code for code in sorted(city.units) if code != ticket.lead)
    await still.desk.confirm(ticket.id, ticket.version, a_supervisor(), Correction(lead=other))

    unit = await operator.get("/desk/suggestions?subject=unit&threshold=0")
    kind = await operator.get("/desk/suggestions?subject=kind&threshold=0")

    assert "其中 100.0% 会是错的" in unit.words
    assert Names(city, "zh").unit(ticket.lead) in unit.words
    assert Names(city, "zh").unit(other) in unit.words
    assert "其中 0.0% 会是错的" in kind.words


async def test_a_threshold_that_nothing_reaches_says_so(
    operator: Reader, still: Gateway, clock: Clock
) -> None:
    await judge(still.parts.database, clock())
    page = await operator.get(f"{PAGE}&threshold=99")
    assert "没有一条建议的把握达到 99%" in page.words


@pytest.mark.parametrize(
    "query",
    ["?subject=<b>", "?days=5000000", "?threshold=-1", "?threshold=１２", "?threshold=9999"],
)
async def test_an_address_that_makes_no_sense_shows_the_usual_page(
    operator: Reader, still: Gateway, clock: Clock, query: str
) -> None:
    await judge(still.parts.database, clock(), Subject.WHOLE)
    page = await operator.get(f"/desk/suggestions{query}")

    assert page.status == 200
    assert "整条建议" in page.words
    assert "<b>" not in page.text


async def test_what_is_older_than_the_period_is_left_out(
    operator: Reader, still: Gateway, clock: Clock
) -> None:
    await judge(still.parts.database, clock() - timedelta(days=20))

    assert "还没有人工确认过的工单" in (await operator.get(f"{PAGE}&days=7")).words
    assert "55 条中" in (await operator.get(f"{PAGE}&days=30")).words


async def test_it_is_there_in_english(operator: Reader, still: Gateway, clock: Clock) -> None:
    await judge(still.parts.database, clock())
    page = await operator.get(f"{PAGE}&threshold=80&lang=en")
    assert "of these 5.7% would be wrong" in page.words


async def test_strangers_are_sent_to_the_log_in(stranger: Reader) -> None:
    page = await stranger.get("/desk/suggestions")
    assert "/login" in page.path
