"""What was handed over to which destination, how often it was tried, and what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Row, func, select, update

from gateway.database.dialect import insert_new
from gateway.database.tables import deliveries


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


def claim(connection: Connection, wish: Delivery, until: datetime) -> Delivery | None:
    """Take the turn to try this delivery, noted now if it is new; nobody else gets it `until` then.

    None when it is not due, or will not be tried again. A turn that is never ended by
    `finish` or `put_off`, because the process died, is free again after `until`.
    """
    insert_new(connection, deliveries, _values(wish))
    query = (
        update(deliveries)
        .where(
            deliveries.c.key == wish.key,
            deliveries.c.state == "waiting",
            deliveries.c.next_at <= wish.next_at,
        )
        .values(destination=wish.destination, next_at=until, attempts=deliveries.c.attempts + 1)
        .returning(deliveries)
    )
    row = connection.execute(query).one_or_none()
    return _delivery(row) if row else None


def postpone(connection: Connection, wish: Delivery, until: datetime) -> None:
    """Note the delivery if it is new, and let nobody try it before then; this counts as no try."""
    insert_new(connection, deliveries, _values(wish))
    query = update(deliveries).where(
        deliveries.c.key == wish.key,
        deliveries.c.state == "waiting",
        deliveries.c.next_at <= wish.next_at,
    )
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
    row = connection.execute(query.order_by(deliveries.c.at.desc()).limit(1)).one_or_none()
    return _delivery(row) if row else None


def of_ticket(connection: Connection, ticket_id: str) -> Sequence[Delivery]:
    query = select(deliveries).where(deliveries.c.ticket_id == ticket_id).order_by(deliveries.c.at)
    return [_delivery(row) for row in connection.execute(query)]


def dead(connection: Connection, limit: int = 200) -> Sequence[Delivery]:
    """What will not be tried again unless a person says so, oldest first."""
    query = select(deliveries).where(deliveries.c.state == "dead").order_by(deliveries.c.next_at)
    return [_delivery(row) for row in connection.execute(query.limit(limit))]


def due(connection: Connection, now: datetime, limit: int) -> Sequence[str]:
    """Ids of tickets with a delivery that may be tried again now."""
    query = (
        select(deliveries.c.ticket_id)
        .where(deliveries.c.state == "waiting", deliveries.c.next_at <= now)
        .limit(limit)
    )
    return connection.execute(query).scalars().all()


def revive(connection: Connection, key: str, now: datetime) -> Delivery | None:
    """Let a dead delivery start afresh under its old key; None when it is not dead."""
    query = (
        update(deliveries)
        .where(deliveries.c.key == key, deliveries.c.state == "dead")
        .values(state="waiting", attempts=0, next_at=now)
        .returning(deliveries)
    )
    row = connection.execute(query).one_or_none()
    return _delivery(row) if row else None


def counts(connection: Connection) -> dict[str, int]:
    """How many are not at their destination, by state."""
    unsent = deliveries.c.state.in_(["waiting", "dead"])
    query = select(deliveries.c.state, func.count().label("number")).where(unsent)
    query = query.group_by(deliveries.c.state)
    return {row.state: row.number for row in connection.execute(query)}


def _values(delivery: Delivery) -> dict[str, object]:
    return {
        "key": delivery.key,
        "ticket_id": delivery.ticket_id,
        "destination": delivery.destination,
        "at": delivery.at,
        "next_at": delivery.next_at,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "error": delivery.error,
    }


def _delivery(row: Row[tuple[object, ...]]) -> Delivery:
    return Delivery(
        key=row.key,
        ticket_id=row.ticket_id,
        destination=row.destination,
        at=row.at,
        next_at=row.next_at,
        state=row.state,
        attempts=row.attempts,
        error=row.error,
    )
