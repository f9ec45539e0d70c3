"""What a citizen does in the chat, and what the gateway has of it."""

from __future__ import annotations

from contextlib import suppress

from playwright.async_api import FrameLocator, Locator, Page, expect
from sqlalchemy import Connection, Table, func, select

from channels.base import Away, Channel
from channels.message import Reply
from gateway.app import Gateway
from gateway.database.tables import messages

WORDS = "凤凰山路的井盖翘起来了，骑车很危险。"


async def chat_of(page: Page, address: str, name: str = "网上留言") -> FrameLocator:
    """The chat, opened by the button on the embedding page, and connected."""
    await page.goto(address)
    await page.get_by_role("button", name=name).click()
    frame = page.frame_locator("iframe")
    await expect(frame.locator("#state.open")).to_be_visible()
    return frame


def said(frame: FrameLocator, words: str) -> Locator:
    """His own words, not those that an answer repeats."""
    return frame.locator(".me", has_text=words)


def answers(frame: FrameLocator) -> Locator:
    """What he was told: the greeting that always stands there is not counted."""
    return frame.get_by_role("log").locator(".them:not(:first-child)")


def progress(frame: FrameLocator, language: str = "zh") -> Locator:
    """The link to his report, which comes with its number."""
    name = "查看进度" if language == "zh" else "See its progress"
    return answers(frame).get_by_role("link", name=name)


async def says(frame: FrameLocator, words: str) -> None:
    await frame.locator("#words").fill(words)
    await frame.locator("#say button[type=submit]").click()


def how_many(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


async def count(gateway: Gateway, table: Table) -> int:
    return await gateway.parts.database.read(how_many, table)


async def sender(gateway: Gateway) -> str:
    def read(connection: Connection) -> str:
        return str(connection.execute(select(messages.c.sender)).scalars().first())

    return await gateway.parts.database.read(read)


async def tells(door: Channel, whom: str, reply: Reply) -> None:
    """A busy browser may be slow to show it; it stays there for him."""
    with suppress(Away):
        await door.send(whom, reply)


def door_of(gateway: Gateway) -> Channel:
    door = gateway.parts.doors.get("webchat")
    assert door is not None
    return door
