"""回访: solved? satisfied? Once for each citizen; it closes his report or opens a second round."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from gateway.clock import Clock
from gateway.database import Database
from gateway.history import Deed, Event
from gateway.reports import Report, ReportStatus, Vote
from gateway.stages.confirming import Invalid
from gateway.stages.rounds import open_second_round
from gateway.store import history, reports, tickets, votes
from gateway.stream import Stream
from gateway.tickets import TicketStatus

log = logging.getLogger(__name__)

CONTENT_FROM = 3  # 基本满意, on the five levels of 好差评


class NothingToVoteOn(Exception):
    """There is no result yet, or this citizen has voted on it already."""


@dataclass(frozen=True, slots=True)
class Survey:
    """`open_for`: how long a citizen may vote; after that his report closes without a vote."""

    database: Database
    stream: Stream
    clock: Clock
    open_for: timedelta

    async def vote(self, report_id: str, solved: bool, satisfied: int, comment: str) -> Report:
        """Raises NothingToVoteOn, Invalid."""
        if not 1 <= satisfied <= 5:
            raise Invalid("satisfied", "请选择满意程度。", "Choose how satisfied you are.")
        if len(comment) > 2000:
            raise Invalid("comment", "最多 2000 个字。", "2,000 characters at most.")
        report = await self.database.write(
            _vote, report_id, _Word(solved, satisfied, self.clock(), comment.strip())
        )
        await self.stream.append(f"ticket:{report.ticket_id}")
        return report

    async def close_overdue(self, limit: int = 200) -> int:
        """Close what nobody voted on in time; gives how many reports that were."""
        now = self.clock()
        silent = await self.database.read(reports.informed_before, now - self.open_for, limit)
        for report in silent:
            await self.database.write(_close_silent, report, now)
        return len(silent)


@dataclass(frozen=True, slots=True)
class _Word:
    solved: bool
    satisfied: int
    at: datetime
    comment: str = field(repr=False)


def _vote(connection: Connection, report_id: str, word: _Word) -> Report:
    report = reports.get(connection, report_id)
    if report is None or report.status is not ReportStatus.INFORMED:
        raise NothingToVoteOn
    vote = Vote(report_id, report.round, word.solved, word.satisfied, word.at, word.comment)
    if not votes.cast(connection, vote):
        raise NothingToVoteOn
    deed = Deed(Event.VOTED, vote.at, "citizen", (_says(vote),))
    voted = replace(report, status=ReportStatus.CLOSED)
    reports.save(connection, voted)
    history.write(connection, deed.on_report(report, voted))
    voted = replace(voted, version=report.version + 1)
    if vote.solved and vote.satisfied >= CONTENT_FROM:
        _close_if_all_are(connection, voted.ticket_id, vote.at)
    else:
        open_second_round(connection, voted, vote.at, ("市民回访表示未解决或不满意",))
    return voted


def _close_silent(connection: Connection, report: Report, now: datetime) -> None:
    closed = replace(report, status=ReportStatus.CLOSED)
    deed = Deed(Event.CLOSED, now, "machine", ("回访期满，市民未评价",))
    reports.save(connection, closed)
    history.write(connection, deed.on_report(report, closed))
    _close_if_all_are(connection, report.ticket_id, now)


def _close_if_all_are(connection: Connection, ticket_id: str, now: datetime) -> None:
    carried = reports.of_ticket(connection, ticket_id)
    ticket = tickets.get(connection, ticket_id)
    if ticket.status is not TicketStatus.SURVEYING:
        return
    if all(report.status is ReportStatus.CLOSED for report in carried):
        closed = ticket.to(TicketStatus.CLOSED, now)
        tickets.save(connection, closed)
        deed = Deed(Event.CLOSED, now, "machine", ("所有诉求人均已回访",))
        history.write(connection, deed.on_ticket(ticket, closed))
        log.info("ticket %s closed", ticket_id)


def _says(vote: Vote) -> str:
    return f"{'已解决' if vote.solved else '未解决'}，满意度 {vote.satisfied}/5"
