"""The queue: what waits, in which order, and how one finds one's way in it."""

from __future__ import annotations

import re
from datetime import timedelta

from gateway.app import Gateway
from gateway.store import tickets
from gateway.tickets import Proposal, TicketStatus
from tests.house import walk_on
from tests.values import NOON, a_ticket
from tests.web.browsing import Page, Reader
from tests.web.desk_scenes import GAS, dispatched, filed, listed, now_of, reports_of, said_of


def counted(page: Page, tab: str) -> int:
    found = re.search(rf'id="tab-{tab}".*?class="count[^"]*">(\d+)<', page.text)
    assert found is not None
    return int(found[1])


async def test_lists_the_most_urgent_and_then_the_nearest_deadline_first(
    operator: Reader, still: Gateway
) -> None:
    days = {name: NOON + timedelta(days=day) for name, day in (("soon", 1), ("late", 5))}
    wanted = [
        a_ticket(urgency="U0", due_at=days["late"]),
        a_ticket(urgency="U1"),
        a_ticket(urgency="U3", due_at=days["soon"]),
        a_ticket(urgency="U3", due_at=days["late"]),
        a_ticket(urgency="U3"),
        a_ticket(urgency="U4", due_at=days["soon"]),
    ]
    for ticket in reversed(wanted):
        await still.parts.database.write(tickets.add, ticket)

    page = await operator.get("/desk")

    assert listed(page) == [ticket.number for ticket in wanted]
    assert counted(page, "proposed") == 6


async def test_shows_every_ticket_of_many_pages_once(operator: Reader, still: Gateway) -> None:
    wanted = {
        a_ticket(
            urgency=f"U{index % 5}",
            due_at=None if index % 3 else NOON + timedelta(hours=index // 7),
        )
        for index in range(130)
    }
    for ticket in wanted:
        await still.parts.database.write(tickets.add, ticket)
    page = await operator.get("/desk")
    seen, pages = listed(page), 1

    while following := re.search(r'id="page-next"[^>]* href="([^"]+)"', page.text):
        page = await operator.get(following[1].replace("&amp;", "&"))
        seen += listed(page)
        pages += 1

    assert pages == 3
    assert len(seen) == len(set(seen)) == 130
    assert set(seen) == {ticket.number for ticket in wanted}


async def test_keeps_what_waits_apart_from_what_is_with_units(
    operator: Reader, still: Gateway
) -> None:
    waiting = await filed(still)
    away = await dispatched(still, "城中区南大街的下水道堵了，污水流到路上。")

    to_confirm = await operator.get("/desk?tab=proposed")
    with_units = await operator.get("/desk?tab=working")

    assert listed(to_confirm) == [waiting.number]
    assert listed(with_units) == [away.number]
    assert counted(to_confirm, "working") == 1
    assert counted(to_confirm, "closed") == 0


async def test_filters_by_area_category_and_own_hand(
    operator: Reader, supervisor: Reader, still: Gateway
) -> None:
    north = await filed(still, "城北区朝阳街道的路灯坏了，晚上很黑。")
    west = await filed(still, "城西区胜利路街道的垃圾三天没人清运。")
    page = await operator.get(f"/desk/tickets/{west.number}")
    form = page.form("/confirm", "urgency")
    await operator.post(f"/desk/tickets/{west.number}/correct", {**form.fields, "urgency": "U1"})

    assert (north.place.area or "")[:6] == "630105"
    assert listed(await operator.get("/desk?area=630105")) == [north.number]
    assert listed(await operator.get(f"/desk?category={west.category}")) == [west.number]
    assert listed(await operator.get("/desk?category=99")) == []
    assert listed(await operator.get("/desk?mine=1")) == [west.number]
    assert listed(await supervisor.get("/desk?tab=proposed&mine=1")) == []


async def test_takes_no_notice_of_nonsense_in_the_address(operator: Reader, still: Gateway) -> None:
    ticket = await filed(still)

    page = await operator.get("/desk?tab=x&area=%25&category='--&mine=2&after=U9.1.2&done=x.GD1")

    assert page.status == 200
    assert listed(page) == [ticket.number]


async def test_shows_supervisors_first_what_only_they_may_confirm(
    operator: Reader, supervisor: Reader, still: Gateway
) -> None:
    plain = a_ticket(proposal=Proposal("xn-cg"))
    reserved = a_ticket(proposal=Proposal("xn-cg", mode="supervisor"))
    for ticket in (plain, reserved):
        await still.parts.database.write(tickets.add, ticket)

    hers = await supervisor.get("/desk")
    his = await operator.get("/desk")

    assert listed(hers) == [reserved.number]
    assert counted(hers, "leader") == 1
    assert set(listed(his)) == {plain.number, reserved.number}
    assert "tab-leader" not in his.text
    assert "须值班长确认" in his.words


async def test_shows_danger_on_every_page_until_somebody_has_looked(
    operator: Reader, still: Gateway
) -> None:
    ticket = await filed(still, GAS)
    other = await filed(still)

    for path in ("/desk?tab=closed", f"/desk/tickets/{other.number}", "/desk/aside"):
        page = await operator.get(path)
        assert 'id="alarms"' in page.text
        assert f"/desk/tickets/{ticket.number}" in page.text
    assert re.search("U0 立即移交 · 把握 9.%", (await operator.get("/desk?tab=closed")).words)
    page = await operator.get("/desk?tab=returned")
    after = await operator.send(page, "/alarm")

    assert after.path == "/desk?tab=returned"
    assert 'id="alarms"' not in after.text
    assert (await now_of(still, ticket)).alarm_seen_by == "xiaoma"
    assert "alarm_seen user:xiaoma" in await said_of(still, ticket)


async def test_does_not_lead_away_after_an_alarm(operator: Reader, still: Gateway) -> None:
    ticket = await filed(still, GAS)

    page = await operator.get("/desk")
    for back in ("https://example.org/", "//example.org", "/desk.example.org", "/deskx"):
        after = await operator.send(page, "/alarm", back=back)

        assert after.path == f"/desk/tickets/{ticket.number}"


async def test_finds_a_ticket_by_its_number_however_it_is_typed(
    operator: Reader, still: Gateway
) -> None:
    ticket = await filed(still)
    (report,) = await reports_of(still, ticket)
    digits = ticket.number[2:]
    said = (
        ticket.number,
        ticket.number.lower(),
        f"GD {digits[:3]} {digits[3:6]} {digits[6:]}",
        digits,
        report.number,
        report.number[2:],
    )

    for number in said:
        page = await operator.get(f"/desk/find?number={number}")

        assert page.path == f"/desk/tickets/{ticket.number}"


async def test_says_when_there_is_no_such_number(operator: Reader) -> None:
    for number in ("GD1234567890", "", "<b>x</b>", "0" * 200):
        page = await operator.get(f"/desk/find?number={number}")

        assert page.status == 404
        assert "没有这个编号" in page.words
        assert "<b>x</b>" not in page.text


async def test_gives_scripts_only_the_part_that_changes(operator: Reader, still: Gateway) -> None:
    ticket = await filed(still)

    part = await operator.get("/desk", headers={"X-Part": "live"})

    assert listed(part) == [ticket.number]
    assert "<html" not in part.text


async def test_shows_what_could_not_be_delivered_only_while_there_is_any(
    operator: Reader, still: Gateway
) -> None:
    page = await operator.get("/desk")
    opened = await operator.get("/desk?tab=undelivered")

    assert "tab-undelivered" not in page.text
    assert "这里现在没有工单" in opened.words


async def test_shows_the_newest_first_once_the_answer_is_out(
    operator: Reader, still: Gateway
) -> None:
    answered = []
    for text in ("城西区五四大街路灯坏了。", "城西区黄河路路灯坏了。"):
        ticket = await filed(still, text)
        page = await operator.get(f"/desk/tickets/{ticket.number}")
        await operator.send(page, "/answer", words="已通知维修。")
        await walk_on(still)
        answered.append(await now_of(still, ticket))

    page = await operator.get("/desk?tab=surveying")

    assert all(ticket.status is TicketStatus.SURVEYING for ticket in answered)
    assert listed(page) == [ticket.number for ticket in reversed(answered)]
    assert "按时答复" in page.words
