"""A real browser, and a gateway with a real port for it to visit."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from gateway.app import Gateway
from tests.browser.find_browser import browser as installed_browser

expect.set_options(timeout=20_000)  # milliseconds: a busy machine is no fault of the page

# nothing but the page itself may be asked for; a sandbox needs rights that containers lack
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    path = installed_browser()
    if path is None:
        assert not os.environ.get("CI"), "no Chromium, and CI is set"
        pytest.skip("no Chromium is installed; see tests/browser/find_browser.py")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield launched
        await launched.close()


@pytest.fixture
async def phone(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A Chinese telephone, 390 by 844 points."""
    context = await browser.new_context(
        locale="zh-CN", viewport={"width": 390, "height": 844}, has_touch=True
    )
    yield context
    await context.close()


@pytest.fixture
async def desktop(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A Chinese office screen, 1440 by 900 points."""
    context = await browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    yield context
    await context.close()


@pytest.fixture
async def address(gateway: Gateway) -> AsyncIterator[str]:
    """Where the gateway listens: `http://127.0.0.1:…`."""
    runner = web.AppRunner(gateway.site, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    yield f"http://{host}:{port}"
    await runner.cleanup()
