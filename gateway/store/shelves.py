"""What each door must remember between calls, shared by every process."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from gateway.database.dialect import insert_new, insert_or_replace
from gateway.database.door_tables import shelves

_OF_KEY = (shelves.c.door == bindparam("own_door"), shelves.c.key == bindparam("own_key"))
_STANDS = or_(shelves.c.until.is_(None), shelves.c.until > bindparam("now"))
_GET = select(shelves.c.value).where(*_OF_KEY, _STANDS)
_SWAP = update(shelves).where(*_OF_KEY, _STANDS, shelves.c.value == bindparam("old"))
_DROP = delete(shelves).where(*_OF_KEY)
_OVER = delete(shelves).where(*_OF_KEY, shelves.c.until <= bindparam("now"))


def get(connection: Connection, door: str, key: str, now: datetime) -> str | None:
    values = {"own_door": door, "own_key": key, "now": now}
    return connection.execute(_GET, values).scalar_one_or_none()


def put(connection: Connection, door: str, key: str, value: str, until: datetime | None) -> None:
    row = {"door": door, "key": key, "value": value, "until": until}
    insert_or_replace(connection, shelves, row)


def swap(
    connection: Connection,
    door: str,
    key: str,
    change: tuple[str | None, str],
    now: datetime,
    until: datetime | None,
) -> bool:
    """`change` is what must stand there (None: nothing) and what shall; False if it does not."""
    old, new = change
    if old is None:
        connection.execute(_OVER, {"own_door": door, "own_key": key, "now": now})
        row = {"door": door, "key": key, "value": new, "until": until}
        return insert_new(connection, shelves, row)
    values = {"own_door": door, "own_key": key, "now": now, "old": old}
    return connection.execute(_SWAP.values(value=new, until=until), values).rowcount == 1


def drop(connection: Connection, door: str, key: str) -> None:
    connection.execute(_DROP, {"own_door": door, "own_key": key})


def forget_over(connection: Connection, now: datetime) -> None:
    connection.execute(delete(shelves).where(shelves.c.until <= now))
