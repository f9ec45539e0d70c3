"""A database whose power fails at a chosen moment: just before a commit, or just after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from gateway.database import Database
from gateway.database.line import Rank

T = TypeVar("T")


class PowerCut(Exception):
    """The process is gone at this very moment."""


class Fragile(Database):
    """The real database, and a power cut just before or just after a chosen commit."""

    cut_in: int | None = None
    committed: bool = False

    @classmethod
    def around(cls, database: Database) -> Fragile:
        return cls(
            database.engine,
            database.reading,
            database.turn,
            database.readers,
            database.prompt,
            database.patient,
            database.writers,
        )

    async def written(self, rank: Rank, run: Callable[[Connection], T]) -> T:
        if self.cut_in is None:
            return await super().written(rank, run)
        self.cut_in -= 1
        if self.cut_in >= 0:
            return await super().written(rank, run)
        self.cut_in = None
        if self.committed:
            await super().written(rank, run)
        raise PowerCut
