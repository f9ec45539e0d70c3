"""The whole shape of the database: every table, in whichever module it is written down."""

from __future__ import annotations

from gateway.database import talk_tables  # noqa: F401 - reading it puts its tables into metadata
from gateway.database.tables import metadata

__all__ = ["metadata"]
