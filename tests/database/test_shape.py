"""The tables are what the code says they are, and values come back as they went in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, Table, insert, inspect, select
from sqlalchemy.exc import StatementError

from gateway.database import Database, open_database
from gateway.database.dialect import count_up, insert_new
from gateway.database.migrate import drift, migrate, newest, revision
from gateway.database.tables import attempts, metadata, users
from gateway.database.types import Moment
from gateway.store import people
from tests.conftest import DATABASES
from tests.servers import Postgres
from tests.values import NOON, a_user

moments = Table(
    "moments",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("at", Moment),
)


@pytest.fixture(params=DATABASES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/a folder that/is not there/duokou.db"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with postgres.empty() as url:
        yield url


async def test_migrating_an_empty_database_gives_the_tables_of_the_code(empty_url: str) -> None:
    assert migrate(empty_url) == newest()

    async with open_database(empty_url) as database:
        assert await database.read(drift) == []
        assert await database.read(revision) == newest()
        assert set(metadata.tables) < set(await database.read(_names))


async def test_drift_names_a_column_that_is_missing(database: Database) -> None:
    await database.write(
        lambda connection: connection.exec_driver_sql("alter table votes drop column comment")
    )

    assert "comment" in str(await database.read(drift))


async def test_migrating_twice_changes_nothing(empty_url: str) -> None:
    migrate(empty_url)
    async with open_database(empty_url) as database:
        await database.write(people.add, a_user("xiaoma"), NOON)

    migrate(empty_url)

    async with open_database(empty_url) as database:
        assert await database.read(people.get, "xiaoma") is not None


async def test_a_failed_migration_leaves_nothing_behind(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(connection: Connection) -> None:
        users.create(connection)
        raise RuntimeError("the second step fails")

    monkeypatch.setattr("gateway.database.migrate.migrate_on", broken)
    with pytest.raises(RuntimeError, match="second step"):
        migrate(empty_url)

    async with open_database(empty_url) as database:
        assert await database.read(_names) == []


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 2, 28, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 11, 18, 8, 30, tzinfo=timezone(timedelta(hours=8))),
        datetime(1999, 12, 31, 23, 0, tzinfo=timezone(timedelta(hours=-11))),
    ],
)
async def test_a_moment_comes_back_as_the_same_moment(database: Database, moment: datetime) -> None:
    await database.write(moments.create)
    await database.write(_put, moment)

    back = await database.read(_moment)

    assert back == moment
    assert back is not None
    assert back.tzinfo is UTC


async def test_moments_of_different_zones_sort_by_time(database: Database) -> None:
    early = datetime(2026, 11, 18, 8, 0, tzinfo=timezone(timedelta(hours=8)))  # 00:00 UTC
    late = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
    await database.write(moments.create)
    for moment in (late, early):
        await database.write(_put, moment)

    assert await database.read(_moment) == early


async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    await database.write(moments.create)

    with pytest.raises(StatementError, match="time zone"):
        await database.write(_put, datetime(2026, 11, 18))


async def test_a_missing_moment_stays_missing(database: Database) -> None:
    await database.write(moments.create)
    await database.write(_put, None)

    assert await database.read(_moment) is None


async def test_a_taken_key_is_left_as_it_is(database: Database) -> None:
    row = {"subject": "somebody", "slot": 1, "count": 5}
    assert await database.write(insert_new, attempts, row)

    assert not await database.write(insert_new, attempts, row | {"count": 7})
    assert await database.read(people.attempts_at, "somebody", 1) == 5


async def test_counting_up_counts_every_one_of_many_at_once(
    database: Database, database_url: str
) -> None:
    row = {"subject": "somebody", "slot": 1, "count": 1}
    async with open_database(database_url) as other:
        both = [(database, other)[n % 2].write(count_up, attempts, row) for n in range(20)]
        counted = await asyncio.gather(*both)

    assert sorted(counted) == list(range(1, 21))


def _names(connection: Connection) -> list[str]:
    return inspect(connection).get_table_names()


def _put(connection: Connection, moment: datetime | None) -> None:
    connection.execute(insert(moments).values(at=moment))


def _moment(connection: Connection) -> datetime | None:
    """The earliest."""
    return connection.execute(select(moments.c.at).order_by(moments.c.at)).scalars().first()
