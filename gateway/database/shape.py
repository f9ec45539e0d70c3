"""The whole shape of the database: every table, in whichever module it is written down."""

from __future__ import annotations

from gateway.database import (  # noqa: F401 - reading them puts their tables into metadata
    door_tables,
    judgement_tables,
    knowledge_tables,
    talk_tables,
)
from gateway.database.tables import metadata

__all__ = ["metadata"]
