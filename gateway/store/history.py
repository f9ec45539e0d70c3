"""The append-only history: one line for every step of a message, report or ticket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, insert, or_, select

from gateway.database.tables import history, reports
from gateway.history import Event, Step


@dataclass(frozen=True, slots=True)
class State:
    """What the lines say of one subject: its last status and the ticket it belongs to."""

    status: str
    ticket_id: str | None


_WRITE = insert(history)


def write(connection: Connection, *steps: Step) -> None:
    if not steps:
        return
    connection.execute(
        _WRITE,
        [
            {
                "subject": step.subject,
                "subject_id": step.subject_id,
                "ticket_id": step.ticket_id,
                "event": step.event.value,
                "at": step.at,
                "by": step.by,
                "was": step.was,
                "now": step.now,
                "because": list(step.because),
            }
            for step in steps
        ],
    )


def of_ticket(connection: Connection, ticket_id: str, most: int | None = None) -> Sequence[Step]:
    """The lines about the ticket and the reports it carries now, oldest first.

    `most`: only so many of the newest.
    """
    its_reports = select(reports.c.id).where(reports.c.ticket_id == ticket_id)
    its_messages = select(reports.c.message_id).where(reports.c.ticket_id == ticket_id)
    query = (
        select(history)
        .where(
            or_(
                history.c.ticket_id == ticket_id,
                history.c.subject_id.in_(its_reports),
                history.c.subject_id.in_(its_messages),
            )
        )
        .order_by(history.c.seq.desc())
        .limit(most)
    )
    return [of_row(row) for row in connection.execute(query)][::-1]


def of_subject(connection: Connection, subject_id: str) -> Sequence[Step]:
    """Every line about one message, report or ticket, oldest first."""
    query = select(history).where(history.c.subject_id == subject_id).order_by(history.c.seq)
    return [of_row(row) for row in connection.execute(query)]


def newest(connection: Connection) -> int:
    """The number of the newest line: it grows with every change of anything."""
    query = select(history.c.seq).order_by(history.c.seq.desc()).limit(1)
    return connection.execute(query).scalar_one_or_none() or 0


def rebuild(connection: Connection) -> dict[tuple[str, str], State]:
    """The present state of every subject, from the lines alone."""
    query = select(history).order_by(history.c.seq)
    return {
        (row.subject, row.subject_id): State(row.now, row.ticket_id)
        for row in connection.execute(query)
    }


def of_row(row: Row[tuple[object, ...]]) -> Step:
    return Step(
        subject=row.subject,
        subject_id=row.subject_id,
        event=Event(row.event),
        at=row.at,
        by=row.by,
        was=row.was,
        now=row.now,
        ticket_id=row.ticket_id,
        because=tuple(row.because),
    )
