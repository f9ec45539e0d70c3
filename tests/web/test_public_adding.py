"""Adding to a report by its link: once, by whoever holds it, and never lost."""

from __future__ import annotations

import pytest
from aiohttp import FormData

from channels.message import Person
from gateway.app import Gateway
from gateway.reports import ReportStatus
from gateway.store import journal
from tests.house import walk_on
from tests.values import LAMP, NOISE, THANKS, WATER, a_message, a_picture
from tests.web.citizens import (
    PHONE,
    Browser,
    Life,
    hidden,
    page,
    present_step,
    words_of,
)


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
