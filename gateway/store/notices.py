"""What each citizen is to be told, once, and whether it reached him."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Row, func, select, update

from gateway.database.dialect import insert_new
from gateway.database.tables import notices


@dataclass(frozen=True, slots=True)
class Notice:
    """`state` is waiting, told, page (it stands on his progress page) or failed."""

    report_id: str
    about: str
    round: int
    words: str = field(repr=False)
    next_at: datetime
    state: str = "waiting"
    attempts: int = 0
    error: str = field(default="", repr=False)

    @property
    def item(self) -> str:
        """How the stream names it."""
        return f"notice:{self.report_id}:{self.about}:{self.round}"


def add(connection: Connection, notice: Notice) -> bool:
    """Note it unless this report was already told this in this round."""
    return insert_new(connection, notices, _values(notice))


def get(connection: Connection, report_id: str, about: str, round_: int) -> Notice | None:
    query = select(notices).where(
        notices.c.report_id == report_id, notices.c.about == about, notices.c.round == round_
    )
    row = connection.execute(query).one_or_none()
    return _notice(row) if row else None


def claim(
    connection: Connection, report_id: str, about: str, round_: int, now: datetime, until: datetime
) -> Notice | None:
    """The notice, for the caller alone to send until then; None when there is nothing to send."""
    query = (
        update(notices)
        .where(
            notices.c.report_id == report_id,
            notices.c.about == about,
            notices.c.round == round_,
            notices.c.state == "waiting",
            notices.c.next_at <= now,
        )
        .values(attempts=notices.c.attempts + 1, next_at=until)
        .returning(notices)
    )
    row = connection.execute(query).one_or_none()
    return _notice(row) if row else None


def save(connection: Connection, notice: Notice) -> None:
    query = update(notices).where(
        notices.c.report_id == notice.report_id,
        notices.c.about == notice.about,
        notices.c.round == notice.round,
    )
    connection.execute(query.values(_values(notice)))


def of_reports(connection: Connection, report_ids: Sequence[str]) -> Sequence[Notice]:
    query = select(notices).where(notices.c.report_id.in_(report_ids)).order_by(notices.c.next_at)
    return [_notice(row) for row in connection.execute(query)]


def due(connection: Connection, now: datetime, limit: int) -> Sequence[Notice]:
    """What waits to be sent and may be tried now."""
    query = (
        select(notices)
        .where(notices.c.state == "waiting", notices.c.next_at <= now)
        .order_by(notices.c.next_at)
        .limit(limit)
    )
    return [_notice(row) for row in connection.execute(query)]


def counts(connection: Connection) -> dict[str, int]:
    """How many have not reached their citizens, by state."""
    untold = notices.c.state.in_(["waiting", "failed"])
    query = select(notices.c.state, func.count().label("number")).where(untold)
    query = query.group_by(notices.c.state)
    return {row.state: row.number for row in connection.execute(query)}


def _values(notice: Notice) -> dict[str, object]:
    return {
        "report_id": notice.report_id,
        "about": notice.about,
        "round": notice.round,
        "words": notice.words,
        "next_at": notice.next_at,
        "state": notice.state,
        "attempts": notice.attempts,
        "error": notice.error,
    }


def _notice(row: Row[tuple[object, ...]]) -> Notice:
    return Notice(
        report_id=row.report_id,
        about=row.about,
        round=row.round,
        words=row.words,
        next_at=row.next_at,
        state=row.state,
        attempts=row.attempts,
        error=row.error,
    )
