"""The tables of the knowledge base, beside those of reports and tickets."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, Index, Integer, String, Table, Text, UniqueConstraint

from gateway.database.tables import metadata, serial
from gateway.database.types import Moment

LONGEST_ID = 40
key = String(LONGEST_ID)

knowledge = Table(
    "knowledge",
    metadata,
    Column("id", key, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("asked", String(64), nullable=False),  # a hash of the question as people write it
    Column("question", Text, nullable=False),
    Column("words", Text, nullable=False),  # all that is searched, in small letters
    Column("standing", String(10), nullable=False),  # kept, ended
    Column("valid_until", Date),
    Column("content", JSON, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String(80), nullable=False),
    Index("ix_knowledge_asked", "asked"),
    Index("ix_knowledge_ending", "standing", "valid_until"),
)

knowledge_versions = Table(
    "knowledge_versions",
    metadata,
    Column("seq", serial, primary_key=True, autoincrement=True),
    Column("id", key, nullable=False),
    Column("version", Integer, nullable=False),
    Column("content", JSON, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String(80), nullable=False),
    Column("why", Text, nullable=False),
    UniqueConstraint("id", "version"),
)
