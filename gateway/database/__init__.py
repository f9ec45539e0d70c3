"""Tables, engine and migrations: one dialect, two databases."""

from gateway.database.engine import AWAY, Database, open_database

__all__ = ["AWAY", "Database", "open_database"]
