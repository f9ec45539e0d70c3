"""Kept messages: what arrived, once for each (channel, account, sender, external id)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, literal_column, or_, select, update

from channels.base import IdReused
from channels.message import InboundMessage
from gateway.database.dialect import insert_new
from gateway.database.lists import any_of, each
from gateway.database.tables import messages, reports, tickets
from gateway.reports import KeptMessage, MessageStatus, StoredFile
from gateway.store.codec import from_json, to_json
from gateway.tickets import TicketStatus

IN_ONE_QUERY = 500  # bound values; SQLite's oldest limit is 999
NOT_YET = frozenset({TicketStatus.RECEIVED.value, TicketStatus.MATCHED.value})


# built once: building a statement costs more than running it
_OF_ID = select(messages).where(messages.c.id == bindparam("id"))
_OF_IDS = select(messages).where(any_of(messages.c.id, "ids")).order_by(messages.c.id)
_OF_KEY = select(messages).where(
    messages.c.channel == bindparam("channel"),
    messages.c.account == bindparam("account"),
    messages.c.sender == bindparam("sender"),
    messages.c.external_id == bindparam("external_id"),
)
_OF_REPORTS = select(messages).where(any_of(messages.c.report_id, "ids")).order_by(messages.c.id)
_TICKETS = each("tickets")
_FIRST_REPORT = (
    select(reports.c.message_id)
    .where(reports.c.ticket_id == _TICKETS.c.value)
    .order_by(reports.c.id)
    .limit(1)
    .scalar_subquery()
)
_OPENERS = select(_TICKETS.c.value.label("ticket_id"), messages).select_from(
    _TICKETS.join(messages, messages.c.id == _FIRST_REPORT)
)
_SETTLE = update(messages).where(
    messages.c.id == bindparam("own"),
    or_(
        messages.c.status == literal_column("'kept'"),
        messages.c.status == literal_column("'drafted'"),
    ),
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
        "answers": "",
        "talk": kept.talk,
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
    return of_row(row)


def add_file(connection: Connection, message_id: str, file: StoredFile) -> None:
    """An attachment that has come since the message was kept."""
    query = select(messages.c.files).where(messages.c.id == message_id).with_for_update()
    files = connection.execute(query).scalar_one()
    changed = update(messages).where(messages.c.id == message_id)
    connection.execute(changed.values(files=[*files, to_json(file)]))


def get(connection: Connection, message_id: str) -> KeptMessage | None:
    row = connection.execute(_OF_ID, {"id": message_id}).one_or_none()
    return of_row(row) if row else None


def of_ids(connection: Connection, ids: Collection[str]) -> Sequence[KeptMessage]:
    """Those of them that are there, oldest first."""
    if not ids:
        return []
    return [of_row(row) for row in connection.execute(_OF_IDS, {"ids": list(ids)})]


def openers(connection: Connection, ticket_ids: Collection[str]) -> Mapping[str, KeptMessage]:
    """By ticket, the message that opened the oldest report it carries."""
    rows = connection.execute(_OPENERS, {"tickets": list(ticket_ids)})
    return {row.ticket_id: of_row(row) for row in rows}


def of_number(connection: Connection, number: str) -> KeptMessage | None:
    row = connection.execute(select(messages).where(messages.c.number == number)).one_or_none()
    return of_row(row) if row else None


def of_external_id(
    connection: Connection, channel: str, account: str, external_id: str
) -> KeptMessage | None:
    """A message of nobody's conversation, by the id it came with."""
    key = {"channel": channel, "account": account, "sender": "", "external_id": external_id}
    row = connection.execute(_OF_KEY, key).one_or_none()
    return of_row(row) if row else None


def of_reports(connection: Connection, report_ids: Sequence[str]) -> Sequence[KeptMessage]:
    """Every message that opened one of these reports or was attached to it, oldest first."""
    query = select(messages).where(messages.c.report_id.in_(report_ids)).order_by(messages.c.id)
    return [of_row(row) for row in connection.execute(query)]


def by_report(
    connection: Connection, report_ids: Collection[str]
) -> Mapping[str, Sequence[KeptMessage]]:
    """By report, every message that opened it or was attached to it, oldest first."""
    said: dict[str, list[KeptMessage]] = {id_: [] for id_ in report_ids}
    if said:
        for row in connection.execute(_OF_REPORTS, {"ids": list(said)}):
            said[row.report_id].append(of_row(row))
    return said


def settle(connection: Connection, *settled: KeptMessage) -> None:
    """Write each message's one outcome. Raises AlreadySettled."""
    rows = [
        {
            "status": kept.status.value,
            "report_id": kept.report_id,
            "answers": kept.answers,
            "own": kept.id,
        }
        for kept in settled
    ]
    if rows and connection.execute(_SETTLE, rows).rowcount != len(rows):
        raise AlreadySettled(*(kept.id for kept in settled))


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


def of_row(row: Row[tuple[object, ...]]) -> KeptMessage:
    return KeptMessage(
        id=row.id,
        number=row.number,
        message=from_json(InboundMessage, row.payload),
        kept_at=row.kept_at,
        status=MessageStatus(row.status),
        person=row.person,
        files=tuple(from_json(StoredFile, file) for file in row.files),
        report_id=row.report_id,
        answers=row.answers,
        talk=row.talk,
    )
