"""What happens to a citizen's report between two looks at his page."""

from __future__ import annotations

import html
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp.test_utils import TestClient

from channels.message import Receipt
from gateway.app import Gateway
from gateway.reports import Report
from gateway.stages.confirming import Correction
from gateway.store import reports, tickets
from gateway.tickets import Result, Ticket
from tests.house import walk_on
from tests.values import LAMP, a_message, a_supervisor

PHONE = "13812345678"
LEAD = "xn-cg"
Browser = TestClient[Any, Any]


@dataclass(frozen=True)
class Life:
    """Takes a report from step to step; `rest` ends when nothing is left to be walked."""

    gateway: Gateway
    rest: Callable[[Gateway], Awaitable[None]] = walk_on

    async def filed(self, text: str = LAMP, **fields: Any) -> Receipt:
        """Through the web form's name, without a phone number unless one is given."""
        given = {"channel": "webform", "account": "", "sender": ""}
        receipt = await self.gateway.intake.deliver(a_message(text, **{**given, **fields}))
        await self.rest(self.gateway)
        return receipt

    async def report(self, receipt: Receipt) -> Report:
        found = await self.gateway.parts.database.read(reports.of_number, receipt.number)
        assert found is not None
        return found

    async def ticket(self, receipt: Receipt) -> Ticket:
        report = await self.report(receipt)
        return await self.gateway.parts.database.read(tickets.get, report.ticket_id)

    async def dispatched(self, receipt: Receipt, lead: str = LEAD) -> None:
        ticket = await self.ticket(receipt)
        wish = Correction(lead=lead)
        await self.gateway.desk.confirm(ticket.id, ticket.version, a_supervisor(), wish)
        await self.rest(self.gateway)

    async def signed(self, receipt: Receipt) -> None:
        ticket = await self.ticket(receipt)
        await self.gateway.units.sign(ticket.id, ticket.version, ticket.lead, "unit:clerk")

    async def answered(self, receipt: Receipt, words: str = "路灯已经修好。") -> None:
        ticket = await self.ticket(receipt)
        result = Result(words, internal="换了镇流器，费用另报")
        await self.gateway.units.answer(ticket.id, None, ticket.lead, "unit:clerk", result)
        await self.rest(self.gateway)

    async def through(self, text: str = LAMP, **fields: Any) -> Receipt:
        """Filed, dispatched and answered."""
        receipt = await self.filed(text, **fields)
        await self.dispatched(receipt)
        await self.answered(receipt)
        return receipt

    async def refused(self, receipt: Receipt, reason: str) -> None:
        ticket = await self.ticket(receipt)
        await self.gateway.desk.refuse(ticket.id, ticket.version, a_supervisor(), reason)
        await self.rest(self.gateway)

    async def merged(self, receipt: Receipt, into: Receipt) -> None:
        source, target = await self.ticket(receipt), await self.ticket(into)
        await self.gateway.join.merge(source.id, target.id, source.version, a_supervisor())
        await self.rest(self.gateway)


async def page(browser: Browser, path: str, language: str = "zh") -> str:
    async with browser.get(path, params={"lang": language}) as response:
        assert response.status == 200
        return await response.text()


def words_of(text: str) -> str:
    """What somebody reads in the main part of a page, without tags and line breaks."""
    main = re.search(r"<main.*?</main>", text, re.DOTALL)
    assert main is not None
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main[0])).split())


def present_step(text: str) -> str:
    found = re.search(r'aria-current="step">\s*<strong>(.*?)</strong>', text)
    assert found is not None
    return found[1]


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found is not None
    return found[1]
