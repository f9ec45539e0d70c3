"""What back-office staff do with a ticket: confirm, correct, answer, refuse, decide a return."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from gateway.clock import Clock
from gateway.database import Database
from gateway.history import Deed, Event
from gateway.judgements import judged
from gateway.people import User
from gateway.stages.routing import with_deadline
from gateway.store import history, judgements, reports, tickets
from gateway.store.tickets import TicketChanged
from gateway.stream import Stream
from gateway.tickets import Place, Proposal, Result, Ticket, TicketStatus
from gateway.town import Town
from routing_rules import City


class NotAllowed(Exception):
    """This person may not do this; the message says who may, in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")
        self.zh = zh
        self.en = en


class Invalid(Exception):
    """What was entered cannot be; `field` names it, the message says why in both languages."""

    def __init__(self, field: str, zh: str, en: str) -> None:
        super().__init__(f"{field}: {zh} {en}")
        self.field = field
        self.zh = zh
        self.en = en


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person puts in place of the suggestion; None leaves a field as it is.

    `settled`: whose it is where duties overlap has been asked and answered.
    """

    kind: str | None = None
    category: str | None = None
    urgency: str | None = None
    area: str | None = None
    lead: str | None = None
    assists: tuple[str, ...] | None = None
    due_at: datetime | None = None
    reason: str = field(default="", repr=False)
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Every deed names the version the person saw; TicketChanged if it is no longer that one.

    All raise TicketChanged, StepNotAllowed, NotAllowed, NoSuchTicket.
    """

    database: Database
    stream: Stream
    town: Town
    clock: Clock

    async def confirm(
        self, ticket_id: str, version: int, by: User, correction: Correction | None = None
    ) -> Ticket:
        """Let the ticket go to its units, corrected first where `correction` says so.

        Raises Invalid for codes the city does not have.
        """

        def change(ticket: Ticket, deed: Deed) -> Ticket:
            _may_confirm(ticket, by)
            corrected = self._corrected(ticket, correction, deed) if correction else ticket
            if not corrected.lead:
                raise Invalid("lead", "请选择主办单位。", "Choose the lead unit.")
            return replace(corrected.to(TicketStatus.CONFIRMED, deed.at), returning=None)

        because = _says(correction) if correction else ("按建议确认",)
        event = Event.CONFIRMED
        return await self._take(ticket_id, version, by, event, change, because)

    async def correct(
        self, ticket_id: str, version: int, by: User, correction: Correction
    ) -> Ticket:
        """Change what the suggestion says; it still waits for confirmation. Raises Invalid."""

        def change(ticket: Ticket, deed: Deed) -> Ticket:
            corrected = self._corrected(ticket, correction, deed)
            return corrected.to(TicketStatus.PROPOSED, deed.at)

        because = _says(correction)
        return await self._take(ticket_id, version, by, Event.CORRECTED, change, because)

    async def answer(self, ticket_id: str, version: int, by: User, words: str) -> Ticket:
        """Answer the citizens directly, without a unit. Raises Invalid for empty words."""
        text = _words("answer", words)

        def change(ticket: Ticket, deed: Deed) -> Ticket:
            return replace(
                ticket.to(TicketStatus.ANSWERED, deed.at),
                result=Result(text, by="hotline"),
                answered_at=deed.at,
            )

        return await self._take(ticket_id, version, by, Event.ANSWERED_DIRECTLY, change)

    async def refuse(self, ticket_id: str, version: int, by: User, reason: str) -> Ticket:
        """不予受理, with the reason the citizens will read. Raises Invalid for an empty one."""
        text = _words("reason", reason)

        def change(ticket: Ticket, deed: Deed) -> Ticket:
            if ticket.alarm and not by.supervisor:
                raise NotAllowed(
                    "涉及危险的诉求只能由值班长决定不予受理。",
                    "Only a supervisor may refuse a report of danger.",
                )
            return replace(
                ticket.to(TicketStatus.NOT_ACCEPTED, deed.at),
                result=Result(text, by="hotline"),
                answered_at=deed.at,
            )

        return await self._take(ticket_id, version, by, Event.NOT_ACCEPTED, change, (text,))

    async def decide_return(
        self, ticket_id: str, version: int, by: User, *, accepted: bool, reason: str
    ) -> Ticket:
        """退单审核: accepted, the proposed unit stands for confirmation; refused, it goes back."""
        text = _words("reason", reason)

        def change(ticket: Ticket, deed: Deed) -> Ticket:
            if not accepted:
                return replace(ticket.to(TicketStatus.SIGNED, deed.at), returning=None)
            wanted = ticket.returning.proposed if ticket.returning else ""
            return replace(
                ticket.to(TicketStatus.PROPOSED, deed.at),
                returning=None,
                lead=wanted or ticket.lead,
                assists=tuple(unit for unit in ticket.assists if unit != wanted),
            )

        verdict = "同意退单" if accepted else "不同意退单"
        because = (f"{verdict}：{text}",)
        return await self._take(ticket_id, version, by, Event.RETURN_DECIDED, change, because)

    async def see_alarm(self, ticket_id: str, by: User) -> Ticket:
        """A person has looked at the danger; whoever looks second changes nothing."""
        ticket = await self.database.read(tickets.get, ticket_id)
        if ticket.alarm_seen_by:
            return ticket

        def change(ticket: Ticket, deed: Deed) -> Ticket:
            return replace(ticket, alarm_seen_by=by.name)

        return await self._take(ticket_id, ticket.version, by, Event.ALARM_SEEN, change)

    async def _take(
        self,
        ticket_id: str,
        version: int,
        by: User,
        event: Event,
        change: Callable[[Ticket, Deed], Ticket],
        because: tuple[str, ...] = (),
    ) -> Ticket:
        deed = Deed(event, self.clock(), f"user:{by.name}", because)
        city = self.town.city
        ticket = await self.database.write(_taken, ticket_id, version, change, deed, city)
        await self.stream.append(f"ticket:{ticket.id}")
        return ticket

    def _corrected(self, ticket: Ticket, wish: Correction, deed: Deed) -> Ticket:
        city = self.town.city
        _check_codes(wish, self.town)
        area = ticket.place.area if wish.area is None else wish.area or None
        place = Place(ticket.place.text, area, ticket.place.latitude, ticket.place.longitude)
        corrected = replace(
            ticket,
            kind=wish.kind or ticket.kind,
            category=wish.category or ticket.category,
            urgency=wish.urgency or ticket.urgency,
            place=place,
            lead=wish.lead or ticket.lead,
            assists=ticket.assists if wish.assists is None else wish.assists,
            proposal=_uncontested(ticket) if wish.settled or wish.lead else ticket.proposal,
        )
        lead = corrected.lead
        corrected = replace(
            corrected, assists=tuple(unit for unit in corrected.assists if unit != lead)
        )
        if wish.due_at is not None:
            if wish.due_at <= deed.at:
                raise Invalid("due_at", "办理时限要晚于现在。", "The deadline must lie ahead.")
            return replace(corrected, due_at=wish.due_at, due_set_by=deed.by)
        return with_deadline(corrected, city, deed.at)


def _uncontested(ticket: Ticket) -> Proposal | None:
    """A person has said whose it is, so nobody need be asked any more."""
    return replace(ticket.proposal, contested="") if ticket.proposal else None


def _taken(
    connection: Connection,
    ticket_id: str,
    version: int,
    change: Callable[[Ticket, Deed], Ticket],
    deed: Deed,
    city: City,
) -> Ticket:
    ticket = tickets.get(connection, ticket_id)
    if ticket.version != version:
        raise TicketChanged(ticket_id)
    changed = change(ticket, deed)
    tickets.save(connection, changed)
    history.write(connection, deed.on_ticket(ticket, changed))
    if ticket.status is not changed.status is TicketStatus.CONFIRMED:
        _judge(connection, changed, deed.at, city)
    return replace(changed, version=version + 1)


def _judge(connection: Connection, ticket: Ticket, at: datetime, city: City) -> None:
    """Keep how the suggestion for the ticket's first report fared."""
    told = (each.suggestion for each in reports.of_ticket(connection, ticket.id))
    suggestion = next((each for each in told if each), None)
    if suggestion:
        category = city.taxonomy.categories.get(ticket.category)
        first_level = (category.parent or category.code) if category else ""
        judgements.keep(connection, judged(ticket, suggestion, first_level, at))


def _may_confirm(ticket: Ticket, by: User) -> None:
    if ticket.proposal and ticket.proposal.mode == "supervisor" and not by.supervisor:
        raise NotAllowed("这张工单须由值班长确认。", "Only a supervisor may confirm this ticket.")


def _words(field: str, words: str) -> str:
    if not words.strip():
        raise Invalid(field, "请写明内容，市民会看到。", "Write the words the citizen will read.")
    if len(words) > 5000:
        raise Invalid(field, "最多 5000 个字。", "5,000 characters at most.")
    return words.strip()


def _check_codes(wish: Correction, town: Town) -> None:
    city = town.city
    known: dict[str, tuple[str | None, Container[str]]] = {
        "kind": (wish.kind, city.kinds),
        "category": (wish.category, city.taxonomy.categories),
        "urgency": (wish.urgency, city.deadlines.tiers),
        "area": (wish.area, city.areas),
        "lead": (wish.lead, city.units),
    }
    for name, (code, codes) in known.items():
        if code and code not in codes:
            raise Invalid(name, f"没有这个代码：{code}", f"There is no such code: {code}")
    for unit in wish.assists or ():
        if unit not in city.units:
            raise Invalid("assists", f"没有这个单位：{unit}", f"There is no such unit: {unit}")


def _says(wish: Correction) -> tuple[str, ...]:
    changed = {
        "类型": wish.kind,
        "分类": wish.category,
        "紧急程度": wish.urgency,
        "区域": wish.area,
        "主办": wish.lead,
        "协办": "、".join(wish.assists) if wish.assists is not None else None,
        "时限": wish.due_at.isoformat(timespec="minutes") if wish.due_at else None,
    }
    said = tuple(f"{name}改为{value}" for name, value in changed.items() if value)
    return (*said, wish.reason) if wish.reason else said
