"""The forms for calls and clippings in a real browser: by keyboard, narrow, for screen readers."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, BrowserContext, Page, expect

from gateway.app import Gateway
from gateway.settings import Settings
from tests.browser.desk import WAYS, an_operator, ready
from tests.kept import count
from tests.values import LAMP, NOISE
from tests.web.desk_scenes import filed

CALLER = "13900000001"
FORMS = ("/desk/calls/new", "/desk/clippings/new")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    channels = {**settings.channels, "hotline": {}, "media": {}}
    return settings.model_copy(update={"channels": channels})


@pytest.fixture
async def page(gateway: Gateway, address: str, desktop: BrowserContext) -> AsyncIterator[Page]:
    async with an_operator(gateway, address, desktop) as opened:
        yield opened


async def test_a_call_begins_with_the_first_word_not_with_the_page(
    page: Page, address: str
) -> None:
    await page.goto(f"{address}/desk/calls/new")
    await ready(page)
    started = page.locator("[name=started_at]")
    opened = datetime.fromisoformat(await started.input_value())
    await page.wait_for_timeout(1500)

    await page.locator("#p-caller").press_sequentially("139")
    begun = await started.input_value()
    await page.locator("#p-summary").press_sequentially("路灯不亮")

    assert datetime.fromisoformat(begun) - opened > timedelta(seconds=1)
    assert await started.input_value() == begun


async def test_a_call_is_entered_by_keyboard_alone_and_the_caller_is_known(
    page: Page, address: str, gateway: Gateway
) -> None:
    await filed(gateway, LAMP, phone=CALLER)
    await page.goto(f"{address}/desk")
    await ready(page)
    await page.keyboard.press("a")
    await expect(page.locator("#p-caller")).to_be_focused()
    await page.keyboard.type(CALLER)
    await page.keyboard.press("Tab")
    await expect(page.get_by_text("这个号码有 1 件在办诉求")).to_be_visible()
    await expect(page.locator("#p-name")).to_be_focused()
    await page.locator("#p-summary").focus()
    await page.keyboard.type(NOISE)
    await page.keyboard.press("Control+Enter")
    await page.wait_for_url(re.compile(r"/desk/calls/XN\d+"))
    size = await page.locator("#readout").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")

    assert size >= 32
    assert await count(gateway) == 2


async def test_a_double_click_files_once(page: Page, address: str, gateway: Gateway) -> None:
    await page.goto(f"{address}/desk/calls/new")
    await page.fill("#p-summary", LAMP)
    await page.locator("#file").dblclick()
    await page.wait_for_url(re.compile(r"/desk/calls/XN\d+"))

    assert await count(gateway) == 1


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("way", WAYS)
async def test_every_form_fits_and_has_nothing_for_axe_to_find(
    page: Page, address: str, form: str, way: str
) -> None:
    width, language = WAYS[way]
    await page.set_viewport_size({"width": width, "height": 800})
    await page.goto(f"{address}{form}?lang={language}")
    await page.locator("form.entry textarea").first.fill("……")
    await page.locator("#file").click()
    await expect(page.locator("[aria-invalid=true]").first).to_be_focused()

    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_works_without_scripts(
    browser: Browser, page: Page, address: str, gateway: Gateway
) -> None:
    await filed(gateway, LAMP, phone=CALLER)
    cookies = await page.context.cookies()
    context = await browser.new_context(locale="zh-CN", java_script_enabled=False)
    await context.add_cookies(
        [{"name": c["name"], "value": c["value"], "url": address} for c in cookies]
    )
    plain = await context.new_page()
    await plain.goto(f"{address}/desk/calls/new")
    await plain.fill("#p-caller", CALLER)
    await plain.get_by_role("button", name="查在办诉求").click()
    await expect(plain.get_by_text("这个号码有 1 件在办诉求")).to_be_visible()
    await expect(plain.locator("#p-caller")).to_have_value(CALLER)
    await plain.get_by_label("补充到").check()
    await plain.fill("#p-summary", NOISE)
    await plain.locator("#file").click()
    await expect(plain.get_by_text("这次来电补充到")).to_be_visible()
    await context.close()
