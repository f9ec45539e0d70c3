"""Hears what an outside dispatch backend says of a ticket, and applies it once."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from gateway.clock import Clock
from gateway.database import Database
from gateway.history import Deed, Event
from gateway.stages.answering import (
    SEEN_BY_UNITS,
    Change,
    answered,
    return_of,
    returned,
    signed,
    take,
    why_returned,
)
from gateway.stages.confirming import Invalid
from gateway.store import callbacks, deliveries, tickets
from gateway.store.callbacks import Told
from gateway.store.tickets import NoSuchTicket, TicketChanged
from gateway.stream import Stream
from gateway.tickets import WITH_THE_UNIT, Result, Ticket, TicketStatus
from gateway.town import Town
from routing_rules import City

log = logging.getLogger(__name__)

AFRESH = 5  # times to look again when somebody else was faster
CLOCKS_DIFFER = timedelta(minutes=5)


class OutOfTurn(Exception):
    """What was told does not fit the ticket as it is now; `code` says why, `status` how it is."""

    def __init__(self, code: Literal["superseded", "not-yet", "not-now"], status: str) -> None:
        super().__init__(f"{code}: {status}")
        self.code = code
        self.status = status


class KeyReused(Exception):
    """The callback's key is known, but with other content."""


@dataclass(frozen=True, slots=True)
class News:
    """`delivery` is the key under which the order was handed over; `ticket` its number.

    `key` and `digest` name the callback itself and its content.
    """

    key: str
    digest: str
    delivery: str
    ticket: str
    event: Literal["signed", "returned", "answered"]
    at: datetime
    unit: str
    reason_code: str = ""
    reason: str = field(default="", repr=False)
    proposed_unit: str = ""
    answer: str = field(default="", repr=False)
    internal: str = field(default="", repr=False)
    solved: bool | None = None


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the news would do to a ticket."""

    event: Event
    change: Change
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hear:
    """`source` is the destination whose tickets this backend may touch, and no others."""

    database: Database
    stream: Stream
    town: Town
    clock: Clock
    source: str

    async def __call__(self, news: News) -> Told:
        """The same news under the same key gives the same again, and changes nothing.

        Raises NoSuchTicket, OutOfTurn, KeyReused, Invalid.
        """
        if news.at > self.clock() + CLOCKS_DIFFER:
            raise Invalid("at", "这个时间还没有到。", "This time is in the future.")
        wish = _wish(news, self.town.city)
        told = await self._told(news, wish)
        await self.stream.append(f"ticket:{told.ticket_id}")
        log.info("ticket %s %s by %s: %s", told.ticket_id, news.event, self.source, told.outcome)
        return told

    async def _told(self, news: News, wish: _Wish) -> Told:
        for _ in range(AFRESH):
            try:
                return await self.database.write(self._hear, news, wish)
            except TicketChanged:
                continue
        return await self.database.write(self._hear, news, wish)

    def _hear(self, connection: Connection, news: News, wish: _Wish) -> Told:
        now = self.clock()
        ticket = tickets.of_number(connection, news.ticket)
        self._expect_ours(connection, ticket, news)
        told = Told(news.key, news.digest, ticket.id, now)
        if before := callbacks.begin(connection, told):
            if before.digest != news.digest:
                raise KeyReused(news.key)
            return before
        _expect_latest(connection, ticket, news)
        told = self._applied(connection, ticket, news, wish, told)
        callbacks.end(connection, told)
        return told

    def _expect_ours(self, connection: Connection, ticket: Ticket, news: News) -> None:
        ours = {
            delivery.key
            for delivery in deliveries.of_ticket(connection, ticket.id)
            if delivery.destination == self.source
        }
        if news.delivery not in ours:
            raise NoSuchTicket(news.ticket)

    def _applied(
        self, connection: Connection, ticket: Ticket, news: News, wish: _Wish, told: Told
    ) -> Told:
        if ticket.status not in SEEN_BY_UNITS:
            raise OutOfTurn("not-now", ticket.status.value)
        if ticket.lead != news.unit:
            raise Invalid("unit", "不是本工单的主办单位。", "Not the lead unit of this ticket.")
        by = f"backend:{self.source}"
        because = (*wish.because, f"对方时间 {news.at.isoformat(timespec='seconds')}")
        deed = Deed(wish.event, told.at, by, because)
        if _is_known(ticket, wish, deed):
            return replace(told, outcome="known", status=ticket.status.value)
        if ticket.status not in WITH_THE_UNIT:
            raise OutOfTurn("not-now", ticket.status.value)
        taken = take(connection, ticket.id, ticket.version, news.unit, wish.change, deed)
        return replace(told, outcome="applied", status=taken.status.value)


def _expect_latest(connection: Connection, ticket: Ticket, news: News) -> None:
    latest = deliveries.latest(connection, ticket.id)
    if latest is None or latest.key != news.delivery:
        raise OutOfTurn("superseded", ticket.status.value)
    if latest.state != "sent":  # the far side has it, but our own books are not closed yet
        raise OutOfTurn("not-yet", ticket.status.value)


def _wish(news: News, city: City) -> _Wish:
    """Raises Invalid."""
    match news.event:
        case "signed":
            return _Wish(Event.SIGNED, signed)
        case "answered":
            result = Result(news.answer, news.internal, news.unit, news.solved)
            return _Wish(Event.ANSWERED, answered(result))
        case "returned":
            return_ = return_of(news.unit, news.reason_code, news.reason, news.proposed_unit)
            return _Wish(Event.RETURNED, returned(return_, city), why_returned(return_, city))


def _is_known(ticket: Ticket, wish: _Wish, deed: Deed) -> bool:
    """Whether the ticket says so already: under another key, or because a later step implies it."""
    with_the_unit = replace(ticket, status=TicketStatus.SIGNED)
    match wish.event:
        case Event.SIGNED:
            return ticket.signed_at is not None
        case Event.ANSWERED:
            told = wish.change(with_the_unit, deed).result
            return ticket.answered_at is not None and ticket.result == told
        case _:
            told_return = wish.change(with_the_unit, deed).returning
            return ticket.status is TicketStatus.RETURNED and ticket.returning == told_return
