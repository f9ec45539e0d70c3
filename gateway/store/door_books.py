"""What waits at each door, and when something last came through it; reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, func, literal_column, select

from gateway.database.door_tables import fetches
from gateway.database.tables import messages, notices, reports
from gateway.store import payloads

At = tuple[str, str]  # channel, account


@dataclass(frozen=True, slots=True)
class DoorBooks:
    """By channel and account: messages without an outcome, attachments and words on their way.

    `parked` and `last` are by door.
    """

    waiting: Mapping[At, int]
    fetching: Mapping[At, int]
    telling: Mapping[At, int]
    parked: Mapping[str, int]
    last: Mapping[str, datetime]


def door_books(connection: Connection) -> DoorBooks:
    where = (messages.c.channel, messages.c.account)
    waiting = select(*where, func.count().label("n")).where(
        messages.c.status == literal_column("'kept'")
    )
    fetching = (
        select(*where, func.count().label("n"))
        .join(fetches, fetches.c.message_id == messages.c.id)
        .where(fetches.c.state == "waiting")
    )
    telling = (
        select(*where, func.count().label("n"))
        .join(reports, reports.c.message_id == messages.c.id)
        .join(notices, notices.c.report_id == reports.c.id)
        .where(notices.c.state == "waiting")
    )
    last = {door: payloads.latest(connection, door) for door in payloads.doors(connection)}
    return DoorBooks(
        waiting=_counted(connection, waiting.group_by(*where)),
        fetching=_counted(connection, fetching.group_by(*where)),
        telling=_counted(connection, telling.group_by(*where)),
        parked=payloads.count_parked(connection),
        last={door: at for door, at in last.items() if at is not None},
    )


def _counted(connection: Connection, query: Select[tuple[str, str, int]]) -> Counter[At]:
    return Counter({(row.channel, row.account): row.n for row in connection.execute(query)})
