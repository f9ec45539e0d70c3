"""What the store and the folder of files hold after something came in."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from gateway.app import Gateway
from gateway.database.tables import messages
from gateway.reports import KeptMessage
from gateway.store import journal


async def count(gateway: Gateway) -> int:
    """Of all messages."""
    query = select(func.count()).select_from(messages)
    found: int = await gateway.parts.database.read(lambda c: c.execute(query).scalar_one())
    return found


async def kept(gateway: Gateway, number: str) -> KeptMessage:
    """The message with this receipt number."""
    found = await gateway.parts.database.read(journal.of_number, number)
    assert found is not None
    return found


def files_in(gateway: Gateway) -> list[Path]:
    return [path for path in gateway.parts.files.folder.rglob("*") if path.is_file()]
