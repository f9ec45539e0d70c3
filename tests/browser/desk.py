"""Staff at the desk in a real browser, logged in by keyboard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import BrowserContext, Page, expect
from sqlalchemy import Connection

from gateway.app import Gateway
from gateway.people import Role, User
from gateway.store import people
from tests.values import NOON
from tests.web.conftest import HASHED, PASSWORD

WAYS = {
    "zh on a desktop": (1440, "zh"),
    "en at 200 % zoom": (720, "en"),
    "zh on a phone": (390, "zh"),
    "en on the smallest phone": (320, "en"),
}


@asynccontextmanager
async def an_operator(
    gateway: Gateway, address: str, desktop: BrowserContext
) -> AsyncIterator[Page]:
    await staff(gateway)
    opened = await desktop.new_page()
    await logged_in(opened, address, "xiaoma")
    yield opened
    await opened.close()


async def staff(gateway: Gateway) -> None:
    def add(connection: Connection) -> None:
        for name, role in (("xiaoma", Role.OPERATOR), ("laozhao", Role.SUPERVISOR)):
            people.add(connection, User(name, HASHED, frozenset({role})), NOON)

    await gateway.parts.database.write(add)


async def logged_in(page: Page, address: str, name: str) -> None:
    await page.goto(f"{address}/desk")
    await expect(page.locator("#name")).to_be_focused()
    await page.keyboard.type(name)
    await page.keyboard.press("Tab")
    await expect(page.locator("#password")).to_be_focused()
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator("#show-keys")).to_be_visible()


async def ready(page: Page) -> None:
    """Keys that were pressed to come here no longer count."""
    await page.evaluate("new Promise(done => setTimeout(done, 400))")
