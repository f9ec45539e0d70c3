"""What a handling unit does with a ticket: sign for it, answer it, return it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from gateway.clock import Clock
from gateway.database import Database
from gateway.history import Deed, Event
from gateway.stages.confirming import Invalid, NotAllowed
from gateway.store import history, tickets
from gateway.store.tickets import TicketChanged
from gateway.stream import Stream
from gateway.tickets import Result, Return, Ticket, TicketStatus
from gateway.town import Town

LONGEST_ANSWER = 5000  # characters


@dataclass(frozen=True, slots=True)
class UnitDesk:
    """`unit` is who acts, `by` how the history names it ("unit:…", "backend:…").

    All raise NotAllowed, TicketChanged, StepNotAllowed, NoSuchTicket. A `version` of None
    means "whatever it is now": an outside backend does not know our versions.
    """

    database: Database
    stream: Stream
    town: Town
    clock: Clock

    async def sign(self, ticket_id: str, version: int | None, unit: str, by: str) -> Ticket:
        def change(ticket: Ticket, deed: Deed) -> Ticket:
            return replace(ticket.to(TicketStatus.SIGNED, deed.at), signed_at=deed.at)

        return await self._take(ticket_id, version, unit, Event.SIGNED, by, change)

    async def answer(
        self, ticket_id: str, version: int | None, unit: str, by: str, result: Result
    ) -> Ticket:
        """Raises Invalid for an answer without words. Answering signs as well."""
        if not result.for_citizen.strip():
            raise Invalid("for_citizen", "请写给市民的答复。", "Write the answer to the citizen.")
        if len(result.for_citizen) > LONGEST_ANSWER:
            raise Invalid("for_citizen", "最多 5000 个字。", "5,000 characters at most.")

        def change(ticket: Ticket, deed: Deed) -> Ticket:
            return replace(
                ticket.to(TicketStatus.ANSWERED, deed.at),
                result=replace(result, by=unit),
                signed_at=ticket.signed_at or deed.at,
                answered_at=deed.at,
            )

        return await self._take(ticket_id, version, unit, Event.ANSWERED, by, change)

    async def give_back(
        self, ticket_id: str, version: int | None, unit: str, by: str, return_: Return
    ) -> Ticket:
        """退单: needs a reason and, if named, another unit that exists. Raises Invalid."""
        if not return_.reason.strip():
            raise Invalid("reason", "请写明退单理由和依据。", "Give the reason for the return.")
        if return_.proposed == unit:
            raise Invalid("proposed", "建议的单位不能是本单位。", "Propose another unit.")
        if return_.proposed and return_.proposed not in self.town.city.units:
            raise Invalid("proposed", "没有这个单位。", "There is no such unit.")

        def change(ticket: Ticket, deed: Deed) -> Ticket:
            return replace(ticket.to(TicketStatus.RETURNED, deed.at), returning=return_)

        why = (f"{return_.reason}" + (f"（建议：{return_.proposed}）" if return_.proposed else ""),)
        return await self._take(ticket_id, version, unit, Event.RETURNED, by, change, why)

    async def _take(
        self,
        ticket_id: str,
        version: int | None,
        unit: str,
        event: Event,
        by: str,
        change: Callable[[Ticket, Deed], Ticket],
        because: tuple[str, ...] = (),
    ) -> Ticket:
        deed = Deed(event, self.clock(), by, because)
        ticket = await self.database.write(_taken, ticket_id, version, unit, change, deed)
        await self.stream.append(f"ticket:{ticket.id}")
        return ticket


def _taken(
    connection: Connection,
    ticket_id: str,
    version: int | None,
    unit: str,
    change: Callable[[Ticket, Deed], Ticket],
    deed: Deed,
) -> Ticket:
    ticket = tickets.get(connection, ticket_id)
    if ticket.lead != unit:
        raise NotAllowed("只有主办单位可以办理。", "Only the lead unit may do this.")
    if version is not None and ticket.version != version:
        raise TicketChanged(ticket_id)
    changed = change(ticket, deed)
    tickets.save(connection, changed)
    history.write(connection, deed.on_ticket(ticket, changed))
    return replace(changed, version=ticket.version + 1)
