"""Tickets on their way out: reported, confirmed, and looked at again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from channels.message import InboundMessage
from gateway.app import Gateway
from gateway.stages.confirming import Correction
from gateway.store import deliveries, reports, tickets
from gateway.store.deliveries import Delivery
from gateway.tickets import Ticket
from tests.house import at_rest, walk_on
from tests.values import a_message, a_supervisor

LEAD, ASSIST, OTHER = "xn-cg", "xn-dl", "xn-zj"


async def reported(gateway: Gateway, message: InboundMessage | None = None) -> Ticket:
    """A ticket that waits for a person; the gateway is at work."""
    receipt = await gateway.intake.deliver(message or a_message())
    await at_rest(gateway)
    return await of_receipt(gateway, receipt.number)


async def of_receipt(gateway: Gateway, number: str) -> Ticket:
    report = await gateway.parts.database.read(reports.of_number, number)
    assert report is not None
    return await now(gateway, report.ticket_id)


async def confirmed(
    gateway: Gateway, ticket: Ticket, lead: str = LEAD, urgency: str | None = None
) -> Ticket:
    wish = Correction(lead=lead, assists=(ASSIST,), urgency=urgency)
    return await gateway.desk.confirm(ticket.id, ticket.version, a_supervisor(), wish)


async def dispatched(gateway: Gateway, message: InboundMessage | None = None) -> Ticket:
    """A ticket that its units have; the gateway is at work."""
    ticket = await confirmed(gateway, await reported(gateway, message))
    await at_rest(gateway)
    return await now(gateway, ticket.id)


async def confirmed_still(
    gateway: Gateway, message: InboundMessage | None = None, urgency: str | None = None
) -> Ticket:
    """A ticket that waits to be handed over; nobody is at work."""
    receipt = await gateway.intake.deliver(message or a_message())
    await walk_on(gateway)
    return await confirmed(gateway, await of_receipt(gateway, receipt.number), urgency=urgency)


async def now(gateway: Gateway, ticket_id: str) -> Ticket:
    return await gateway.parts.database.read(tickets.get, ticket_id)


def told(ticket: Ticket, event: str, **said: Any) -> dict[str, Any]:
    """What a backend says of the newest delivery, unless `said` has it otherwise."""
    return {
        "ticket": ticket.number,
        "delivery": f"{ticket.number}-{ticket.dispatches}",
        "event": event,
        "at": datetime.now(UTC).isoformat(),
        "unit": LEAD,
        **said,
    }


async def delivery(gateway: Gateway, ticket: Ticket) -> Delivery:
    found = await gateway.parts.database.read(deliveries.latest, ticket.id)
    assert found is not None
    return found
