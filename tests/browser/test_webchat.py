"""The chat as a citizen meets it: on another site, by keyboard, on a small phone, off and on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, BrowserContext, FrameLocator, Page, expect
from sqlalchemy import Connection, Table, func, select

from channels.base import TryAgain
from channels.message import Reply
from gateway.app import Gateway
from gateway.database import open_database
from gateway.database.tables import messages, reports
from gateway.settings import Settings
from tests.house import at_rest
from tests.journeys.serving import Served
from tests.web.test_desk_mends import a_picture

WORDS = "凤凰山路的井盖翘起来了，骑车很危险。"
WAYS = {
    "zh on a desktop": (1280, 800, "zh"),
    "en on a phone": (375, 740, "en"),
    "zh on the smallest phone": (320, 568, "zh"),
    "zh on a desktop at 200 %": (640, 400, "zh"),
}


@dataclass
class Town:
    """A district's site, strict about what its pages may load, with the hotline's script tag."""

    hotline: str = ""

    def site(self) -> web.Application:
        site = web.Application()
        site.add_routes([web.get("/", self.page)])
        return site

    async def page(self, request: web.Request) -> web.Response:
        language = request.query.get("lang", "zh")
        text = (
            '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>城东区</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1"></head><body>'
            '<main><h1>城东区人民政府</h1><p><a href="#news">通知公告</a></p></main>'
            f'<script src="{self.hotline}/channels/webchat/widget.js" data-lang="{language}" async>'
            "</script></body></html>"
        )
        policy = f"default-src 'none'; script-src {self.hotline}; frame-src {self.hotline}"
        headers = {"Content-Security-Policy": policy}
        return web.Response(text=text, content_type="text/html", headers=headers)


@pytest.fixture
async def town() -> AsyncIterator[tuple[Town, str]]:
    town = Town()
    runner = web.AppRunner(town.site(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield town, f"http://localhost:{runner.addresses[0][1]}"  # another origin than 127.0.0.1
    await runner.cleanup()


@pytest.fixture
def settings(cellar: dict[str, str], tmp_path: Path, town: tuple[Town, str]) -> Settings:
    chat = {"origins": [town[1]], "name_zh": "西宁", "name_en": "Xining"}
    return Settings.model_validate(
        {
            "folder": tmp_path / "var",
            "secret": "a secret of the tests alone",
            "channels": {"webform": {}, "webchat": chat},
            **cellar,
        }
    )


@pytest.fixture
def embedding(town: tuple[Town, str], address: str) -> str:
    """The address of the page that embeds the chat."""
    town[0].hotline = address
    return town[1]


@pytest.fixture
def neighbour(town: tuple[Town, str], address: str) -> str:
    """The same on a neighbouring address of one site, where no browser forbids a frame storage."""
    town[0].hotline = address.replace("127.0.0.1", "localhost")
    return town[1]


async def chat_of(page: Page, address: str, name: str = "网上留言") -> FrameLocator:
    """The chat, opened by the button on the embedding page, and connected."""
    await page.goto(address)
    await page.get_by_role("button", name=name).click()
    frame = page.frame_locator("iframe")
    await expect(frame.locator("#state.open")).to_be_visible()
    return frame


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


async def test_by_keyboard_alone_from_another_site_to_a_receipt(
    desktop: BrowserContext, embedding: str, gateway: Gateway
) -> None:
    page = await desktop.new_page()
    await page.goto(embedding)
    button = page.get_by_role("button", name="网上留言")
    await expect(button).to_be_visible()
    for _ in range(2):  # past the page's own link
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    frame = page.frame_locator("iframe")
    await expect(frame.locator("#words")).to_be_focused()
    await expect(frame.locator("#state.open")).to_be_visible()
    await page.keyboard.type(WORDS)
    await page.keyboard.press("Enter")
    await expect(frame.locator(".receipt a")).to_be_visible()
    await expect(frame.locator("#words")).to_be_focused()
    await page.keyboard.type("就在小学门口。")
    await page.keyboard.press("Enter")
    await expect(frame.locator(".mark", has_text="已补充到")).to_be_visible()
    await page.keyboard.press("Escape")

    await expect(button).to_be_focused()
    await expect(page.locator("dialog")).to_be_hidden()
    await at_rest(gateway)
    assert await count(gateway, reports) == 1


async def test_the_receipt_leads_to_the_report(desktop: BrowserContext, embedding: str) -> None:
    page = await desktop.new_page()
    frame = await chat_of(page, embedding)
    await says(frame, WORDS)
    async with desktop.expect_page() as opened:
        await frame.get_by_role("link", name="查看进度").click()
    progress = await opened.value

    await expect(progress.get_by_role("heading", level=1)).to_be_visible()
    assert "/r/XN" in progress.url


async def test_a_photo_is_sent_and_seen(
    phone: BrowserContext, embedding: str, gateway: Gateway, tmp_path: Path
) -> None:
    photo = tmp_path / "井盖.png"
    photo.write_bytes(a_picture())
    page = await phone.new_page()
    frame = await chat_of(page, embedding)
    await frame.locator("#picture").set_input_files(photo)
    await expect(frame.locator("#chosen img")).to_be_visible()
    await says(frame, WORDS)

    await expect(frame.get_by_role("img", name="井盖.png")).to_be_visible()
    await expect(frame.locator(".receipt")).to_be_visible()
    await at_rest(gateway)
    assert await count(gateway, messages) == 1


async def test_what_is_no_photo_is_said_before_it_travels(
    desktop: BrowserContext, embedding: str, tmp_path: Path
) -> None:
    photo = tmp_path / "井盖.png"
    photo.write_bytes(b"nothing of the kind")
    frame = await chat_of(await desktop.new_page(), embedding)
    await frame.locator("#picture").set_input_files(photo)

    await expect(frame.get_by_role("alert")).to_contain_text("打不开")


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
    await expect(frame.locator(".receipt")).to_be_visible()
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
    await expect(frame.locator(".receipt")).to_be_visible()
    await page.goto("about:blank")
    door = gateway.parts.doors.get("webchat")
    assert door is not None
    with pytest.raises(TryAgain):
        await door.send(await sender(gateway), Reply("请问在几号楼？", ("3 号楼", "5 号楼")))

    await page.goto(neighbour)
    await expect(page.get_by_role("status").filter(has_text="1 条新答复")).to_be_visible()
    frame = await chat_of(page, neighbour)
    await expect(frame.get_by_text(WORDS)).to_be_visible()
    await frame.get_by_role("button", name="5 号楼").click()
    await expect(frame.locator(".mark.kept")).to_have_count(2)
    await door.send(await sender(gateway), Reply("请问在几号楼？", ("3 号楼", "5 号楼")))  # seen


async def test_where_the_browser_forbids_it_storage_the_tab_still_resumes(
    desktop: BrowserContext, embedding: str, gateway: Gateway
) -> None:
    page = await desktop.new_page()
    frame = await chat_of(page, embedding)
    await says(frame, WORDS)
    await expect(frame.locator(".receipt")).to_be_visible()
    await page.goto("about:blank")
    door = gateway.parts.doors.get("webchat")
    assert door is not None
    with pytest.raises(TryAgain):
        await door.send(await sender(gateway), Reply("已派人去看。"))
    await page.goto(embedding)
    await expect(page.get_by_role("status").filter(has_text="1 条新答复")).to_be_visible()
    kept = await page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    frame = await chat_of(page, embedding)
    await expect(frame.get_by_text("已派人去看。")).to_be_visible()
    await says(frame, "谢谢，还在冒水。")
    await expect(frame.locator(".mark", has_text="已补充到")).to_be_visible()
    await at_rest(gateway)

    assert WORDS not in kept
    assert await count(gateway, reports) == 1


async def test_two_windows_show_one_conversation(
    desktop: BrowserContext, neighbour: str, gateway: Gateway
) -> None:
    one = await chat_of(await desktop.new_page(), neighbour)
    await says(one, WORDS)
    await expect(one.locator(".receipt")).to_be_visible()
    other = await chat_of(await desktop.new_page(), neighbour)
    door = gateway.parts.doors.get("webchat")
    assert door is not None
    await door.send(await sender(gateway), Reply("已派人去看。"))

    for frame in (one, other):
        await expect(frame.get_by_text(WORDS)).to_have_count(1)
        await expect(frame.get_by_text("已派人去看。")).to_have_count(1)


async def test_another_matter_is_another_report(
    desktop: BrowserContext, embedding: str, gateway: Gateway
) -> None:
    frame = await chat_of(await desktop.new_page(), embedding)
    await says(frame, WORDS)
    await frame.get_by_role("button", name="说另一件事").click()
    await says(frame, "另外，三路公交车站的灯箱坏了。")
    await expect(frame.locator(".receipt")).to_have_count(2)
    await at_rest(gateway)

    assert await count(gateway, reports) == 2


async def test_whoever_leaves_a_number_has_it_in_his_report(
    desktop: BrowserContext, embedding: str, gateway: Gateway
) -> None:
    frame = await chat_of(await desktop.new_page(), embedding)
    await frame.get_by_text("留个手机号").click()
    await frame.get_by_label("手机号").fill("没有")
    await frame.locator("#words").focus()
    await expect(frame.get_by_role("alert")).to_contain_text("不像手机号")
    await frame.get_by_label("手机号").fill("13900000001")
    await says(frame, WORDS)
    await expect(frame.locator(".receipt")).to_be_visible()
    await at_rest(gateway)

    def phones(connection: Connection) -> list[str]:
        payloads = connection.execute(select(messages.c.payload)).scalars()
        return [payload["person"]["phone"] for payload in payloads]

    assert await gateway.parts.database.read(phones) == ["13900000001"]


async def test_it_is_forgotten_on_this_device_when_he_says_so(
    desktop: BrowserContext, neighbour: str
) -> None:
    page = await desktop.new_page()
    frame = await chat_of(page, neighbour)
    await says(frame, WORDS)
    await expect(frame.locator(".receipt")).to_be_visible()
    await frame.get_by_role("button", name="清除本机记录").click()
    await frame.get_by_role("dialog").get_by_role("button", name="清除本机记录").click()
    await expect(frame.get_by_text(WORDS)).to_have_count(0)
    frame = await chat_of(page, neighbour)

    await expect(frame.get_by_text(WORDS)).to_have_count(0)


async def test_every_state_is_accessible_and_narrow_enough(
    browser: Browser, embedding: str, gateway: Gateway
) -> None:
    found = []
    for way, (width, height, language) in WAYS.items():
        context = await browser.new_context(viewport={"width": width, "height": height})
        page = await context.new_page()
        name = "网上留言" if language == "zh" else "Message 12345"
        await page.goto(f"{embedding}/?lang={language}")
        found += await faults(page, way, "closed")
        frame = await chat_of(page, f"{embedding}/?lang={language}", name)
        found += await faults(page, way, "open")
        await says(frame, WORDS)
        await expect(frame.locator(".receipt")).to_be_visible()
        await says(frame, "长" * 20_000)
        await expect(frame.locator(".mark.kept")).to_have_count(2)
        await frame.locator("#say button[type=submit]").click()
        await expect(frame.get_by_role("alert")).to_be_visible()
        found += await faults(page, way, "talking")
        await frame.locator("#large").click()
        await frame.locator("summary").click()
        found += await faults(page, way, "large")
        await frame.locator("#forget").click()
        found += await faults(page, way, "asking")
        await context.close()

    assert found == []


async def faults(page: Page, way: str, state: str) -> list[tuple[str, ...]]:
    violations = (await Axe().run(page)).response["violations"]
    found = [(way, state, each["id"], each["nodes"][0]["html"][:200]) for each in violations]
    for frame in page.frames:
        size = "[document.documentElement.scrollWidth, innerWidth]"
        wide, width = await frame.evaluate(size)
        if wide > width:
            found.append((way, state, "wider than the screen", f"{wide} > {width}"))
    return [*found]


async def test_the_start_page_has_it_within_its_own_policy(
    desktop: BrowserContext, address: str
) -> None:
    frame = await chat_of(await desktop.new_page(), address)
    await says(frame, WORDS)

    await expect(frame.locator(".receipt")).to_be_visible()
