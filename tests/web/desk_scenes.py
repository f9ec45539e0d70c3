"""What the desk's tests start from: reports that have come as far as a person."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection

from channels.message import InboundMessage
from gateway.app import Gateway
from gateway.people import Role
from gateway.reports import Report
from gateway.store import history, reports, tickets
from gateway.tickets import Ticket
from tests.house import walk_on
from tests.values import LAMP, a_message, a_user, one_more
from tests.web.browsing import Page, Reader

GAS = "城东区大众街居民楼里现在闻到很浓的煤气味，有人头晕，请马上来人！"


async def filed(gateway: Gateway, text: str = LAMP, **fields: Any) -> Ticket:
    """A report of somebody new, walked on until its ticket waits for a person."""
    fields.setdefault("sender", f"citizen {one_more()}")
    return await sent(gateway, a_message(text, **fields))


async def sent(gateway: Gateway, message: InboundMessage) -> Ticket:
    receipt = await gateway.intake.deliver(message)
    await walk_on(gateway)

    def ticket(connection: Connection) -> Ticket:
        report = reports.of_number(connection, receipt.number)
        assert report is not None
        return tickets.get(connection, report.ticket_id)

    return await gateway.parts.database.read(ticket)


async def now_of(gateway: Gateway, ticket: Ticket) -> Ticket:
    return await gateway.parts.database.read(tickets.get, ticket.id)


async def reports_of(gateway: Gateway, ticket: Ticket) -> list[Report]:
    return list(await gateway.parts.database.read(reports.of_ticket, ticket.id))


async def dispatched(gateway: Gateway, text: str = LAMP, **fields: Any) -> Ticket:
    """With its unit already."""
    ticket = await filed(gateway, text, **fields)
    await gateway.desk.confirm(ticket.id, ticket.version, a_user("early", Role.SUPERVISOR))
    await walk_on(gateway)
    return await now_of(gateway, ticket)


async def said_of(gateway: Gateway, ticket: Ticket) -> str:
    """Everything the history says about a ticket, as one text."""
    steps = await gateway.parts.database.read(history.of_ticket, ticket.id)
    return "\n".join(f"{step.event} {step.by} {' '.join(step.because)}" for step in steps)


def path(ticket: Ticket, deed: str = "") -> str:
    return f"/desk/tickets/{ticket.number}{deed}"


def number_of(page: Page) -> str:
    """The receipt number of what was just filed with a form: its page ends with it."""
    return page.path.rpartition("/")[2]


def listed(page: Page) -> list[str]:
    """The numbers of the tickets in the list, in its order."""
    return re.findall(r'id="t-(GD\d{10})"', page.text)


async def save_only(reader: Reader, page: Page, ticket: Ticket, **changes: str) -> Page:
    """The second button of the form of corrections."""
    form = page.form("/confirm", "urgency")
    return await reader.post(path(ticket, "/correct"), {**form.fields, **changes})
