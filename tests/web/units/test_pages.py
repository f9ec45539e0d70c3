"""What a unit sees of its tickets, in its language, as words and nothing else."""

from __future__ import annotations

from datetime import timedelta

from gateway.app import Gateway
from gateway.stages.surveying import Word
from gateway.store import reports
from gateway.tickets import Ticket
from tests.handoff.tickets import confirmed, now
from tests.house import walk_on
from tests.values import LAMP, WATER, Clock, a_message
from tests.web.browsing import Reader
from tests.web.units.scenes import ANSWER, filled, place, with_its_unit


async def test_lists_what_the_unit_leads_and_assists_by_deadline(
    still: Gateway, lead: Reader, assist: Reader, other: Reader, ticket: Ticket
) -> None:
    urgent = await with_its_unit(still, a_message(WATER, sender="citizen-2"), urgency="U1")
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
