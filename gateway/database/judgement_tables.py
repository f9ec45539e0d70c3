"""The table of what became of suggestions, beside those of reports and tickets."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table

from gateway.database.tables import identifier, metadata
from gateway.database.types import Moment

judgements = Table(
    "judgements",
    metadata,
    Column("ticket_id", identifier, primary_key=True),
    Column("subject", String(20), primary_key=True),
    Column("suggested", String(40), nullable=False),  # "" where it abstained
    Column("confidence", Integer, nullable=False),  # per cent
    Column("judged", String(40), nullable=False),
    Column("right", Boolean, nullable=False),
    Column("version", String(80), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_judgements_at", "at"),
    # what was judged first: by its subject alone SQLite would read the judgements of all tickets
    Index("ix_judgements_judged", "judged", "subject", "at", "ticket_id"),
)
