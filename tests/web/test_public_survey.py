"""The citizen's word on the result: given once, by him alone."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from channels.message import InboundMessage
from gateway.app import Gateway
from gateway.handoff.webhook import ORDER
from gateway.people import Role
from gateway.reports import ReportStatus
from gateway.stages.orders import order_of
from gateway.store import votes
from gateway.tickets import TicketStatus
from tests.house import walk_on
from tests.values import WATER, Clock, a_message
from tests.web.citizens import LEAD, PHONE, Browser, Life, hidden, page, present_step, words_of
from tests.web.conftest import Enter

GOOD = {"solved": "yes", "satisfied": "5", "comment": "修得快"}
BAD = {"solved": "no", "satisfied": "2", "comment": "还是不亮"}


async def vote(
    browser: Browser, link: str, word: dict[str, str], round_: str = "1"
) -> tuple[int, str]:
    """The status of the answer, and the page that is shown then."""
    data = {"about": "vote", "round": round_, **word}
    async with browser.post(link, data=data) as response:
        first = response.history[0] if response.history else response
        return first.status, await response.text()


async def test_asks_only_once_there_is_a_result(browser: Browser, life: Life) -> None:
    receipt = await life.filed()
    await life.dispatched(receipt)
    before = await page(browser, receipt.link)
    status, shown = await vote(browser, receipt.link, GOOD)

    assert 'id="survey"' not in before
    assert status == 409
    assert "现在没有可以评价的结果" in shown


async def test_asks_two_things_on_the_five_levels(browser: Browser, life: Life) -> None:
    receipt = await life.through()
    text, english = await page(browser, receipt.link), await page(browser, receipt.link, "en")

    assert all(level in text for level in ("非常满意", "基本满意", "非常不满意", "没有解决"))
    assert all(level in english for level in ("Very satisfied", "Very dissatisfied", "Not solved"))
    assert "checked" not in text


async def test_a_content_citizen_closes_the_matter(browser: Browser, life: Life) -> None:
    receipt = await life.through()

    status, shown = await vote(browser, receipt.link, GOOD)

    assert status == 303
    assert "评价收到了，谢谢您！" in shown
    assert present_step(shown) == "已评价"
    assert "您的评价：已解决，非常满意" in words_of(shown)
    assert 'id="survey"' not in shown
    assert (await life.ticket(receipt)).status is TicketStatus.CLOSED


@pytest.mark.parametrize(
    "word", [BAD, {"solved": "no", "satisfied": "5"}, {"solved": "yes", "satisfied": "2"}]
)
async def test_who_is_not_content_is_told_that_it_begins_again(
    browser: Browser, life: Life, word: dict[str, str]
) -> None:
    receipt = await life.through()

    status, shown = await vote(browser, receipt.link, word)
    await walk_on(life.gateway)

    assert status == 303
    assert "这件事已经重新受理" in shown
    assert "第 2 次办理" in shown
    assert "上一次的答复" in shown
    assert (await life.ticket(receipt)).round == 2
    assert (await life.ticket(receipt)).status is TicketStatus.PROPOSED


async def test_pressing_twice_is_no_second_vote(browser: Browser, life: Life) -> None:
    receipt = await life.through()

    answers = await asyncio.gather(*(vote(browser, receipt.link, BAD) for _ in range(5)))
    report = await life.report(receipt)
    cast = await life.gateway.parts.database.read(votes.of_reports, [report.id])

    assert [status for status, _ in answers] == [303] * 5
    assert len(cast) == 1
    assert report.round == 2


async def test_a_second_opinion_is_refused_in_calm_words(browser: Browser, life: Life) -> None:
    receipt = await life.through()
    await vote(browser, receipt.link, GOOD)

    status, shown = await vote(browser, receipt.link, BAD)

    assert status == 409
    assert "您已经评价过这次办理的结果" in shown
    assert (await life.report(receipt)).status is ReportStatus.CLOSED


async def test_every_round_has_a_vote_of_its_own(browser: Browser, life: Life) -> None:
    receipt = await life.through()
    await vote(browser, receipt.link, BAD)
    await walk_on(life.gateway)
    await life.dispatched(receipt)
    await life.answered(receipt, "已更换整套线路。")
    second = await page(browser, receipt.link)

    stale = await vote(browser, receipt.link, GOOD, round_="1")
    fresh = await vote(browser, receipt.link, GOOD, round_=hidden(second, "round"))

    assert "已更换整套线路。" in second
    assert hidden(second, "round") == "2"
    assert [stale[0], fresh[0]] == [409, 303]
    assert (await life.report(receipt)).status is ReportStatus.CLOSED


@pytest.mark.parametrize(
    ("word", "complaint"),
    [
        ({}, "请选择问题解决了没有。"),
        ({"solved": "yes"}, "请选择满意程度。"),
        ({"solved": "yes", "satisfied": "6"}, "请选择满意程度。"),
        ({"solved": "maybe", "satisfied": "3"}, "请选择问题解决了没有。"),
        ({**GOOD, "comment": "长" * 2001}, "最多 2000 个字。"),
        ({**GOOD, "round": "²"}, "页面已失效"),
    ],
)
async def test_a_vote_that_cannot_count_comes_back(
    browser: Browser, life: Life, word: dict[str, str], complaint: str
) -> None:
    receipt = await life.through()

    status, shown = await vote(browser, receipt.link, word)

    assert status == 422
    assert complaint in shown
    assert (await life.report(receipt)).status is ReportStatus.INFORMED


async def test_what_was_chosen_is_still_there_when_something_is_missing(
    browser: Browser, life: Life
) -> None:
    receipt = await life.through()

    _, shown = await vote(browser, receipt.link, {"satisfied": "4", "comment": "还行 <b>"})

    assert 'value="4" required checked' in shown
    assert "还行 &lt;b&gt;" in shown


async def test_of_several_each_votes_for_himself(browser: Browser, life: Life) -> None:
    one = await life.filed(WATER, phone=PHONE)
    other = await life.filed("我们院也停水了。", phone="13911112222")
    await life.merged(other, into=one)
    await life.dispatched(one)
    await life.answered(one, "已恢复供水。")

    await vote(browser, one.link, BAD)
    await walk_on(life.gateway)
    waiting = await page(browser, other.link)
    status, thanked = await vote(browser, other.link, GOOD)
    await life.dispatched(one)
    await life.answered(one, "主管道已更换。")

    assert 'id="survey"' in waiting
    assert present_step(waiting) == "已答复"
    assert status == 303
    assert "谢谢您" in thanked
    assert present_step(await page(browser, one.link)) == "已答复"
    assert present_step(await page(browser, other.link)) == "已评价"
    await vote(browser, one.link, GOOD, round_="2")
    assert (await life.ticket(one)).status is TicketStatus.CLOSED


async def test_silence_closes_the_matter_and_says_so(
    browser: Browser, life: Life, clock: Clock
) -> None:
    receipt = await life.through()
    clock.ahead(timedelta(days=7, hours=1))
    closed = await life.gateway.survey.close_overdue()
    text = await page(browser, receipt.link)
    status, _ = await vote(browser, receipt.link, GOOD)

    assert closed == 1
    assert present_step(text) == "已结束"
    assert "评价期已过" in text
    assert 'id="survey"' not in text
    assert status == 409


async def test_nobody_but_the_citizen_ever_sees_his_key(
    browser: Browser, life: Life, enter: Enter, still: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    receipt = await life.filed(phone=PHONE)
    key = receipt.link.rpartition("/")[2]
    staff = await enter("zhao", Role.OPERATOR, Role.SUPERVISOR)
    clerk = await enter("clerk", Role.UNIT, unit=LEAD)
    await life.dispatched(receipt)
    await life.answered(receipt)
    await page(browser, receipt.link)
    await vote(browser, receipt.link, BAD)
    await walk_on(still)
    await vote(browser, receipt.link.replace(key, "x" * 26), BAD)
    ticket = await life.ticket(receipt)

    seen = [
        (await _text(staff.client, f"/desk/tickets/{ticket.number}")),
        (await _text(clerk.client, "/units")),
        (await _text(clerk.client, "/units?tab=done")),
        (await _text(browser, "/metrics")),
        # the test server writes addresses, the service does not (access_log=None)
        *(record.getMessage() for record in caplog.records if record.name != "aiohttp.access"),
    ]

    assert receipt.number in seen[0]
    assert all(key not in text for text in seen)


async def test_a_unit_gets_nothing_that_leads_to_the_vote(
    life: Life, enter: Enter, still: Gateway
) -> None:
    first = await life.filed(phone=PHONE)
    number = first.number
    await life.gateway.intake.deliver(_chasing(number))
    await walk_on(still)
    await life.dispatched(first)
    ticket = await life.ticket(first)
    clerk = await enter("clerk", Role.UNIT, unit=LEAD)
    shown = await _text(clerk.client, f"/units/tickets/{ticket.number}")
    listed = await _text(clerk.client, "/units")
    order = await still.parts.database.read(order_of, ticket, still.parts.town.city)
    body = ORDER.dump_json(order).decode()

    for seen in (shown, listed, body):
        assert "五四大街" in seen
        assert number not in seen
        assert number[2:] not in seen.replace(" ", "")
    assert PHONE in body


async def test_who_works_at_a_desk_has_no_way_to_vote(
    life: Life, enter: Enter, still: Gateway
) -> None:
    receipt = await life.through()
    clerk = await enter("clerk", Role.UNIT, unit=LEAD)
    votes_at = [
        str(route.resource)
        for route in still.site.router.routes()
        if route.method == "POST" and "vote" in str(route.resource)
    ]
    guessed = await clerk.client.post(
        f"/r/{receipt.number}/{'a' * 26}", data={"about": "vote", "round": "1", **GOOD}
    )

    assert votes_at == []
    assert guessed.status == 404
    assert (await life.report(receipt)).status is ReportStatus.INFORMED


def _chasing(number: str) -> InboundMessage:
    words = f"催办：编号{number}（{number[2:]}）的事怎么还没办？五四大街还是黑的。"
    return replace(a_message(words, channel="webform", sender="", phone=PHONE), refers_to=number)


async def _text(browser: Browser, path: str) -> str:
    async with browser.get(path) as response:
        assert response.status == 200
        return await response.text()
