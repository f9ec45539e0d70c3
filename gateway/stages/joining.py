"""What staff do with what is one matter, or is not: merge, split, set apart, reject a pair."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from gateway.clock import Clock, NewId
from gateway.database import Database
from gateway.database.dialect import hold
from gateway.history import Deed, Event
from gateway.numbers import new_number
from gateway.people import User
from gateway.reports import MessageStatus, Relation, Report, ReportStatus
from gateway.stages.announcing import Announce
from gateway.stages.confirming import Invalid
from gateway.stages.merging import move
from gateway.stages.opening import open_reports
from gateway.stages.rounds import close_if_all_are
from gateway.store import candidates, history, journal, reports, tickets
from gateway.store.tickets import TicketChanged
from gateway.stream import Stream
from gateway.tickets import Ticket, TicketStatus

JOINABLE = frozenset(
    {
        TicketStatus.MATCHED,
        TicketStatus.PROPOSED,
        TicketStatus.DISPATCHED,
        TicketStatus.SIGNED,
        TicketStatus.RETURNED,
    }
)


@dataclass(frozen=True, slots=True)
class Join:
    """Merging moves reports, splitting moves them back; every citizen keeps his own number."""

    database: Database
    stream: Stream
    clock: Clock
    new_id: NewId
    announce: Announce
    draw: Callable[[str], str] = new_number

    async def merge(self, source: str, target: str, version: int, by: User) -> Ticket:
        """All reports of `source`, seen at `version`, go to `target`; gives the target.

        Raises Invalid, TicketChanged, NoSuchTicket, StepNotAllowed.
        """
        deed = Deed(Event.MERGED, self.clock(), f"user:{by.name}", ("人工确认为同一事件",))
        merged = await self.database.write(self._merge, source, target, version, deed)
        await self.stream.append(f"ticket:{merged.id}")
        return merged

    async def split(self, report_id: str, version: int, by: User) -> Ticket:
        """The report gets its first ticket back (or a new one); gives that ticket.

        `version` is that of the ticket it leaves. Raises Invalid, TicketChanged.
        """
        deed = Deed(Event.SPLIT, self.clock(), f"user:{by.name}", ("人工拆分",))
        ticket = await self.database.write(_split, report_id, version, deed)
        await self.stream.append(f"ticket:{ticket.id}")
        return ticket

    async def stand_alone(self, message_id: str, version: int, by: User) -> Ticket:
        """A message that was attached to the wrong report opens its own; gives its ticket.

        `version` is that of the ticket it leaves. What stands alone already stays as it is.
        Raises Invalid, TicketChanged.
        """
        deed = Deed(Event.SPLIT, self.clock(), f"user:{by.name}", ("来件与原诉求无关，另立一件",))
        ticket = await self.database.write(self._stand_alone, message_id, version, deed)
        await self.stream.append(f"message:{message_id}")
        return ticket

    async def reject(self, one: str, other: str, by: User) -> None:
        """The two are not one event; the pair is not proposed again. Raises NoSuchTicket."""
        deed = Deed(Event.NOTED, self.clock(), f"user:{by.name}", ("人工确认不是同一事件",))
        await self.database.write(_reject, one, other, deed)

    def _stand_alone(
        self, connection: Connection, message_id: str, version: int, deed: Deed
    ) -> Ticket:
        hold(connection, "joining")
        kept = journal.get(connection, message_id)
        report = reports.get(connection, (kept and kept.report_id) or "")
        if kept is None or report is None:
            raise Invalid("message", "没有这条来件。", "There is no such message.")
        left = tickets.get(connection, report.ticket_id)
        if kept.status is MessageStatus.OPENED:
            return left
        if left.version != version:
            raise TicketChanged(left.id)
        (opened,) = open_reports(connection, [kept], self.draw, self.new_id, deed)
        journal.stand_alone(connection, opened.message)
        own = replace(opened.ticket, confidential=left.confidential)
        tickets.save(connection, own)
        _leave(connection, report, left, deed)
        candidates.keep_apart(connection, own.id, left.id, deed.by, deed.at)
        self.announce.receipt(connection, opened.message, opened.report)
        return replace(own, version=own.version + 1)

    def _merge(
        self, connection: Connection, source: str, target: str, version: int, deed: Deed
    ) -> Ticket:
        merged, moved = _merge(connection, source, target, version, deed)
        for report in moved:
            self.announce.merged(connection, report)
        return merged


def _merge(
    connection: Connection, source_id: str, target_id: str, version: int, deed: Deed
) -> tuple[Ticket, Sequence[Report]]:
    if source_id == target_id:
        raise Invalid("target", "不能并入自己。", "A ticket cannot be merged into itself.")
    hold(connection, "joining")  # two people merging one pair both ways: one is first
    source = tickets.get(connection, source_id)
    target = tickets.get(connection, target_id)
    if source.version != version:
        raise TicketChanged(source_id)
    for ticket in (source, target):
        if ticket.status not in JOINABLE:
            raise Invalid(
                "target",
                f"工单 {ticket.number} 现在的状态不能合并。",
                f"Ticket {ticket.number} cannot be merged in its present state.",
            )
    moving = reports.of_ticket(connection, source_id)
    for report in moving:
        joined = replace(report, relation=Relation.SAME_EVENT)
        target = move(connection, report, joined, target, deed)
    candidates.decide(connection, source_id, target_id, "merged", deed.by)
    return target, [replace(report, ticket_id=target_id) for report in moving]


def _split(connection: Connection, report_id: str, version: int, deed: Deed) -> Ticket:
    hold(connection, "joining")
    report = reports.get(connection, report_id)
    if report is None:
        raise Invalid("report", "没有这条诉求。", "There is no such report.")
    ticket = tickets.get(connection, report.ticket_id)
    if ticket.version != version:
        raise TicketChanged(ticket.id)
    first = tickets.get(connection, report.first_ticket_id)
    if first.id == ticket.id or first.status is not TicketStatus.MERGED:
        raise Invalid(
            "report",
            "这条诉求本来就属于这张工单，不能拆出。",
            "This report opened this ticket and cannot be split off.",
        )
    return _moved_back(connection, report, ticket, first, deed)


def _moved_back(
    connection: Connection, report: Report, ticket: Ticket, first: Ticket, deed: Deed
) -> Ticket:
    own = replace(_afresh(report), ticket_id=first.id, relation=Relation.NEW)
    reports.save(connection, own)
    revived = replace(
        first.to(TicketStatus.MATCHED, deed.at), merged_into=None, reports=1, round=own.round
    )
    tickets.save(connection, revived)
    left = replace(ticket, reports=ticket.reports - 1)
    tickets.save(connection, left)
    history.write(
        connection,
        deed.on_report(report, own),
        deed.on_ticket(first, revived),
        deed.on_ticket(ticket, left),
    )
    candidates.decide(connection, first.id, ticket.id, "rejected", deed.by)
    close_if_all_are(connection, ticket.id, deed.at)  # perhaps only his vote was waited for
    return replace(revived, version=first.version + 1)


def _leave(connection: Connection, report: Report, left: Ticket, deed: Deed) -> None:
    """What came by mistake was no chase; whoever has this ticket open is told to look again."""
    eased = replace(report, chased=max(0, report.chased - 1))
    reports.save(connection, eased)
    tickets.save(connection, left)
    history.write(connection, deed.on_report(report, eased), deed.on_ticket(left, left))


def _afresh(report: Report) -> Report:
    """A result that came with other people's matter was not his: he waits for his own."""
    if report.status is ReportStatus.FILED:
        return report
    return replace(report, status=ReportStatus.FILED, round=report.round + 1, informed_at=None)


def _reject(connection: Connection, one: str, other: str, deed: Deed) -> None:
    candidates.decide(connection, one, other, "rejected", deed.by)
    both = (tickets.get(connection, one), tickets.get(connection, other))
    history.write(connection, *(deed.on_ticket(ticket, ticket) for ticket in both))
