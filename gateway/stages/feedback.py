"""Brings the result back to every citizen, the way his report came."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Connection

from channels.base import Refused, TryAgain
from channels.message import Reply
from gateway.clock import Clock
from gateway.database import Database
from gateway.doors import Doors
from gateway.history import Deed, Event
from gateway.reports import KeptMessage, Report, ReportStatus
from gateway.stages.announcing import LINK, Announce, can_be_told
from gateway.stages.rounds import close_if_all_are
from gateway.store import history, journal, notices, reports, tickets
from gateway.store.notices import Notice
from gateway.stream import Stream
from gateway.tickets import Ticket, TicketStatus

log = logging.getLogger(__name__)

TRIES = 6
FIRST_WAIT = timedelta(seconds=30)
LEASE = timedelta(minutes=5)  # a sending that takes longer has died, and is begun again


@dataclass(frozen=True, slots=True)
class Inform:
    """Puts the result on each report's page and notes whom to tell besides; tells nobody yet."""

    database: Database
    stream: Stream
    clock: Clock
    announce: Announce

    async def __call__(self, ticket: Ticket) -> Ticket:
        surveying, noted = await self.database.write(self._save, ticket)
        await self.stream.append(*noted)
        return surveying

    def _save(self, connection: Connection, ticket: Ticket) -> tuple[Ticket, list[str]]:
        now = self.clock()
        deed = Deed(Event.INFORMED, now, "machine")
        waiting = [
            report
            for report in reports.of_ticket(connection, ticket.id)
            if report.status is ReportStatus.FILED
        ]
        noted = [self._inform(connection, ticket, report, deed) for report in waiting]
        surveying = ticket.to(TicketStatus.SURVEYING, now)
        tickets.save(connection, surveying)
        history.write(connection, deed.on_ticket(ticket, surveying))
        log.info("ticket %s: %d citizens have the result", ticket.id, len(waiting))
        # whoever was not content may have been split off: then nobody is left to vote
        close_if_all_are(connection, ticket.id, now)
        return tickets.get(connection, ticket.id), [item for item in noted if item]

    def _inform(
        self, connection: Connection, ticket: Ticket, report: Report, deed: Deed
    ) -> str | None:
        informed = replace(report, status=ReportStatus.INFORMED, informed_at=deed.at)
        reports.save(connection, informed)
        history.write(connection, deed.on_report(report, informed))
        return self.announce.result(connection, report, ticket)


@dataclass(frozen=True, slots=True)
class Tell:
    """Sends one notice through the citizen's own door; what cannot be sent stands on his page."""

    database: Database
    clock: Clock
    doors: Doors
    link: Callable[[str], str]  # a receipt number's secret link, with our address

    async def __call__(self, report_id: str, about: str, round_: int) -> None:
        now = self.clock()
        claim = (report_id, about, round_, now, now + LEASE)
        notice = await self.database.write(notices.claim, *claim)
        if notice is None:
            return  # told already, or somebody else is telling it now
        report = await self.database.read(reports.get, report_id)
        kept = await self.database.read(journal.get, report.message_id) if report else None
        if kept is None:
            return
        told = await self._told(notice, kept)
        await self.database.write(self._save, told)

    async def _told(self, notice: Notice, kept: KeptMessage) -> Notice:
        message = kept.message
        channel = self.doors.of(message)
        if channel is None or not can_be_told(message, self.doors):
            return replace(notice, state="page")  # the door was closed since
        text = fitted(
            notice.words,
            LINK[message.language],
            self.link(kept.number),
            channel.abilities.longest_reply,
        )
        try:
            await channel.send(message.sender, Reply(text))
        except TryAgain as error:
            log.warning("report %s not told: %s", notice.report_id, type(error).__name__)
            wait = FIRST_WAIT * 2 ** (notice.attempts - 1)
            state = "failed" if notice.attempts >= TRIES else "waiting"
            return replace(notice, state=state, error=str(error), next_at=self.clock() + wait)
        except Refused as error:
            log.warning("report %s cannot be told: %s", notice.report_id, type(error).__name__)
            return replace(notice, state="failed", error=str(error))
        return replace(notice, state="told", error="")

    def _save(self, connection: Connection, told: Notice) -> None:
        notices.save(connection, told)
        report = reports.get(connection, told.report_id)
        if told.state != "failed" or report is None:
            return
        deed = Deed(Event.NOTED, self.clock(), "machine", ("未能通知到市民，须另行联系",))
        history.write(connection, deed.on_report(report, report))


def fitted(words: str, mark: str, link: str, longest: int | None) -> str:
    """The words with the link in place of its mark; too long, they end early, the link stays."""
    whole = words.replace(mark, link)
    if longest is None or len(whole) <= longest:
        return whole
    ending = f"… {link}" if mark in words and len(link) + 2 < longest else "…"
    return words.replace(mark, "")[: longest - len(ending)] + ending
