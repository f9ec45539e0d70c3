"""The embedded unit desk: what a unit sees, what it may do, and what stays hidden from it."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from PIL import Image

from channels.message import InboundMessage, Person
from gateway.app import Gateway
from gateway.people import Role
from gateway.stages.surveying import Word
from gateway.store import history, reports
from gateway.tickets import Result, Return, StepNotAllowed, Ticket, TicketStatus
from tests.handoff.tickets import ASSIST, LEAD, OTHER, confirmed, confirmed_still, now
from tests.house import walk_on
from tests.values import LAMP, WATER, Clock, a_message, a_photo, a_supervisor
from tests.web.browsing import Page, Reader
from tests.web.conftest import Enter

ANSWER = "已更换灯头，当晚亮灯。"


@pytest.fixture
async def lead(enter: Enter) -> Reader:
    return await enter("wang", Role.UNIT, unit=LEAD)


@pytest.fixture
async def assist(enter: Enter) -> Reader:
    return await enter("li", Role.UNIT, unit=ASSIST)


@pytest.fixture
async def other(enter: Enter) -> Reader:
    return await enter("zhao", Role.UNIT, unit=OTHER)


@pytest.fixture
async def ticket(still: Gateway) -> Ticket:
    """With LEAD in the lead and ASSIST beside it."""
    return await with_its_unit(still, a_message(phone="13997123456", address="五四大街12号"))


async def with_its_unit(gateway: Gateway, message: InboundMessage) -> Ticket:
    ticket = await confirmed_still(gateway, message)
    await walk_on(gateway)
    return await now(gateway, ticket.id)


def place(ticket: Ticket, deed: str = "") -> str:
    return f"/units/tickets/{ticket.number}{deed}"


async def filled(reader: Reader, ticket: Ticket, deed: str, **fields: str) -> Page:
    """The form of the page as it stands now, sent with these fields."""
    form = (await reader.get(place(ticket))).form(deed)
    kept = {name: form.fields[name] for name in ("csrf", "version")}
    return await reader.post(place(ticket, deed), {**kept, **fields})


async def test_lists_what_the_unit_leads_and_assists_by_deadline(
    still: Gateway, lead: Reader, assist: Reader, other: Reader, ticket: Ticket
) -> None:
    urgent = await with_its_unit(still, a_message(WATER, sender="citizen-2"))
    assert urgent.due_at is not None
    assert ticket.due_at is not None
    assert urgent.due_at < ticket.due_at

    pages = [await reader.get("/units") for reader in (lead, assist, other)]

    for page, role in zip(pages[:2], ("主办", "协办"), strict=True):
        assert page.text.index(urgent.number) < page.text.index(ticket.number)
        assert page.words.count(role) == 2
        assert "还剩" in page.words
    assert "这里没有工单" in pages[2].words


async def test_shows_the_words_the_place_the_contact_and_the_other_units(
    lead: Reader, ticket: Ticket
) -> None:
    page = await lead.get(place(ticket))

    for words in (LAMP, "五四大街12号", "13997123456", "国网西宁供电公司", "还剩"):
        assert words in page.words
    assert page.headers["Cache-Control"] == "no-store"


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


async def test_lets_an_assisting_unit_look_but_not_act(
    still: Gateway, lead: Reader, assist: Reader, ticket: Ticket
) -> None:
    page = await assist.get(place(ticket))
    token = (await lead.get(place(ticket))).form("/answer").fields["version"][0]
    csrf = (await assist.get("/units")).form("/logout").fields["csrf"][0]
    said = {"answer": "好", "reason_code": "wrong-area", "reason": "不归我"}

    answers = [
        await assist.post(place(ticket, deed), {"csrf": csrf, "version": token, **said})
        for deed in ("/sign", "/answer", "/return")
    ]

    assert LAMP in page.words
    assert "本单位协办" in page.words
    assert "/sign" not in page.text
    assert [answer.status for answer in answers] == [403] * 3
    assert (await now(still, ticket.id)).version == ticket.version


async def test_knows_nothing_of_the_tickets_of_others(
    still: Gateway, lead: Reader, other: Reader, ticket: Ticket
) -> None:
    waiting = await confirmed_still(still, a_message(WATER, sender="citizen-2"))
    version = (await lead.get(place(ticket))).form("/answer").fields["version"][0]
    csrf = (await other.get("/units")).form("/logout").fields["csrf"][0]

    pages = [
        await other.get(place(ticket)),
        await lead.get(place(waiting)),
        await lead.get("/units/tickets/GD0000000000"),
        await other.post(place(ticket, "/sign"), {"csrf": csrf, "version": version}),
    ]

    assert [page.status for page in pages] == [404] * 4
    assert (await now(still, ticket.id)).status is TicketStatus.DISPATCHED


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


async def test_forgets_a_ticket_that_went_to_another_unit(
    still: Gateway, lead: Reader, other: Reader, ticket: Ticket
) -> None:
    await filled(
        lead, ticket, "/return", reason_code="wrong-area", reason="不归我", proposed_unit=OTHER
    )
    returned = await now(still, ticket.id)
    back = await still.desk.decide_return(
        ticket.id, returned.version, a_supervisor(), accepted=True, reason="同意"
    )
    between = await lead.get(place(ticket))
    await confirmed(still, back, OTHER)
    await walk_on(still)

    assert between.status == 404
    assert (await lead.get(place(ticket))).status == 404
    assert (await other.get(place(ticket))).status == 200


async def test_never_shows_who_asked_for_secrecy(still: Gateway, lead: Reader) -> None:
    words = "我家楼下的烧烤摊每天冒烟，我叫马小云，电话13997123456，请保密。"
    message = a_message(words, person=Person("马小云", "13997123456", confidential=True))
    ticket = await with_its_unit(still, message)

    pages = [await lead.get(place(ticket)), await lead.get("/units")]

    for page in pages:
        assert "烧烤摊每天冒烟" in page.words
        assert "13997123456" not in page.text
    assert "马小云" not in pages[0].text
    assert "身份保密" in pages[0].words


async def test_never_shows_the_way_to_the_citizens_vote(
    still: Gateway, lead: Reader, ticket: Ticket
) -> None:
    [report] = await still.parts.database.read(reports.of_ticket, ticket.id)
    before = await lead.get(place(ticket))
    await filled(lead, ticket, "/answer", answer=ANSWER)
    await walk_on(still)
    after = await lead.get(place(ticket))

    for page in (before, after):
        assert still.parts.secrecy.link(report.number) not in page.text
        assert "/r/" not in page.text
        assert report.number not in page.text
    assert "已答复" in after.words


async def test_serves_the_photos_of_its_own_tickets_and_no_others(
    still: Gateway, lead: Reader, other: Reader
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (20, 20), "navy").save(picture, "PNG")
    navy = picture.getvalue()
    photo = a_photo(navy, "../../lamp.png")
    picture = io.BytesIO()
    ticket = await with_its_unit(still, a_message(attachments=(photo,)))
    Image.new("RGB", (20, 20), "red").save(picture, "PNG")
    foreign = a_message(WATER, sender="citizen-2", attachments=(a_photo(picture.getvalue()),))
    second = await with_its_unit(still, foreign)
    page = await lead.get(place(ticket))
    strange = (await lead.get(place(second))).text.split('<img src="/units/files')[1].split('"')[0]
    source = page.text.split('<img src="/units/files')[1].split('"')[0]
    path = f"/units/files{source}"

    async with lead.client.get(path) as answer:
        content = await answer.read()
        media_type = answer.headers["Content-Type"]
    refused = [
        await other.get(path),
        await lead.get(path.replace(ticket.number, second.number)),
        await lead.get(f"/units/files{strange}".replace(second.number, ticket.number)),
        await lead.get(path[:-1] + "x"),
        await lead.get(f"/units/files/{ticket.number}/..%2f..%2fsecret"),
    ]

    assert (content, media_type) == (navy, "image/png")
    assert [each.status for each in refused] == [404] * 5


async def test_asks_for_the_token_of_the_page(still: Gateway, lead: Reader, ticket: Ticket) -> None:
    fields = {"version": str(ticket.version), "csrf": "guessed"}

    page = await lead.post(place(ticket, "/sign"), fields)

    assert page.status == 403
    assert (await now(still, ticket.id)).status is TicketStatus.DISPATCHED


async def test_lets_nobody_in_but_units(
    stranger: Reader, operator: Reader, enter: Enter, ticket: Ticket
) -> None:
    homeless = await enter("nobody", Role.UNIT, unit="a unit that was closed")

    unknown = await stranger.get("/units", follow=False)
    staff = await operator.get("/units")

    assert (unknown.status, unknown.headers["Location"]) == (303, "/login?next=/units")
    assert staff.status == 403
    assert (await homeless.get("/units")).status == 403


async def test_speaks_english_when_asked_to(lead: Reader, ticket: Ticket) -> None:
    page = await lead.get(place(ticket) + "?lang=en")
    wrong = await filled(lead, ticket, "/answer", answer="")

    assert "Sign for it" in page.words
    assert "Xining Urban Management Bureau" in page.words
    assert "Write the answer to the citizen" in wrong.words
    assert f'href="{place(ticket)}?lang=zh"' in wrong.text  # not the form's own address


async def test_shows_words_as_words_whatever_they_are(still: Gateway, lead: Reader) -> None:
    evil = "路灯不亮<script>alert(1)</script><img src=x onerror=alert(2)>'; drop table tickets; --"
    ticket = await with_its_unit(still, a_message(evil))

    page = await filled(lead, ticket, "/return", reason=evil, proposed_unit=evil)

    assert page.status == 422
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


async def test_says_how_late_it_is_in_words(lead: Reader, ticket: Ticket, clock: Clock) -> None:
    assert ticket.due_at is not None
    clock.at = ticket.due_at + timedelta(hours=26)

    page = await lead.get("/units")

    assert "已超期 1 天 2 小时" in page.words


async def test_tells_the_unit_what_it_answered_the_round_before(
    still: Gateway, lead: Reader, ticket: Ticket
) -> None:
    await filled(lead, ticket, "/answer", answer=ANSWER)
    await walk_on(still)
    [report] = await still.parts.database.read(reports.of_ticket, ticket.id)
    await still.survey.vote(report.id, Word(report.round, False, 1, "还是不亮"))
    await walk_on(still)
    before = await lead.get(place(ticket))
    await confirmed(still, await now(still, ticket.id))
    await walk_on(still)

    page = await lead.get(place(ticket))

    assert before.status == 404  # nobody confirmed yet that it is theirs again
    assert "第 2 次办理" in page.words
    assert ANSWER in page.words
    assert "还是不亮" not in page.words
