"""What became of suggestions: one row for each ticket and subject, as the last person decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Integer, func, select

from gateway.database.dialect import insert_or_replace
from gateway.database.judgement_tables import judgements
from gateway.judgements import PER_CENT, Bin, Judgement, Subject


def keep(connection: Connection, kept: Iterable[Judgement]) -> None:
    """Write them; a ticket that comes back from its unit is judged anew, in place of before."""
    for each in kept:
        values = {
            "ticket_id": each.ticket_id,
            "subject": each.subject.value,
            "suggested": each.suggested,
            "confidence": round(each.confidence * PER_CENT),
            "judged": each.judged,
            "right": each.right,
            "version": each.version,
            "at": each.at,
        }
        insert_or_replace(connection, judgements, values)


def bins(
    connection: Connection, since: datetime, until: datetime
) -> Mapping[Subject, Sequence[Bin]]:
    """By subject, how many were right at each confidence, of what was judged in that time."""
    right = func.sum(judgements.c.right.cast(Integer))
    query = (
        select(judgements.c.subject, judgements.c.confidence, func.count(), right)
        .where(judgements.c.at >= since, judgements.c.at < until)
        .group_by(judgements.c.subject, judgements.c.confidence)
        .order_by(judgements.c.subject, judgements.c.confidence)
    )
    found: dict[Subject, list[Bin]] = {subject: [] for subject in Subject}
    for subject, confidence, count, good in connection.execute(query):
        found[Subject(subject)].append(Bin(confidence, count, good))
    return found


def mistaken(
    connection: Connection, subject: Subject, since: datetime, until: datetime, most: int
) -> Sequence[tuple[str, str, int]]:
    """What was most often suggested, what it was changed to, and how often."""
    count = func.count()
    query = (
        select(judgements.c.suggested, judgements.c.judged, count)
        .where(
            judgements.c.subject == subject.value,
            judgements.c.right.is_(False),
            judgements.c.at >= since,
            judgements.c.at < until,
        )
        .group_by(judgements.c.suggested, judgements.c.judged)
        .order_by(count.desc(), judgements.c.suggested, judgements.c.judged)
        .limit(most)
    )
    return [(suggested, judged, often) for suggested, judged, often in connection.execute(query)]
