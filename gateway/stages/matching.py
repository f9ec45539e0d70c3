"""Finds out how a report stands to what is known: the citizen's own matter, or an event."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Connection

from gateway.clock import Clock
from gateway.history import Deed, Event, Step
from gateway.reports import Relation, Report, ReportStatus
from gateway.stages.merging import move
from gateway.store import candidates, history, reports, tickets
from gateway.store.candidates import Candidate
from gateway.tickets import TicketStatus
from nlp import Suggestion
from nlp.similarity import CANDIDATE, alike

log = logging.getLogger(__name__)

WITHIN = timedelta(days=30)  # older tickets that are still open are recurrences, not one event


@dataclass(frozen=True, slots=True)
class Match:
    """A chase joins the citizen's own ticket; other people's reports only become candidates."""

    clock: Clock

    def __call__(self, connection: Connection, report: Report) -> Report:
        return self._save(connection, report, self._candidates(connection, report))

    def _candidates(self, connection: Connection, report: Report) -> Sequence[Candidate]:
        own = candidates.description(connection, report.id)
        if own is None:
            return ()
        now = self.clock()
        compared = [
            (neighbour.ticket_id, alike(own, neighbour.described))
            for neighbour in candidates.near(connection, report, own, now - WITHIN)
        ]
        return [
            Candidate(report.ticket_id, other, likeness.score, likeness.because, now)
            for other, likeness in compared
            if likeness.score >= CANDIDATE
        ]

    def _save(self, connection: Connection, report: Report, found: Sequence[Candidate]) -> Report:
        target = self._own_open_ticket(connection, report)
        deed = Deed(Event.MATCHED, self.clock(), "machine", _says(target, len(found)))
        filed = replace(report, status=ReportStatus.FILED)
        if target is None:
            reports.save(connection, filed)
            matched = self._matched(connection, report.ticket_id, deed)
            history.write(connection, deed.on_report(report, filed), *matched)
            candidates.propose(connection, found)
        else:
            filed = replace(filed, relation=Relation.CHASE)
            move(connection, report, filed, tickets.get(connection, target), deed)
        log.info("report %s matched, %d candidates", report.id, len(found))
        return replace(filed, ticket_id=target or report.ticket_id, version=report.version + 1)

    def _matched(self, connection: Connection, ticket_id: str, deed: Deed) -> Iterator[Step]:
        ticket = tickets.get(connection, ticket_id)
        if ticket.status is TicketStatus.RECEIVED:
            matched = ticket.to(TicketStatus.MATCHED, deed.at)
            tickets.save(connection, matched)
            yield deed.on_ticket(ticket, matched)

    def _own_open_ticket(self, connection: Connection, report: Report) -> str | None:
        """The one open matter of a person who asks where it stands; None when it is not clear."""
        if report.person is None or _suggestion(report).kind.code != "chase":
            return None
        others = reports.open_of_person(connection, report.person, report.id)
        apart = candidates.kept_apart(connection, report.ticket_id)
        open_tickets = {other.ticket_id for other in others} - {report.ticket_id} - apart
        return open_tickets.pop() if len(open_tickets) == 1 else None


def _suggestion(report: Report) -> Suggestion:
    assert report.suggestion is not None  # matching comes after understanding
    return report.suggestion


def _says(target: str | None, found: int) -> tuple[str, ...]:
    if target is not None:
        return ("同一市民催办，并入其在办工单",)
    if found:
        return (f"发现 {found} 个疑似同一事件的工单，待人工确认",)
    return ("没有发现相关工单",)
