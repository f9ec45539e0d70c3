"""The tests' own servers: they start anywhere, for anybody, and forget what they should."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from redis import Redis

from gateway.database.migrate import newest
from tests.servers import Postgres, Valkey, running_postgres
from tests.servers.places import NoServer, packaged, short_folder


def test_every_database_is_new_and_migrated(postgres: Postgres) -> None:
    with postgres.fresh() as first, psycopg.connect(first, autocommit=True) as connection:
        connection.execute("delete from alembic_version")

    with postgres.fresh() as second, psycopg.connect(second) as connection:
        row = connection.execute("select version_num from alembic_version").fetchone()

    assert row == (newest(),)


def test_a_database_goes_away_even_while_it_is_used(postgres: Postgres) -> None:
    with postgres.fresh() as url:
        connection = psycopg.connect(url, autocommit=True)

    with pytest.raises(psycopg.OperationalError):
        connection.execute("select 1")

    connection.close()


def test_a_second_server_does_not_disturb_the_first(postgres: Postgres) -> None:
    with running_postgres() as other:
        assert other.folder != postgres.folder

    with psycopg.connect(postgres.url("migrated")) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_a_killed_valkey_has_lost_everything(valkey: Valkey) -> None:
    with Redis.from_url(valkey.url) as redis:
        redis.set("key", "value")

    valkey.kill()
    valkey.start()

    with Redis.from_url(valkey.url) as redis:
        assert redis.dbsize() == 0


def test_a_long_temporary_folder_leaves_room_for_a_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / ("long" * 20)))

    with short_folder() as folder:
        assert len(str(folder / ".s.PGSQL.5432.lock")) < 100

    assert not folder.exists()


def test_a_missing_server_is_an_error_that_names_it() -> None:
    with pytest.raises(NoServer, match="no_such_server is not installed"):
        packaged("no_such_server")
