"""The page on the quality of suggestions in a real browser: narrow, in both languages."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import BrowserContext, Page, expect

from gateway.app import Gateway
from tests.browser.desk import WAYS, an_operator, ready
from tests.judged import judge


@pytest.fixture
async def page(gateway: Gateway, address: str, desktop: BrowserContext) -> AsyncIterator[Page]:
    await judge(gateway.parts.database, gateway.parts.clock())
    async with an_operator(gateway, address, desktop) as opened:
        yield opened


@pytest.mark.parametrize(("width", "language"), WAYS.values(), ids=WAYS)
async def test_the_page_is_accessible_and_fits(
    page: Page, address: str, width: int, language: str
) -> None:
    await page.set_viewport_size({"width": width, "height": 800})
    await page.goto(f"{address}/desk/suggestions?subject=category&lang={language}")
    await ready(page)
    found = await Axe().run(page)
    sideways = await page.evaluate("document.documentElement.scrollWidth - innerWidth")

    assert found.violations_count == 0, found.generate_report()
    assert sideways <= 0


async def test_a_manager_moves_the_threshold(page: Page, address: str) -> None:
    await page.goto(f"{address}/desk/suggestions?subject=category")
    await page.get_by_label("把握不低于").fill("95")
    await page.get_by_role("button", name="查看").press("Enter")

    await expect(page.get_by_role("status").filter(has_text="95%")).to_contain_text("其中 0.0%")
