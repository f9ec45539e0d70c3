"""Which doors stand open, and what last went wrong at each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Row, select

from gateway.database.dialect import insert_new
from gateway.database.door_tables import doors


@dataclass(frozen=True, slots=True)
class DoorState:
    """A door nobody has touched stands open."""

    name: str
    open: bool = True
    changed_by: str = ""
    changed_at: datetime | None = None
    error: str = field(default="", repr=False)
    error_at: datetime | None = None


def states(connection: Connection) -> Mapping[str, DoorState]:
    return {row.name: _state(row) for row in connection.execute(select(doors))}


def set_open(connection: Connection, name: str, *, open_: bool, by: str, at: datetime) -> None:
    _touch(connection, name)
    query = doors.update().where(doors.c.name == name)
    connection.execute(query.values(open=open_, changed_by=by, changed_at=at))


def note_error(connection: Connection, name: str, error: str, at: datetime) -> None:
    _touch(connection, name)
    connection.execute(doors.update().where(doors.c.name == name).values(error=error, error_at=at))


def _touch(connection: Connection, name: str) -> None:
    untouched = {"name": name, "open": True, "changed_by": "", "error": ""}
    insert_new(connection, doors, untouched)


def _state(row: Row[tuple[object, ...]]) -> DoorState:
    return DoorState(
        name=row.name,
        open=row.open,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        error=row.error,
        error_at=row.error_at,
    )
