"""Walks messages, reports and tickets on through its stages until they wait for somebody."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import (
    Awaitable,
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection

from gateway.database import Database
from gateway.metrics import Metrics
from gateway.reports import KeptMessage, MessageStatus, Report, ReportStatus
from gateway.stages.wholes import whole
from gateway.store import journal, reports, tickets
from gateway.tickets import Ticket, TicketStatus

S = TypeVar("S", KeptMessage, Report, Ticket)
Quick = Callable[[Connection, Sequence[S]], Sequence[S]]
Write = Callable[[Connection], Sequence[Report]]
Case = tuple[Report, KeptMessage]  # a report and the message that opened it
Thinking = Callable[[Sequence[Case]], Awaitable[Write]]
Outward = Callable[[Ticket], Awaitable[Ticket]]


class NoSuchItem(Exception):
    """The stream names something that is not in the store."""


@dataclass(frozen=True, slots=True)
class Flow:
    """From each status that has one to its stage; the others wait for a person or a unit.

    A stage takes all that stand in its status at once: a statement for many rows costs little
    more than one for a single row. The stages of `messages` and `tickets` only look and write,
    so those that follow one another share a transaction. `thinking`, in the order of its stages,
    takes its time outside of any and gives back what to write. `outward` talks to far sides, one
    ticket at a time, and sees to its own writing.
    """

    messages: Mapping[MessageStatus, Quick[KeptMessage]]
    thinking: Mapping[ReportStatus, Thinking]
    tickets: Mapping[TicketStatus, Quick[Ticket]]
    outward: Mapping[TicketStatus, Outward]


@dataclass(frozen=True, slots=True)
class Walk:
    """`tell` sends one notice: of which report, about what, in which round.

    `fetch` fetches one attachment: of which message, at which position. `talk` and `say` carry on
    a conversation and say what it has to say; `prompt` reminds of what messages just seen want.
    """

    database: Database
    flow: Flow
    tell: Callable[[str, str, int], Awaitable[None]]
    fetch: Callable[[str, int], Awaitable[None]]
    talk: Callable[[str], Awaitable[None]]
    say: Callable[[str], Awaitable[None]]
    prompt: Callable[[Sequence[KeptMessage]], Awaitable[None]]
    metrics: Metrics

    async def __call__(self, *items: str) -> None:
        """Items are "message:<id>", "ticket:<id>", "notice:<report>:<about>:<round>",
        "fetch:<message>:<position>", "talk:<id>" and "say:<talk>".

        Messages are walked together: when one of them fails, none of them has moved, or all
        have moved half the way. Then whoever called walks each of them alone.
        """
        messages = [item.partition(":")[2] for item in items if item.startswith("message:")]
        if messages:
            await self._messages(messages)
        for item in items:
            if not item.startswith("message:"):
                await self._one(item)

    async def _one(self, item: str) -> None:
        match item.split(":"):
            case ["ticket", ticket_id]:
                await self._ticket(await self.database.read(tickets.get, ticket_id))
            case ["notice", report_id, about, round_]:
                await self.tell(report_id, about, int(round_))
            case ["fetch", message_id, position]:
                await self.fetch(message_id, int(position))
            case ["talk", talk_id]:
                await self.talk(talk_id)
            case ["say", talk_id]:
                await self.say(talk_id)
            case _:
                raise NoSuchItem(item)

    async def _messages(self, ids: Sequence[str]) -> None:
        seen, cases = await self.database.write_last(self._begun, ids)
        await self.prompt(seen)
        for status, stage in self.flow.thinking.items():
            here = [case for case in cases if case[0].status is status]
            if here:
                moved = await self._thought(status, stage, here)
                cases = [*(case for case in cases if case not in here), *moved]

    def _begun(
        self, connection: Connection, ids: Sequence[str]
    ) -> tuple[Sequence[KeptMessage], Sequence[Case]]:
        """The messages as they are now, and the reports that they opened, with all they say."""
        kept = journal.of_ids(connection, ids)
        if missing := set(ids) - {each.id for each in kept}:
            raise NoSuchItem(*missing)
        settled = self._through(self.flow.messages, connection, kept)
        begun = reports.of_ids(connection, {each.report_id or "" for each in settled})
        self._rest(connection, begun)
        thought_of = [report for report in begun if report.status in self.flow.thinking]
        said = journal.by_report(connection, [report.id for report in thought_of])
        return settled, [(report, opening(report, said[report.id])) for report in thought_of]

    async def _thought(
        self, status: ReportStatus, stage: Thinking, cases: Sequence[Case]
    ) -> Sequence[Case]:
        with self._timed(status.value):
            write = await stage(cases)
        moved = await self.database.write_last(self._written, write)
        opener = {report.id: kept for report, kept in cases}
        return [(report, opener[report.id]) for report in moved]

    def _written(self, connection: Connection, write: Write) -> Sequence[Report]:
        moved = write(connection)
        self._count(moved)
        self._rest(connection, moved)
        return moved

    def _rest(self, connection: Connection, moved: Sequence[Report]) -> None:
        """What no more thought is given to goes on with its ticket."""
        resting = {each.ticket_id for each in moved if each.status not in self.flow.thinking}
        self._tickets_on(connection, resting)

    def _tickets_on(self, connection: Connection, ids: Collection[str]) -> Sequence[Ticket]:
        return self._through(self.flow.tickets, connection, tickets.of_ids(connection, ids))

    async def _ticket(self, ticket: Ticket) -> None:
        if ticket.status in self.flow.tickets:
            (ticket,) = await self.database.write_last(self._tickets_on, {ticket.id})
        while stage := self.flow.outward.get(ticket.status):
            with self._timed(ticket.status.value):
                moved = await stage(ticket)
            if moved.status is ticket.status:
                return  # not now: the stage said when to come back
            self.metrics.steps.labels(moved.status.value).inc()
            ticket = moved

    def _through(
        self, stages: Mapping[Any, Quick[S]], connection: Connection, subjects: Sequence[S]
    ) -> Sequence[S]:
        """Through one stage after another, until no status has one."""
        through: list[S] = []
        while subjects:
            moved: list[S] = []
            for status, some in _by_status(subjects).items():
                if stage := stages.get(status):
                    taken = self._taken(stage, connection, some)
                    moved += [each for each in taken if each.status is not status]
                    through += [each for each in taken if each.status is status]  # not its turn yet
                else:
                    through += some
            subjects = moved
        return through

    def _taken(self, stage: Quick[S], connection: Connection, some: Sequence[S]) -> Sequence[S]:
        with self._timed(some[0].status.value):
            moved = stage(connection, some)
        self._count(each for each in moved if each.status is not some[0].status)
        return moved

    def _count(self, moved: Iterable[S]) -> None:
        for status, count in Counter(subject.status.value for subject in moved).items():
            self.metrics.steps.labels(status).inc(count)

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.metrics.stages.labels(stage).observe(time.perf_counter() - started)


def opening(report: Report, said: Sequence[KeptMessage]) -> KeptMessage:
    """All that was said of a report that nobody has read yet, as the message that opened it."""
    return whole(said, next(each for each in said if each.id == report.message_id))


def _by_status(subjects: Iterable[S]) -> Mapping[Any, list[S]]:
    grouped: defaultdict[Any, list[S]] = defaultdict(list)
    for subject in subjects:
        grouped[subject.status].append(subject)
    return grouped
