"""What an outside backend told us, each thing once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from gateway.database.dialect import insert_new
from gateway.database.tables import callbacks


@dataclass(frozen=True, slots=True)
class Told:
    """One callback under its key; `digest` tells the same content from other content.

    `outcome` is what it did: applied, or known when it said nothing new; `status` is the
    ticket's after it.
    """

    key: str
    digest: str
    ticket_id: str
    at: datetime
    outcome: str = ""
    status: str = ""


def begin(connection: Connection, told: Told) -> Told | None:
    """Take the key; gives the callback that has it already, if there is one."""
    values = {
        "key": told.key,
        "digest": told.digest,
        "ticket_id": told.ticket_id,
        "outcome": told.outcome,
        "status": told.status,
        "at": told.at,
    }
    if insert_new(connection, callbacks, values):
        return None
    row = connection.execute(select(callbacks).where(callbacks.c.key == told.key)).one()
    return Told(row.key, row.digest, row.ticket_id, row.at, row.outcome, row.status)


def end(connection: Connection, told: Told) -> None:
    """Keep what it did, so that its repetition gets the same answer."""
    query = update(callbacks).where(callbacks.c.key == told.key)
    connection.execute(query.values(outcome=told.outcome, status=told.status))
