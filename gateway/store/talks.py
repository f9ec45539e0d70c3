"""Where each conversation stands, and which of them want attention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    update,
)

from gateway.conversation.talk import Talk
from gateway.database.lists import any_of
from gateway.database.tables import messages, reports
from gateway.database.talk_tables import COMING_BACK, HAS_CODE, WITH_STAFF, talks
from gateway.reports import KeptMessage, Report
from gateway.store.codec import from_json, to_json
from gateway.store.journal import of_row as message_of
from gateway.store.reports import of_row as report_of

# built once: building a statement costs more than running it
_OF_ID = select(talks).where(talks.c.id == bindparam("own"))
_SAVE = update(talks).where(
    talks.c.id == bindparam("own"), talks.c.version == bindparam("seen_version")
)
_ADD = insert(talks)
_MESSAGES = (
    select(messages)
    .where(
        messages.c.talk == bindparam("own_talk"),
        messages.c.talk != literal_column("''"),
        messages.c.id < bindparam("before"),
    )
    .order_by(messages.c.id.desc())
    .limit(bindparam("most"))
)


class TalkChanged(Exception):
    """Somebody else has moved this talk since it was read. Read it again."""


def get(connection: Connection, id_: str) -> Talk | None:
    row = connection.execute(_OF_ID, {"own": id_}).one_or_none()
    return _talk(row) if row else None


def save(connection: Connection, talk: Talk) -> Talk:
    """The talk as it is in the store now. Raises TalkChanged."""
    saved = replace(talk, version=talk.version + 1)
    values = _values(saved)
    if talk.version == 0:
        connection.execute(_ADD, values)
        return saved
    changed = {name: value for name, value in values.items() if name != "id"}
    asked = {"own": talk.id, "seen_version": talk.version}
    if connection.execute(_SAVE.values(changed), asked).rowcount != 1:
        raise TalkChanged(talk.id)
    return saved


def of_code(connection: Connection, code: str, now: datetime) -> Talk | None:
    """The talk that this code, as it is kept, lets go on elsewhere."""
    query = select(talks).where(talks.c.code == code, text(HAS_CODE), talks.c.code_until > now)
    row = connection.execute(query).one_or_none()
    return _talk(row) if row else None


def due(connection: Connection, now: datetime, limit: int) -> Sequence[str]:
    """Ids of talks whose time is over: a question unanswered, a person who does not come."""
    query = (
        select(talks.c.id)
        .where(text(COMING_BACK), talks.c.wake_at <= now)
        .order_by(talks.c.wake_at)
        .limit(limit)
    )
    return connection.execute(query).scalars().all()


def with_staff(connection: Connection, limit: int) -> Sequence[Talk]:
    """Those that wait for a person or have one; who waits longest comes first."""
    query = (
        select(talks).where(text(WITH_STAFF)).order_by(talks.c.state, talks.c.since).limit(limit)
    )
    return [_talk(row) for row in connection.execute(query)]


def lately(connection: Connection, limit: int) -> Sequence[Talk]:
    """The talks whose citizens wrote last."""
    query = select(talks).order_by(talks.c.heard_at.desc()).limit(limit)
    return [_talk(row) for row in connection.execute(query)]


def counts(connection: Connection) -> dict[str, int]:
    """How many wait for a person, and how many have one."""
    query = select(talks.c.state, func.count().label("number")).where(text(WITH_STAFF))
    return {row.state: row.number for row in connection.execute(query.group_by(talks.c.state))}


def messages_of(
    connection: Connection, talk: Talk, most: int, before: str = "g"
) -> Sequence[KeptMessage]:
    """The last messages of a talk, oldest first; `before` is the id of one that is known."""
    asked = {"own_talk": talk.id, "before": before, "most": most}
    return [message_of(row) for row in reversed(connection.execute(_MESSAGES, asked).all())]


def telling(connection: Connection, id_: str, now: datetime, until: datetime) -> bool:
    """Whether the caller alone may send this talk's replies until then."""
    free = or_(talks.c.telling_until.is_(None), talks.c.telling_until <= now)
    query = update(talks).where(talks.c.id == id_, free).values(telling_until=until)
    return connection.execute(query).rowcount == 1


def told(connection: Connection, id_: str) -> None:
    connection.execute(update(talks).where(talks.c.id == id_).values(telling_until=None))


def of_ids(connection: Connection, ids: Sequence[str]) -> Sequence[Talk]:
    query = select(talks).where(any_of(talks.c.id, "ids"))
    return [_talk(row) for row in connection.execute(query, {"ids": list(ids)})]


def _values(talk: Talk) -> dict[str, Any]:
    return {
        "id": talk.id,
        "channel": talk.channel,
        "account": talk.account,
        "sender": talk.sender,
        "state": talk.state.value,
        "since": talk.since,
        "heard_at": talk.heard_at,
        "wake_at": talk.wake_at,
        "staff": talk.staff,
        "code": talk.code,
        "code_until": talk.code_until,
        "notice": talk.notice,
        "notice_at": talk.notice_at,
        "told": to_json(talk),
        "version": talk.version,
    }


def _talk(row: Row[tuple[object, ...]]) -> Talk:
    return from_json(Talk, row.told)


def reports_of(connection: Connection, talk: Talk, most: int) -> Sequence[Report]:
    """What was reported in this talk, and in those proven to be its citizen's; newest first."""
    query = (
        select(reports)
        .join(messages, messages.c.id == reports.c.message_id)
        .where(any_of(messages.c.talk, "ids"), messages.c.talk != literal_column("''"))
        .order_by(reports.c.id.desc())
        .limit(most)
    )
    rows = connection.execute(query, {"ids": [talk.id, *talk.also]})
    return [report_of(row) for row in rows]
