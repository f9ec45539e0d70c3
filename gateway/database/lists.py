"""A list as one bound value: then one statement, planned once, does for lists of every length."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Executable,
    String,
    Table,
    TableValuedAlias,
    bindparam,
    column,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Each(FunctionElement[str]):
    inherit_cache = True


@compiles(_Each, "sqlite")
def _each_on_sqlite(each: _Each, compiler: SQLCompiler, **words: Any) -> str:
    return f"json_each({compiler.process(each.clauses, **words)})"


@compiles(_Each, "postgresql")
def _each_on_postgresql(each: _Each, compiler: SQLCompiler, **words: Any) -> str:
    return f"json_array_elements_text({compiler.process(each.clauses, **words)})"


def each(name: str) -> TableValuedAlias:
    """The strings of the list that is bound to this name, as rows with one column, `value`."""
    return _Each(bindparam(name, type_=JSON)).table_valued(column("value", String))


class _AnyOf(FunctionElement[bool]):
    inherit_cache = True  # and no type: a boolean's would be compared to 1 on SQLite


@compiles(_AnyOf, "sqlite")
def _any_of_on_sqlite(any_of: _AnyOf, compiler: SQLCompiler, **words: Any) -> str:
    one, values = (compiler.process(clause, **words) for clause in any_of.clauses)
    return f"{one} in (select value from json_each({values}))"


@compiles(_AnyOf, "postgresql")
def _any_of_on_postgresql(any_of: _AnyOf, compiler: SQLCompiler, **words: Any) -> str:
    # as an array it is known to be short; of rows it would expect so many that it reads all
    one, values = (compiler.process(clause, **words) for clause in any_of.clauses)
    return f"{one} = any (array(select json_array_elements_text({values})))"


def any_of(wanted: Column[Any], name: str) -> _AnyOf:
    """The column's value is in the list of strings that is bound to this name."""
    return _AnyOf(wanted, bindparam(name, type_=JSON))


@cache
def _insert_each(dialect: str, table: Table, listed: str) -> Executable:
    values = each(listed)
    own = {name: bindparam(name, type_=column.type) for name, column in table.columns.items()}
    row = [*({**own, listed: values.c.value}.values())]
    rows = select(*row).where(true())  # or SQLite would read ON CONFLICT as the ON of a join
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(table).from_select(list(own), rows).on_conflict_do_nothing()


def insert_each(
    connection: Connection, table: Table, listed: str, rows: Sequence[dict[str, Any]]
) -> None:
    """For each item of the list that a row has in the column `listed`, a row with that item.

    Those whose unique keys are taken stay as they are.
    """
    if rows:
        connection.execute(_insert_each(connection.dialect.name, table, listed), rows)
