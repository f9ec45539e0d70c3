"""Tables, engine and migrations: one dialect, two databases."""

from gateway.database.engine import Database, open_database

__all__ = ["Database", "open_database"]
