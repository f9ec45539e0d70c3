"""Brings the result back to every citizen, the way his report came."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Connection

from channels.base import Absent, Channel, Refused, TryAgain
from channels.message import Reply
from gateway.clock import Clock
from gateway.database import Database
from gateway.doorkeeping import Doorkeeper
from gateway.doors import Doors
from gateway.history import Deed, Event
from gateway.reports import KeptMessage, Report, ReportStatus
from gateway.stages.announcing import Announce, mark_in, opener_of, phone_for
from gateway.stages.retrying import LEASE, Retries
from gateway.stages.rounds import close_if_all_are
from gateway.store import history, notices, reports, tickets
from gateway.store.notices import Notice
from gateway.stream import Stream
from gateway.tickets import Ticket, TicketStatus

log = logging.getLogger(__name__)

Way = tuple[Channel, str]  # a door, and what the citizen is called there

RETRIES = Retries(6, first_wait=timedelta(seconds=30))


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
    """Sends one notice by the first way that reaches the citizen; otherwise it stands on his page.

    His own door comes first. If that says never, or for the last time not now, the next way is
    taken; whoever is told at all is told once.
    """

    database: Database
    clock: Clock
    doors: Doors
    keeper: Doorkeeper
    link: Callable[[str], str]  # a receipt number's secret link, with our address

    async def __call__(self, report_id: str, about: str, round_: int) -> None:
        kept, phone = await self.database.read(_whom, report_id, about)
        ways = list(self.doors.ways_to(kept.message, phone))
        if ways and not self.keeper.is_open(ways[0][0]):
            return  # it waits until the door opens again
        with self._room(ways) as free:
            if free:
                await self._tell((report_id, about, round_), kept, ways)

    def _room(self, ways: Sequence[Way]) -> AbstractContextManager[bool]:
        return self.keeper.room(ways[0][0]) if ways else nullcontext(True)

    async def _tell(
        self, key: tuple[str, str, int], kept: KeptMessage, ways: Sequence[Way]
    ) -> None:
        now = self.clock()
        notice = await self.database.write(notices.claim, key, now, now + LEASE)
        if notice is not None:  # otherwise told already, or somebody else is telling it now
            told = await self._told(notice, kept, ways)
            await self.database.write(self._save, told)

    async def _told(self, notice: Notice, kept: KeptMessage, ways: Sequence[Way]) -> Notice:
        said = replace(notice, state="page")  # the door was taken away since
        for door, recipient in ways:
            said = await self._said(notice, kept, door, recipient)
            if said.state != "failed":
                return said
        return said

    async def _said(
        self, notice: Notice, kept: KeptMessage, door: Channel, recipient: str
    ) -> Notice:
        if not self.keeper.is_open(door):
            return RETRIES.after(notice, "shut", self.clock())
        mark, longest = mark_in(notice.words), door.abilities.longest_reply
        text = fitted(notice.words, mark, self.link(kept.number), longest)
        try:
            await door.send(recipient, Reply(text, id=notice.item))
        except (TryAgain, Refused) as error:
            log.warning("report %s not told: %s", notice.report_id, type(error).__name__)
            if not isinstance(error, Absent):
                self.keeper.failed(door, f"send: {error}")
            if isinstance(error, TryAgain):
                return RETRIES.after(notice, str(error), self.clock())
            return replace(notice, state="failed", error=str(error))
        return replace(notice, state="told", error="", next_at=self.clock())

    def _save(self, connection: Connection, told: Notice) -> None:
        ended_here = notices.save(connection, told)
        report = reports.get(connection, told.report_id)
        if not ended_here or told.state != "failed" or report is None:
            return
        deed = Deed(Event.NOTED, self.clock(), "machine", ("未能通知到市民，须另行联系",))
        history.write(connection, deed.on_report(report, report))


def _whom(connection: Connection, report_id: str, about: str) -> tuple[KeptMessage, str]:
    """Who opened the report, and the phone number for this notice."""
    report = reports.get(connection, report_id)
    assert report is not None  # nothing removes a report
    return opener_of(connection, report), phone_for(connection, report, about)


def fitted(words: str, mark: str, link: str, longest: int | None) -> str:
    """The words with the link in place of its mark; too long, they end early, the link stays."""
    whole = words.replace(mark, link)
    if longest is None or len(whole) <= longest:
        return whole
    ending = f"… {link}" if mark in words and len(link) + 2 < longest else "…"
    return words.replace(mark, "")[: longest - len(ending)] + ending
