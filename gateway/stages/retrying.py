"""When a far side that failed is asked again, and when it is given up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gateway.store.errands import E

LEASE = timedelta(minutes=5)  # a try that takes longer has died, and is begun again


@dataclass(frozen=True, slots=True)
class Retries:
    tries: int  # the first one counts
    first_wait: timedelta  # doubled after each failure

    def after(self, errand: E, error: str, now: datetime) -> E:
        """The errand as it stands after this failure: waiting for its next try, or failed."""
        state = "failed" if errand.attempts >= self.tries else "waiting"
        wait = self.first_wait * 2 ** (errand.attempts - 1)
        return replace(errand, state=state, error=error, next_at=now + wait)
