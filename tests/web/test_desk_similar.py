"""Beside the suggestion stand the confirmed tickets most like it, with what was decided."""

from __future__ import annotations

from datetime import timedelta

from channels.message import Person
from gateway.app import Gateway
from gateway.people import Role
from gateway.store.similar import MOST, Similar, similar
from gateway.tickets import Ticket
from tests.values import NOISE, Clock, a_user
from tests.web.browsing import Reader
from tests.web.desk_scenes import dispatched, filed, path, reports_of

HERE = "城西区五四大街12号门口的路灯坏了三天，晚上看不清路，请安排人来修。"
ELSEWHERE = "城北区朝阳东路小桥边上路灯坏了好几天，夜里看不清路，请派人修一修。"


async def like(gateway: Gateway, ticket: Ticket) -> list[Similar]:
    report, *_ = await reports_of(gateway, ticket)
    return await gateway.parts.database.read(similar, report.id, ticket.id)


async def test_a_confirmed_one_of_another_place_is_found_with_why(still: Gateway) -> None:
    known = await dispatched(still, ELSEWHERE)
    await dispatched(still, NOISE)

    found = await like(still, await filed(still, HERE))

    assert [one.ticket.id for one in found] == [known.id]
    assert any("路灯坏" in says for says in found[0].likeness.because)
    assert len(found[0].likeness.because) == len(found[0].likeness.because_en)


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


async def test_the_page_shows_them_while_a_person_has_to_decide(
    still: Gateway, operator: Reader
) -> None:
    known = await dispatched(still, ELSEWHERE)
    ticket = await filed(still, HERE)

    waiting = await operator.get(path(ticket))
    await still.desk.confirm(ticket.id, ticket.version, a_user("boss", Role.SUPERVISOR))
    done = await operator.get(path(ticket))

    section = waiting.text[waiting.text.index('id="similar"') :]
    assert path(known) in section
    assert "路灯坏了" in section
    assert 'id="similar"' not in done.text
