"""What was handed over to which destination, how often it was tried, and what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select, update

from gateway.database.tables import deliveries
from gateway.store.errands import Errands


@dataclass(frozen=True, slots=True)
class Delivery:
    """`key` is the idempotency key that the far side is told."""

    key: str
    ticket_id: str
    destination: str
    at: datetime
    next_at: datetime
    state: str = "waiting"  # or "sent", "dead"
    attempts: int = 0
    error: str = field(default="", repr=False)

    @property
    def item(self) -> str:
        return f"ticket:{self.ticket_id}"  # the walk of the ticket begins with its hand-over


_errands = Errands(deliveries, Delivery, lost="dead")
due, counts = _errands.due, _errands.counts


def claim(connection: Connection, wish: Delivery, until: datetime) -> Delivery | None:
    """Take the turn to try this delivery, noted now if it is new; nobody else gets it `until` then.

    None when it is not due, or will not be tried again. A turn that is never ended by
    `finish` or `put_off`, because the process died, is free again after `until`.
    """
    _errands.add(connection, wish)
    turn = _errands.turn((wish.key,), wish.next_at, until)
    return _errands.one(connection, turn.values(destination=wish.destination))


def postpone(connection: Connection, wish: Delivery, until: datetime) -> None:
    """Note the delivery if it is new, and let nobody try it before then; this counts as no try."""
    _errands.add(connection, wish)
    query = update(deliveries).where(*_errands.free((wish.key,), wish.next_at))
    connection.execute(query.values(next_at=until))


def finish(connection: Connection, key: str) -> None:
    """The far side has it."""
    query = update(deliveries).where(deliveries.c.key == key)
    connection.execute(query.values(state="sent", error=""))


def put_off(connection: Connection, failed: Delivery) -> None:
    """Note a failure and when to try again, unless somebody else had a later turn meanwhile."""
    query = update(deliveries).where(
        deliveries.c.key == failed.key,
        deliveries.c.state == "waiting",
        deliveries.c.attempts == failed.attempts,
    )
    connection.execute(query.values(state=failed.state, error=failed.error, next_at=failed.next_at))


def latest(connection: Connection, ticket_id: str) -> Delivery | None:
    """The newest hand-over of a ticket, whatever became of it."""
    query = select(deliveries).where(deliveries.c.ticket_id == ticket_id)
    return _errands.one(connection, query.order_by(deliveries.c.at.desc()).limit(1))


def of_ticket(connection: Connection, ticket_id: str) -> Sequence[Delivery]:
    query = select(deliveries).where(deliveries.c.ticket_id == ticket_id).order_by(deliveries.c.at)
    return _errands.all(connection, query)


def dead(connection: Connection, limit: int = 200) -> Sequence[Delivery]:
    """What will not be tried again unless a person says so, oldest first."""
    query = select(deliveries).where(deliveries.c.state == "dead").order_by(deliveries.c.next_at)
    return _errands.all(connection, query.limit(limit))


def revive(connection: Connection, key: str, now: datetime) -> Delivery | None:
    """Let a dead delivery start afresh under its old key; None when it is not dead."""
    query = (
        update(deliveries)
        .where(deliveries.c.key == key, deliveries.c.state == "dead")
        .values(state="waiting", attempts=0, next_at=now)
        .returning(deliveries)
    )
    return _errands.one(connection, query)
