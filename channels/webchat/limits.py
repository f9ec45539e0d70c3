"""How much one chat, one address and all together may ask of a process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from channels.base import Problem
from channels.http import Rejected

BUSY = Problem(
    "",
    "busy",
    "现在人很多，请稍等一会儿，会自动再连接。",
    "Many people are here just now; it will connect again by itself in a while.",
)
TOO_MANY = Problem(
    "",
    "too-many-connections",
    "同一网络打开的对话太多，请稍后再试。",
    "Too many chats are open from one network; please try again later.",
)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and one more each `every` seconds."""

    at_once: int
    every: float


CHAT = Rate(12, 3.0)  # messages of one connection
ADDRESS = Rate(200, 0.2)  # messages from one address
ARRIVALS = Rate(60, 0.5)  # new connections from one address


@dataclass(slots=True)
class Bucket:
    """Counts against a rate; `spent` is how many are not forgotten yet."""

    rate: Rate
    spent: float = 0.0
    at: float = 0.0

    def take(self, now: float) -> float:
        """0 and counted, or not counted and the seconds until there is room again."""
        self.spent = max(0.0, self.spent - (now - self.at) / self.rate.every)
        self.at = now
        over = self.spent + 1 - self.rate.at_once
        if over > 0:
            return over * self.rate.every
        self.spent += 1
        return 0.0

    def forgotten(self, now: float) -> bool:
        return now - self.at > self.rate.at_once * self.rate.every


@dataclass(slots=True)
class Caller:
    """One address: what it has open, and how fast it comes and talks."""

    open: int = 0
    arrivals: Bucket = field(default_factory=lambda: Bucket(ARRIVALS))
    messages: Bucket = field(default_factory=lambda: Bucket(ADDRESS))


@dataclass(slots=True)
class Gate:
    """The callers of one process; an address is forgotten once it was silent for a while."""

    most: int
    per_address: int
    clock: Callable[[], float] = time.monotonic
    callers: dict[str, Caller] = field(default_factory=dict)
    open: int = 0

    def expect_room(self) -> None:
        """Raises Rejected (503)."""
        if self.open >= self.most:
            raise Rejected(503, BUSY)

    @contextmanager
    def admitted(self, address: str) -> Iterator[Caller]:
        """Raises Rejected (429)."""
        self._forget()
        caller = self.callers.setdefault(address, Caller())
        if caller.open >= self.per_address or caller.arrivals.take(self.clock()):
            raise Rejected(429, TOO_MANY)
        caller.open += 1
        self.open += 1
        try:
            yield caller
        finally:
            caller.open -= 1
            self.open -= 1

    def _forget(self) -> None:
        if len(self.callers) <= 2 * self.most:
            return
        now = self.clock()
        quiet = [
            address
            for address, caller in self.callers.items()
            if not caller.open and caller.arrivals.forgotten(now) and caller.messages.forgotten(now)
        ]
        for address in quiet:
            del self.callers[address]
