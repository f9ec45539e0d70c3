"""Brings a database to the shape this version expects, and says which shape it has."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from gateway.database.engine import transaction
from gateway.database.shape import metadata


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def newest() -> str:
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def revision(connection: Connection) -> str | None:
    """The revision the database stands at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def migrate(url: str) -> str:
    """Bring the database at `url` to the newest revision, all steps or none; gives it."""
    with transaction(url) as connection:
        migrate_on(connection)
    return newest()


def migrate_on(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def drift(connection: Connection) -> list[object]:
    """How the database differs from the tables of the code; empty when it does not."""
    context = MigrationContext.configure(connection, opts={"compare_type": False})
    return list(compare_metadata(context, metadata))
