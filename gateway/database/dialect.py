"""The few places where SQLite and PostgreSQL really differ."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Connection, Executable, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite

from gateway.database.lists import each


@cache
def _insert_new(dialect: str, table: Table) -> Executable:
    if dialect == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    # without this, psycopg's count of a statement that takes its values apart is lost (-1)
    return (
        postgresql.insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    )


def insert_new(connection: Connection, table: Table, values: dict[str, Any]) -> bool:
    """Insert the row unless one of its unique keys is taken; says whether it was inserted."""
    return connection.execute(_insert_new(connection.dialect.name, table), values).rowcount == 1


def insert_missing(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert those of the rows whose unique keys are free."""
    if rows:
        connection.execute(_insert_new(connection.dialect.name, table), rows)


def count_up(connection: Connection, table: Table, values: dict[str, Any]) -> int:
    """Insert the row, or add one to `count` of the row that has its key; gives the new count."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement: Any = insert(table).values(values)
    statement = statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns), set_={"count": table.c.count + 1}
    ).returning(table.c.count)
    return int(connection.execute(statement).scalar_one())


def insert_or_replace(connection: Connection, table: Table, values: dict[str, Any]) -> None:
    """Insert the row, or put these values into the row that has its primary key."""
    connection.execute(_insert_or_replace(connection.dialect.name, table), values)


@cache
def _insert_or_replace(dialect: str, table: Table) -> Executable:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement: Any = insert(table)
    keys = list(table.primary_key.columns)
    new = {c.name: statement.excluded[c.name] for c in table.columns if not c.primary_key}
    return statement.on_conflict_do_update(index_elements=keys, set_=new)  # type: ignore[no-any-return]


_KEYS = each("keys")
_HOLD = select(func.pg_advisory_xact_lock(_KEYS.c.value.cast(BigInteger))).select_from(_KEYS)


def hold(connection: Connection, *names: str) -> None:
    """Until the transaction ends, nobody else passes this point with one of these names.

    On SQLite every writing transaction is already alone.
    """
    if connection.dialect.name == "sqlite":
        return
    keys = {hashlib.blake2b(name.encode(), digest_size=8).digest() for name in names}
    # in one order for everybody, or two could wait for each other
    ordered = sorted(int.from_bytes(key, signed=True) for key in keys)
    connection.execute(_HOLD, {"keys": ordered}).all()
