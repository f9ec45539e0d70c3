"""Brings the result back to every citizen, the way his report came."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from channels.base import Channel, Refused, TryAgain
from channels.message import Reply
from gateway.clock import Clock
from gateway.database import Database
from gateway.history import Deed, Event
from gateway.numbers import spoken
from gateway.reports import KeptMessage, Report, ReportStatus
from gateway.store import history, journal, notices, reports, tickets
from gateway.store.notices import Notice
from gateway.stream import Stream
from gateway.tickets import Ticket, TicketStatus
from gateway.town import Town
from routing_rules import City

log = logging.getLogger(__name__)

TRIES = 6
FIRST_WAIT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Inform:
    """Puts the result on each report's page and notes whom to tell besides; tells nobody yet."""

    database: Database
    stream: Stream
    town: Town
    clock: Clock
    link: Callable[[str], str]  # a receipt number's secret link, with our address

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
        for report in waiting:
            informed = replace(report, status=ReportStatus.INFORMED, informed_at=now)
            reports.save(connection, informed)
            history.write(connection, deed.on_report(report, informed))
            notices.add(connection, self._notice(connection, ticket, report, now))
        surveying = ticket.to(TicketStatus.SURVEYING, now)
        tickets.save(connection, surveying)
        history.write(connection, deed.on_ticket(ticket, surveying))
        log.info("ticket %s: %d citizens have the result", ticket.id, len(waiting))
        noted = [f"notice:{report.id}:result:{report.round}" for report in waiting]
        return replace(surveying, version=ticket.version + 1), noted

    def _notice(
        self, connection: Connection, ticket: Ticket, report: Report, now: datetime
    ) -> Notice:
        kept = journal.get(connection, report.message_id)
        assert kept is not None
        words = result_words(ticket, kept, self.town.city, self.link(report.number))
        return Notice(report.id, "result", report.round, words, next_at=now)


def result_words(ticket: Ticket, kept: KeptMessage, city: City, link: str) -> str:
    """What this citizen reads about the result, in his language."""
    assert ticket.result is not None  # an answered or refused ticket has one
    language = kept.message.language
    number = spoken(kept.number)
    said = ticket.result.for_citizen
    if ticket.status is TicketStatus.NOT_ACCEPTED:
        return city.templates.render("not_accepted", language, number=number, reason=said)
    unit = city.units.get(ticket.result.by)
    if unit is None:
        return city.templates.render(
            "answered_directly", language, number=number, answer=said, link=link
        )
    name = unit.name_en if language == "en" else unit.name
    return city.templates.render(
        "answered",
        language,
        number=number,
        unit=name,
        result=said,
        phone=unit.phone or "",
        link=link,
    )


@dataclass(frozen=True, slots=True)
class Tell:
    """Sends one notice through the citizen's own door; what cannot be sent stands on his page."""

    database: Database
    clock: Clock
    channels: Mapping[str, Channel]

    async def __call__(self, report_id: str, about: str, round_: int) -> None:
        notice = await self.database.read(notices.get, report_id, about, round_)
        report = await self.database.read(reports.get, report_id)
        if notice is None or report is None or notice.state != "waiting":
            return
        kept = await self.database.read(journal.get, report.message_id)
        if kept is None or notice.next_at > self.clock():
            return
        await self.database.write(notices.save, await self._told(notice, kept))

    async def _told(self, notice: Notice, kept: KeptMessage) -> Notice:
        message = kept.message
        channel = self.channels.get(message.channel)
        if channel is None or not channel.abilities.reply_later or not message.sender:
            return replace(notice, state="page")
        longest = channel.abilities.longest_reply
        text = notice.words if longest is None else notice.words[:longest]
        attempts = notice.attempts + 1
        try:
            await channel.send(message.sender, Reply(text))
        except TryAgain as error:
            wait = FIRST_WAIT * 2**notice.attempts
            state = "failed" if attempts >= TRIES else "waiting"
            log.warning("report %s not told: %s", notice.report_id, error)
            return replace(
                notice,
                attempts=attempts,
                state=state,
                error=str(error),
                next_at=self.clock() + wait,
            )
        except Refused as error:
            log.warning("report %s cannot be told: %s", notice.report_id, error)
            return replace(notice, attempts=attempts, state="failed", error=str(error))
        return replace(notice, attempts=attempts, state="told", error="")
