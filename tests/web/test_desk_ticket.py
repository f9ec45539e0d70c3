"""The ticket's page: words and reasons, and each thing a person may do with it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from channels.message import Person
from gateway.app import Gateway
from gateway.store import tickets
from gateway.tickets import Proposal, Return, Ticket, TicketStatus
from tests.house import walk_on
from tests.values import NOISE, WATER, a_message
from tests.web.browsing import Page, Reader
from tests.web.desk_scenes import GAS, dispatched, filed, now_of, said_of


def path(ticket: Ticket, deed: str = "") -> str:
    return f"/desk/tickets/{ticket.number}{deed}"


def marked(page: Page) -> list[str]:
    """The marked words, without what only a screen reader says."""
    found = re.findall(r"<mark[^>]*>(.*?)<sup", page.text, re.DOTALL)
    return [words.strip() for words in found]


async def save_only(reader: Reader, page: Page, ticket: Ticket, **changes: str) -> Page:
    """The second button of the form of corrections."""
    form = page.form("/confirm", "urgency")
    return await reader.post(path(ticket, "/correct"), {**form.fields, **changes})


async def test_marks_the_words_that_led_to_the_suggestion(operator: Reader, still: Gateway) -> None:
    ticket = await filed(still)

    page = await operator.get(path(ticket))

    assert any("路灯" in words for words in marked(page))
    assert any("城西区" in words for words in marked(page))
    assert re.search(r'<mark[^>]*title="[^"]*分类', page.text)


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


async def test_confirms_and_goes_on_to_the_next_of_the_list(
    operator: Reader, still: Gateway
) -> None:
    first = await filed(still)
    second = await filed(still, WATER)
    order = [each for each in (await operator.get("/desk")).text.split('href="') if "GD" in each]
    first, second = sorted(
        (first, second), key=lambda ticket: [ticket.number in each for each in order].index(True)
    )

    page = await operator.get(path(first) + "?tab=proposed")
    onwards = await operator.send(page, "/confirm")
    await walk_on(still)
    at_the_end = await operator.send(onwards, "/confirm")

    assert onwards.path.startswith(path(second))
    assert "已确认派单" in onwards.words
    assert (await now_of(still, first)).status is TicketStatus.DISPATCHED
    assert at_the_end.path.startswith("/desk?")
    assert (await now_of(still, second)).status is TicketStatus.CONFIRMED


async def test_tells_the_second_person_who_was_first_and_keeps_what_he_typed(
    operator: Reader, supervisor: Reader, still: Gateway
) -> None:
    ticket = await filed(still)
    his = await operator.get(path(ticket))
    hers = await supervisor.get(path(ticket))
    await supervisor.send(hers, "/confirm", "urgency", urgency="U1", reason="有老人摔倒")

    late = await operator.send(his, "/answer", words="我们已经通知维修，三天内修好。")

    assert late.status == 409
    assert "laozhao" in late.words
    assert "确认派单" in late.words
    assert "紧急程度改为U1" in late.words
    assert "我们已经通知维修，三天内修好。" in late.words
    assert (await now_of(still, ticket)).urgency == "U1"
    assert (await now_of(still, ticket)).result is None


async def test_does_not_overwrite_a_correction_that_was_not_seen(
    operator: Reader, supervisor: Reader, still: Gateway
) -> None:
    ticket = await filed(still)
    his = await operator.get(path(ticket))
    hers = await supervisor.get(path(ticket))
    await save_only(supervisor, hers, ticket, urgency="U1")

    late = await save_only(operator, his, ticket, urgency="U4", reason="不急")
    then = await save_only(operator, late, ticket)

    assert late.status == 409
    assert '<option value="U4" selected>' in late.text
    assert "不急" in late.text
    assert then.status == 200
    assert (await now_of(still, ticket)).urgency == "U4"


async def test_corrects_and_dispatches_in_one_go(operator: Reader, still: Gateway) -> None:
    ticket = await filed(still)
    city = still.parts.town.city
    page = await operator.get(path(ticket))

    await operator.send(
        page,
        "/confirm",
        "urgency",
        category="0201",
        lead=city.units["xn-hb"].name,
        assist=[city.units["xn-cg"].name, "xn-ga", ""],
        kind="complaint",
        area="630104",
        due_at="2026-12-24T18:00",
    )
    await walk_on(still)

    after = await now_of(still, ticket)
    assert after.status is TicketStatus.DISPATCHED
    assert (after.category, after.lead) == ("0201", "xn-hb")
    assert after.assists == ("xn-cg", "xn-ga")
    assert (after.kind, after.place.area) == ("complaint", "630104")
    assert after.due_at is not None
    assert after.due_at.isoformat() == "2026-12-24T10:00:00+00:00"
    assert after.due_set_by == "user:xiaoma"


async def test_changes_nothing_that_was_not_touched(operator: Reader, still: Gateway) -> None:
    ticket = await filed(still)
    page = await operator.get(path(ticket))

    await operator.send(page, "/confirm", "urgency", reason="核对无误")

    after = await now_of(still, ticket)
    untouched = ("category", "kind", "urgency", "lead", "assists", "place", "due_set_by")
    assert [getattr(after, name) for name in untouched] == [
        getattr(ticket, name) for name in untouched
    ]
    assert "核对无误" in await said_of(still, ticket)


async def test_says_at_the_field_what_cannot_be_and_keeps_the_rest(
    operator: Reader, still: Gateway
) -> None:
    ticket = await filed(still)
    page = await operator.get(path(ticket))
    wrong = {
        "category": "没有这一类",
        "lead": "不存在的单位",
        "assist": "也不存在",
        "urgency": "U9",
        "area": "999999",
        "due_at": "昨天",
    }

    for field, value in wrong.items():
        changes = {field: value, "reason": "留着我"}
        answer = await operator.send(page, "/confirm", "urgency", **changes)

        assert answer.status == 422, field
        assert "留着我" in answer.text
        assert 'role="alert"' in answer.text
        assert f'id="wrong-correct-{field}"' in answer.text
        assert value in answer.text or field in ("urgency", "area")
    assert (await now_of(still, ticket)).version == ticket.version


async def test_refuses_a_deadline_that_is_over(operator: Reader, still: Gateway) -> None:
    ticket = await filed(still)
    page = await operator.get(path(ticket))

    answer = await operator.send(page, "/correct", due_at="2020-01-01T00:00")

    assert answer.status == 422
    assert "办理时限要晚于现在" in answer.words


async def test_takes_an_alternative_with_one_press(operator: Reader, still: Gateway) -> None:
    ticket = await filed(still)
    assert ticket.proposal is not None
    another = next(unit for unit in ticket.proposal.alternatives if unit != ticket.lead)
    page = await operator.get(path(ticket))

    assert f'name="lead" value="{another}"' in page.text
    form = page.form("/correct")
    await operator.post(form.action, {**_plain(form.fields), "lead": another})

    after = await now_of(still, ticket)
    assert after.lead == another
    assert after.status is TicketStatus.PROPOSED


def _plain(fields: dict[str, list[str]]) -> dict[str, str | list[str]]:
    return {name: fields[name] for name in ("csrf", "version", "seen")}


async def test_answers_citizens_directly(operator: Reader, still: Gateway) -> None:
    ticket = await filed(still)
    page = await operator.get(path(ticket))

    empty = await operator.send(page, "/answer", words="  ")
    await operator.send(page, "/answer", words="维修队今晚到场。")

    assert empty.status == 422
    after = await now_of(still, ticket)
    assert after.status is TicketStatus.ANSWERED
    assert after.result is not None
    assert after.result.for_citizen == "维修队今晚到场。"


async def test_refuses_a_report_only_with_a_reason(operator: Reader, still: Gateway) -> None:
    ticket = await filed(still)
    page = await operator.get(path(ticket))

    empty = await operator.send(page, "/refuse", words="")
    await operator.send(page, "/refuse", words="属于法院受理范围，请向法院提起诉讼。")

    assert empty.status == 422
    assert (await now_of(still, ticket)).status is TicketStatus.NOT_ACCEPTED


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


async def test_decides_a_return_for_the_proposed_unit(operator: Reader, still: Gateway) -> None:
    ticket = await _returned(still)
    page = await operator.get(path(ticket))

    wordless = await operator.send(page, "/return", accepted="true")
    await operator.send(page, "/return", accepted="true", reason="确属住建职责")

    assert "路灯归区里管" in page.words
    assert wordless.status == 422
    after = await now_of(still, ticket)
    assert (after.status, after.lead) == (TicketStatus.PROPOSED, "xn-zj")


async def test_sends_a_refused_return_back_to_its_unit(operator: Reader, still: Gateway) -> None:
    ticket = await _returned(still)
    page = await operator.get(path(ticket))

    await operator.send(page, "/return", accepted="false", reason="按清单仍由你单位办理")

    after = await now_of(still, ticket)
    assert (after.status, after.lead) == (TicketStatus.SIGNED, ticket.lead)


async def _returned(gateway: Gateway) -> Ticket:
    ticket = await dispatched(gateway)
    back = Return(ticket.lead, "路灯归区里管，不属于我单位职责。", "xn-zj")
    await gateway.units.give_back(ticket.id, None, ticket.lead, f"unit:{ticket.lead}", back)
    return await now_of(gateway, ticket)


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


async def test_says_so_when_a_correction_changes_nothing(operator: Reader, still: Gateway) -> None:
    ticket = await filed(still)
    page = await operator.get(path(ticket))

    nothing = await operator.send(page, "/correct", reason="")

    assert nothing.status == 422
    assert "没有任何修改" in nothing.words


async def test_asks_the_rules_again_once_the_category_was_corrected(
    operator: Reader, still: Gateway
) -> None:
    ticket = await filed(still)
    page = await operator.get(path(ticket))

    corrected = await save_only(operator, page, ticket, category="0105")
    offered = corrected.form("/correct", "lead").fields["lead"][0]
    after = await operator.send(corrected, "/correct", "lead")

    assert "派单规则建议由" not in page.words
    assert "派单规则建议由" in corrected.words
    assert "派单规则建议由" not in after.words
    assert offered != ticket.lead
    assert (await now_of(still, ticket)).lead == offered
    assert (await now_of(still, ticket)).status is TicketStatus.PROPOSED
