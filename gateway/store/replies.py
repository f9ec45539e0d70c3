"""What citizens are told in conversations, in order, and whether it reached them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, select, text

from gateway.database.talk_tables import UNTOLD, replies
from gateway.store import talks
from gateway.store.errands import Errands

AT_A_TIME = 20

# built once: building a statement costs more than running it
_WAITING = (
    select(replies)
    .where(replies.c.talk_id == bindparam("talk"), text(UNTOLD))
    .order_by(replies.c.id)
    .limit(AT_A_TIME)
)


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

    @property
    def item(self) -> str:
        return item(self.talk_id)


def item(talk_id: str) -> str:
    """How the stream names that a talk has something to say."""
    return f"say:{talk_id}"


def claim(connection: Connection, talk_id: str, now: datetime, until: datetime) -> Sequence[Line]:
    """What is to be said now, in order, by the caller alone until then.

    Nothing, if nothing waits, the first is not due yet, or somebody else is saying it.
    """
    if not talks.telling(connection, talk_id, now, until):
        return []
    waiting = _errands.all(connection, _WAITING.params(talk=talk_id))
    if not waiting or waiting[0].next_at > now:
        talks.told(connection, talk_id)
        return []
    return waiting


def of_talk(connection: Connection, talk_id: str, most: int) -> Sequence[Line]:
    """The last lines of a talk, oldest first."""
    query = (
        select(replies)
        .where(replies.c.talk_id == talk_id)
        .order_by(replies.c.id.desc())
        .limit(most)
    )
    return _errands.all(connection, query)[::-1]


def last_of(connection: Connection, talk_id: str, templates: Collection[str]) -> Line | None:
    """The newest line of a talk that was made from one of these templates."""
    return _last(connection, replies.c.talk_id == talk_id, replies.c.template.in_(templates))


def last_of_user(connection: Connection, talk_id: str, user: str) -> Line | None:
    """What this person wrote last in a talk."""
    own = (replies.c.by == f"user:{user}") & (replies.c.template == "")
    return _last(connection, replies.c.talk_id == talk_id, own)


def _last(connection: Connection, *wanted: ColumnElement[bool]) -> Line | None:
    query = select(replies).where(*wanted).order_by(replies.c.id.desc()).limit(1)
    return _errands.one(connection, query)


def _line(**columns: Any) -> Line:
    return Line(**{**columns, "choices": tuple(columns["choices"])})


_errands = Errands(replies, _line)
add, save, due, counts = _errands.add, _errands.save, _errands.due, _errands.counts
