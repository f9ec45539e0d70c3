"""Each thing a person may do with a ticket, and what stands in the way."""

from __future__ import annotations

from gateway.app import Gateway
from gateway.tickets import Return, Ticket, TicketStatus
from tests.house import walk_on
from tests.values import WATER
from tests.web.browsing import Reader
from tests.web.desk_scenes import dispatched, filed, listed, now_of, path, said_of, save_only


async def test_confirms_and_goes_on_to_the_next_of_the_list(
    operator: Reader, still: Gateway
) -> None:
    both = [await filed(still), await filed(still, WATER)]
    order = listed(await operator.get("/desk"))
    first, second = sorted(both, key=lambda ticket: order.index(ticket.number))

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


async def test_a_kind_that_is_open_is_chosen_at_one_press(operator: Reader, still: Gateway) -> None:
    ticket = await filed(still, "城西区斑马线看不清")
    page = await operator.get(path(ticket))

    after = await operator.send(page, "/correct", kind="complaint")
    chosen = await now_of(still, ticket)

    assert "类型不明" in page.words
    assert 'name="kind" value="suggest" data-key="1"' in page.text
    assert "类型不明" not in after.words
    assert (chosen.kind, chosen.lead) == ("complaint", ticket.lead)
    assert "类型改为complaint" in await said_of(still, ticket)


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
    assert "改为" not in await said_of(still, ticket)


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


async def test_says_so_when_a_correction_changes_nothing(operator: Reader, still: Gateway) -> None:
    ticket = await filed(still)
    page = await operator.get(path(ticket))

    nothing = await save_only(operator, page, ticket)

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
