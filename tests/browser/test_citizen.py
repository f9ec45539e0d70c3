"""A citizen in a real browser: with a phone, without scripts, by keyboard, in large type."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, BrowserContext, Page, expect

from gateway.app import Gateway
from gateway.numbers import new_number
from gateway.reports import ReportStatus
from gateway.stages.surveying import Word
from tests.house import at_rest
from tests.values import LAMP, WATER
from tests.web.citizens import PHONE, Life

WAYS = {
    "zh on a desktop": (1280, "lang=zh"),
    "en on a phone": (375, "lang=en"),
    "zh in large type on the smallest phone": (320, "lang=zh&large=1"),
}


@pytest.fixture
def life(gateway: Gateway) -> Life:
    return Life(gateway, at_rest)


@pytest.fixture
async def page(phone: BrowserContext) -> AsyncIterator[Page]:
    opened = await phone.new_page()
    yield opened
    await opened.close()


async def every_page(life: Life) -> dict[str, str]:
    """The path of a page in each state that a citizen may find it in."""
    fresh = await life.filed(LAMP, phone=PHONE, title="路灯")
    danger = await life.filed("楼道里有很浓的煤气味，像是燃气泄漏，快来人！")
    first = await life.filed(WATER, phone="13911112222")
    merged = await life.filed("我们院也停水了。")
    await life.merged(merged, into=first)
    await life.dispatched(first, lead="xn-sj")
    answered = await life.through("城中区南大街的井盖松了，请换。")
    refused = await life.filed("官司判得不对，请改判。")
    await life.refused(refused, "请向法院提出。")
    again = await life.through("海湖路的工地夜里施工。", phone="13911113333")
    await life.gateway.survey.vote((await life.report(again)).id, Word(1, False, 1))
    added = await life.filed("昨晚又施工了。", phone="13911113333", refers_to=again.number)
    closed = await life.through("饮马街的垃圾桶满了。")
    await life.gateway.survey.vote((await life.report(closed)).id, Word(1, True, 5))
    receipts = {
        "fresh": fresh,
        "danger": danger,
        "merged": merged,
        "answered": answered,
        "refused": refused,
        "again": again,
        "added": added,
        "closed": closed,
    }
    links = {name: receipt.link for name, receipt in receipts.items()}
    return {"start": "/", "ask": "/progress", "unknown": "/r/XN1/x", **links}


async def test_every_page_is_accessible_and_narrow_enough(
    browser: Browser, address: str, life: Life
) -> None:
    paths = await every_page(life)
    found = []
    for way, (width, wish) in WAYS.items():
        context = await browser.new_context(viewport={"width": width, "height": 800})
        page = await context.new_page()
        for name, path in paths.items():
            await page.goto(f"{address}{path}?{wish}")
            for violation in (await Axe().run(page)).response["violations"]:
                found.append((name, way, violation["id"], violation["nodes"][0]["html"]))
            wide = await page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found.append((name, way, "wider than the screen", str(wide)))
        await context.close()

    assert found == []


async def test_what_went_wrong_is_accessible_too(page: Page, address: str, life: Life) -> None:
    receipt = await life.through()
    await page.goto(f"{address}/progress")
    await page.get_by_role("button", name="查询").click()
    empty = (await Axe().run(page)).response["violations"]
    await page.get_by_label("编号").fill(new_number("XN"))
    for _ in range(6):
        await page.get_by_label("手机号码最后四位").fill("0000")
        await page.get_by_role("button", name="查询").click()
    await expect(page.get_by_role("heading", name="试的次数太多了")).to_be_visible()
    waiting = (await Axe().run(page)).response["violations"]
    await page.goto(f"{address}{receipt.link}")
    await page.get_by_role("button", name="提交评价").click()
    await expect(page.get_by_role("alert")).to_contain_text("请选择满意程度")
    incomplete = (await Axe().run(page)).response["violations"]

    assert [empty, waiting, incomplete] == [[], [], []]


async def test_all_of_it_works_without_scripts(browser: Browser, address: str, life: Life) -> None:
    context = await browser.new_context(
        java_script_enabled=False, locale="zh-CN", viewport={"width": 390, "height": 844}
    )
    page = await context.new_page()
    await page.goto(address)
    await page.get_by_role("link", name="反映问题").first.click()
    await page.get_by_label("请把事情经过写下来").fill(LAMP)
    await page.get_by_label("联系电话").fill(PHONE)
    await page.get_by_role("button", name="提交").click()
    await expect(page.get_by_role("heading", name="收到了，谢谢您！")).to_be_visible()
    number = await page.locator("#digits").inner_text()
    link = page.url.removeprefix(address)
    await at_rest(life.gateway)

    await page.goto(f"{address}/progress")
    await page.get_by_label("编号").fill(number.lower())
    await page.get_by_label("手机号码最后四位").fill(PHONE[-4:])
    await page.get_by_role("button", name="查询").click()
    await expect(page).to_have_url(f"{address}{link}")
    await page.get_by_text("补充情况或照片").click()
    await page.get_by_label("还有什么要说的").fill("第二盏也坏了。")
    await page.get_by_role("button", name="提交补充").click()
    await expect(page.get_by_role("status")).to_contain_text("补充的内容收到了")
    await at_rest(life.gateway)
    await page.get_by_role("link", name="刷新看最新进度").click()

    await expect(page.locator(".said li")).to_have_count(2)
    await expect(page.locator("#copy")).to_be_hidden()
    await context.close()


async def test_votes_by_keyboard_alone(page: Page, address: str, life: Life) -> None:
    receipt = await life.through(phone=PHONE)
    await page.goto(f"{address}{receipt.link}")
    await page.get_by_label("解决了", exact=True).focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await page.keyboard.type("修得好")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("status")).to_contain_text("谢谢您")
    await expect(page.get_by_text("您的评价：已解决，满意")).to_be_visible()
    assert (await life.report(receipt)).status is ReportStatus.CLOSED


async def test_copies_the_number_at_a_touch(
    phone: BrowserContext, page: Page, address: str, life: Life
) -> None:
    await phone.grant_permissions(["clipboard-read", "clipboard-write"])
    receipt = await life.filed(phone=PHONE)
    await page.goto(f"{address}{receipt.link}")
    await page.get_by_role("button", name="复制").tap()
    await expect(page.get_by_role("button", name="已复制")).to_be_visible()

    copied = await page.evaluate("navigator.clipboard.readText()")
    assert copied.replace(" ", "") == receipt.number


async def test_shows_news_by_itself_but_never_under_a_writing_hand(
    page: Page, address: str, life: Life
) -> None:
    receipt = await life.filed(phone=PHONE)
    await page.clock.install()
    await page.goto(f"{address}{receipt.link}")
    await page.get_by_text("补充情况或照片").click()
    await page.get_by_label("还有什么要说的").fill("我还想说")
    await life.dispatched(receipt)
    await page.clock.fast_forward(61_000)
    await expect(page.get_by_label("还有什么要说的")).to_have_value("我还想说")
    await expect(page.locator("[aria-current=step]")).to_contain_text("已受理")

    await page.get_by_label("还有什么要说的").fill("")
    await page.get_by_text("补充情况或照片").click()
    await page.evaluate("document.activeElement.blur()")
    await page.clock.fast_forward(61_000)

    await expect(page.locator("[aria-current=step]")).to_contain_text("已派单")


async def test_language_and_type_size_stay_chosen(page: Page, address: str, life: Life) -> None:
    receipt = await life.filed(phone=PHONE)
    await page.goto(address)
    await page.get_by_role("link", name="English").click()
    await page.get_by_role("link", name="Large type").click()
    await page.goto(f"{address}{receipt.link}")

    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.locator("html")).to_have_class("large")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Received. Thank you!")
