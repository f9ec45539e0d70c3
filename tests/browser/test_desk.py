"""Back-office staff in a real browser: by keyboard alone, live, narrow, without scripts."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, BrowserContext, Page, expect

from channels.base import Problem
from gateway.app import Gateway
from gateway.store import candidates, history
from gateway.store.candidates import Candidate
from gateway.tickets import Return, Ticket, TicketStatus
from tests.browser.desk import WAYS, an_operator, logged_in, ready, staff
from tests.house import at_rest
from tests.values import LAMP, NOISE, NOON, WATER, a_photo, a_picture, a_user
from tests.web.conftest import PASSWORD
from tests.web.desk_scenes import GAS, dispatched, filed, now_of


@pytest.fixture
async def page(gateway: Gateway, address: str, desktop: BrowserContext) -> AsyncIterator[Page]:
    """An operator who has logged in, by keyboard."""
    async with an_operator(gateway, address, desktop) as opened:
        yield opened


async def test_works_through_the_queue_by_keyboard_alone(
    page: Page, address: str, gateway: Gateway
) -> None:
    wanted = [await filed(gateway, text) for text in (LAMP, WATER, NOISE)]
    await page.goto(f"{address}/desk")
    await ready(page)
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await page.keyboard.press("k")
    first = await page.evaluate("document.activeElement.id")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="确认派单")).to_be_visible()
    await ready(page)
    await page.keyboard.press("c")
    await expect(page.get_by_role("status").filter(has_text="已确认派单")).to_be_visible()
    await ready(page)
    await page.keyboard.press("Enter")
    await expect(page.locator("a", has_text="←")).to_be_visible()
    await ready(page)
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("这里现在没有工单")).to_be_visible()
    await at_rest(gateway)

    assert first == await first_listed(gateway, wanted)
    for ticket in wanted:
        assert (await now_of(gateway, ticket)).status is TicketStatus.DISPATCHED


async def first_listed(gateway: Gateway, wanted: list[Ticket]) -> str:
    def order(ticket: Ticket) -> tuple[str, str, str]:
        return ticket.urgency, str(ticket.due_at), ticket.id

    return f"t-{min(wanted, key=order).number}"


async def test_corrects_and_takes_an_alternative_by_keyboard(
    page: Page, address: str, gateway: Gateway
) -> None:
    ticket = await filed(gateway)
    await page.goto(f"{address}/desk/tickets/{ticket.number}")
    await ready(page)
    await page.keyboard.press("1")
    await expect(page.get_by_role("status").filter(has_text="已保存修改")).to_be_visible()
    await ready(page)
    await page.keyboard.press("e")
    await page.keyboard.type("0201")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").filter(has_text="已确认派单")).to_be_visible()

    after = await now_of(gateway, ticket)
    assert after.category == "0201"
    assert ticket.proposal is not None
    assert after.lead in ticket.proposal.alternatives


async def test_single_keys_can_be_switched_off_and_never_act_while_typing(
    page: Page, address: str, gateway: Gateway
) -> None:
    ticket = await filed(gateway)
    await page.goto(f"{address}/desk/tickets/{ticket.number}")
    await ready(page)
    await page.keyboard.press("/")
    await page.keyboard.type("c?jk")
    await expect(page.locator("#find")).to_have_value("c?jk")
    await page.evaluate("document.activeElement.blur()")
    await page.keyboard.press("?")
    await page.get_by_label("使用单键操作").uncheck()
    await page.keyboard.press("Escape")
    await page.reload()
    await ready(page)
    await page.keyboard.press("c")
    await page.keyboard.press("Enter")
    await page.wait_for_timeout(300)

    assert (await now_of(gateway, ticket)).status is TicketStatus.PROPOSED


async def test_the_key_that_opens_a_ticket_does_not_confirm_it(
    page: Page, address: str, gateway: Gateway
) -> None:
    ticket = await filed(gateway)
    await page.goto(f"{address}/desk")
    await ready(page)
    await page.keyboard.press("j")
    await page.keyboard.down("Enter")
    await expect(page.get_by_role("button", name="确认派单")).to_be_visible()
    for _ in range(5):
        await page.keyboard.down("Enter")
    await page.keyboard.up("Enter")
    await page.wait_for_timeout(300)

    assert (await now_of(gateway, ticket)).status is TicketStatus.PROPOSED


async def test_new_tickets_come_in_without_taking_the_focus_away(
    page: Page, address: str, gateway: Gateway
) -> None:
    ticket = await filed(gateway, NOISE)
    await page.goto(f"{address}/desk")
    await expect(page.locator("#live")).to_have_text("实时更新")
    await ready(page)
    await page.keyboard.press("j")
    danger = await filed(gateway, GAS)

    await expect(page.locator(f"#t-{danger.number}")).to_be_visible()
    await expect(page.locator("#alarms")).to_contain_text("还没有人看过")
    await expect(page.locator(f"#t-{ticket.number}")).to_be_focused()
    assert (await page.title()).startswith("‼")


async def test_an_open_ticket_says_when_somebody_else_changes_it(
    page: Page, address: str, gateway: Gateway
) -> None:
    ticket = await filed(gateway)
    await expect(page.locator("#live")).to_have_text("实时更新")  # the page it comes from
    async with page.expect_response("**/desk/events"):
        await page.goto(f"{address}/desk/tickets/{ticket.number}")
    await expect(page.locator("#stale")).to_be_hidden()
    await gateway.desk.answer(ticket.id, ticket.version, a_user("xiaoli"), "已通知维修。")

    await expect(page.locator("#stale")).to_be_visible()


async def every_page(gateway: Gateway) -> dict[str, str]:
    """The path of a page in each state that staff may find it in."""
    photo = a_photo(a_picture(size=(800, 600)))
    plain = await filed(gateway, LAMP, title="路灯", attachments=(photo,), phone="13897001234")
    same = await filed(gateway, LAMP, title="路灯也不亮")
    danger = await filed(gateway, GAS)
    returned = await dispatched(gateway, WATER)
    back = Return(returned.lead, "不属于我单位职责。", "xn-zj")
    await gateway.units.give_back(returned.id, None, returned.lead, "unit:x", back)
    away = await dispatched(gateway, NOISE)
    pair = Candidate(same.id, plain.id, 0.8, ("地点相同",), NOON)
    await gateway.parts.database.write(candidates.propose, [pair])
    await gateway.parts.stream.append("nonsense")
    await troubled_door(gateway)
    tickets = {"plain": plain, "danger": danger, "returned": returned, "away": away}
    await at_rest_but_for_nonsense(gateway)
    return {
        "queue": "/desk?tab=proposed",
        "empty": "/desk?tab=closed",
        "aside": "/desk/aside",
        "doors": "/desk/doors",
        "unknown": "/desk/find?number=1",
        "missing": "/desk/tickets/GD1",
        **{name: f"/desk/tickets/{ticket.number}" for name, ticket in tickets.items()},
    }


async def troubled_door(gateway: Gateway) -> None:
    """Shut, with an error and with something that could not be read."""
    door = gateway.parts.doors.by_name["partner"]
    problem = Problem("", "broken-json", "内容不是有效的 JSON。", "It is not valid JSON.")
    await door.ports.park(door.raw(b'{"text": "cut in the midd'), problem)
    gateway.parts.keeper.failed(door, "POST 401")
    await gateway.parts.keeper.decide(door.door, open_=False, by="user:xiaoma")


async def at_rest_but_for_nonsense(gateway: Gateway) -> None:
    for entry in await gateway.parts.stream.take(10):
        await gateway.parts.stream.shunt(entry, "不认识的对象")
    assert await gateway.parts.database.read(history.newest) > 0


async def test_every_page_is_accessible_and_narrow_enough(
    browser: Browser, address: str, gateway: Gateway
) -> None:
    await staff(gateway)
    paths = await every_page(gateway)
    found = []
    for way, (width, language) in WAYS.items():
        context = await browser.new_context(
            viewport={"width": width, "height": 800}, locale="zh-CN"
        )
        page = await context.new_page()
        await page.goto(f"{address}/login?lang={language}")
        found += await _faults(page, "login", way, width)
        await logged_in(page, address, "xiaoma")
        for name, path in paths.items():
            await page.goto(address + path)
            await page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            found += await _faults(page, name, way, width)
        await page.locator("#show-keys").click()
        found += await _faults(page, "keys", way, width)
        await context.close()

    assert found == []


async def _faults(page: Page, name: str, way: str, width: int) -> list[tuple[str, ...]]:
    violations = (await Axe().run(page)).response["violations"]
    found = [(name, way, each["id"], each["nodes"][0]["html"][:200]) for each in violations]
    wide = await page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        found.append((name, way, "wider than the screen", str(wide)))
    return [*found]


async def test_all_of_it_works_without_scripts(
    browser: Browser, address: str, gateway: Gateway
) -> None:
    await staff(gateway)
    ticket = await filed(gateway)
    context = await browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = await context.new_page()
    await page.goto(f"{address}/desk")
    await page.get_by_label("用户名").fill("xiaoma")
    await page.get_by_label("密码").fill(PASSWORD)
    await page.get_by_role("button", name="登录").click()
    await page.locator(f"#t-{ticket.number}").click()
    await page.locator("summary", has_text="修改").click()
    await page.get_by_label("紧急程度").select_option("U1")
    await page.get_by_role("button", name="修改并派单").click()
    await expect(page.get_by_text("已确认派单")).to_be_visible()
    await context.close()

    after = await now_of(gateway, ticket)
    assert after.urgency == "U1"
    assert after.status is not TicketStatus.PROPOSED
