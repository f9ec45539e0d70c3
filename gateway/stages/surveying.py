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
from gateway.stages.announcing import Announce
from gateway.stages.confirming import Invalid
from gateway.stages.rounds import close_if_all_are, open_second_round
from gateway.store import history, reports, votes
from gateway.store.reports import ReportChanged
from gateway.store.tickets import TicketChanged
from gateway.stream import Stream

log = logging.getLogger(__name__)

CONTENT_FROM = 3  # 基本满意, on the five levels of 好差评
LONGEST_COMMENT = 2000  # characters
OVERTAKEN = (ReportChanged, TicketChanged)
AFRESH = 5


class NothingToVoteOn(Exception):
    """There is no result yet, or this citizen has voted on it already."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a citizen says of the result of one round."""

    round: int
    solved: bool
    satisfied: int  # 1 very dissatisfied … 5 very satisfied
    comment: str = field(default="", repr=False)

    @property
    def content(self) -> bool:
        return self.solved and self.satisfied >= CONTENT_FROM


@dataclass(frozen=True, slots=True)
class Survey:
    """`open_for`: how long a citizen may vote; after that his report closes without a vote."""

    database: Database
    stream: Stream
    clock: Clock
    open_for: timedelta
    announce: Announce

    async def vote(self, report_id: str, word: Word) -> Report:
        """The same word given twice counts once. Raises NothingToVoteOn, Invalid."""
        _check(word)
        for _ in range(AFRESH):
            try:
                report = await self.database.write(self._vote, report_id, word)
            except OVERTAKEN:
                continue  # somebody else's vote on the same ticket was faster
            break
        else:
            report = await self.database.write(self._vote, report_id, word)
        await self.stream.append(f"ticket:{report.ticket_id}")
        return report

    async def close_overdue(self, limit: int = 200) -> int:
        """Close what nobody voted on in time; gives how many reports that were."""
        before = self.clock() - self.open_for
        silent = await self.database.read(reports.informed_before, before, limit)
        closed = 0
        for report in silent:
            try:
                closed += await self.database.write(self._close_silent, report.id, before)
            except OVERTAKEN:
                log.info("report %s is being voted on", report.id)
        return closed

    def _vote(self, connection: Connection, report_id: str, word: Word) -> Report:
        report = reports.get(connection, report_id)
        if report is None:
            raise NothingToVoteOn
        now = self.clock()
        vote = Vote(report_id, word.round, word.solved, word.satisfied, now, word.comment.strip())
        if report.status is not ReportStatus.INFORMED or report.round != word.round:
            return _said_before(connection, report, vote)
        if not votes.cast(connection, vote):
            return _said_before(connection, report, vote)
        deed = Deed(Event.VOTED, now, "citizen", (_says(word),))
        voted = replace(report, status=ReportStatus.CLOSED)
        reports.save(connection, voted)
        history.write(connection, deed.on_report(report, voted))
        voted = replace(voted, version=report.version + 1)
        if word.content:
            close_if_all_are(connection, voted.ticket_id, now)
        else:
            because = ("市民回访表示未解决或不满意",)
            open_second_round(connection, voted, now, because, self.announce)
        return voted

    def _close_silent(self, connection: Connection, report_id: str, before: datetime) -> bool:
        report = reports.get(connection, report_id)
        if report is None or report.status is not ReportStatus.INFORMED:
            return False  # he voted at the last moment
        if report.informed_at is None or report.informed_at >= before:
            return False
        now = self.clock()
        closed = replace(report, status=ReportStatus.CLOSED)
        deed = Deed(Event.CLOSED, now, "machine", ("回访期满，市民未评价",))
        reports.save(connection, closed)
        history.write(connection, deed.on_report(report, closed))
        close_if_all_are(connection, report.ticket_id, now)
        return True


def _check(word: Word) -> None:
    if not 1 <= word.satisfied <= 5:
        raise Invalid("satisfied", "请选择满意程度。", "Choose how satisfied you are.")
    if len(word.comment) > LONGEST_COMMENT:
        raise Invalid("comment", "最多 2000 个字。", "2,000 characters at most.")


def _said_before(connection: Connection, report: Report, vote: Vote) -> Report:
    """Nothing new for somebody who clicked twice; for anybody else there is nothing to say."""
    for cast in votes.of_reports(connection, [report.id]):
        if replace(cast, at=vote.at) == vote:
            return report
    raise NothingToVoteOn


def _says(word: Word) -> str:
    return f"{'已解决' if word.solved else '未解决'}，满意度 {word.satisfied}/5"
