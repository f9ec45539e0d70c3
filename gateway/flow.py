"""Walks a message, report or ticket on through its stages until it waits for somebody."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from gateway.database import Database
from gateway.metrics import Metrics
from gateway.reports import KeptMessage, MessageStatus, Report, ReportStatus
from gateway.store import journal, reports, tickets
from gateway.tickets import Ticket, TicketStatus

S = TypeVar("S", KeptMessage, Report, Ticket)
Stage = Callable[[S], Awaitable[S]]


class NoSuchItem(Exception):
    """The stream names something that is not in the store."""


@dataclass(frozen=True, slots=True)
class Flow:
    """From each status that has one to its stage; the others wait for a person or a unit."""

    messages: Mapping[MessageStatus, Stage[KeptMessage]]
    reports: Mapping[ReportStatus, Stage[Report]]
    tickets: Mapping[TicketStatus, Stage[Ticket]]


@dataclass(frozen=True, slots=True)
class Walk:
    """`tell` sends one notice: of which report, about what, in which round."""

    database: Database
    flow: Flow
    tell: Callable[[str, str, int], Awaitable[None]]
    metrics: Metrics

    async def __call__(self, item: str) -> None:
        """`item` is "message:<id>", "ticket:<id>" or "notice:<report>:<about>:<round>"."""
        match item.split(":"):
            case ["message", message_id]:
                await self._message(message_id)
            case ["ticket", ticket_id]:
                await self._ticket(ticket_id)
            case ["notice", report_id, about, round_]:
                await self.tell(report_id, about, int(round_))
            case _:
                raise NoSuchItem(item)

    async def _message(self, message_id: str) -> None:
        kept = await self.database.read(journal.get, message_id)
        if kept is None:
            raise NoSuchItem(message_id)
        if stage := self.flow.messages.get(kept.status):
            kept = await self._timed("conversation", stage, kept)
        if kept.report_id is not None:
            await self._report(kept.report_id)

    async def _report(self, report_id: str) -> None:
        report = await self.database.read(reports.get, report_id)
        if report is None:
            raise NoSuchItem(report_id)
        while stage := self.flow.reports.get(report.status):
            report = await self._timed(report.status.value, stage, report)
        await self._ticket(report.ticket_id)

    async def _ticket(self, ticket_id: str) -> None:
        ticket = await self.database.read(tickets.get, ticket_id)
        while stage := self.flow.tickets.get(ticket.status):
            moved = await self._timed(ticket.status.value, stage, ticket)
            if moved.status is ticket.status:
                return  # not now: the stage said when to come back
            ticket = moved

    async def _timed(self, name: str, stage: Stage[S], subject: S) -> S:
        started = time.perf_counter()
        moved = await stage(subject)
        self.metrics.stages.labels(name).observe(time.perf_counter() - started)
        self.metrics.steps.labels(moved.status.value).inc()
        return moved
