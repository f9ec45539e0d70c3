"""Who may write into a SQLite file that several processes share."""

from __future__ import annotations

import fcntl

from sqlalchemy import Engine


class Turn:
    """One writer at a time among all processes that share a SQLite file; free on PostgreSQL.

    SQLite before 3.51.3 can damage a database in which two connections write and checkpoint at
    once (https://www.sqlite.org/wal.html, "WAL-reset bug"); its own locks do not prevent that.
    Whoever waits stands in the door, so that whoever had the turn last cannot come in again first.
    """

    def __init__(self, engine: Engine) -> None:
        shared = engine.dialect.name == "sqlite" and engine.url.database
        self.room = open(f"{shared}.turn", "wb") if shared else None  # noqa: SIM115
        self.door = open(f"{shared}.next", "wb") if shared else None  # noqa: SIM115

    def __enter__(self) -> None:
        if self.room and self.door:
            fcntl.flock(self.door, fcntl.LOCK_EX)
            fcntl.flock(self.room, fcntl.LOCK_EX)
            fcntl.flock(self.door, fcntl.LOCK_UN)

    def __exit__(self, *_: object) -> None:
        if self.room:
            fcntl.flock(self.room, fcntl.LOCK_UN)

    def close(self) -> None:
        for file in (self.room, self.door):
            if file:
                file.close()
