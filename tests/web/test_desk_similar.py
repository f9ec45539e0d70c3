"""Beside the suggestion stand the confirmed tickets most like it, with what was decided."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta

from channels.message import Person
from gateway.app import Gateway
from gateway.commands.sample_day import sample_day
from gateway.people import Role
from gateway.stages.confirming import Correction
from gateway.store import views
from gateway.store.similar import MOST, Similar, similar
from gateway.tickets import Ticket, TicketStatus
from gateway.web.desk.ticket import undecided
from tests.values import NOISE, Clock, a_message, a_user
from tests.web.browsing import Reader
from tests.web.desk_scenes import dispatched, filed, path, sent

HERE = "城西区五四大街12号门口的路灯坏了三天，晚上看不清路，请安排人来修。"
ELSEWHERE = "城北区朝阳东路小桥边上路灯坏了好几天，夜里看不清路，请派人修一修。"
BOSS = a_user("boss", Role.SUPERVISOR)


async def like(gateway: Gateway, ticket: Ticket) -> list[Similar]:
    database, taxonomy = gateway.parts.database, gateway.parts.town.city.taxonomy
    whole = await database.read(views.whole, ticket.number, 1)
    return await database.read(similar, undecided(whole, taxonomy))


async def test_a_confirmed_one_of_another_place_is_found_with_why(still: Gateway) -> None:
    known = await dispatched(still, ELSEWHERE)
    await dispatched(still, NOISE)

    found = await like(still, await filed(still, HERE))

    assert [one.ticket.id for one in found] == [known.id]
    assert found[0].same
    assert "路灯" in found[0].words


async def test_what_nobody_confirmed_says_nothing(still: Gateway) -> None:
    await filed(still, ELSEWHERE)

    assert await like(still, await filed(still, HERE)) == []


async def test_a_confidential_one_is_never_shown_beside_another(still: Gateway) -> None:
    known = await dispatched(still, ELSEWHERE, person=Person(confidential=True))
    assert known.confidential

    assert await like(still, await filed(still, HERE)) == []


async def test_at_most_three_are_shown_and_the_most_similar_first(
    still: Gateway, clock: Clock
) -> None:
    copy = await dispatched(still, HERE.replace("12号", "88号"))
    for street in ("黄河路", "昆仑中路", "海湖大道", "同仁路"):
        clock.ahead(timedelta(days=2))
        await dispatched(still, f"{street}的路灯坏了，走夜路不安全，什么时候修")

    found = await like(still, await filed(still, HERE))

    assert len(found) == MOST
    assert found[0].ticket.id == copy.id


async def test_a_corrected_category_counts_in_place_of_the_suggested_one(still: Gateway) -> None:
    known = await filed(still, NOISE)
    await still.desk.confirm(known.id, known.version, BOSS, Correction(category="0213"))
    waiting = await filed(still, "请问居住证在哪里办？")
    before = await like(still, waiting)
    await still.desk.correct(waiting.id, waiting.version, BOSS, Correction(category="0213"))

    after = await like(still, waiting)

    assert before == []
    assert [(one.ticket.id, one.same) for one in after] == [(known.id, True)]


async def test_of_a_sample_day_every_ticket_shows_three_where_there_are_three(
    still: Gateway,
) -> None:
    day = sample_day(still.parts.town.city)
    filed = [await sent(still, a_message(one.text, sender=one.id)) for one in day]
    of_category = defaultdict[str, list[Ticket]](list)
    for ticket in filed:
        known = still.parts.town.city.taxonomy.categories.get(ticket.category)
        second_level = known is not None and known.parent is not None
        if second_level and ticket.status is TicketStatus.PROPOSED and not ticket.confidential:
            of_category[ticket.category].append(ticket)
    for same in of_category.values():
        for ticket in same[:MOST]:
            await still.desk.confirm(ticket.id, ticket.version, BOSS)

    waiting = [ticket for same in of_category.values() for ticket in same[MOST:]]
    shown = {ticket.number: await like(still, ticket) for ticket in waiting}

    assert len(waiting) >= 10
    assert Counter(map(len, shown.values())) == {MOST: len(waiting)}
    assert all(one.same for found in shown.values() for one in found)


async def test_the_page_shows_them_while_a_person_has_to_decide(
    still: Gateway, operator: Reader
) -> None:
    known = await dispatched(still, ELSEWHERE)
    ticket = await filed(still, HERE)

    waiting = await operator.get(path(ticket))
    await still.desk.confirm(ticket.id, ticket.version, BOSS)
    done = await operator.get(path(ticket))

    section = waiting.text[waiting.text.index('id="similar"') :]
    assert path(known) in section
    assert "类别相同；都说到" in section
    assert "<mark>路灯</mark>坏了好几天" in section
    assert 'id="similar"' not in done.text
