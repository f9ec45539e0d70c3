"""Whose turn it is: messages without an outcome, and what they have in common with earlier ones."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, literal_column, select, union

from channels.message import InboundMessage
from gateway.database.lists import any_of
from gateway.database.tables import messages
from gateway.reports import KeptMessage
from gateway.store.journal import of_row

_Sender = tuple[str, str, str]  # channel, account, sender

# built once: building a statement costs more than running it
_KEPT = messages.c.status == literal_column("'kept'")  # as the index has it
_IN_THREAD = messages.c.thread != literal_column("''")  # likewise
_THEMSELVES = select(messages).where(any_of(messages.c.id, "ids"), _KEPT)
_FROM_SENDERS = select(messages).where(
    any_of(messages.c.channel, "channels"),
    any_of(messages.c.account, "accounts"),
    any_of(messages.c.sender, "senders"),
    _KEPT,
    messages.c.id <= bindparam("last"),
)
_OF_TALK = (
    select(messages)
    .where(messages.c.talk == bindparam("own_talk"), messages.c.talk != literal_column("''"), _KEPT)
    .order_by(messages.c.id)
)
_SAME_WORDS = (
    select(messages.c.report_id)
    .where(
        messages.c.person == bindparam("person"),
        messages.c.words
        == select(messages.c.words).where(messages.c.id == bindparam("own")).scalar_subquery(),
        messages.c.report_id.is_not(None),
        messages.c.kept_at >= bindparam("since"),
        messages.c.id != bindparam("own"),
    )
    .order_by(messages.c.id.desc())
    .limit(1)
)
_THREAD = (
    select(messages.c.report_id)
    .where(
        messages.c.thread
        == select(messages.c.thread).where(messages.c.id == bindparam("own")).scalar_subquery(),
        _IN_THREAD,
        messages.c.report_id.is_not(None),
        messages.c.id < bindparam("own"),
    )
    .order_by(messages.c.id)
    .limit(1)
)
_OTHER = messages.alias("other")
_RELATED = union(
    select(messages.c.id)
    .join(_OTHER, (_OTHER.c.person == messages.c.person) & (_OTHER.c.words == messages.c.words))
    .where(any_of(messages.c.id, "ids"), _OTHER.c.id != messages.c.id),
    select(messages.c.id)
    .join(_OTHER, _OTHER.c.thread == messages.c.thread)
    .where(
        any_of(messages.c.id, "ids"),
        _IN_THREAD,
        _OTHER.c.thread != literal_column("''"),
        _OTHER.c.id != messages.c.id,
    ),
)


def waiting_from(connection: Connection, *kept: KeptMessage) -> Sequence[KeptMessage]:
    """These, and what their senders sent before them, as far as it has no outcome; oldest first.

    A message without a sender is nobody's conversation: it waits alone.
    """
    rows = connection.execute(_THEMSELVES, {"ids": [each.id for each in kept]}).all()
    last: dict[_Sender, str] = {}
    for sender, id_ in ((_sender(each.message), each.id) for each in kept if each.message.sender):
        last[sender] = max(id_, last.get(sender, ""))
    found = {row.id: row for row in (*rows, *_earlier(connection, last))}
    return [of_row(found[id_]) for id_ in sorted(found)]


def of_talk(connection: Connection, talk: str) -> Sequence[KeptMessage]:
    """Everything in this conversation that has no outcome yet, oldest first."""
    return [of_row(row) for row in connection.execute(_OF_TALK, {"own_talk": talk})]


def _earlier(connection: Connection, last: Mapping[_Sender, str]) -> Iterator[Row[Any]]:
    if not last:
        return
    channels, accounts, senders = (list(set(names)) for names in zip(*last, strict=True))
    asked = {"channels": channels, "accounts": accounts, "senders": senders}
    for row in connection.execute(_FROM_SENDERS, asked | {"last": max(last.values())}):
        if row.id <= last.get((row.channel, row.account, row.sender), ""):
            yield row


def _sender(message: InboundMessage) -> _Sender:
    return message.channel, message.account, message.sender


def related(connection: Connection, ids: Collection[str]) -> frozenset[str]:
    """Those of these messages that share person and words, or a thread, with any other."""
    return frozenset(connection.execute(_RELATED, {"ids": list(ids)}).scalars())


def same_words(connection: Connection, kept: KeptMessage, since: datetime) -> str | None:
    """The report that carries exactly these words of this person, if there is one."""
    asked = {"person": kept.person, "own": kept.id, "since": since}
    return connection.execute(_SAME_WORDS, asked).scalar_one_or_none()


def opener_of_thread(connection: Connection, kept: KeptMessage) -> str | None:
    """The report that an earlier message of the same sender and thread belongs to."""
    return connection.execute(_THREAD, {"own": kept.id}).scalar_one_or_none()
