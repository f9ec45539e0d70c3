"""Real servers for the tests, from wheels: nothing to install, nothing left running."""

from tests.servers.postgres import Postgres, running_postgres
from tests.servers.valkey import Valkey, running_valkey

__all__ = ["Postgres", "Valkey", "running_postgres", "running_valkey"]
