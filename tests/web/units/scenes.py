"""A ticket with its units, and a unit at its page."""

from __future__ import annotations

from channels.message import InboundMessage
from gateway.app import Gateway
from gateway.tickets import Ticket
from tests.handoff.tickets import confirmed_still, now
from tests.house import walk_on
from tests.web.browsing import Page, Reader

ANSWER = "已更换灯头，当晚亮灯。"


async def with_its_unit(
    gateway: Gateway, message: InboundMessage, urgency: str | None = None
) -> Ticket:
    ticket = await confirmed_still(gateway, message, urgency)
    await walk_on(gateway)
    return await now(gateway, ticket.id)


def place(ticket: Ticket, deed: str = "") -> str:
    return f"/units/tickets/{ticket.number}{deed}"


async def filled(reader: Reader, ticket: Ticket, deed: str, **fields: str) -> Page:
    """The form of the page as it stands now, sent with these fields."""
    form = (await reader.get(place(ticket))).form(deed)
    kept = {name: form.fields[name] for name in ("csrf", "version")}
    return await reader.post(place(ticket, deed), {**kept, **fields})
