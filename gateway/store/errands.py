"""What is to be done at a far side: noted, tried by one at a time, tried again, ended once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import Field, asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Connection, Executable, Table, func, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from gateway.database.dialect import insert_new

Key = tuple[str | int, ...]


class Errand(Protocol):
    """A frozen dataclass, a row of its table: its fields bear the names of all the columns.

    It is to be done while `state` is "waiting", not before `next_at`; any other state is an end.
    """

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def state(self) -> str: ...
    @property
    def attempts(self) -> int: ...
    @property
    def next_at(self) -> datetime: ...
    @property
    def error(self) -> str: ...
    @property
    def item(self) -> str:
        """How the stream names it."""


E = TypeVar("E", bound=Errand)


@dataclass(frozen=True, slots=True)
class Errands(Generic[E]):
    """All of one kind. A `key` holds the values of the table's primary key, in its order.

    `lost` is the state of those that will not be tried again and did not succeed.
    """

    table: Table
    kind: Callable[..., E]
    lost: str = "failed"

    def add(self, connection: Connection, errand: E) -> bool:
        """False when one with this key was noted before; that one stands."""
        return insert_new(connection, self.table, asdict(errand))

    def get(self, connection: Connection, *key: str | int) -> E | None:
        return self.one(connection, select(self.table).where(*self._of(key)))

    def claim(self, connection: Connection, key: Key, now: datetime, until: datetime) -> E | None:
        """For the caller alone to try until then; None when there is nothing to try now.

        A try that is never ended by `save`, because the process died, is free again after `until`.
        """
        return self.one(connection, self.turn(key, now, until))

    def turn(self, key: Key, now: datetime, until: datetime) -> ReturningUpdate[Any]:
        """The statement that claims."""
        query = update(self.table).where(*self.free(key, now))
        attempts = self.table.c.attempts + 1
        return query.values(attempts=attempts, next_at=until).returning(self.table)

    def save(self, connection: Connection, errand: E) -> bool:
        """False when it has ended already: somebody else was faster."""
        values = asdict(errand)
        key = tuple(values[column.name] for column in self.table.primary_key)
        query = update(self.table).where(*self._of(key), self.table.c.state == "waiting")
        return connection.execute(query.values(values)).rowcount == 1

    def due(self, connection: Connection, now: datetime, limit: int) -> Sequence[E]:
        """What waits and may be tried now, the longest due first."""
        columns = self.table.c
        query = select(self.table).where(columns.state == "waiting", columns.next_at <= now)
        return self.all(connection, query.order_by(columns.next_at).limit(limit))

    def counts(self, connection: Connection) -> dict[str, int]:
        """How many are still to be done or lost, by state."""
        state = self.table.c.state
        query = select(state, func.count().label("number")).group_by(state)
        undone = connection.execute(query.where(state.in_(["waiting", self.lost])))
        return {row.state: row.number for row in undone}

    def free(self, key: Key, now: datetime) -> Sequence[ColumnElement[bool]]:
        """That it waits and may be tried now."""
        columns = self.table.c
        return *self._of(key), columns.state == "waiting", columns.next_at <= now

    def one(self, connection: Connection, query: Executable) -> E | None:
        row = connection.execute(query).one_or_none()
        return self.kind(**row._mapping) if row else None

    def all(self, connection: Connection, query: Executable) -> Sequence[E]:
        return [self.kind(**row._mapping) for row in connection.execute(query)]

    def _of(self, key: Key) -> Sequence[ColumnElement[bool]]:
        columns = self.table.primary_key.columns
        return [column == value for column, value in zip(columns, key, strict=True)]
