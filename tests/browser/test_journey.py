"""One report all the way, in a real browser: photo, keyboard, unit, result, vote."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.async_api import BrowserContext, Page, expect
from sqlalchemy import Connection

from gateway.app import Gateway
from gateway.people import Role, User
from gateway.store import people, reports, tickets, votes
from gateway.tickets import Ticket, TicketStatus
from tests.browser.desk import logged_in, ready, staff
from tests.house import at_rest
from tests.values import NOON, a_picture
from tests.web.conftest import HASHED, PASSWORD

WORDS = "五四大街12号门口的路灯坏了三天，晚上看不清路，请安排人来修。"
ANSWER = "路灯已于今天下午修好，线路老化的两盏一并更换。"


async def test_a_report_goes_all_the_way(
    gateway: Gateway, address: str, phone: BrowserContext, desktop: BrowserContext, tmp_path: Path
) -> None:
    citizen = await phone.new_page()
    number = await files_with_a_photo(citizen, address, tmp_path)
    await at_rest(gateway)
    await staff(gateway)
    await confirms_by_keyboard(await desktop.new_page(), address)
    await at_rest(gateway)
    dispatched = await ticket_of(gateway, number)

    await desktop.clear_cookies()
    await signs_and_answers(gateway, await desktop.new_page(), address, dispatched)
    await at_rest(gateway)
    await reads_and_votes(citizen)
    await at_rest(gateway)

    ticket = await ticket_of(gateway, number)
    (report,) = await gateway.parts.database.read(reports.of_ticket, ticket.id)
    (vote,) = await gateway.parts.database.read(votes.of_reports, [report.id])
    assert dispatched.status is TicketStatus.DISPATCHED
    assert ticket.status is TicketStatus.CLOSED
    assert (vote.solved, vote.satisfied) == (True, 5)


async def files_with_a_photo(page: Page, address: str, folder: Path) -> str:
    """The receipt number that the citizen is shown at once."""
    photo = folder / "灯.png"
    photo.write_bytes(a_picture(size=(800, 600)))
    await page.goto(f"{address}/report")
    await page.fill("textarea[name=text]", WORDS)
    await page.select_option("select[name=district]", label="城西区")
    await page.set_input_files("input[name=photos]", photo)
    await page.fill("input[name=phone]", "13800000001")
    await page.get_by_role("button", name="提交").click()
    await page.wait_for_url(re.compile(r"/r/XN\d{10}/"))
    return page.url.split("/")[-2]


async def confirms_by_keyboard(page: Page, address: str) -> None:
    await logged_in(page, address, "xiaoma")
    await ready(page)
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="确认派单")).to_be_visible()
    await expect(page.locator("img").first).to_be_visible()
    await ready(page)
    await page.keyboard.press("c")
    await expect(page.get_by_role("status").filter(has_text="已确认派单")).to_be_visible()


async def signs_and_answers(gateway: Gateway, page: Page, address: str, ticket: Ticket) -> None:
    def add(connection: Connection) -> None:
        people.add(connection, User("unit", HASHED, frozenset({Role.UNIT}), ticket.lead), NOON)

    await gateway.parts.database.write(add)
    await page.goto(f"{address}/units/tickets/{ticket.number}")
    await page.fill("#name", "unit")
    await page.fill("#password", PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=WORDS)).to_be_visible()
    await page.get_by_role("button", name="签收").click()
    await page.fill("textarea[name=answer]", ANSWER)
    await page.get_by_role("button", name=re.compile("答复")).last.click()
    await expect(page.get_by_text(ANSWER)).to_be_visible()


async def reads_and_votes(page: Page) -> None:
    await page.reload()
    await expect(page.get_by_text(ANSWER)).to_be_visible()
    await page.locator("input[name=solved]").first.check()
    await page.locator("input[name=satisfied]").first.check()
    await page.get_by_role("button", name="提交评价").click()
    await expect(page.get_by_text("谢谢").or_(page.get_by_text("感谢")).first).to_be_visible()


async def ticket_of(gateway: Gateway, number: str) -> Ticket:
    return await gateway.parts.database.read(tickets.of_receipt, number)
