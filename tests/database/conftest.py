"""A small table of our own beside the gateway's: what is checked here is the engine, not it."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, insert, select

from gateway.database import Database

notes = Table(
    "notes",
    MetaData(),
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("words", Text, nullable=False),
)


def note(connection: Connection, id_: int, words: str = "") -> int:
    connection.execute(insert(notes).values(id=id_, words=words))
    return id_


def noted(connection: Connection) -> list[int]:
    return list(connection.execute(select(notes.c.id).order_by(notes.c.id)).scalars())


@pytest.fixture
async def paper(database: Database) -> Database:
    """A database with an empty table of notes."""
    await database.write(notes.create)
    return database
