"""Which destinations do not answer at present, so that waiting for them holds up nobody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Lines:
    """A destination that failed last is tried by one at a time until it answers again.

    Lives in memory: it saves time, the deliveries' own times are what counts.
    """

    failing: set[str] = field(default_factory=set)
    calls: Counter[str] = field(default_factory=Counter)

    def is_free(self, name: str) -> bool:
        return name not in self.failing or self.calls[name] == 0

    @contextmanager
    def call(self, name: str) -> Iterator[None]:
        self.calls[name] += 1
        try:
            yield
        finally:
            self.calls[name] -= 1

    def answered(self, name: str, *, well: bool) -> None:
        if well:
            self.failing.discard(name)
        else:
            self.failing.add(name)
