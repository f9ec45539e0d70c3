"""A citizen whose line drops, who leaves the page and comes back, or has two windows open."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, expect

from channels.base import Away
from channels.message import Reply
from gateway.app import Gateway
from gateway.database import open_database
from gateway.database.tables import messages, reports
from tests.browser.webchat.citizen import (
    WORDS,
    answers,
    chat_of,
    count,
    door_of,
    how_many,
    said,
    says,
    sender,
    tells,
)
from tests.browser.webchat.conftest import Town
from tests.house import at_rest
from tests.journeys.serving import Served


async def test_killed_and_started_again_it_gets_what_was_written_meanwhile(
    desktop: BrowserContext, town: tuple[Town, str], sqlite_url: str, tmp_path: Path
) -> None:
    doors = f'[channels.webchat]\norigins = ["{town[1]}"]\n'
    served = Served(tmp_path, sqlite_url, "database", doors=doors)
    await served.start()
    town[0].hotline = served.address
    page = await desktop.new_page()
    frame = await chat_of(page, town[1])
    await says(frame, WORDS)
    await expect(answers(frame)).to_have_count(1)
    await served.kill()
    await expect(frame.get_by_role("status").filter(has_text="网络断开了")).to_be_visible()
    await says(frame, "水也漫出来了。")
    await expect(frame.locator(".mark.waiting")).to_be_visible()
    await served.start()

    await expect(frame.locator("#state.open")).to_be_visible()
    await expect(frame.locator(".mark.kept")).to_have_count(2)
    assert await served.stop() == 0  # at once, though a line is open
    async with open_database(sqlite_url) as database:
        assert await database.read(how_many, messages) == 2


async def test_it_remembers_the_conversation_after_the_page_was_left(
    desktop: BrowserContext, neighbour: str, gateway: Gateway
) -> None:
    page = await desktop.new_page()
    frame = await chat_of(page, neighbour)
    await says(frame, WORDS)
    await expect(answers(frame)).to_have_count(1)
    await page.goto("about:blank")
    door = door_of(gateway)
    asked = Reply("请问在几号楼？", ("3 号楼", "5 号楼"), id="31")
    with pytest.raises(Away):
        await door.send(await sender(gateway), asked)

    await page.goto(neighbour)
    await expect(page.get_by_role("status").filter(has_text="1 条新答复")).to_be_visible()
    frame = await chat_of(page, neighbour)
    await expect(said(frame, WORDS)).to_be_visible()
    await frame.get_by_role("button", name="5 号楼").click()
    await expect(frame.locator(".mark.kept")).to_have_count(2)
    await door.send(await sender(gateway), asked)  # seen


async def test_where_the_browser_forbids_it_storage_the_tab_still_resumes(
    desktop: BrowserContext, embedding: str, gateway: Gateway
) -> None:
    page = await desktop.new_page()
    frame = await chat_of(page, embedding)
    await says(frame, WORDS)
    await expect(answers(frame)).to_have_count(1)
    await page.goto("about:blank")
    door = door_of(gateway)
    with pytest.raises(Away):
        await door.send(await sender(gateway), Reply("已派人去看。"))
    await page.goto(embedding)
    await expect(page.get_by_role("status").filter(has_text="1 条新答复")).to_be_visible()
    kept = await page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    frame = await chat_of(page, embedding)
    await expect(frame.get_by_text("已派人去看。")).to_be_visible()
    await says(frame, "还没修好。")
    await expect(frame.locator(".mark.kept")).to_have_count(1)
    await at_rest(gateway)

    assert WORDS not in kept
    assert await count(gateway, reports) == 1


async def test_two_windows_show_one_conversation(
    desktop: BrowserContext, neighbour: str, gateway: Gateway
) -> None:
    one = await chat_of(await desktop.new_page(), neighbour)
    await says(one, WORDS)
    await expect(answers(one)).to_have_count(1)
    other = await chat_of(await desktop.new_page(), neighbour)
    door = door_of(gateway)
    await tells(door, await sender(gateway), Reply("已派人去看。"))

    for frame in (one, other):
        await frame.locator("#language").click()  # everything is drawn anew
        await expect(said(frame, WORDS)).to_have_count(1)
        await expect(frame.get_by_text("已派人去看。")).to_have_count(1)


async def test_it_is_forgotten_on_this_device_when_he_says_so(
    desktop: BrowserContext, neighbour: str
) -> None:
    page = await desktop.new_page()
    frame = await chat_of(page, neighbour)
    await says(frame, WORDS)
    await expect(answers(frame)).to_have_count(1)
    await frame.get_by_role("button", name="清除本机记录").click()
    await frame.get_by_role("dialog").get_by_role("button", name="清除本机记录").click()
    await expect(said(frame, WORDS)).to_have_count(0)
    frame = await chat_of(page, neighbour)

    await expect(said(frame, WORDS)).to_have_count(0)
