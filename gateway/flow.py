"""Walks a message, report or ticket on through its stages until it waits for somebody."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from gateway.database import Database
from gateway.metrics import Metrics
from gateway.reports import KeptMessage, MessageStatus, Report, ReportStatus
from gateway.store import journal, reports, tickets
from gateway.tickets import Ticket, TicketStatus

S = TypeVar("S", KeptMessage, Report, Ticket)
Quick = Callable[[Connection, S], S]
Write = Callable[[Connection], Report]
Thinking = Callable[[Report, KeptMessage], Awaitable[Write]]
Outward = Callable[[Ticket], Awaitable[Ticket]]


class NoSuchItem(Exception):
    """The stream names something that is not in the store."""


@dataclass(frozen=True, slots=True)
class Flow:
    """From each status that has one to its stage; the others wait for a person or a unit.

    The stages of `messages`, `reports` and `tickets` only look and write, so those that follow
    one another share a transaction. `thinking` takes its time outside of any and gives back what
    to write; `outward` talks to far sides and sees to its own writing.
    """

    messages: Mapping[MessageStatus, Quick[KeptMessage]]
    thinking: Mapping[ReportStatus, Thinking]
    reports: Mapping[ReportStatus, Quick[Report]]
    tickets: Mapping[TicketStatus, Quick[Ticket]]
    outward: Mapping[TicketStatus, Outward]


@dataclass(frozen=True, slots=True)
class Walk:
    """`tell` sends one notice: of which report, about what, in which round.

    `fetch` fetches one attachment: of which message, at which position.
    """

    database: Database
    flow: Flow
    tell: Callable[[str, str, int], Awaitable[None]]
    fetch: Callable[[str, int], Awaitable[None]]
    metrics: Metrics

    async def __call__(self, item: str) -> None:
        """`item` is "message:<id>", "ticket:<id>", "notice:<report>:<about>:<round>" or
        "fetch:<message>:<position>".
        """
        match item.split(":"):
            case ["message", message_id]:
                await self._message(message_id)
            case ["ticket", ticket_id]:
                await self._ticket(await self.database.read(tickets.get, ticket_id))
            case ["notice", report_id, about, round_]:
                await self.tell(report_id, about, int(round_))
            case ["fetch", message_id, position]:
                await self.fetch(message_id, int(position))
            case _:
                raise NoSuchItem(item)

    async def _message(self, message_id: str) -> None:
        report, opener = await self.database.write(self._begun, message_id)
        if thinking := self.flow.thinking.get(report.status):
            with self._timed(report.status.value):
                write = await thinking(report, opener)
            ticket = await self.database.write(self._go_on, write)
        else:
            ticket = await self.database.write(self._go_on, lambda _: report)
        await self._ticket(ticket)

    def _begun(self, connection: Connection, message_id: str) -> tuple[Report, KeptMessage]:
        kept = journal.get(connection, message_id)
        if kept is None:
            raise NoSuchItem(message_id)
        if stage := self.flow.messages.get(kept.status):
            kept = self._taken(stage, connection, kept)
        report = reports.get(connection, kept.report_id or "")
        if report is None:
            raise NoSuchItem(message_id)
        opener = (
            kept if kept.id == report.message_id else journal.get(connection, report.message_id)
        )
        assert opener is not None  # a report is never without its message
        return report, opener

    def _go_on(self, connection: Connection, write: Write) -> Ticket:
        report = write(connection)
        while stage := self.flow.reports.get(report.status):
            report = self._taken(stage, connection, report)
        return self._ticket_on(connection, report.ticket_id)

    def _ticket_on(self, connection: Connection, ticket_id: str) -> Ticket:
        ticket = tickets.get(connection, ticket_id)
        while stage := self.flow.tickets.get(ticket.status):
            ticket = self._taken(stage, connection, ticket)
        return ticket

    async def _ticket(self, ticket: Ticket) -> None:
        if ticket.status in self.flow.tickets:
            ticket = await self.database.write(self._ticket_on, ticket.id)
        while stage := self.flow.outward.get(ticket.status):
            with self._timed(ticket.status.value):
                moved = await stage(ticket)
            if moved.status is ticket.status:
                return  # not now: the stage said when to come back
            self.metrics.steps.labels(moved.status.value).inc()
            ticket = moved

    def _taken(self, stage: Quick[S], connection: Connection, subject: S) -> S:
        with self._timed(subject.status.value):
            moved = stage(connection, subject)
        self.metrics.steps.labels(moved.status.value).inc()
        return moved

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.metrics.stages.labels(stage).observe(time.perf_counter() - started)
