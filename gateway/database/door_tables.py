"""The tables of the doors: what arrived as it came, what is still to be fetched, what they keep."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, LargeBinary, String, Table, Text, text

from gateway.database.tables import identifier, metadata
from gateway.database.types import Moment

# SQLite uses the index only where the query says this in the same words
PARKED = "problem is not null"

payloads = Table(
    "payloads",
    metadata,
    Column("id", identifier, primary_key=True),  # sorts by time
    Column("door", String(60), nullable=False),
    Column("at", Moment, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("mark", String(64), nullable=False),  # the same for a payload that comes again
    Column("content", LargeBinary),  # compressed; None: too large, in a file by its digest
    Column("about", JSON, nullable=False),
    Column("message_id", identifier),
    Column("problem", JSON(none_as_null=True)),  # parked, and why
    Index("ix_payloads_door", "door", "id"),
    Index("ix_payloads_message", "message_id"),
    Index(
        "ix_payloads_parked",
        "door",
        "mark",
        unique=True,
        sqlite_where=text(PARKED),
        postgresql_where=text(PARKED),
    ),
)

fetches = Table(
    "fetches",
    metadata,
    Column("message_id", identifier, primary_key=True),
    Column("position", Integer, primary_key=True),  # which of the message's attachments
    Column("state", String(10), nullable=False),  # waiting, fetched, failed
    Column("attempts", Integer, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("error", Text, nullable=False),
    Index("ix_fetches_state", "state", "next_at"),
)

shelves = Table(
    "shelves",
    metadata,
    Column("door", String(60), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("value", Text, nullable=False),
    Column("until", Moment),
)

doors = Table(
    "doors",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("open", Boolean, nullable=False),
    Column("changed_by", String(80), nullable=False),
    Column("changed_at", Moment),
    Column("error", Text, nullable=False),  # the last one, without anything personal
    Column("error_at", Moment),
)
