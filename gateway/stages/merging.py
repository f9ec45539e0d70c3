"""Moves a report from one ticket to another: the one deed behind merging and splitting.

A report always belongs to exactly one ticket, so there are no chains and no cycles.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from gateway.history import Deed
from gateway.reports import Report
from gateway.store import history, reports, tickets
from gateway.tickets import Ticket, TicketStatus


def move(
    connection: Connection, before: Report, after: Report, target: Ticket, deed: Deed
) -> Ticket:
    """Save a report on `target`, `after` saying what else changes; gives the target as saved.

    A source that is left without reports is merged into the target.
    """
    source = tickets.get(connection, before.ticket_id)
    moved = replace(after, ticket_id=target.id)
    reports.save(connection, moved)
    history.write(connection, deed.on_report(before, moved))
    _leave(connection, source, target, deed)
    return _join(connection, target, source, deed)


def _leave(connection: Connection, source: Ticket, target: Ticket, deed: Deed) -> None:
    left = replace(source, reports=source.reports - 1)
    if left.reports == 0:
        left = replace(left.to(TicketStatus.MERGED, deed.at), merged_into=target.id)
    tickets.save(connection, left)
    history.write(connection, deed.on_ticket(source, left))


def _join(connection: Connection, target: Ticket, source: Ticket, deed: Deed) -> Ticket:
    """The target takes over what must not get lost: danger, secrecy, the earlier deadline."""
    due = [moment for moment in (target.due_at, source.due_at) if moment is not None]
    joined = replace(
        target,
        reports=target.reports + 1,
        confidential=target.confidential or source.confidential,
        alarm=target.alarm or source.alarm,
        alarm_sure=max(target.alarm_sure, source.alarm_sure),
        urgency=min(target.urgency, source.urgency),
        due_at=min(due, default=None),
    )
    tickets.save(connection, joined)
    history.write(connection, deed.on_ticket(target, joined))
    return replace(joined, version=target.version + 1)
