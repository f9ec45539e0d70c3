"""The knowledge base at the desk in a real browser: narrow, in both languages, for everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import BrowserContext, Page, expect

from gateway.app import Gateway
from gateway.store import knowledge
from tests.articles import CARD, HEATING, version
from tests.browser.desk import WAYS, an_operator, ready

PAGES = ("", "?ask=居住证怎么办理", "/card", "/card/edit", "/new", "/import")


@pytest.fixture
async def page(gateway: Gateway, address: str, desktop: BrowserContext) -> AsyncIterator[Page]:
    for each in (version(), version("heating", HEATING, valid_until=date(2026, 12, 1))):
        await gateway.parts.database.write(knowledge.add, each)
    async with an_operator(gateway, address, desktop) as opened:
        yield opened


@pytest.mark.parametrize(("width", "language"), WAYS.values(), ids=WAYS)
async def test_every_page_is_accessible_and_fits(
    page: Page, address: str, width: int, language: str
) -> None:
    await page.set_viewport_size({"width": width, "height": 800})
    for path in PAGES:
        mark = "&" if "?" in path else "?"
        await page.goto(f"{address}/desk/knowledge{path}{mark}lang={language}")
        await ready(page)
        found = await Axe().run(page)
        sideways = await page.evaluate("document.documentElement.scrollWidth - innerWidth")

        assert found.violations_count == 0, found.generate_report()
        assert sideways <= 0, path


async def test_an_article_is_changed_by_keyboard_and_a_file_taken_in(
    page: Page, address: str, tmp_path: Path
) -> None:
    await page.goto(f"{address}/desk/knowledge")
    await page.get_by_role("link", name=CARD.question).first.press("Enter")
    await page.get_by_role("link", name="修改").press("Enter")
    await page.get_by_label("答案 直接给市民看").fill("改在政务大厅办理。")
    await page.get_by_role("button", name="保存").press("Enter")
    await expect(page.get_by_text("第 2 版")).to_be_visible()

    path = tmp_path / "a.csv"
    path.write_text("问题,答案,出处\n老年卡在哪办？,公交服务点。,公交公司\n", encoding="utf-8")
    await page.goto(f"{address}/desk/knowledge/import")
    await page.get_by_label("CSV 文件").set_input_files(path)
    await page.get_by_role("button", name="导入").click()
    await expect(page.get_by_text("新增 1 条")).to_be_visible()
