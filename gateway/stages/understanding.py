"""Asks nlp what a report is about, and keeps the suggestion with its reasons."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
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
from nlp import PlaceMention, Suggestion, Understanding
from nlp.similarity import keys
from routing_rules import City

_WELL = 0.2  # share of a kind that an open one may well be


@dataclass(frozen=True, slots=True)
class Read:
    """A report, the message that opened it, and what nlp says of both."""

    report: Report
    kept: KeptMessage
    suggestion: Suggestion
    known: Known


@dataclass(frozen=True, slots=True)
class Understand:
    """Reads the messages that opened some reports; gives back what is to be written."""

    town: Town
    clock: Clock
    announce: Announce

    async def __call__(
        self, opened: Sequence[tuple[Report, KeptMessage]]
    ) -> Callable[[Connection], Sequence[Report]]:
        now = self.clock()
        read = await asyncio.to_thread(self._read, opened, now)

        def write(connection: Connection) -> Sequence[Report]:
            return self._save(connection, read, now)

        return write

    def _read(self, opened: Sequence[tuple[Report, KeptMessage]], now: datetime) -> Sequence[Read]:
        understanding = self.town.understanding(self.town.today(now))
        return [_read(understanding, report, kept) for report, kept in opened]

    def _save(
        self, connection: Connection, read: Sequence[Read], now: datetime
    ) -> Sequence[Report]:
        understood = [
            replace(one.report, status=ReportStatus.UNDERSTOOD, suggestion=one.suggestion)
            for one in read
        ]
        reports.understood(connection, *understood)
        self._fill(connection, {one.report.ticket_id: one for one in read})
        candidates.index(connection, *(one.known for one in read))
        steps = [
            Deed(
                Event.UNDERSTOOD, now, f"nlp:{one.suggestion.version}", _why(one.suggestion)
            ).on_report(one.report, after)
            for one, after in zip(read, understood, strict=True)
        ]
        history.write(connection, *steps)
        for one in read:
            if one.suggestion.alarm:
                self.announce.danger(connection, one.kept, one.report)
        return [replace(report, version=report.version + 1) for report in understood]

    def _fill(self, connection: Connection, read: Mapping[str, Read]) -> None:
        """`read` is by ticket."""
        fresh = (
            ticket
            for ticket in tickets.of_ids(connection, read)
            if ticket.status is TicketStatus.RECEIVED
        )
        tickets.save(connection, *(_filled(each, read[each.id], self.town.city) for each in fresh))


def _read(understanding: Understanding, report: Report, kept: KeptMessage) -> Read:
    suggestion = read_message(understanding, kept.message)
    what = described(report, kept, suggestion)
    return Read(report, kept, suggestion, Known(report.id, what, keys(what)))


def read_message(understanding: Understanding, message: InboundMessage) -> Suggestion:
    """What nlp says of a message with all that its citizen chose or typed besides."""
    written = understanding.suggest(
        message.text,
        title=message.title,
        place_hint=message.location.address,
        kind_hint=message.kind,
        category_hint=message.category,
    )
    return with_recording(written, message, understanding.suggest)


def _why(suggestion: Suggestion) -> tuple[str, ...]:
    return tuple(reason.says for reason in suggestion.because)


def _best_named(suggestion: Suggestion) -> str:
    """The most exact place named: a district alone only where nothing else is; "" for none."""
    groups: list[list[PlaceMention]] = []
    for place in sorted(suggestion.places, key=lambda each: (each.field, each.start)):
        last = groups[-1][-1] if groups else None
        if last and last.field == place.field and last.end == place.start:
            groups[-1].append(place)
        else:
            groups.append([place])
    if not groups:
        return ""
    best = max(groups, key=lambda group: any(place.type != "area" for place in group))
    return "".join(place.text for place in best)


def _may_be_secret(suggestion: Suggestion, city: City) -> bool:
    """Whether the kind is kept secret; where it is open, whether it may well be such a one."""
    open_to = [each.code for each in suggestion.kinds if each.confidence >= _WELL]
    likely = [suggestion.kind.code] if suggestion.kind else open_to
    return any(city.kinds[code].confidential_by_default for code in likely if code in city.kinds)


def _filled(ticket: Ticket, read: Read, city: City) -> Ticket:
    suggestion, message = read.suggestion, read.kept.message
    category = suggestion.category or suggestion.first_level
    named = ticket.place.text or _best_named(suggestion)
    return replace(
        ticket,
        kind=suggestion.kind.code if suggestion.kind else "",
        category=category.code if category else "",
        urgency="U0" if ticket.alarm else suggestion.urgency.code,
        place=replace(ticket.place, text=named, area=suggestion.area),
        confidential=ticket.confidential
        or message.person.confidential
        or _may_be_secret(suggestion, city),
        alarm=ticket.alarm or suggestion.alarm,  # a supplement may have been faster
        alarm_sure=max(
            ticket.alarm_sure, suggestion.urgency.confidence if suggestion.alarm else 0.0
        ),
    )
