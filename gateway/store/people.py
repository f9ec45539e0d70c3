"""Users of the desks, and how often somebody guessed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, delete, select, update

from gateway.database.dialect import count_up, insert_new
from gateway.database.tables import attempts, users
from gateway.people import Role, User


def add(connection: Connection, user: User, at: datetime) -> bool:
    """False when the name is taken."""
    values = {
        "name": user.name,
        "password": user.password,
        "roles": sorted(role.value for role in user.roles),
        "unit": user.unit,
        "disabled": user.disabled,
        "epoch": user.epoch,
        "created_at": at,
    }
    return insert_new(connection, users, values)


def get(connection: Connection, name: str) -> User | None:
    row = connection.execute(select(users).where(users.c.name == name)).one_or_none()
    return _user(row) if row else None


def all_users(connection: Connection) -> Sequence[User]:
    return [_user(row) for row in connection.execute(select(users).order_by(users.c.name))]


def disable(connection: Connection, name: str) -> bool:
    """No log-in from now on, and every session of this user is over; False if unknown."""
    query = update(users).where(users.c.name == name).values(disabled=True, epoch=users.c.epoch + 1)
    return connection.execute(query).rowcount == 1


def count_attempt(connection: Connection, subject: str, slot: int) -> int:
    """One more guess at `subject` in this span of time; gives how many there were."""
    return count_up(connection, attempts, {"subject": subject, "slot": slot, "count": 1})


def attempts_at(connection: Connection, subject: str, slot: int) -> int:
    query = select(attempts.c.count).where(attempts.c.subject == subject, attempts.c.slot == slot)
    return connection.execute(query).scalar_one_or_none() or 0


def forget_attempts(connection: Connection, before: int) -> None:
    connection.execute(delete(attempts).where(attempts.c.slot < before))


def _user(row: Row[tuple[object, ...]]) -> User:
    return User(
        name=row.name,
        password=row.password,
        roles=frozenset(Role(role) for role in row.roles),
        unit=row.unit,
        disabled=row.disabled,
        epoch=row.epoch,
    )
