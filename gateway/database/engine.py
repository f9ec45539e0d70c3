"""The database as the gateway uses it: writes that wait together are committed together.

Queries are plain functions of a connection. They run in threads of their own, so a query costs
no await and a cancelled caller can never leave half a transaction behind: the function runs to
its end and is committed, or is rolled back whole.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import pydantic_core
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.pool import QueuePool

from gateway.database.line import Change, Line, Rank
from gateway.database.turn import Turn

P = ParamSpec("P")
T = TypeVar("T")


def _as_json(value: Any) -> str:
    return pydantic_core.to_json(value).decode()


COMMON: Mapping[str, Any] = {
    "hide_parameters": True,  # they are citizens' words, and errors end up in logs
    "json_serializer": _as_json,  # twice as fast as Python's own, and leaves Chinese as it is
    "json_deserializer": pydantic_core.from_json,
}
AWAY = (OperationalError, InterfaceError)  # what is raised while it cannot be reached
WRITERS = 2  # for each line, where there may be more than one
TRIES = 5  # against deadlocks and serialization failures, which PostgreSQL asks us to repeat


@dataclass(slots=True)
class Database:
    """`read` and `write` run a query function; `write` returns only after the commit.

    On SQLite, which has one writer, both lines are the same.
    """

    engine: Engine
    reading: Engine
    turn: Turn
    readers: ThreadPoolExecutor
    prompt: Line
    patient: Line
    writers: list[threading.Thread] = field(default_factory=list)

    async def read(
        self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        def run() -> T:
            with self.reading.connect() as connection:
                return query(connection, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self.readers, run)

    async def write(
        self, change: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `change` in a transaction; it may run more than once and must do nothing else."""
        return await self.written(
            Rank.PROMPT, lambda connection: change(connection, *args, **kwargs)
        )

    async def write_last(
        self, change: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Like `write`, for long work that nobody waits for: everybody else goes first."""
        return await self.written(
            Rank.PATIENT, lambda connection: change(connection, *args, **kwargs)
        )

    async def written(self, rank: Rank, run: Callable[[Connection], T]) -> T:
        loop = asyncio.get_running_loop()
        waiting = Change(run, loop, loop.create_future())
        (self.prompt if rank is Rank.PROMPT else self.patient).join(rank, waiting)
        outcome: T = await waiting.future
        return outcome

    def write_on(self, line: Line) -> None:
        while together := line.next():
            _commit(self, together)
            for loop in {change.loop for change in together}:
                mine = [change for change in together if change.loop is loop]
                if not loop.is_closed():
                    loop.call_soon_threadsafe(_settle, mine)


def _settle(changes: list[Change]) -> None:
    for change in changes:
        change.settle()


def _commit(database: Database, batch: list[Change]) -> None:
    """All in one transaction; if any of them fails, each in its own."""
    if len(batch) > 1 and _committed_together(database, batch):
        return
    for change in batch:
        _commit_alone(database, change)


def _committed_together(database: Database, batch: list[Change]) -> bool:
    try:
        with database.turn, database.engine.begin() as connection:
            for change in batch:
                change.result = change.run(connection)
    except BaseException:  # noqa: BLE001 - decided afresh for each change, right after this
        return False
    return True


def _commit_alone(database: Database, change: Change) -> None:
    for attempt in range(1, TRIES + 1):
        try:
            with database.turn, database.engine.begin() as connection:
                change.result = change.run(connection)
            change.error = None
            return
        except OperationalError as error:
            change.error = error
            if attempt == TRIES:
                return
        except BaseException as error:  # noqa: BLE001 - handed to the caller, who decides
            change.error = error
            return


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[Database]:
    """`sqlite:///path` (its folder is made) or `postgresql://…`. Raises OperationalError."""
    engine, reading = _engines(url)
    prompt = Line()
    patient = prompt if engine.dialect.name == "sqlite" else Line()
    lines = [prompt] if patient is prompt else [prompt, patient] * WRITERS
    readers = ThreadPoolExecutor(4, thread_name_prefix="reader")
    database = Database(engine, reading, Turn(engine), readers, prompt, patient)
    try:
        await asyncio.to_thread(_try_out, database)
        database.writers = [
            threading.Thread(target=database.write_on, args=(line,), name="writer", daemon=True)
            for line in lines
        ]
        for thread in database.writers:
            thread.start()
        yield database
    finally:
        await asyncio.to_thread(_close, database)


def _try_out(database: Database) -> None:
    with database.turn, database.engine.connect() as connection:
        connection.exec_driver_sql("select 1")


def _close(database: Database) -> None:
    for _ in database.writers:  # any of them may take any end of its line
        database.prompt.join(Rank.END)
        database.patient.join(Rank.END)
    for thread in database.writers:
        thread.join()
    database.readers.shutdown()
    with database.turn:  # whoever closes last writes the log back into the file
        database.reading.dispose()
        database.engine.dispose()
    database.turn.close()


def _engines(url: str) -> tuple[Engine, Engine]:
    """The writing engine and the reading engine."""
    where = make_url(url)
    if where.get_backend_name() != "sqlite":
        where = where.set(drivername="postgresql+psycopg")
        engine = create_engine(where, pool_size=8, **COMMON)
        return engine, _post_reading(where)
    if where.database:
        Path(where.database).parent.mkdir(parents=True, exist_ok=True)
    return _lite(url, writes=True), _lite(url, writes=False)


def _post_reading(where: URL) -> Engine:
    """A single query needs no BEGIN and ROLLBACK around it, which are journeys of their own.

    What it writes without a commit would be lost without a word, so it may not write.
    """
    return create_engine(
        where,
        pool_size=4,
        **COMMON,
        isolation_level="AUTOCOMMIT",
        connect_args={"options": "-c default_transaction_read_only=on"},
    )


def _lite(url: str, *, writes: bool) -> Engine:
    """One connection writes and checkpoints; the others are told that they may only read."""
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1 if writes else 4,
        max_overflow=0,
        **COMMON,
        connect_args={"check_same_thread": False, "timeout": 30},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        cursor = connection.cursor()
        cursor.execute("pragma journal_mode = wal")
        cursor.execute("pragma synchronous = full")  # a commit that returned survives power loss
        cursor.execute("pragma busy_timeout = 30000")
        cursor.execute("pragma cache_size = -65536")
        if not writes:
            cursor.execute("pragma query_only = on")
            cursor.execute("pragma wal_autocheckpoint = 0")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("begin immediate" if writes else "begin")

    return engine


@contextmanager
def transaction(url: str) -> Iterator[Connection]:
    """One transaction outside a running service: migrations, the command line."""
    engine, reading = _engines(url)
    turn = Turn(engine)
    try:
        with turn, engine.begin() as connection:
            yield connection
    finally:
        with turn:
            reading.dispose()
            engine.dispose()
        turn.close()
