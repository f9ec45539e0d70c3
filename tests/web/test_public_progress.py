"""The page behind the secret link: everything for its owner, nothing of anybody else."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator

import pytest
from aiohttp import FormData
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image

from channels.message import Person
from gateway.app import Gateway
from gateway.numbers import new_number
from gateway.reports import ReportStatus
from gateway.stages.surveying import Word
from gateway.store import journal
from gateway.tickets import Return
from tests.house import walk_on
from tests.values import LAMP, NOISE, THANKS, WATER, a_message, a_supervisor
from tests.web.citizens import (
    LEAD,
    PHONE,
    Browser,
    Life,
    hidden,
    page,
    present_step,
    words_of,
)


@pytest.fixture
async def browser(still: Gateway) -> AsyncIterator[Browser]:
    async with TestClient(TestServer(still.site)) as opened:
        yield opened


@pytest.fixture
def life(still: Gateway) -> Life:
    return Life(still)


async def add(
    browser: Browser, link: str, text: str, ticket: str = "", **photos: bytes
) -> tuple[int, str]:
    """Send the form that adds to a report; gives the status, and the page that is shown then."""
    form = FormData()
    form.add_field("about", "more")
    form.add_field("ticket", ticket or hidden(await page(browser, link), "ticket"))
    form.add_field("text", text)
    for name, content in photos.items():
        form.add_field("photos", content, filename=f"{name}.png", content_type="image/png")
    async with browser.post(link, data=form) as response:
        history = response.history
        return (history[0] if history else response).status, await response.text()


def a_picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(content, "PNG")
    return content.getvalue()


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
    inside = [reason.says for reason in report.suggestion.because]
    for secret in ("镇流器", "laozhao", "clerk", "nlp:", "rules:", "GD", *inside):
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


@pytest.mark.parametrize(
    "person",
    [Person(), Person(anonymous=True), Person(phone=PHONE), Person(phone=PHONE, confidential=True)],
    ids=["nameless", "anonymous", "phone", "confidential"],
)
async def test_adds_to_the_report_whoever_holds_its_link(
    browser: Browser, life: Life, person: Person
) -> None:
    receipt = await life.filed(person=person)

    status, shown = await add(browser, receipt.link, "补充：第二盏也坏了。", lamp=a_picture())
    await walk_on(life.gateway)
    text = words_of(await page(browser, receipt.link))
    report = await life.report(receipt)
    kept = await life.gateway.parts.database.read(journal.of_reports, [report.id])

    assert status == 303
    assert "补充的内容收到了" in shown
    assert "补充：第二盏也坏了。 附照片或文件 1 个" in text
    assert [each.message.person for each in kept] == [person, person]
    assert report.chased == 1


async def test_adds_once_however_often_the_button_is_pressed(browser: Browser, life: Life) -> None:
    receipt = await life.filed()
    ticket = hidden(await page(browser, receipt.link), "ticket")

    first = await add(browser, receipt.link, "第二盏也坏了。", ticket)
    second = await add(browser, receipt.link, "第二盏也坏了。", ticket)
    changed = await add(browser, receipt.link, "第三盏也坏了。", ticket)
    await walk_on(life.gateway)
    text = words_of(await page(browser, receipt.link))

    assert [first[0], second[0], changed[0]] == [303, 303, 409]
    assert "第三盏也坏了。" in changed[1]
    assert text.count("第二盏也坏了。") == 1


async def test_adds_also_before_the_report_itself_was_read(
    browser: Browser, still: Gateway
) -> None:
    receipt = await still.intake.deliver(a_message(channel="webform", sender=""))
    await add(browser, receipt.link, "第二盏也坏了。")
    newest_first = await still.parts.stream.take(10)
    for entry in reversed(newest_first):
        await still.walk(entry.item)
    text = words_of(await page(browser, receipt.link))

    assert "第二盏也坏了。" in text
    assert present_step(await page(browser, receipt.link)) == "已受理"


async def test_a_number_without_the_link_adds_nothing(browser: Browser, life: Life) -> None:
    receipt = await life.filed(LAMP)
    stranger = await life.filed(NOISE, refers_to=receipt.number)

    assert NOISE not in await page(browser, receipt.link)
    assert (await life.report(stranger)).id != (await life.report(receipt)).id


async def test_what_is_added_after_the_answer_opens_a_second_round(
    browser: Browser, life: Life
) -> None:
    receipt = await life.through()
    await add(browser, receipt.link, "昨晚又不亮了，请再来修。")
    await walk_on(life.gateway)
    text = words_of(await page(browser, receipt.link))

    assert (await life.report(receipt)).round == 2
    assert "第 2 次办理" in text
    assert "重新受理" in text
    assert "上一次的答复 西宁市城市管理局： 路灯已经修好。" in text


async def test_thanks_for_an_answer_open_nothing(browser: Browser, life: Life) -> None:
    receipt = await life.through()
    await add(browser, receipt.link, THANKS)
    await walk_on(life.gateway)

    assert (await life.report(receipt)).status is ReportStatus.INFORMED


@pytest.mark.parametrize(
    ("text", "status"),
    [("", 422), ("   \n", 422), ("😀😀", 422), ("长" * 20_001, 422), ("\0坏", 422)],
    ids=["empty", "blank", "emoji", "long", "nul"],
)
async def test_words_that_cannot_be_kept_come_back(
    browser: Browser, life: Life, text: str, status: int
) -> None:
    receipt = await life.filed()

    answered, shown = await add(browser, receipt.link, text)

    assert answered == status
    assert "没有提交成功" in shown
    assert (await life.report(receipt)).chased == 0


async def test_a_picture_that_is_none_is_refused_and_the_words_stay(
    browser: Browser, life: Life
) -> None:
    receipt = await life.filed()

    status, shown = await add(browser, receipt.link, "看照片", odd=b"MZ not a picture")

    assert status == 422
    assert "看照片</textarea>" in shown


async def test_html_in_every_field_is_only_words(browser: Browser, life: Life) -> None:
    nasty = '<script>alert(1)</script>"><img src=x onerror=alert(1)>{{7*7}}'
    receipt = await life.filed(f"路灯坏了 {nasty}", title=nasty)
    await add(browser, receipt.link, f"补充 {nasty}")
    await life.dispatched(receipt)
    await life.answered(receipt, f"修好了 {nasty}")
    text = await page(browser, receipt.link)

    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "{{7*7}}" in text


async def test_no_foreign_key_adds_anything(browser: Browser, life: Life, still: Gateway) -> None:
    receipt, other = await life.filed(), await life.filed(WATER)
    wrong = f"/r/{receipt.number}/{other.link.rpartition('/')[2]}"

    status, _ = await add(browser, wrong, "我来补充。", "A" * 22)

    assert status == 404
    assert await still.parts.stream.waiting() == 0


async def test_an_attached_message_opens_a_page_that_reveals_nothing_more(
    browser: Browser, life: Life
) -> None:
    first = await life.filed(LAMP, phone=PHONE, title="五四大街路灯")
    added = await life.filed("现在整条街都不亮。", phone=PHONE, refers_to=first.number)
    await life.dispatched(first)
    await life.answered(first, "张女士您好，灯已修好。")
    text = await page(browser, added.link)

    assert "已补充到您之前反映的事里" in text
    assert present_step(text) == "已答复"
    assert "现在整条街都不亮。" in text
    for secret in ("五四大街", "张女士", first.number, first.link, 'name="solved"'):
        assert secret not in text.replace(added.number, "")


async def test_an_attached_message_gives_no_vote_and_adds_nothing(
    browser: Browser, life: Life
) -> None:
    first = await life.filed(LAMP, phone=PHONE)
    added = await life.filed("现在整条街都不亮。", phone=PHONE, refers_to=first.number)
    await life.dispatched(first)
    await life.answered(first)
    vote = {"about": "vote", "round": "1", "solved": "yes", "satisfied": "5"}

    assert (await browser.post(added.link, data=vote)).status == 404
    assert (await life.report(first)).status is ReportStatus.INFORMED


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
