"""Turns a ticket into what its units may see of it: the one place that decides that."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sqlalchemy import Connection

from gateway.handoff.base import Order, OrderFile, OrderReport
from gateway.numbers import covered
from gateway.reports import KeptMessage
from gateway.store import journal, reports
from gateway.tickets import Ticket
from nlp import mask
from routing_rules import City


def order_of(connection: Connection, ticket: Ticket, city: City) -> Order:
    """The ticket with every citizen's words; contacts only where nobody asked for secrecy."""
    ids = [report.id for report in reports.of_ticket(connection, ticket.id)]
    kept = journal.of_reports(connection, ids)
    # a receipt number and the phone together open the citizen's page, and with it his vote
    words = partial(covered, prefix=city.number_prefix, known={each.number for each in kept})
    category = city.taxonomy.categories.get(ticket.category)
    area = ticket.place.area
    # who once asked for secrecy keeps it, also where a later message forgets to ask
    secret = {each.report_id for each in kept if ticket.confidential or _asks_secrecy(each)}
    return Order(
        number=ticket.number,
        round=ticket.round,
        title=title_for_units(ticket, city),
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
        earlier_answer=ticket.result.for_citizen if ticket.round > 1 and ticket.result else "",
        reports=tuple(
            _report(each, f"{ticket.number}-{place}", words, secret=each.report_id in secret)
            for place, each in enumerate(kept, start=1)
        ),
    )


def title_for_units(ticket: Ticket, city: City) -> str:
    return covered(mask(ticket.title), city.number_prefix)


def _asks_secrecy(kept: KeptMessage) -> bool:
    return kept.message.person.confidential or kept.message.person.anonymous


def _report(
    kept: KeptMessage, number: str, words: Callable[[str], str], *, secret: bool
) -> OrderReport:
    message = kept.message
    return OrderReport(
        number=number,
        received_at=kept.kept_at,
        channel=message.channel,
        title=words(mask(message.title) if secret else message.title),
        text=words(mask(message.text) if secret else message.text),
        secret=secret,
        name="" if secret else message.person.name,
        phone="" if secret else message.person.phone,
        files=tuple(OrderFile(file.digest, file.media_type, file.size) for file in kept.files),
    )
