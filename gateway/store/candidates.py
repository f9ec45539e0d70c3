"""Pairs of tickets that may be the same event, found by keys and decided by a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from gateway.database.dialect import insert_new
from gateway.database.tables import candidates, match_keys, reports, tickets
from gateway.tickets import OPEN


@dataclass(frozen=True, slots=True)
class Candidate:
    """`ticket_id` asks whether it is the same event as the older `other_id`."""

    ticket_id: str
    other_id: str
    score: float  # 0 to 1
    because: tuple[str, ...] = field(repr=False)
    at: datetime
    state: str = "open"  # or "merged", "rejected"
    decided_by: str = ""


def index(connection: Connection, report_id: str, keys: Sequence[str], at: datetime) -> None:
    """Make a report findable by its keys; a second call changes nothing."""
    connection.execute(delete(match_keys).where(match_keys.c.report_id == report_id))
    if keys:
        rows = [{"key": key, "report_id": report_id, "at": at} for key in sorted(set(keys))]
        connection.execute(insert(match_keys), rows)


def near(
    connection: Connection, report_id: str, keys: Sequence[str], since: datetime, limit: int
) -> Sequence[str]:
    """Reports of other open tickets that share the most keys with this one; at most `limit`."""
    mine = select(reports.c.ticket_id).where(reports.c.id == report_id).scalar_subquery()
    query = (
        select(match_keys.c.report_id)
        .join(reports, reports.c.id == match_keys.c.report_id)
        .join(tickets, tickets.c.id == reports.c.ticket_id)
        .where(
            match_keys.c.key.in_(list(keys)),
            match_keys.c.at >= since,
            match_keys.c.report_id != report_id,
            reports.c.ticket_id != mine,
            tickets.c.status.in_([status.value for status in OPEN]),
        )
        .group_by(match_keys.c.report_id)
        .order_by(func.count().desc(), match_keys.c.report_id.desc())
        .limit(limit)
    )
    return connection.execute(query).scalars().all()


def propose(connection: Connection, candidate: Candidate) -> bool:
    """Note the pair unless it is known in either order, rejected ones included."""
    known = select(candidates.c.state).where(
        candidates.c.ticket_id == candidate.other_id, candidates.c.other_id == candidate.ticket_id
    )
    if connection.execute(known).first():
        return False
    return insert_new(
        connection,
        candidates,
        {
            "ticket_id": candidate.ticket_id,
            "other_id": candidate.other_id,
            "score": candidate.score,
            "because": list(candidate.because),
            "state": candidate.state,
            "decided_by": candidate.decided_by,
            "at": candidate.at,
        },
    )


def of_ticket(connection: Connection, ticket_id: str) -> Sequence[Candidate]:
    """Undecided pairs with this ticket in them, the likeliest first."""
    query = (
        select(candidates)
        .where(
            or_(candidates.c.ticket_id == ticket_id, candidates.c.other_id == ticket_id),
            candidates.c.state == "open",
        )
        .order_by(candidates.c.score.desc())
    )
    return [
        Candidate(
            ticket_id=row.ticket_id,
            other_id=row.other_id,
            score=row.score,
            because=tuple(row.because),
            at=row.at,
            state=row.state,
            decided_by=row.decided_by,
        )
        for row in connection.execute(query)
    ]


def decide(connection: Connection, one: str, other: str, state: str, by: str) -> None:
    """Close the pair, in whichever order it was noted."""
    connection.execute(
        update(candidates)
        .where(
            or_(
                (candidates.c.ticket_id == one) & (candidates.c.other_id == other),
                (candidates.c.ticket_id == other) & (candidates.c.other_id == one),
            )
        )
        .values(state=state, decided_by=by)
    )
