"""`make pictures`: takes the pictures of the README from the demo, with a real browser."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from gateway.commands.demo import PASSWORD
from tests.browser.conftest import ARGUMENTS
from tests.browser.find_browser import browser

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
PORT = 8346
AT = f"http://127.0.0.1:{PORT}"
PATIENCE = 90.0  # seconds


def main() -> None:
    path = browser()
    if path is None:
        raise SystemExit("there is no Chromium to take pictures with")
    PICTURES.mkdir(exist_ok=True)
    with demo():
        asyncio.run(take(path))


@contextmanager
def demo() -> Iterator[None]:
    """The demo in a folder of its own, once its reports are in."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        with out.open("w") as file:
            command = [sys.executable, "-m", "gateway", "demo", "--port", str(PORT)]
            running = subprocess.Popen([*command, "--folder", folder], stdout=file)
        try:
            wait_for(out, running)
            yield
        finally:
            running.terminate()
            running.wait()


def wait_for(out: Path, running: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while PASSWORD not in out.read_text():
        if time.monotonic() > end or running.poll() is not None:
            raise SystemExit("the demo did not come up")
        time.sleep(0.2)  # another process writes; there is nothing to wait on
    urllib.request.urlopen(f"{AT}/health").close()


async def take(path: str) -> None:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        await citizens(chromium)
        await staff(chromium)
        await units(chromium)
        await chromium.close()


async def citizens(chromium: Browser) -> None:
    page = await chromium.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN")
    await page.goto(f"{AT}/report")
    await shot(page, "form")
    await page.goto(f"{AT}/progress")
    await shot(page, "progress")
    await page.goto(f"{AT}/")
    await shot(page, "start")


async def staff(chromium: Browser) -> None:
    page = await chromium.new_page(viewport={"width": 1280, "height": 860}, locale="zh-CN")
    await log_in(page, "supervisor")
    await shot(page, "desk")
    await page.goto(f"{AT}/desk?tab=proposed")
    await page.locator("a[href*='/desk/tickets/']", has_text="路灯").first.click()
    await shot(page, "ticket")


async def units(chromium: Browser) -> None:
    page = await chromium.new_page(viewport={"width": 1280, "height": 860}, locale="zh-CN")
    await log_in(page, "unit")
    await shot(page, "units")


async def log_in(page: Page, name: str) -> None:
    await page.goto(f"{AT}/login")
    await page.fill("#name", name)
    await page.fill("#password", PASSWORD)
    await page.click("button.primary")
    await page.wait_for_load_state("load")


async def shot(page: Page, name: str) -> None:
    await page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
