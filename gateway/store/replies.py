"""What citizens are told in conversations, in order, and whether it reached them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, insert, select, text, update

from gateway.database.talk_tables import UNTOLD, replies
from gateway.store import talks

AT_A_TIME = 20

# built once: building a statement costs more than running it
_ADD = insert(replies)
_WAITING = (
    select(replies)
    .where(replies.c.talk_id == bindparam("talk"), text(UNTOLD))
    .order_by(replies.c.id)
    .limit(AT_A_TIME)
)
_SAVE = update(replies).where(replies.c.id == bindparam("own"))


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said to a citizen. `state` is waiting, told or failed."""

    id: str
    talk_id: str
    at: datetime
    by: str  # "machine", "user:…"
    words: str = field(repr=False)
    next_at: datetime
    template: str = ""
    choices: tuple[str, ...] = ()
    number: str = ""  # whose secret link the words hold
    state: str = "waiting"
    attempts: int = 0
    error: str = field(default="", repr=False)


def item(talk_id: str) -> str:
    """How the stream names that a talk has something to say."""
    return f"say:{talk_id}"


def add(connection: Connection, *lines: Line) -> None:
    if lines:
        connection.execute(_ADD, [_values(line) for line in lines])


def claim(connection: Connection, talk_id: str, now: datetime, until: datetime) -> Sequence[Line]:
    """What is to be said now, in order, by the caller alone until then.

    Nothing, if nothing waits, the first is not due yet, or somebody else is saying it.
    """
    if not talks.telling(connection, talk_id, now, until):
        return []
    waiting = [_line(row) for row in connection.execute(_WAITING, {"talk": talk_id})]
    if not waiting or waiting[0].next_at > now:
        talks.told(connection, talk_id)
        return []
    return waiting


def save(connection: Connection, line: Line) -> None:
    changed = {
        "state": line.state,
        "attempts": line.attempts,
        "next_at": line.next_at,
        "error": line.error,
    }
    connection.execute(_SAVE.values(changed), {"own": line.id})


def due(connection: Connection, now: datetime, limit: int) -> Sequence[str]:
    """Ids of the talks in which something waits to be said and may be tried now."""
    query = (
        select(replies.c.talk_id)
        .where(text(UNTOLD), replies.c.next_at <= now)
        .distinct()
        .limit(limit)
    )
    return connection.execute(query).scalars().all()


def of_talk(connection: Connection, talk_id: str, most: int) -> Sequence[Line]:
    """The last lines of a talk, oldest first."""
    query = (
        select(replies)
        .where(replies.c.talk_id == talk_id)
        .order_by(replies.c.id.desc())
        .limit(most)
    )
    return [_line(row) for row in reversed(connection.execute(query).all())]


def last_of(connection: Connection, talk_id: str, templates: Collection[str]) -> Line | None:
    """The newest line of a talk that was made from one of these templates."""
    return _last(connection, replies.c.talk_id == talk_id, replies.c.template.in_(templates))


def last_of_user(connection: Connection, talk_id: str, user: str) -> Line | None:
    """What this person wrote last in a talk."""
    own = (replies.c.by == f"user:{user}") & (replies.c.template == "")
    return _last(connection, replies.c.talk_id == talk_id, own)


def _last(connection: Connection, *wanted: ColumnElement[bool]) -> Line | None:
    query = select(replies).where(*wanted).order_by(replies.c.id.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return _line(row) if row else None


def counts(connection: Connection) -> dict[str, int]:
    """How many have not reached their citizens, by state."""
    untold = replies.c.state.in_(["waiting", "failed"])
    query = select(replies.c.state, func.count().label("number")).where(untold)
    return {row.state: row.number for row in connection.execute(query.group_by(replies.c.state))}


def _values(line: Line) -> dict[str, object]:
    return {
        "id": line.id,
        "talk_id": line.talk_id,
        "at": line.at,
        "by": line.by,
        "template": line.template,
        "words": line.words,
        "choices": list(line.choices),
        "number": line.number,
        "state": line.state,
        "attempts": line.attempts,
        "next_at": line.next_at,
        "error": line.error,
    }


def _line(row: Row[tuple[object, ...]]) -> Line:
    return Line(
        id=row.id,
        talk_id=row.talk_id,
        at=row.at,
        by=row.by,
        words=row.words,
        next_at=row.next_at,
        template=row.template,
        choices=tuple(row.choices),
        number=row.number,
        state=row.state,
        attempts=row.attempts,
        error=row.error,
    )
