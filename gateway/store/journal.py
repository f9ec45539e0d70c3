"""Kept messages: what arrived, once for each (channel, account, sender, external id)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, literal_column, select, update

from channels.base import IdReused
from channels.message import InboundMessage
from gateway.database.dialect import insert_new
from gateway.database.tables import messages, reports, tickets
from gateway.reports import KeptMessage, MessageStatus, StoredFile
from gateway.store.codec import from_json, to_json
from gateway.tickets import TicketStatus

IN_ONE_QUERY = 500  # bound values; SQLite's oldest limit is 999
NOT_YET = frozenset({TicketStatus.RECEIVED.value, TicketStatus.MATCHED.value})


# built once: building a statement costs more than running it
_OF_ID = select(messages).where(messages.c.id == bindparam("id"))
_OF_KEY = select(messages).where(
    messages.c.channel == bindparam("channel"),
    messages.c.account == bindparam("account"),
    messages.c.sender == bindparam("sender"),
    messages.c.external_id == bindparam("external_id"),
)
_OPENER = (
    select(messages)
    .join(reports, reports.c.message_id == messages.c.id)
    .where(reports.c.ticket_id == bindparam("ticket_id"))
    .order_by(reports.c.id)
    .limit(1)
)
_WAITING = (
    select(messages)
    .where(
        messages.c.channel == bindparam("channel"),
        messages.c.account == bindparam("account"),
        messages.c.sender == bindparam("sender"),
        messages.c.status == literal_column("'kept'"),  # as the index has it
        messages.c.id <= bindparam("last"),
    )
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
        messages.c.thread != literal_column("''"),  # as the index has it
        messages.c.report_id.is_not(None),
        messages.c.id < bindparam("own"),
    )
    .order_by(messages.c.id)
    .limit(1)
)
_SETTLE = update(messages).where(
    messages.c.id == bindparam("own"), messages.c.status == literal_column("'kept'")
)

_STAND_ALONE = update(messages).where(
    messages.c.id == bindparam("own"), messages.c.status == MessageStatus.ATTACHED.value
)


class NumberTaken(Exception):
    """Another message has this receipt number. Draw another."""


class AlreadySettled(Exception):
    """The message has its outcome; somebody else was faster."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Hashes of a message: of all that was said, of the words alone, of the thread it is in."""

    digest: str
    words: str
    thread: str = ""


def keep(connection: Connection, kept: KeptMessage, mark: Fingerprint) -> tuple[KeptMessage, bool]:
    """The message as it is in the store, and whether it is new there.

    Raises IdReused when the id is known with other content, NumberTaken.
    """
    message = kept.message
    values = {
        "id": kept.id,
        "number": kept.number,
        "channel": message.channel,
        "account": message.account,
        "external_id": message.external_id,
        "sender": message.sender,
        "thread": mark.thread,
        "person": kept.person,
        "digest": mark.digest,
        "words": mark.words,
        "payload": to_json(message),
        "files": [to_json(file) for file in kept.files],
        "kept_at": kept.kept_at,
        "status": kept.status.value,
        "report_id": None,
    }
    if insert_new(connection, messages, values):
        return kept, True
    return _known(connection, message, mark), False


def _known(connection: Connection, message: InboundMessage, mark: Fingerprint) -> KeptMessage:
    key = {
        "channel": message.channel,
        "account": message.account,
        "sender": message.sender,
        "external_id": message.external_id,
    }
    row = connection.execute(_OF_KEY, key).one_or_none()
    if row is None:
        raise NumberTaken
    if row.digest != mark.digest:
        raise IdReused
    return _message(row)


def add_file(connection: Connection, message_id: str, file: StoredFile) -> None:
    """An attachment that has come since the message was kept."""
    query = select(messages.c.files).where(messages.c.id == message_id).with_for_update()
    files = connection.execute(query).scalar_one()
    changed = update(messages).where(messages.c.id == message_id)
    connection.execute(changed.values(files=[*files, to_json(file)]))


def get(connection: Connection, message_id: str) -> KeptMessage | None:
    row = connection.execute(_OF_ID, {"id": message_id}).one_or_none()
    return _message(row) if row else None


def opener(connection: Connection, ticket_id: str) -> KeptMessage | None:
    """The message that opened the oldest report a ticket carries."""
    row = connection.execute(_OPENER, {"ticket_id": ticket_id}).one_or_none()
    return _message(row) if row else None


def of_number(connection: Connection, number: str) -> KeptMessage | None:
    row = connection.execute(select(messages).where(messages.c.number == number)).one_or_none()
    return _message(row) if row else None


def of_external_id(
    connection: Connection, channel: str, account: str, external_id: str
) -> KeptMessage | None:
    """A message of nobody's conversation, by the id it came with."""
    key = {"channel": channel, "account": account, "sender": "", "external_id": external_id}
    row = connection.execute(_OF_KEY, key).one_or_none()
    return _message(row) if row else None


def of_reports(connection: Connection, report_ids: Sequence[str]) -> Sequence[KeptMessage]:
    """Every message that opened one of these reports or was attached to it, oldest first."""
    query = select(messages).where(messages.c.report_id.in_(report_ids)).order_by(messages.c.id)
    return [_message(row) for row in connection.execute(query)]


def waiting_from(connection: Connection, kept: KeptMessage) -> Sequence[KeptMessage]:
    """What this sender sent, up to and including `kept`, that has no outcome yet; oldest first."""
    message = kept.message
    if not message.sender:  # nobody's conversation: only itself
        own = get(connection, kept.id)
        return [own] if own is not None and own.status is MessageStatus.KEPT else []
    theirs = {
        "channel": message.channel,
        "account": message.account,
        "sender": message.sender,
        "last": kept.id,
    }
    return [_message(row) for row in connection.execute(_WAITING, theirs)]


def same_words(connection: Connection, kept: KeptMessage, since: datetime) -> str | None:
    """The report that carries exactly these words of this person, if there is one."""
    asked = {"person": kept.person, "own": kept.id, "since": since}
    return connection.execute(_SAME_WORDS, asked).scalar_one_or_none()


def opener_of_thread(connection: Connection, kept: KeptMessage) -> str | None:
    """The report that an earlier message of the same sender and thread belongs to."""
    return connection.execute(_THREAD, {"own": kept.id}).scalar_one_or_none()


def settle(connection: Connection, settled: KeptMessage) -> None:
    """Write the message's one outcome. Raises AlreadySettled."""
    outcome = {"status": settled.status.value, "report_id": settled.report_id, "own": settled.id}
    if connection.execute(_SETTLE, outcome).rowcount != 1:
        raise AlreadySettled(settled.id)


def stand_alone(connection: Connection, settled: KeptMessage) -> None:
    """The message leaves the report it was attached to. Raises AlreadySettled."""
    outcome = {"status": settled.status.value, "report_id": settled.report_id, "own": settled.id}
    if connection.execute(_STAND_ALONE, outcome).rowcount != 1:
        raise AlreadySettled(settled.id)


def outcomes(connection: Connection, numbers: Sequence[str]) -> tuple[Counter[MessageStatus], int]:
    """How these messages ended, and how many are through every stage that needs no person."""
    ended: Counter[MessageStatus] = Counter()
    ready = 0
    for start in range(0, len(numbers), IN_ONE_QUERY):
        some = numbers[start : start + IN_ONE_QUERY]
        query = (
            select(messages.c.status, tickets.c.status)
            .outerjoin(reports, reports.c.id == messages.c.report_id)
            .outerjoin(tickets, tickets.c.id == reports.c.ticket_id)
            .where(messages.c.number.in_(some))
        )
        for message, ticket in connection.execute(query):
            ended[MessageStatus(message)] += 1
            ready += ticket is not None and ticket not in NOT_YET
    return ended, ready


def waiting_since(connection: Connection, before: datetime, limit: int) -> Sequence[str]:
    """Ids of messages that were kept before then and have no outcome yet."""
    query = (
        select(messages.c.id)
        .where(messages.c.status == literal_column("'kept'"), messages.c.kept_at < before)
        .limit(limit)
    )
    return connection.execute(query).scalars().all()


def _message(row: Row[tuple[object, ...]]) -> KeptMessage:
    return KeptMessage(
        id=row.id,
        number=row.number,
        message=from_json(InboundMessage, row.payload),
        kept_at=row.kept_at,
        status=MessageStatus(row.status),
        person=row.person,
        files=tuple(from_json(StoredFile, file) for file in row.files),
        report_id=row.report_id,
    )
