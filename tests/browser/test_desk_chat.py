"""Staff who talk with citizens, in a real browser: live, by keyboard, narrow, without scripts."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, BrowserContext, Page, expect

from gateway.app import Gateway
from gateway.settings import Settings
from tests.browser.desk import WAYS, an_operator, ready
from tests.chatting import BIN, CALL, Arrive, Bot, Citizen, telegram
from tests.house import at_rest, until
from tests.values import a_photo, a_picture, a_user
from tests.web.desk_scenes import GAS


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    async with telegram() as opened:
        yield opened


@pytest.fixture
def settings(settings: Settings, bot: Bot) -> Settings:
    channels = {**settings.channels, "telegram": bot[1]}
    return settings.model_copy(update={"channels": channels})


@pytest.fixture
def arrive(gateway: Gateway, bot: Bot) -> Arrive:
    return lambda: Citizen(gateway, bot[0], at_rest)


@pytest.fixture
async def page(gateway: Gateway, address: str, desktop: BrowserContext) -> AsyncIterator[Page]:
    async with an_operator(gateway, address, desktop) as opened:
        yield opened


async def heard(citizen: Citizen, words: str) -> None:
    async def is_there() -> bool:
        return any(words in said for said in citizen.heard())

    await until(is_there)


def log(page: Page) -> Any:
    return page.get_by_role("log")


async def test_the_menu_tells_at_once_who_waits_without_colour_or_reload(
    page: Page, address: str, arrive: Arrive
) -> None:
    await page.goto(f"{address}/desk/doors")
    await expect(page.locator("#calling")).to_be_hidden()

    await arrive().says(CALL)

    await expect(page.get_by_role("link", name="对话 1 人等候")).to_be_visible()
    await expect(page.get_by_role("status").filter(has_text="有市民在等人工：1")).to_have_count(1)
    assert (await page.title()).startswith("(1) ")


async def test_takes_answers_and_ends_by_keyboard_alone(
    page: Page, address: str, arrive: Arrive
) -> None:
    citizen = arrive()
    await page.goto(f"{address}/desk/chats")
    await citizen.says(CALL)
    await expect(page.get_by_text("等了")).to_be_visible()
    await ready(page)
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="市民在等人工")).to_be_visible()
    await page.locator("#take").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#words")).to_be_focused()
    await page.keyboard.type("请问在哪里？")
    await page.keyboard.press("Control+Enter")
    await heard(citizen, "请问在哪里？")
    await expect(page.locator("#words")).to_have_value("")
    await expect(page.locator("#words")).to_be_focused()
    await page.keyboard.type("我再看看")
    await citizen.says(BIN)

    await expect(log(page).get_by_text(BIN)).to_be_visible()
    await expect(page.locator("#words")).to_have_value("我再看看")
    await expect(page.locator("#words")).to_be_focused()
    await page.locator("#end-filing").focus()
    await page.keyboard.press("Enter")
    await expect(log(page).get_by_text("xiaoma 结束人工接待")).to_be_visible()
    await expect(page.locator("#chat-side").get_by_text("垃圾桶")).to_be_visible()


async def test_sees_without_reload_that_a_colleague_was_first(
    page: Page, address: str, arrive: Arrive, gateway: Gateway
) -> None:
    citizen = arrive()
    await citizen.says(CALL)
    await page.goto(f"{address}/desk/chats/{citizen.talk_id}")
    await expect(page.locator("#take")).to_be_visible()

    await gateway.attend.take(citizen.talk_id, a_user("xiaoli"))

    await expect(page.get_by_role("heading", name="xiaoli 正在接待")).to_be_visible()
    await expect(page.locator("#take")).to_have_count(0)
    await expect(log(page).get_by_text("xiaoli 接手对话")).to_be_visible()


async def test_unsent_words_survive_a_lost_line_and_a_reload(
    page: Page, address: str, arrive: Arrive, desktop: BrowserContext, gateway: Gateway
) -> None:
    citizen = arrive()
    await citizen.says(CALL)
    await gateway.attend.take(citizen.talk_id, a_user("xiaoma"))
    await page.goto(f"{address}/desk/chats/{citizen.talk_id}")
    await page.locator("#words").fill("已经派人去看了。")
    await desktop.set_offline(True)
    await page.locator("#words").press("Control+Enter")
    await expect(page.get_by_text("没有发出去：连接中断")).to_be_visible()
    await desktop.set_offline(False)
    await page.reload()

    await expect(page.locator("#words")).to_have_value("已经派人去看了。")
    await page.get_by_role("button", name="发送").dblclick()
    await heard(citizen, "已经派人去看了。")
    await at_rest(gateway)
    assert citizen.heard().count("已经派人去看了。") == 1


async def test_a_usual_sentence_of_the_city_is_one_click(
    page: Page, address: str, arrive: Arrive, gateway: Gateway
) -> None:
    citizen = arrive()
    await citizen.says(CALL)
    await gateway.attend.take(citizen.talk_id, a_user("xiaoma"))
    await page.goto(f"{address}/desk/chats/{citizen.talk_id}")

    await page.get_by_text("常用的话").click()
    await page.get_by_role("button", name="这事在哪里").click()

    await expect(page.locator("#words")).to_have_value(re.compile("^这事在哪里"))


@pytest.mark.parametrize("way", WAYS)
async def test_is_accessible_and_fits_every_screen(
    browser: Browser, address: str, arrive: Arrive, gateway: Gateway, way: str, page: Page
) -> None:
    width, lang = WAYS[way]
    waiting, mine, theirs = arrive(), arrive(), arrive()
    await waiting.says(CALL)
    await mine.says(GAS)
    await mine.says(f"网址 https://example.org/{'x' * 120}", attachments=(a_photo(a_picture()),))
    await gateway.attend.take(mine.talk_id, a_user("xiaoma"))
    await theirs.says(CALL)
    await gateway.attend.take(theirs.talk_id, a_user("xiaoli"))
    context = await browser.new_context(
        viewport={"width": width, "height": 800}, storage_state=await page.context.storage_state()
    )
    opened = await context.new_page()

    found = []
    for path in ("", *(f"/{one.talk_id}" for one in (waiting, mine, theirs))):
        await opened.goto(f"{address}/desk/chats{path}?lang={lang}")
        violations = (await Axe().run(opened)).response["violations"]
        found += [(path, each["id"], each["nodes"][0]["html"][:200]) for each in violations]
        wide = await opened.evaluate("document.documentElement.scrollWidth")
        found += [(path, "wide", str(wide))] if wide > width else []
    await context.close()

    assert found == []


async def test_all_of_it_works_without_scripts(
    browser: Browser, address: str, arrive: Arrive, page: Page
) -> None:
    citizen = arrive()
    await citizen.says(CALL)
    state = await page.context.storage_state()
    context = await browser.new_context(
        java_script_enabled=False, storage_state=state, locale="zh-CN"
    )
    opened = await context.new_page()

    await opened.goto(f"{address}/desk/chats")
    await opened.get_by_role("button", name="接手").click()
    await opened.locator("#words").fill("您好，请讲。")
    await opened.get_by_role("button", name="发送").click()
    await heard(citizen, "您好，请讲。")
    await opened.get_by_role("link", name="刷新").click()
    await expect(log(opened).get_by_text("您好，请讲。")).to_be_visible()
    await opened.get_by_role("button", name="结束").click()

    await expect(opened.get_by_role("heading", name="系统在接待")).to_be_visible()
    await context.close()
