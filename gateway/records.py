"""What doors may read back: the city's services, and the standing of what came through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from channels.message import Location
from channels.records import Service, Span, Standing, Words
from gateway.database import Database
from gateway.store import standings
from gateway.store.standings import Line, Matter
from gateway.tickets import TicketStatus
from gateway.town import Town
from routing_rules import City
from routing_rules.taxonomy import Category

RECEIVED: Words = ("已收到", "Received")
ACCEPTED: Words = ("已受理，待派单", "Accepted, to be dispatched")
DISPATCHED: Words = ("已派单，待承办单位签收", "Dispatched to the unit")
SIGNED: Words = ("承办单位已签收，办理中", "In hand at the unit")
REVIEWED: Words = ("正在重新核定承办单位", "The unit in charge is being reviewed")
ANSWERED: Words = ("已答复", "Answered")
REFUSED: Words = ("不予受理", "Not accepted")
ADDED: Words = ("已并入此前的诉求", "Added to an earlier report")

STATES: dict[TicketStatus, Words] = {
    TicketStatus.RECEIVED: RECEIVED,
    TicketStatus.MATCHED: ACCEPTED,
    TicketStatus.PROPOSED: ACCEPTED,
    TicketStatus.CONFIRMED: ACCEPTED,
    TicketStatus.DISPATCHED: DISPATCHED,
    TicketStatus.SIGNED: SIGNED,
    TicketStatus.RETURNED: REVIEWED,
    TicketStatus.ANSWERED: ANSWERED,
    TicketStatus.NOT_ACCEPTED: REFUSED,
    TicketStatus.SURVEYING: ANSWERED,
    TicketStatus.CLOSED: ANSWERED,
    TicketStatus.MERGED: ACCEPTED,
}


@dataclass(frozen=True, slots=True)
class StoredRecords:
    """`Records` for the doors of one kind."""

    database: Database
    town: Town
    kind: str

    def services(self) -> Sequence[Service]:
        categories = self.town.city.taxonomy.categories
        return [
            _service(category, categories[category.parent])
            for category in categories.values()
            if category.parent
        ]

    async def named(self, account: str, numbers: Sequence[str]) -> Sequence[Standing]:
        return await self.database.read(self._named, account, numbers)

    async def within(self, account: str, span: Span, most: int) -> Sequence[Standing]:
        return await self.database.read(self._within, account, span, most)

    # in the reader's thread: a thousand of them would hold up other requests

    def _named(
        self, connection: Connection, account: str, numbers: Sequence[str]
    ) -> Sequence[Standing]:
        lines = standings.named(connection, self.kind, account, numbers)
        return [standing(line, self.town.city) for line in lines]

    def _within(
        self, connection: Connection, account: str, span: Span, most: int
    ) -> Sequence[Standing]:
        lines = standings.within(connection, self.kind, account, span, most)
        return [standing(line, self.town.city) for line in lines]


def _service(category: Category, parent: Category) -> Service:
    return Service(
        category.code,
        (category.name, category.name_en),
        (parent.name, parent.name_en),
        category.keywords,
        category.slots,
    )


def standing(line: Line, city: City) -> Standing:
    """What may be told of it.

    Of a message that was added to an earlier report nothing but how far that is: naming a number
    and a phone is no proof that the report is the sender's.
    """
    message, matter = line.message, line.matter
    own = matter if matter is not None and matter.opened else None
    hidden = message.person.confidential or (own is not None and own.confidential)
    return Standing(
        number=line.number,
        service=(own.category if own else "") or message.category,
        closed=matter is not None and matter.told,
        state=_state(matter, hidden=hidden),
        requested_at=line.kept_at,
        updated_at=max(line.kept_at, matter.since) if matter else line.kept_at,
        due_at=own.due_at if own else None,
        unit=_unit(own.lead, city) if own else None,
        text="" if hidden else message.text,
        location=Location() if hidden else message.location,
        links=() if hidden else tuple(each.reference for each in message.attachments),
    )


def _state(matter: Matter | None, *, hidden: bool) -> Words:
    if matter is None:
        return RECEIVED
    if not matter.opened:
        return ADDED
    zh, en = STATES[matter.status]
    if matter.told and matter.result and not hidden:
        return f"{zh}：{matter.result.for_citizen}", f"{en}: {matter.result.for_citizen}"
    return zh, en


def _unit(code: str, city: City) -> Words | None:
    unit = city.units.get(code)
    return (unit.name, unit.name_en) if unit else None
