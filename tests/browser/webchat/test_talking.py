"""The chat as a citizen meets it: on another site, by keyboard, on a small phone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Connection, select

from channels.message import Reply
from channels.webchat import WebchatChannel
from gateway.app import Gateway
from gateway.database.tables import messages, reports
from tests.browser.webchat.citizen import WORDS, answers, chat_of, count, progress, says, tells
from tests.channels.doors import opened
from tests.channels.far_side import RECEIPT
from tests.channels.specimens.webchat import SPECIMEN
from tests.house import at_rest
from tests.values import a_picture

NOTING = """element => {
  element.noted = [];
  new MutationObserver(() => element.noted.push(element.textContent))
    .observe(element, { childList: true });
}"""
WAYS = {
    "zh on a desktop": (1280, 800, "zh"),
    "en on a phone": (375, 740, "en"),
    "zh on the smallest phone": (320, 568, "zh"),
    "zh on a desktop at 200 %": (640, 400, "zh"),
}


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
    await expect(progress(frame)).to_be_visible()
    await expect(frame.locator("#words")).to_be_focused()
    await page.keyboard.type("就在小学门口。")
    await page.keyboard.press("Enter")
    await expect(frame.locator(".mark.kept")).to_have_count(2)
    await page.keyboard.press("Escape")

    await expect(button).to_be_focused()
    await expect(page.locator("dialog")).to_be_hidden()
    await at_rest(gateway)
    assert await count(gateway, reports) == 1


async def test_an_answer_is_seen_to_be_on_its_way_until_it_is_there(
    desktop: BrowserContext, embedding: str
) -> None:
    frame = await chat_of(await desktop.new_page(), embedding)
    typing = frame.locator("#typing")
    await typing.evaluate(NOTING)  # it may be there for a moment only
    await says(frame, WORDS)

    await expect(frame.locator(".mark.kept")).to_have_count(1)
    await expect(answers(frame)).to_have_count(1)
    await expect(typing).to_have_text("")
    assert "正在回复…" in await typing.evaluate("element => element.noted")


async def test_nobody_is_said_to_be_writing_for_long(desktop: BrowserContext) -> None:
    page = await desktop.new_page()
    await page.clock.install()
    async with opened(WebchatChannel, SPECIMEN) as door:
        door.inbox.receipt = replace(RECEIPT, words="")
        await page.goto(str(door.client.make_url("/channels/webchat/panel")))
        await page.locator("#words").fill(WORDS)
        await page.keyboard.press("Enter")
        await expect(page.locator("#typing")).to_have_text("正在回复…")
        await page.clock.fast_forward(9_000)

        await expect(page.locator("#typing")).to_have_text("")
        await page.close()  # the far side would wait for his line


async def test_an_answer_is_chosen_once(desktop: BrowserContext) -> None:
    page = await desktop.new_page()
    async with opened(WebchatChannel, SPECIMEN) as door:
        door.inbox.receipt = replace(RECEIPT, words="")
        await page.goto(str(door.client.make_url("/channels/webchat/panel")))
        await page.locator("#words").fill(WORDS)
        await page.keyboard.press("Enter")
        await expect(page.locator(".mark.kept")).to_have_count(1)
        sender = door.inbox.messages[0].sender
        await tells(door.channel, sender, Reply("在哪里？", ("马路上", "小区里")))
        await page.get_by_role("button", name="小区里").click()

        await expect(page.locator(".mark.kept")).to_have_count(2)
        await expect(page.get_by_role("button", name="马路上")).to_have_count(0)
        assert door.inbox.messages[1].text == "小区里"
        await page.close()  # the far side would wait for his line


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
    photo.write_bytes(a_picture(size=(800, 600)))
    page = await phone.new_page()
    frame = await chat_of(page, embedding)
    await frame.locator("#picture").set_input_files(photo)
    await expect(frame.locator("#chosen img")).to_be_visible()
    await expect(page.locator("dialog:modal")).to_be_visible()  # nothing behind it can be reached
    await says(frame, WORDS)

    await expect(frame.get_by_role("img", name="井盖.png")).to_be_visible()
    await expect(progress(frame)).to_be_visible()
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


async def test_the_language_changes_and_the_draft_stays(
    desktop: BrowserContext, embedding: str
) -> None:
    page = await desktop.new_page()
    frame = await chat_of(page, embedding)
    await frame.locator("#words").fill(WORDS)
    await frame.get_by_role("button", name="English").click()

    await expect(frame.locator("html")).to_have_attribute("lang", "en")
    await expect(frame.get_by_label("Your message")).to_have_value(WORDS)
    await frame.get_by_role("button", name="Close the chat").click()
    await expect(page.get_by_role("button", name="Message 12345")).to_be_focused()


async def test_another_matter_is_another_report(
    desktop: BrowserContext, embedding: str, gateway: Gateway
) -> None:
    frame = await chat_of(await desktop.new_page(), embedding)
    await says(frame, WORDS)
    await expect(progress(frame)).to_have_count(1)
    await frame.get_by_role("button", name="说另一件事").click()
    await expect(answers(frame)).to_have_count(2)
    await says(frame, "凤凰山路小学门口的垃圾桶满了，没人清。")
    await expect(progress(frame)).to_have_count(2)
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
    await expect(progress(frame)).to_be_visible()
    await at_rest(gateway)

    def phones(connection: Connection) -> list[str]:
        payloads = connection.execute(select(messages.c.payload)).scalars()
        return [payload["person"]["phone"] for payload in payloads]

    assert await gateway.parts.database.read(phones) == ["13900000001"]


async def test_what_was_refused_is_said_why_and_given_back(
    desktop: BrowserContext, embedding: str
) -> None:
    frame = await chat_of(await desktop.new_page(), embedding)
    await says(frame, "？？？")

    await expect(frame.locator(".problem")).to_contain_text("请用文字写下")
    await expect(frame.locator("#words")).to_have_value("？？？")


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
        await expect(progress(frame, language)).to_be_visible()
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
    """Of the page and of every frame in it, each by itself: axe does not cross origins."""
    found: list[tuple[str, ...]] = []
    for frame in page.frames:
        violations = (await Axe().run(frame)).response["violations"]
        found += [(way, state, each["id"], each["nodes"][0]["html"][:200]) for each in violations]
        size = "[document.documentElement.scrollWidth, innerWidth]"
        wide, width = await frame.evaluate(size)
        if wide > width:
            found.append((way, state, "wider than the screen", f"{wide} > {width}"))
    return found


async def test_whoever_opens_it_while_the_door_is_shut_is_told_and_can_go_back(
    desktop: BrowserContext, embedding: str, gateway: Gateway
) -> None:
    page = await desktop.new_page()
    await page.set_viewport_size({"width": 320, "height": 568})
    await page.goto(embedding)
    button = page.get_by_role("button", name="网上留言")
    await expect(button).to_be_visible()
    await gateway.parts.keeper.decide("webchat", open_=False, by="xiaoma")

    await button.click()
    await expect(page.get_by_role("alert")).to_contain_text("12345")
    await page.keyboard.press("Enter")
    await expect(button).to_be_focused()
    await gateway.parts.keeper.decide("webchat", open_=True, by="xiaoma")
    await button.click()

    await expect(page.frame_locator("iframe").locator("#state.open")).to_be_visible()


async def test_the_start_page_has_it_within_its_own_policy(
    desktop: BrowserContext, address: str
) -> None:
    frame = await chat_of(await desktop.new_page(), address)
    await says(frame, WORDS)

    await expect(progress(frame)).to_be_visible()
