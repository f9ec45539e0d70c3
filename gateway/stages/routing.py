"""Asks the city's rules whose a ticket is and by when, and lays the proposal before a person."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from gateway.clock import Clock
from gateway.history import Deed, Event
from gateway.reports import KeptMessage
from gateway.store import history, journal, reports, tickets
from gateway.tickets import Proposal, Ticket, TicketStatus
from gateway.town import Town
from nlp import Suggestion
from routing_rules import City, Facts, Route
from routing_rules.facts import Likely

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Propose:
    town: Town
    clock: Clock

    def __call__(self, connection: Connection, matched: Sequence[Ticket]) -> Sequence[Ticket]:
        now = self.clock()
        city = self.town.city
        ids = [ticket.id for ticket in matched]
        openers = journal.openers(connection, ids)
        said = reports.suggestions(connection, ids)
        # a ticket that is walked on carries a report
        routes = [
            route_of(ticket, openers[ticket.id], said.get(ticket.id), city, now)
            for ticket in matched
        ]
        proposed = [
            with_deadline(_routed(ticket, route, city, now), city, now)
            for ticket, route in zip(matched, routes, strict=True)
        ]
        tickets.save(connection, *proposed)
        steps = [
            Deed(Event.PROPOSED, now, f"rules:{city.version}", route.because).on_ticket(was, after)
            for was, route, after in zip(matched, routes, proposed, strict=True)
        ]
        history.write(connection, *steps)
        for ticket in proposed:
            log.info("ticket %s proposed by rule", ticket.id)
        return [replace(ticket, version=ticket.version + 1) for ticket in proposed]


def route_of(
    ticket: Ticket, opener: KeptMessage, said: Suggestion | None, city: City, now: datetime
) -> Route:
    """What the city's rules say of the ticket as it stands, corrections included.

    `said` is the suggestion for the report that the opener opened.
    """
    return city.rules.route(_facts(ticket, opener, said, now))


def with_deadline(ticket: Ticket, city: City, dispatched_at: datetime) -> Ticket:
    """The ticket with the deadline of the city's tiers, unless a person set one."""
    if ticket.due_set_by:
        return ticket
    deadline = city.deadlines.due(
        ticket.urgency, ticket.kind, dispatched_at, second_round=ticket.round > 1
    )
    return replace(ticket, due_at=deadline.due_at if deadline else None)


def _facts(ticket: Ticket, opener: KeptMessage, said: Suggestion | None, now: datetime) -> Facts:
    message = opener.message
    return Facts(
        category=ticket.category or None,
        kind=ticket.kind,
        urgency=ticket.urgency,
        area=ticket.place.area,
        text=f"{message.title}\n{message.text}",
        channel=message.channel,
        enterprise=message.person.enterprise,
        confidential=ticket.confidential,
        likely=_likely(ticket, said),
        tone=said.tone.code if said and said.tone else "",
        perhaps=tuple(each.code for each in said.categories) if said else (),
        at=now,
    )


def _likely(ticket: Ticket, said: Suggestion | None) -> tuple[Likely, ...]:
    """The duties suggested, as long as nobody has said that it is about something else."""
    if said is None:
        return ()
    category = said.category or said.first_level
    if ticket.category != (category.code if category else ""):
        return ()
    return tuple(Likely(each.code, each.confidence) for each in said.units)


def _routed(ticket: Ticket, route: Route, city: City, now: datetime) -> Ticket:
    # a second round must be seen by other eyes than the first
    mode = "supervisor" if ticket.round > 1 or ticket.alarm else route.mode
    proposal = Proposal(
        lead=route.lead,
        assists=route.assists,
        alternatives=route.alternatives,
        mode=mode,
        rule=route.rule,
        confidence=route.confidence,
        emergency_first=route.emergency_first,
        contested=route.contested.question if route.contested else "",
        because=route.because,
        city_version=city.version,
    )
    return replace(
        ticket.to(TicketStatus.PROPOSED, now),
        proposal=proposal,
        lead=route.lead,
        assists=route.assists,
    )
