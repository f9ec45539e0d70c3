"""What one page of a handling unit shows, read at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from gateway.handoff.base import Order, OrderFile
from gateway.handoff.embedded import EMBEDDED
from gateway.history import Event, Step
from gateway.stages.answering import ANSWERED, SEEN_BY_UNITS, seen_by_units
from gateway.stages.orders import order_of
from gateway.store import deliveries, history, tickets, unit_desk
from gateway.store.tickets import NoSuchTicket
from gateway.tickets import WITH_THE_UNIT, Ticket, TicketStatus
from routing_rules import City

PAGE = 50  # tickets
ITS_OWN = frozenset(
    {Event.DISPATCHED, Event.SIGNED, Event.RETURNED, Event.RETURN_DECIDED, Event.ANSWERED}
)


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    zh: str
    en: str
    statuses: frozenset[TicketStatus]

    @property
    def recent(self) -> bool:
        return self.statuses == ANSWERED


TABS = (
    Tab("waiting", "待签收", "To sign for", frozenset({TicketStatus.DISPATCHED})),
    Tab("working", "办理中", "In hand", frozenset({TicketStatus.SIGNED})),
    Tab("returned", "已退回", "Returned", frozenset({TicketStatus.RETURNED})),
    Tab("answered", "已答复", "Answered", ANSWERED),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One tab, and how many wait in the others."""

    tickets: Sequence[Ticket]
    counts: Mapping[TicketStatus, int]
    more: bool

    def count(self, tab: Tab) -> int:
        return sum(self.counts.get(status, 0) for status in tab.statuses)


@dataclass(frozen=True, slots=True)
class Held:
    """A ticket that was given to a unit; `outside`: another system has it in hand."""

    ticket: Ticket
    outside: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One ticket as its unit may see it; `outside`: another system has it in hand."""

    ticket: Ticket
    order: Order
    steps: Sequence[Step]
    outside: bool

    def may_act(self, unit: str) -> bool:
        theirs = self.ticket.lead == unit and self.ticket.status in WITH_THE_UNIT
        return theirs and not self.outside


def listed(connection: Connection, unit: str, tab: Tab, page: int) -> Listed:
    """`page` counts from 0."""
    found = unit_desk.listed(
        connection,
        unit,
        sorted(tab.statuses),
        recent=tab.recent,
        limit=PAGE + 1,
        offset=page * PAGE,
    )
    counts = unit_desk.counts(connection, unit, sorted(SEEN_BY_UNITS - ANSWERED))
    seen = [ticket for ticket in found[:PAGE] if seen_by_units(ticket)]
    return Listed(seen, counts, len(found) > PAGE)


def shown(connection: Connection, unit: str, number: str, city: City) -> Shown:
    """Raises NoSuchTicket, also where there is one that is none of this unit's business."""
    held = in_hand(connection, unit, number)
    if not seen_by_units(held.ticket):
        raise NoSuchTicket(number)
    steps = [
        step
        for step in history.of_ticket(connection, held.ticket.id)
        if step.subject_id == held.ticket.id and step.event in ITS_OWN
    ]
    return Shown(held.ticket, order_of(connection, held.ticket, city), steps, held.outside)


def in_hand(connection: Connection, unit: str, number: str) -> Held:
    """The ticket as it was last given to this unit, wherever it is now. Raises NoSuchTicket."""
    ticket = tickets.of_number(connection, number)
    if not unit_desk.is_of(connection, unit, ticket.id):
        raise NoSuchTicket(number)
    sent = deliveries.latest(connection, ticket.id)
    return Held(ticket, outside=sent is not None and sent.destination != EMBEDDED)


def attached(
    connection: Connection, unit: str, number: str, digest: str, city: City
) -> OrderFile | None:
    """The file a citizen of this ticket sent. Raises NoSuchTicket."""
    order = shown(connection, unit, number, city).order
    files = (file for report in order.reports for file in report.files)
    return next((file for file in files if file.digest == digest), None)
