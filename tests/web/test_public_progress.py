"""The page behind the secret link: everything for its owner, nothing of anybody else."""

from __future__ import annotations

import re

from gateway.app import Gateway
from gateway.numbers import new_number, spoken
from gateway.stages.surveying import Word
from gateway.tickets import Return
from tests.house import walk_on
from tests.values import LAMP, WATER, a_message, a_supervisor
from tests.web.citizens import (
    LEAD,
    PHONE,
    Browser,
    Life,
    page,
    present_step,
    words_of,
)


async def test_a_wrong_key_and_an_unknown_number_are_the_same_page(
    browser: Browser, life: Life
) -> None:
    receipt = await life.filed()
    other = await life.filed(WATER)
    key, others = receipt.link.rpartition("/")[2], other.link.rpartition("/")[2]
    wrong = [
        f"/r/{receipt.number}/{others}",
        f"/r/{receipt.number}/{key[:-1]}",
        f"/r/{receipt.number}/{key}0",
        f"/r/{receipt.number}/x",
        f"/r/{receipt.number}/%F0%9F%94%91",
        f"/r/{new_number('XN')}/{key}",
        f"/r/{receipt.number.lower()}/{key}",
    ]

    answers = [await browser.get(path) for path in wrong]

    assert {answer.status for answer in answers} == {404}
    main = {re.sub(r'href="/r/[^"]*"', "", await answer.text()) for answer in answers}
    assert len(main) == 1


async def test_a_key_for_which_nothing_was_kept_opens_nothing(
    browser: Browser, still: Gateway
) -> None:
    link = still.parts.secrecy.link(new_number("XN"))

    assert (await browser.get(link)).status == 404
    assert (await browser.post(link, data={"about": "vote"})).status == 404


async def test_the_page_is_for_nobody_else(browser: Browser, life: Life) -> None:
    receipt = await life.filed()

    async with browser.get(receipt.link) as response:
        headers = response.headers
        text = await response.text()

    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "http://" not in text
    assert "https://" not in text


async def test_follows_the_report_from_step_to_step(browser: Browser, life: Life) -> None:
    receipt = await life.gateway.intake.deliver(a_message(channel="webform", sender=""))
    steps = [present_step(await page(browser, receipt.link))]
    await walk_on(life.gateway)
    steps.append(present_step(await page(browser, receipt.link)))
    for deed in (life.dispatched, life.signed, life.answered):
        await deed(receipt)
        steps.append(present_step(await page(browser, receipt.link)))

    assert steps == ["已收到", "已受理", "已派单", "办理中", "已答复"]


async def test_says_who_handles_it_and_until_when_once_it_is_dispatched(
    browser: Browser, life: Life
) -> None:
    receipt = await life.filed(LAMP)
    before = words_of(await page(browser, receipt.link))
    await life.dispatched(receipt, lead="xn-sj")
    after = words_of(await page(browser, receipt.link))
    english = words_of(await page(browser, receipt.link, "en"))

    assert "市场监督管理局" not in before
    assert "最迟答复" not in before
    assert "西宁市市场监督管理局 办公电话 12315 最迟答复 11月" in after
    assert "Xining Market Regulation Bureau Office phone 12315 Answer by" in english


async def test_shows_the_answer_for_the_citizen_and_nothing_internal(
    browser: Browser, life: Life
) -> None:
    receipt = await life.through()
    text = await page(browser, receipt.link)
    report = await life.report(receipt)

    assert "西宁市城市管理局" in text
    assert "路灯已经修好。" in text
    assert report.suggestion is not None
    ticket = await life.ticket(receipt)
    inside = [reason.says for reason in report.suggestion.because]
    numbers = ticket.number, spoken(ticket.number)
    for secret in ("镇流器", "laozhao", "clerk", "nlp:", "rules:", *numbers, *inside):
        assert secret not in text


async def test_a_returned_ticket_is_being_reassigned_in_plain_words(
    browser: Browser, life: Life
) -> None:
    receipt = await life.filed()
    await life.dispatched(receipt)
    ticket = await life.ticket(receipt)
    why = Return(LEAD, "不是我们的灯，产权归供电公司")
    await life.gateway.units.give_back(ticket.id, None, LEAD, "unit:clerk", why)
    text = await page(browser, receipt.link)

    assert present_step(text) == "已受理"
    assert "正在重新确认由哪家单位办理" in text
    assert "产权归供电公司" not in text


async def test_a_refusal_comes_with_its_reason_and_another_way(
    browser: Browser, life: Life
) -> None:
    receipt = await life.filed()
    await life.refused(receipt, "已进入诉讼程序，请向法院提出。")
    text = await page(browser, receipt.link)

    assert present_step(text) == "不予受理"
    assert "已进入诉讼程序，请向法院提出。" in text
    assert "已派单" not in text
    assert "不同意这个决定" in text


async def test_what_the_hotline_answers_itself_skips_the_units(
    browser: Browser, life: Life
) -> None:
    receipt = await life.filed()
    ticket = await life.ticket(receipt)
    await life.gateway.desk.answer(ticket.id, ticket.version, a_supervisor(), "可以网上办理。")
    await walk_on(life.gateway)
    text = await page(browser, receipt.link)

    assert re.findall(r"<strong>(已\S+)</strong>", text) == ["已收到", "已受理", "已答复", "已评价"]
    assert "12345 热线" in text


async def test_danger_is_met_with_numbers_to_call(browser: Browser, life: Life) -> None:
    receipt = await life.filed("楼道里有很浓的煤气味，像是燃气泄漏，快来人！")
    calm = await life.filed(LAMP)

    assert "您说的情况可能有危险" in await page(browser, receipt.link)
    assert "您说的情况可能有危险" not in await page(browser, calm.link)


async def test_of_other_citizens_it_says_only_how_many_they_are(
    browser: Browser, life: Life
) -> None:
    first = await life.filed(WATER, phone=PHONE)
    second = await life.filed("我们院也停水了，老人提不动水。", phone="13911112222")
    alone = await page(browser, second.link)
    await life.merged(second, into=first)
    one, other = await page(browser, first.link), await page(browser, second.link)

    assert "位市民" not in alone
    for text in (one, other):
        assert "已有 2 位市民反映同一问题" in text
    assert "老人提不动水" in other
    assert "老人提不动水" not in one
    assert "朝阳东路家属院" not in other
    assert first.number not in other.replace(second.number, "")


async def test_who_joins_a_ticket_on_its_way_takes_part_from_then_on(
    browser: Browser, life: Life
) -> None:
    first = await life.filed(WATER)
    await life.dispatched(first)
    before = (await life.ticket(first)).dispatched_at
    second = await life.filed("我们院也停水了。")
    await life.merged(second, into=first)
    text = await page(browser, second.link)

    assert present_step(text) == "已派单"
    assert before is not None
    assert before.isoformat() not in text


async def test_tells_who_left_no_phone_that_the_address_is_the_only_key(
    browser: Browser, life: Life
) -> None:
    nameless, known = await life.filed(), await life.filed(WATER, phone=PHONE)

    assert "加入收藏" in await page(browser, nameless.link)
    assert "凭编号和手机尾号查进度" in await page(browser, known.link)


async def test_who_joins_a_second_round_reads_no_answer_to_the_first(
    browser: Browser, life: Life
) -> None:
    first = await life.through(WATER, phone=PHONE)
    await life.gateway.survey.vote((await life.report(first)).id, Word(1, False, 1))
    await walk_on(life.gateway)
    second = await life.filed("我们院也停水了。")
    await life.merged(second, into=first)

    assert "路灯已经修好。" in await page(browser, first.link)
    assert "路灯已经修好。" not in await page(browser, second.link)
