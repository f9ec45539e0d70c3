"""Turns a ticket into what its units receive."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.handoff.base import Order, OrderReport
from gateway.reports import KeptMessage
from gateway.store import journal, reports
from gateway.tickets import Ticket
from routing_rules import City


def order_of(connection: Connection, ticket: Ticket, city: City) -> Order:
    """The ticket with every citizen's words; contacts only where nobody asked for secrecy."""
    ids = [report.id for report in reports.of_ticket(connection, ticket.id)]
    kept = journal.of_reports(connection, ids)
    category = city.taxonomy.categories.get(ticket.category)
    area = ticket.place.area
    return Order(
        number=ticket.number,
        round=ticket.round,
        title=ticket.title,
        kind=ticket.kind,
        category=ticket.category,
        category_name=category.name if category else "",
        urgency=ticket.urgency,
        place=ticket.place.text,
        area=area,
        area_name=city.areas.get(area).name if area and area in city.areas else "",
        latitude=ticket.place.latitude,
        longitude=ticket.place.longitude,
        lead=ticket.lead,
        lead_name=city.units[ticket.lead].name if ticket.lead in city.units else "",
        assists=ticket.assists,
        due_at=ticket.due_at,
        confidential=ticket.confidential,
        emergency_first=bool(ticket.proposal and ticket.proposal.emergency_first),
        reports=tuple(_report(each, ticket) for each in kept),
    )


def _report(kept: KeptMessage, ticket: Ticket) -> OrderReport:
    message = kept.message
    hidden = ticket.confidential or message.person.confidential or message.person.anonymous
    return OrderReport(
        number=kept.number,
        received_at=kept.kept_at,
        channel=message.channel,
        title=message.title,
        text=message.text,
        name="" if hidden else message.person.name,
        phone="" if hidden else message.person.phone,
    )
