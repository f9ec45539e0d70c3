"""Hands a confirmed ticket over, once under one key, as often as it takes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from channels.base import Refused, TryAgain
from gateway.clock import Clock
from gateway.database import Database
from gateway.handoff.base import HandOff
from gateway.history import Deed, Event
from gateway.stages.orders import order_of
from gateway.stages.routing import with_deadline
from gateway.store import deliveries, history, tickets
from gateway.store.deliveries import Delivery
from gateway.tickets import Ticket, TicketStatus
from gateway.town import Town

log = logging.getLogger(__name__)

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Dispatch:
    """`way_to` chooses the destination of a unit; after `tries` failures a delivery is dead."""

    database: Database
    town: Town
    clock: Clock
    way_to: Callable[[str], HandOff]
    tries: int

    async def __call__(self, ticket: Ticket) -> Ticket:
        way = self.way_to(ticket.lead)
        now = self.clock()
        key = f"{ticket.number}-{ticket.dispatches + 1}"
        delivery = await self.database.write(
            deliveries.add, Delivery(key, ticket.id, way.name, at=now, next_at=now)
        )
        if delivery.state == "dead" or delivery.next_at > now:
            return ticket
        # the citizens' clock starts when we decide to dispatch, not when the far side is up
        leaving = with_deadline(ticket, self.town.city, delivery.at)
        if delivery.state == "waiting" and not await self._handed_over(way, leaving, delivery):
            return ticket
        return await self.database.write(self._save, ticket, leaving, delivery)

    async def _handed_over(self, way: HandOff, ticket: Ticket, delivery: Delivery) -> bool:
        order = await self.database.read(order_of, ticket, self.town.city)
        try:
            await way.hand_over(order, delivery.key)
        except TryAgain as error:
            failed = self._failed(delivery, str(error))
        except Refused as error:
            failed = replace(
                delivery, state="dead", error=str(error), attempts=delivery.attempts + 1
            )
        else:
            return True
        await self.database.write(deliveries.save, failed)
        level = logging.ERROR if failed.state == "dead" else logging.WARNING
        log.log(level, "ticket %s not handed to %s: %s", ticket.id, way.name, failed.error)
        return False

    def _failed(self, delivery: Delivery, error: str) -> Delivery:
        attempts = delivery.attempts + 1
        wait = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
        return replace(
            delivery,
            attempts=attempts,
            error=error,
            next_at=self.clock() + wait,
            state="dead" if attempts >= self.tries else "waiting",
        )

    def _save(
        self, connection: Connection, ticket: Ticket, leaving: Ticket, delivery: Delivery
    ) -> Ticket:
        now = self.clock()
        sent = replace(delivery, state="sent", error="", attempts=delivery.attempts + 1)
        deliveries.save(connection, sent)
        dispatched = _dispatched(leaving, now)
        tickets.save(connection, dispatched)
        tickets.assign(connection, dispatched)
        deed = Deed(Event.DISPATCHED, now, "machine", (f"已交 {delivery.destination}",))
        history.write(connection, deed.on_ticket(ticket, dispatched))
        log.info("ticket %s dispatched through %s", ticket.id, delivery.destination)
        return replace(dispatched, version=ticket.version + 1)


def _dispatched(ticket: Ticket, now: datetime) -> Ticket:
    return replace(
        ticket.to(TicketStatus.DISPATCHED, now),
        dispatches=ticket.dispatches + 1,
        dispatched_at=now,
        signed_at=None,
    )
