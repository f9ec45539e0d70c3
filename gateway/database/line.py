"""Changes stand in line for a writer: what somebody waits for first, machine work after it."""

from __future__ import annotations

import asyncio
import queue
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import count
from typing import Any

from sqlalchemy import Connection

TOGETHER = 16  # at most so many changes share one commit; more would make the first wait long


class Rank(IntEnum):
    PROMPT = 0  # a person or a far side waits for it; many of them share a commit
    PATIENT = 1  # long work of our own: one commit each, and only when nobody else waits
    END = 2


@dataclass(slots=True)
class Change:
    """One waiting call to write, and where its outcome goes."""

    run: Callable[[Connection], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None

    def settle(self) -> None:
        if self.future.done():  # the caller was cancelled; the change itself stands
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


@dataclass(frozen=True, slots=True)
class Line:
    waiting: queue.PriorityQueue[tuple[Rank, int, Change | None]] = field(
        default_factory=queue.PriorityQueue
    )
    numbers: count[int] = field(default_factory=count)

    def join(self, rank: Rank, change: Change | None = None) -> None:
        self.waiting.put((rank, next(self.numbers), change))

    def next(self) -> list[Change]:
        """Waits for what is to be committed next, together; nothing at the end."""
        rank, _, first = self.waiting.get()
        if first is None:
            return []
        together = [first]
        while rank is Rank.PROMPT and len(together) < TOGETHER and (more := self._prompt()):
            together.append(more)
        return together

    def _prompt(self) -> Change | None:
        """One more that is prompt, if there is one already."""
        try:
            entry = self.waiting.get_nowait()
        except queue.Empty:
            return None
        if entry[0] is Rank.PROMPT:
            return entry[2]
        self.waiting.put(entry)
        return None
