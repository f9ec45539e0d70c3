"""What staff do around a ticket without moving it: set dead work going again, note it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from gateway.clock import Clock
from gateway.database import Database
from gateway.history import Deed, Event
from gateway.people import User
from gateway.store import deliveries, history, notices, reports, tickets
from gateway.stream import Stream


@dataclass(frozen=True, slots=True)
class Mend:
    """Each deed on a ticket leaves a line in its history; none of them changes the ticket."""

    database: Database
    stream: Stream
    clock: Clock

    async def see_contact(self, ticket_id: str, number: str, by: User) -> None:
        """`number` is the receipt number whose citizen's name and phone were laid open."""
        await self._note(ticket_id, by, f"查看了诉求 {number} 的联系方式")

    async def resend(self, key: str, by: User) -> bool:
        """Hand over again what was given up; False when it is not dead any more."""
        ticket_id = await self.database.write(_revived, key, self.clock(), f"user:{by.name}")
        if ticket_id is not None:
            await self.stream.append(f"ticket:{ticket_id}")
        return ticket_id is not None

    async def called(self, report_id: str, about: str, round_: int, by: User) -> bool:
        """A citizen who could not be told was called; False when that is settled already."""
        deed = Deed(Event.NOTED, self.clock(), f"user:{by.name}", ("已电话告知市民",))
        return await self.database.write(_told, report_id, about, round_, deed)

    async def try_again(self, entry: str) -> bool:
        """Hand out again what was set aside; False when it is not set aside any more."""
        return await self.stream.revive(entry)

    async def _note(self, ticket_id: str, by: User, words: str) -> None:
        deed = Deed(Event.NOTED, self.clock(), f"user:{by.name}", (words,))
        await self.database.write(_noted, ticket_id, deed)


def _noted(connection: Connection, ticket_id: str, deed: Deed) -> None:
    ticket = tickets.get(connection, ticket_id)
    history.write(connection, deed.on_ticket(ticket, ticket))


def _revived(connection: Connection, key: str, now: datetime, by: str) -> str | None:
    revived = deliveries.revive(connection, key, now)
    if revived is None:
        return None
    deed = Deed(Event.NOTED, now, by, (f"重新派送：{revived.destination}",))
    _noted(connection, revived.ticket_id, deed)
    return revived.ticket_id


def _told(connection: Connection, report_id: str, about: str, round_: int, deed: Deed) -> bool:
    report = reports.get(connection, report_id)
    if report is None or not notices.told_otherwise(connection, report_id, about, round_):
        return False
    history.write(connection, deed.on_report(report, report))
    return True
