"""Everything a citizen's own page is made of, in one reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from gateway.history import Step
from gateway.reports import KeptMessage, Report, Vote
from gateway.stages import wholes
from gateway.store import history, journal, reports, tickets, votes
from gateway.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Matter:
    """A report and its ticket. `own`: the citizen's own messages, oldest first."""

    report: Report
    ticket: Ticket
    own: Sequence[KeptMessage]
    steps: Sequence[Step]  # of the report and of the ticket, in turn
    votes: Sequence[Vote]
    people: int  # how many different citizens stand behind the ticket


@dataclass(frozen=True, slots=True)
class Found:
    """What has this number; `matter` is None until somebody has read the message."""

    kept: KeptMessage
    matter: Matter | None

    @property
    def added(self) -> bool:
        """Whether it opened nothing of its own but went to an earlier report."""
        return self.matter is not None and self.matter.report.message_id != self.kept.id


def look_up(connection: Connection, number: str) -> Found | None:
    kept = journal.of_number(connection, number)
    if kept is None:
        return None
    report = reports.get(connection, kept.report_id) if kept.report_id else None
    return Found(kept, _matter(connection, report) if report else None)


def phone_of(connection: Connection, number: str) -> str:
    """The phone number that was left with a report; "" when none was, or there is no report."""
    kept = journal.of_number(connection, number)
    if kept is None or kept.message.person.phone:
        return kept.message.person.phone if kept else ""
    report = reports.get(connection, kept.report_id) if kept.report_id else None
    opener = journal.get(connection, report.message_id) if report else None
    if opener is None or opener.message.person.phone:
        return opener.message.person.phone if opener else ""
    own = journal.of_reports(connection, [opener.report_id or ""])
    return wholes.phone_of([one for one in own if one.message.sender == opener.message.sender])


def _matter(connection: Connection, report: Report) -> Matter:
    ticket = tickets.get(connection, report.ticket_id)
    return Matter(
        report=report,
        ticket=ticket,
        own=journal.of_reports(connection, [report.id]),
        steps=(
            *history.of_subject(connection, report.id),
            *history.of_subject(connection, ticket.id),
        ),
        votes=votes.of_reports(connection, [report.id]),
        people=reports.people(connection, ticket.id),
    )
