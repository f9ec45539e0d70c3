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
from gateway.tickets import (
    WITH_THE_UNIT,
    Result,
    Return,
    StepNotAllowed,
    Ticket,
    TicketStatus,
)
from gateway.town import Town
from routing_rules import City

LONGEST_ANSWER = 5000  # characters
LONGEST_REASON = 1000

# why a unit may say "not ours": Chinese, English
RETURN_REASONS = {
    "not-our-duty": ("非本单位职责", "Not our duty"),
    "wrong-area": ("属地不符", "Not in our area"),
    "unclear-ownership": ("权属不清", "Unclear whose it is"),
    "too-little-known": ("信息不全", "Too little is known"),
}

ANSWERED = frozenset({TicketStatus.ANSWERED, TicketStatus.SURVEYING, TicketStatus.CLOSED})
SEEN_BY_UNITS = WITH_THE_UNIT | {TicketStatus.RETURNED} | ANSWERED

Change = Callable[[Ticket, Deed], Ticket]


@dataclass(frozen=True, slots=True)
class UnitDesk:
    """`unit` is who acts, `by` how the history names it ("unit:…", "backend:…").

    `person` is who pressed the button there. All raise NotAllowed, TicketChanged,
    StepNotAllowed, NoSuchTicket. A `version` of None means "whatever it is now".
    """

    database: Database
    stream: Stream
    town: Town
    clock: Clock

    async def sign(
        self, ticket_id: str, version: int | None, unit: str, by: str, person: str = ""
    ) -> Ticket:
        deed = Deed(Event.SIGNED, self.clock(), by, _handled_by(person))
        return await self._take(ticket_id, version, unit, signed, deed)

    async def answer(
        self,
        ticket_id: str,
        version: int | None,
        unit: str,
        by: str,
        result: Result,
        person: str = "",
    ) -> Ticket:
        """Raises Invalid for an answer without words. Answering signs as well."""
        change = answered(replace(result, by=unit))
        deed = Deed(Event.ANSWERED, self.clock(), by, _handled_by(person))
        return await self._take(ticket_id, version, unit, change, deed)

    async def give_back(
        self,
        ticket_id: str,
        version: int | None,
        unit: str,
        by: str,
        return_: Return,
        person: str = "",
    ) -> Ticket:
        """退单: needs a reason and, if named, another unit that exists. Raises Invalid."""
        return_ = replace(return_, unit=unit)
        change = returned(return_, self.town.city)
        because = (*why_returned(return_, self.town.city), *_handled_by(person))
        deed = Deed(Event.RETURNED, self.clock(), by, because)
        return await self._take(ticket_id, version, unit, change, deed)

    async def _take(
        self, ticket_id: str, version: int | None, unit: str, change: Change, deed: Deed
    ) -> Ticket:
        ticket = await self.database.write(take, ticket_id, version, unit, change, deed)
        await self.stream.append(f"ticket:{ticket.id}")
        return ticket


def seen_by_units(ticket: Ticket) -> bool:
    """Whether its units may look at it: from its dispatch on, while it is theirs or answered."""
    if ticket.status in ANSWERED:
        return ticket.result is not None and ticket.result.by == ticket.lead
    return ticket.status in SEEN_BY_UNITS


def signed(ticket: Ticket, deed: Deed) -> Ticket:
    return replace(ticket.to(TicketStatus.SIGNED, deed.at), signed_at=deed.at)


def answered(result: Result) -> Change:
    """Raises Invalid for an answer without words, or with too many."""
    words = _written("answer", result.for_citizen, LONGEST_ANSWER)
    internal = _written("internal", result.internal, LONGEST_ANSWER)
    if not words:
        raise Invalid("answer", "请写给市民的答复。", "Write the answer to the citizen.")

    def change(ticket: Ticket, deed: Deed) -> Ticket:
        return replace(
            ticket.to(TicketStatus.ANSWERED, deed.at),
            result=replace(result, for_citizen=words, internal=internal),
            signed_at=ticket.signed_at or deed.at,
            answered_at=deed.at,
            returning=None,
        )

    return change


def return_of(unit: str, code: str, words: str, proposed: str) -> Return:
    """A return as its readers see it: the kind of reason, if given, then the words.

    Raises Invalid.
    """
    if code and code not in RETURN_REASONS:
        raise Invalid("reason_code", "请选择退单原因。", "Choose the kind of reason.")
    said = _written("reason", words, LONGEST_REASON)
    if not said:
        raise Invalid("reason", "请写明退单理由和依据。", "Give the reason for the return.")
    return Return(unit, f"{RETURN_REASONS[code][0]}：{said}" if code else said, proposed, code)


def returned(return_: Return, city: City) -> Change:
    """Raises Invalid without a reason, or where the proposed unit is none, or the unit itself."""
    if not return_.reason.strip():
        raise Invalid("reason", "请写明退单理由和依据。", "Give the reason for the return.")
    if return_.proposed == return_.unit:
        raise Invalid("proposed_unit", "建议的单位不能是本单位。", "Propose another unit.")
    if return_.proposed and return_.proposed not in city.units:
        raise Invalid("proposed_unit", "没有这个单位。", "There is no such unit.")

    def change(ticket: Ticket, deed: Deed) -> Ticket:
        return replace(ticket.to(TicketStatus.RETURNED, deed.at), returning=return_)

    return change


def why_returned(return_: Return, city: City) -> tuple[str, ...]:
    """The lines of the history, with the proposed unit by its name."""
    proposed = city.units.get(return_.proposed)
    return (return_.reason, f"建议改派：{proposed.name}") if proposed else (return_.reason,)


def _handled_by(person: str) -> tuple[str, ...]:
    return (f"经办人：{person}",) if person else ()


def _written(field: str, words: str, longest: int) -> str:
    if len(words) > longest:
        raise Invalid(field, f"最多 {longest} 个字。", f"{longest:,} characters at most.")
    if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in words):
        raise Invalid(field, "有无法保存的字符。", "Some characters cannot be kept.")
    return words.strip()


def take(
    connection: Connection,
    ticket_id: str,
    version: int | None,
    unit: str,
    change: Change,
    deed: Deed,
) -> Ticket:
    """Raises NotAllowed, TicketChanged, StepNotAllowed, NoSuchTicket."""
    ticket = tickets.get(connection, ticket_id)
    if ticket.lead != unit:
        raise NotAllowed("只有主办单位可以办理。", "Only the lead unit may do this.")
    if version is not None and ticket.version != version:
        raise TicketChanged(ticket_id)
    changed = change(ticket, deed)
    if ticket.status not in WITH_THE_UNIT:  # staff may take some of these steps, the unit may not
        raise StepNotAllowed(ticket.status, changed.status)
    tickets.save(connection, changed)
    history.write(connection, deed.on_ticket(ticket, changed))
    return replace(changed, version=ticket.version + 1)
