"""How often somebody tried to guess, over spans that no edge of a time slot lets him double."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from gateway.database.dialect import hold
from gateway.database.tables import attempts
from gateway.store.people import count_attempt

SLOT = 900  # seconds; whoever counts guesses counts them in slots of this length
DAY = 97  # slots, of which one has just begun


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many guesses within so many time slots, the present one included."""

    most: int
    slots: int


def admit(connection: Connection, limits: Mapping[str, tuple[Limit, ...]], slot: int) -> int | None:
    """Count one guess at every subject, or none at all where a limit is reached.

    Gives None when it was counted, otherwise the first slot in which there is room again.
    What is turned away does not count, so waiting as told always helps.
    """
    for subject in sorted(limits):
        hold(connection, f"guess:{subject}")
    free = max(
        _free_from(connection, subject, limit, slot)
        for subject, its in limits.items()
        for limit in its
    )
    if free > slot:
        return free
    for subject in limits:
        count_attempt(connection, subject, slot)
    return None


def _free_from(connection: Connection, subject: str, limit: Limit, slot: int) -> int:
    query = (
        select(attempts.c.slot, attempts.c.count)
        .where(attempts.c.subject == subject, attempts.c.slot > slot - limit.slots)
        .order_by(attempts.c.slot)
    )
    counted = [(first, count) for first, count in connection.execute(query)]
    total = sum(count for _, count in counted)
    free = slot
    for first, count in counted:
        if total < limit.most:
            break
        total -= count
        free = first + limit.slots
    return free
