"""What the ticket's page shows, and to whom."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from channels.message import Person
from gateway.app import Gateway
from gateway.store import tickets
from gateway.tickets import Proposal, TicketStatus
from tests.house import walk_on
from tests.values import LAMP, NOISE, a_message
from tests.web.browsing import Page, Reader
from tests.web.desk_scenes import GAS, dispatched, filed, now_of, path, reports_of, said_of


def marked(page: Page) -> list[str]:
    """The marked words, without what only a screen reader says."""
    found = re.findall(r"<mark[^>]*>(.*?)<sup", page.text, re.DOTALL)
    return [words.strip() for words in found]


async def test_marks_the_words_that_led_to_the_suggestion(operator: Reader, still: Gateway) -> None:
    ticket = await filed(still)

    page = await operator.get(path(ticket))

    assert any("路灯" in words for words in marked(page))
    assert any("城西区" in words for words in marked(page))
    assert re.search(r'<mark[^>]*title="[^"]*分类', page.text)


async def test_asks_for_a_second_look_at_words_of_danger(operator: Reader, still: Gateway) -> None:
    over = await filed(still, "昨天城东区建国路三号楼着火已经扑灭，咨询保险怎么理赔。")
    ordinary = await filed(still)

    assert "请人工复核，见理由" in (await operator.get(path(over))).words
    assert "请人工复核" not in (await operator.get(path(ordinary))).words


async def test_leads_despair_and_threats_to_the_supervisor(
    operator: Reader, supervisor: Reader, still: Gateway
) -> None:
    threat = await filed(still, "城西区五四大街的路灯坏了一个月，再不修我们就去拉横幅")
    ordinary = await filed(still)

    his, hers = await operator.get(path(threat)), await supervisor.get(path(threat))

    assert "须由值班长确认" in his.words
    assert "文中有扬言、威胁，须值班长确认" in his.words
    assert 'id="confirm-button"' in hers.text
    assert "须由值班长确认" not in (await operator.get(path(ordinary))).words


async def test_shows_html_in_a_report_as_the_letters_it_is(
    operator: Reader, still: Gateway
) -> None:
    nasty = "<script>alert('x')</script><img src=x onerror=alert(1)> \"路灯\" & 'x' 坏了"
    ticket = await filed(
        still,
        nasty,
        title="<b>题</b>",
        person=Person(name="<i>马</i>", phone="13800001111"),
        address="<u>五四大街</u>",
    )

    for where in (path(ticket), "/desk", path(ticket) + "?lang=en"):
        page = await operator.get(where)

        assert page.status == 200
        for tag in ("<script>", "<img src=x", "<b>", "<i>", "<u>"):
            assert tag not in page.text
    assert "&lt;script&gt;" in (await operator.get(path(ticket))).text


async def test_covers_numbers_of_people_until_somebody_asks_and_notes_who(
    operator: Reader, still: Gateway
) -> None:
    ticket = await filed(
        still,
        "五四大街路灯坏了，请打我电话13897001234联系。",
        person=Person(name="马秀英", phone="13897005678"),
    )

    before = await operator.get(path(ticket))
    after = await operator.send(before, "/contact")
    again = await operator.get(path(ticket))

    for secret in ("13897001234", "13897005678", "马秀英"):
        assert secret not in before.text
        assert secret in after.text
        assert secret not in again.text
    assert "138****5678" in before.words
    assert "noted user:xiaoma 查看了诉求" in await said_of(still, ticket)


async def test_leaves_what_is_reserved_to_the_supervisor(
    operator: Reader, supervisor: Reader, still: Gateway
) -> None:
    ticket = await filed(still, GAS)

    his = await operator.get(path(ticket))
    hers = await supervisor.get(path(ticket))
    form = hers.form("/confirm").fields | {"csrf": his.form("/alarm").fields["csrf"]}
    forced = await operator.post(path(ticket, "/confirm"), form)
    done = await supervisor.send(hers, "/confirm")

    assert 'id="confirm-button"' not in his.text
    assert "须由值班长确认" in his.words
    assert "涉及危险" in his.words
    assert forced.status == 403
    assert "这张工单须由值班长确认" in forced.words
    assert done.status == 200
    assert (await now_of(still, ticket)).status is TicketStatus.CONFIRMED


async def test_says_why_a_rule_reserves_a_ticket(operator: Reader, still: Gateway) -> None:
    ticket = await filed(still)
    assert ticket.proposal is not None
    reserved = replace(
        ticket, proposal=replace(ticket.proposal, mode="supervisor", because=("涉及多个单位",))
    )
    await still.parts.database.write(tickets.save, reserved)

    page = await operator.get(path(ticket))

    assert "派单规则要求" in page.words
    assert "涉及多个单位" in page.words


async def test_shows_how_long_there_is_in_words(operator: Reader, still: Gateway) -> None:
    ticket = await filed(still, NOISE)
    now = still.parts.clock()
    for left, words in (
        (timedelta(days=2, hours=3), "还剩 2 天 3 小时"),
        (timedelta(minutes=41), "还剩 40 分钟"),
        (-timedelta(hours=5, minutes=1), "已超期 5 小时"),
    ):
        fresh = await now_of(still, ticket)
        await still.parts.database.write(tickets.save, replace(fresh, due_at=now + left))

        page = await operator.get(path(ticket))
        listed = await operator.get("/desk")

        assert words[:6] in page.words
        assert words[:6] in listed.words


async def test_counts_chases_and_shows_what_was_said_later(
    operator: Reader, still: Gateway
) -> None:
    ticket = await filed(still, sender="citizen-9")
    receipt = re.search(r'id="r-(XN\d{10})"', (await operator.get(path(ticket))).text)
    assert receipt is not None
    later = a_message(f"{receipt[1]} 现在连旁边的灯也坏了。", sender="citizen-9")
    await still.intake.deliver(later)
    await walk_on(still)
    page = await operator.get(path(ticket))

    assert "催办 1 次" in page.words
    assert "现在连旁边的灯也坏了" in page.words


async def test_disables_confirming_while_there_is_no_unit(operator: Reader, still: Gateway) -> None:
    ticket = await filed(still)
    await still.parts.database.write(tickets.save, replace(ticket, lead="", proposal=Proposal("")))

    page = await operator.get(path(ticket))
    forced = await operator.send(page, "/confirm")

    assert re.search(r'id="confirm-button"[^>]* disabled', page.text)
    assert forced.status == 422
    assert "请选择主办单位" in forced.words


async def test_shows_what_a_rule_person_and_unit_did(operator: Reader, still: Gateway) -> None:
    ticket = await dispatched(still)
    await still.units.sign(ticket.id, None, ticket.lead, f"unit:{ticket.lead}")

    page = await operator.get(path(ticket))

    unit = still.parts.town.city.units[ticket.lead].name
    for words in ("确认派单 early", f"签收 {unit}", "建议派单 派单规则", "理解内容 自动理解"):
        assert words in page.words


async def test_leads_round_the_list_but_never_to_itself(operator: Reader, still: Gateway) -> None:
    alone = await filed(still)
    before = await operator.get(path(alone))
    other = await filed(still, NOISE)

    from_one, from_other = await operator.get(path(alone)), await operator.get(path(other))

    assert 'id="next"' not in before.text
    assert f'id="next" href="{path(other)}' in from_one.text
    assert f'id="next" href="{path(alone)}' in from_other.text


async def test_a_tone_of_despair_or_threat_is_shown_and_sends_it_to_a_person(
    still: Gateway, operator: Reader
) -> None:
    threat = await filed(still, "再不给我们退钱，我们就联合其他业主去堵路")
    calm = await filed(still, LAMP)

    said = await reports_of(still, threat)
    page = await operator.get(path(threat))

    assert said[0].suggestion is not None
    assert said[0].suggestion.tone is not None
    assert (said[0].suggestion.tone.code, said[0].suggestion.review) == ("threat", True)
    assert "含扬言威胁，请人看" in page.words
    assert "请人看" not in (await operator.get(path(calm))).words
