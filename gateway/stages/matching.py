"""Finds out how a report stands to what is known: the citizen's own matter, or an event."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Connection

from gateway.clock import Clock
from gateway.database import Database
from gateway.history import Deed, Event, Step
from gateway.reports import KeptMessage, Relation, Report, ReportStatus
from gateway.stages.merging import move
from gateway.store import candidates, history, reports, tickets
from gateway.store.candidates import Candidate
from gateway.store.tickets import TicketChanged
from gateway.tickets import OPEN, TicketStatus
from nlp.similarity import CANDIDATE, alike

log = logging.getLogger(__name__)

WITHIN = timedelta(days=30)  # older tickets that are still open are recurrences, not one event


Found = Mapping[str, Sequence[Candidate]]  # by report


@dataclass(frozen=True, slots=True)
class Match:
    """A chase joins the citizen's own ticket; other people's reports only become candidates.

    These are looked for before the transaction begins, which would keep all others waiting, but
    after the reports themselves can be found: of two that come at once, one finds the other.
    """

    database: Database
    clock: Clock

    async def __call__(
        self, understood: Sequence[tuple[Report, KeptMessage]]
    ) -> Callable[[Connection], Sequence[Report]]:
        unfiled = [report for report, _ in understood]
        found = await self.database.read(self._candidates, unfiled)

        def write(connection: Connection) -> Sequence[Report]:
            return self._save(connection, unfiled, found)

        return write

    def _save(
        self, connection: Connection, unfiled: Sequence[Report], found: Found
    ) -> Sequence[Report]:
        asking = [report.id for report in unfiled if _asks_where_it_stands(report)]
        chasing = reports.with_others(connection, asking) if asking else frozenset()
        alone = [report for report in unfiled if report.id not in chasing]
        filed = self._file(connection, alone, found)
        # one after the other: what one of them joins, the next one may join too
        joined = (self._join(connection, one, found) for one in unfiled if one.id in chasing)
        return [*filed, *joined]

    def _file(
        self, connection: Connection, alone: Sequence[Report], found: Found
    ) -> Sequence[Report]:
        now = self.clock()
        filed = [replace(report, status=ReportStatus.FILED) for report in alone]
        deeds = {
            report.ticket_id: Deed(Event.MATCHED, now, "machine", _says(len(found[report.id])))
            for report in alone
        }
        reports.save(connection, *filed)
        matched = self._matched(connection, deeds)
        steps = [
            deeds[before.ticket_id].on_report(before, after)
            for before, after in zip(alone, filed, strict=True)
        ]
        history.write(connection, *steps, *matched)
        candidates.propose(connection, [pair for one in alone for pair in found[one.id]])
        return [replace(report, version=report.version + 1) for report in filed]

    def _matched(self, connection: Connection, deeds: Mapping[str, Deed]) -> Sequence[Step]:
        before = [
            ticket
            for ticket in tickets.of_ids(connection, deeds)
            if ticket.status is TicketStatus.RECEIVED
        ]
        after = [ticket.to(TicketStatus.MATCHED, deeds[ticket.id].at) for ticket in before]
        tickets.save(connection, *after)
        return [deeds[was.id].on_ticket(was, now) for was, now in zip(before, after, strict=True)]

    def _candidates(self, connection: Connection, unfiled: Sequence[Report]) -> Found:
        """None for a report of which nothing is known to compare it by."""
        now = self.clock()
        own = candidates.described(connection, [report.id for report in unfiled])
        near = candidates.near(connection, own, now - WITHIN)
        return {
            report.id: [
                Candidate(report.ticket_id, other.ticket_id, likeness.score, likeness.because, now)
                for other in near.get(report.id, ())
                if (likeness := alike(own[report.id], other.described)).score >= CANDIDATE
            ]
            for report in unfiled
        }

    def _join(self, connection: Connection, report: Report, found: Found) -> Report:
        target = self._own_open_ticket(connection, report)
        if target is None:
            return self._file(connection, [report], found)[0]
        deed = Deed(Event.MATCHED, self.clock(), "machine", ("同一市民催办，并入其在办工单",))
        chase = replace(report, status=ReportStatus.FILED, relation=Relation.CHASE)
        ticket = tickets.get(connection, target)
        if ticket.status not in OPEN:  # it was merged since we looked it up
            raise TicketChanged(target)
        move(connection, report, chase, ticket, deed)
        log.info("report %s joins ticket %s", report.id, target)
        return replace(chase, ticket_id=target, version=report.version + 1)

    def _own_open_ticket(self, connection: Connection, report: Report) -> str | None:
        """The one open matter of a person who asks where it stands; None when it is not clear."""
        others = reports.open_of_person(connection, report.person or "", report.id)
        apart = candidates.kept_apart(connection, report.ticket_id)
        open_tickets = {other.ticket_id for other in others} - {report.ticket_id} - apart
        return open_tickets.pop() if len(open_tickets) == 1 else None


def _asks_where_it_stands(report: Report) -> bool:
    assert report.suggestion is not None  # matching comes after understanding
    kind = report.suggestion.kind
    return report.person is not None and kind is not None and kind.code == "chase"


def _says(found: int) -> tuple[str, ...]:
    if found:
        return (f"发现 {found} 个疑似同一事件的工单，待人工确认",)
    return ("没有发现相关工单",)
