"""Asks nlp what a report is about, and keeps the suggestion with its reasons."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from channels.message import InboundMessage
from gateway.clock import Clock
from gateway.history import Deed, Event
from gateway.reports import KeptMessage, Report, ReportStatus
from gateway.stages.announcing import Announce
from gateway.stages.descriptions import described
from gateway.stages.recordings import with_recording
from gateway.store import candidates, history, reports, tickets
from gateway.store.candidates import Known
from gateway.tickets import Ticket, TicketStatus
from gateway.town import Town
from nlp import Suggestion
from nlp.similarity import keys
from routing_rules import City

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Understand:
    """Reads the message that opened a report; gives back what is to be written."""

    town: Town
    clock: Clock
    announce: Announce

    async def __call__(self, report: Report, kept: KeptMessage) -> Callable[[Connection], Report]:
        now = self.clock()
        suggestion, known = await asyncio.to_thread(self._suggest, report, kept, now)

        def write(connection: Connection) -> Report:
            return self._save(connection, report, kept, suggestion, known, now)

        return write

    def _suggest(
        self, report: Report, kept: KeptMessage, now: datetime
    ) -> tuple[Suggestion, Known]:
        message = kept.message
        today = now.astimezone(self.town.city.timezone).date()
        understanding = self.town.understanding(today)
        written = understanding.suggest(
            message.text,
            title=message.title,
            place_hint=message.location.address,
            kind_hint=message.kind,
            category_hint=message.category,
        )
        suggestion = with_recording(written, message, understanding.suggest)
        what = described(report, kept, suggestion)
        return suggestion, Known(report.id, what, keys(what))

    def _save(
        self,
        connection: Connection,
        report: Report,
        kept: KeptMessage,
        suggestion: Suggestion,
        known: Known,
        now: datetime,
    ) -> Report:
        understood = replace(report, status=ReportStatus.UNDERSTOOD, suggestion=suggestion)
        reports.understood(connection, understood)
        ticket = tickets.get(connection, report.ticket_id)
        if ticket.status is TicketStatus.RECEIVED:
            tickets.save(connection, _filled(ticket, kept.message, suggestion, self.town.city))
        if suggestion.alarm:
            self.announce.danger(connection, kept, report)
        candidates.index(connection, known)
        deed = Deed(Event.UNDERSTOOD, now, f"nlp:{suggestion.version}", _why(suggestion))
        history.write(connection, deed.on_report(report, understood))
        log.info("report %s understood", report.id)
        return replace(understood, version=report.version + 1)


def _why(suggestion: Suggestion) -> tuple[str, ...]:
    return tuple(reason.says for reason in suggestion.because)


def _filled(ticket: Ticket, message: InboundMessage, suggestion: Suggestion, city: City) -> Ticket:
    kind = city.kinds.get(suggestion.kind.code)
    category = suggestion.category or suggestion.first_level
    named = ticket.place.text or next((place.text for place in suggestion.places), "")
    return replace(
        ticket,
        kind=suggestion.kind.code,
        category=category.code if category else "",
        urgency="U0" if ticket.alarm else suggestion.urgency.code,
        place=replace(ticket.place, text=named, area=suggestion.area),
        confidential=ticket.confidential
        or message.person.confidential
        or bool(kind and kind.confidential_by_default),
        alarm=ticket.alarm or suggestion.alarm,  # a supplement may have been faster
    )
