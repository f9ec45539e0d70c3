"""What a unit does with its tickets: signs, answers and returns them, and loses nothing written."""

from __future__ import annotations

import pytest

from gateway.app import Gateway
from gateway.store import history
from gateway.tickets import Result, Return, StepNotAllowed, Ticket, TicketStatus
from tests.handoff.tickets import LEAD, OTHER, now
from tests.house import walk_on
from tests.values import WATER, a_message, a_supervisor
from tests.web.browsing import Reader
from tests.web.units.scenes import ANSWER, filled, place, with_its_unit


async def test_signs_answers_and_keeps_its_own_word_apart(
    still: Gateway, lead: Reader, ticket: Ticket
) -> None:
    signed = await filled(lead, ticket, "/sign")
    between = await now(still, ticket.id)
    answered = await filled(
        lead, ticket, "/answer", answer=ANSWER, internal="零件已记账", solved="yes"
    )
    await walk_on(still)

    assert (signed.status, between.status) == (200, TicketStatus.SIGNED)
    assert "已签收" in signed.words
    assert (answered.status, "答复已提交" in answered.words) == (200, True)
    after = await now(still, ticket.id)
    assert after.result == Result(ANSWER, "零件已记账", LEAD, claims_solved=True)
    assert after.status is TicketStatus.SURVEYING
    steps = await still.parts.database.read(history.of_ticket, ticket.id)
    assert [(step.event.value, step.because) for step in steps if step.by == f"unit:{LEAD}"] == [
        ("signed", ("经办人：wang",)),
        ("answered", ("经办人：wang",)),
    ]
    assert ANSWER in (await lead.get(place(ticket))).words
    assert ticket.number in (await lead.get("/units?tab=answered")).text


@pytest.mark.parametrize(("solved", "claim"), [("yes", True), ("no", False), ("", None)])
async def test_claims_nothing_that_was_not_said(
    still: Gateway, lead: Reader, ticket: Ticket, solved: str, claim: bool | None
) -> None:
    await filled(lead, ticket, "/answer", answer=ANSWER, solved=solved)

    result = (await now(still, ticket.id)).result
    assert result is not None
    assert result.claims_solved is claim


async def test_returns_with_a_kind_of_reason_and_a_unit_by_name(
    still: Gateway, lead: Reader, ticket: Ticket
) -> None:
    page = await filled(
        lead,
        ticket,
        "/return",
        reason_code="unclear-ownership",
        reason="路灯产权属建设局。",
        proposed_unit="西宁市城乡建设局",
    )

    returning = (await now(still, ticket.id)).returning
    assert "退单申请已提交" in page.words
    assert returning is not None
    assert (returning.reason, returning.proposed) == ("权属不清：路灯产权属建设局。", OTHER)
    assert ticket.number in (await lead.get("/units?tab=returned")).text


async def test_reads_why_the_hotline_did_not_agree_to_a_return(
    still: Gateway, lead: Reader, ticket: Ticket
) -> None:
    await filled(lead, ticket, "/return", reason_code="wrong-area", reason="不在辖区。")
    returned = await now(still, ticket.id)
    await still.desk.decide_return(
        ticket.id, returned.version, a_supervisor(), accepted=False, reason="地图显示在辖区内"
    )

    page = await lead.get(place(ticket))

    assert "不同意退单：地图显示在辖区内" in page.words
    assert page.form("/answer")


@pytest.mark.parametrize(
    ("deed", "fields", "field", "words"),
    [
        ("/answer", {"answer": " \r\n "}, "answer", "请写给市民的答复"),
        ("/answer", {"answer": "好" * 5001}, "answer", "最多 5000 个字"),
        ("/answer", {"answer": "好", "internal": "\0"}, "internal", "有无法保存的字符"),
        ("/return", {"reason": "不归我们"}, "reason_code", "请选择退单原因"),
        ("/return", {"reason_code": "wrong-area"}, "reason", "请写明退单理由"),
        (
            "/return",
            {"reason_code": "wrong-area", "reason": "不归我们", "proposed_unit": "西宁城建局"},
            "proposed_unit",
            "您要找的是：西宁市城乡建设局？",
        ),
        (
            "/return",
            {"reason_code": "wrong-area", "reason": "不归我们", "proposed_unit": LEAD},
            "proposed_unit",
            "不能是本单位",
        ),
    ],
)
async def test_says_at_the_field_what_is_wrong_and_keeps_the_rest(
    still: Gateway,
    lead: Reader,
    ticket: Ticket,
    deed: str,
    fields: dict[str, str],
    field: str,
    words: str,
) -> None:
    page = await filled(lead, ticket, deed, **fields)

    assert page.status == 422
    assert words in page.words
    assert f'id="{field}-wrong"' in page.text
    assert f'href="#{field}"' in page.text
    for kept in fields.values():
        assert kept.strip() in page.text
    assert (await now(still, ticket.id)).version == ticket.version


async def test_tells_the_second_of_two_and_keeps_what_he_wrote(
    still: Gateway, lead: Reader, ticket: Ticket
) -> None:
    form = (await lead.get(place(ticket))).form("/answer")
    await still.units.sign(ticket.id, None, LEAD, f"unit:{LEAD}")
    said = {"answer": "我的答复写了很久", "solved": "no"}

    second = await lead.post(place(ticket, "/answer"), {**form.fields, **said})
    again = await lead.send(second, "/answer", solved="no")

    assert second.status == 409
    assert "刚被其他人修改过" in second.words
    assert "我的答复写了很久" in second.text
    assert again.status == 200
    result = (await now(still, ticket.id)).result
    assert result is not None
    assert result.for_citizen == "我的答复写了很久"


async def test_keeps_what_was_written_when_the_ticket_is_gone(
    still: Gateway, lead: Reader, ticket: Ticket
) -> None:
    form = (await lead.get(place(ticket))).form("/answer")
    await still.units.answer(ticket.id, None, LEAD, f"unit:{LEAD}", Result("先答复了"))
    late = await lead.post(place(ticket, "/answer"), {**form.fields, "answer": "也写了很久"})
    taken = await with_its_unit(still, a_message(WATER, sender="citizen-2"))
    form = (await lead.get(place(taken))).form("/answer")
    await filled(lead, taken, "/return", reason_code="wrong-area", reason="不在辖区。")
    returned = await now(still, taken.id)
    await still.desk.decide_return(
        taken.id, returned.version, a_supervisor(), accepted=True, reason="同意"
    )

    gone = await lead.post(place(taken, "/answer"), {**form.fields, "answer": "白写了吗"})

    assert (late.status, "也写了很久" in late.words) == (409, True)
    assert (gone.status, "白写了吗" in gone.words) == (409, True)
    assert (await now(still, taken.id)).status is TicketStatus.PROPOSED


async def test_takes_nothing_from_a_unit_while_staff_have_the_ticket(
    still: Gateway, ticket: Ticket
) -> None:
    by = f"unit:{LEAD}"
    return_ = Return(LEAD, "不归我")
    returned = await still.units.give_back(ticket.id, None, LEAD, by, return_)
    with pytest.raises(StepNotAllowed):
        await still.units.sign(ticket.id, None, LEAD, by)
    await still.desk.decide_return(
        ticket.id, returned.version, a_supervisor(), accepted=True, reason="同意"
    )

    with pytest.raises(StepNotAllowed):
        await still.units.answer(ticket.id, None, LEAD, by, Result(ANSWER))

    assert (await now(still, ticket.id)).status is TicketStatus.PROPOSED
