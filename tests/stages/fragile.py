"""A database whose power fails at a chosen moment: just before a commit, or just after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from gateway.database import Database

P = ParamSpec("P")
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
            database.waiting,
            database.writers,
        )

    async def write(
        self, change: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        if self.cut_in is None:
            return await super().write(change, *args, **kwargs)
        self.cut_in -= 1
        if self.cut_in >= 0:
            return await super().write(change, *args, **kwargs)
        self.cut_in = None
        if self.committed:
            await super().write(change, *args, **kwargs)
        raise PowerCut
