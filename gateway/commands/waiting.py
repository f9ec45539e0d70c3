"""Waits until the work behind the doors has brought messages before a person."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence

from gateway.commands.plainly import CommandFailed
from gateway.database import Database
from gateway.reports import MessageStatus
from gateway.store import journal, tickets
from gateway.tickets import TicketStatus

LOOK_EVERY = 0.25  # seconds
PATIENCE = 240  # looks without any progress before we stop waiting


async def through(
    database: Database, numbers: Sequence[str], seen: Callable[[int], None]
) -> Counter[MessageStatus]:
    """How the messages of these receipts ended; `seen` hears how many are through so far.

    Raises CommandFailed when nothing moves for a minute.
    """
    idle, before = 0, -1
    while idle < PATIENCE:
        outcomes, ready = await database.read(journal.outcomes, numbers)
        seen(ready)
        if ready >= len(numbers):
            return outcomes
        idle = idle + 1 if ready == before else 0
        before = ready
        await asyncio.sleep(LOOK_EVERY)
    raise _stalled()


async def handed_over(database: Database, ticket_id: str) -> None:
    """Until a confirmed ticket has gone to its unit. Raises CommandFailed after a minute."""
    for _ in range(PATIENCE):
        ticket = await database.read(tickets.get, ticket_id)
        if ticket.status is not TicketStatus.CONFIRMED:
            return
        await asyncio.sleep(LOOK_EVERY)
    raise _stalled()


def _stalled() -> CommandFailed:
    return CommandFailed(
        "后台处理停滞，已收的件没有丢，请看 duokou check / "
        "the work behind does not move on; nothing is lost, see duokou check"
    )
