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


def add(connection: Connection, delivery: Delivery) -> Delivery:
    """Note the delivery; gives the one that is there if its key is known."""
    insert_new(connection, deliveries, _values(delivery))
    query = select(deliveries).where(deliveries.c.key == delivery.key)
    return _delivery(connection.execute(query).one())


def save(connection: Connection, delivery: Delivery) -> None:
    connection.execute(
        update(deliveries).where(deliveries.c.key == delivery.key).values(_values(delivery))
    )


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
    query = select(deliveries.c.state, func.count().label("number")).group_by(deliveries.c.state)
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
