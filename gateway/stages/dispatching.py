"""Hands a confirmed ticket over, once under one key, as often as it takes."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import Connection

from channels.base import Refused, TryAgain
from gateway.clock import Clock
from gateway.database import Database
from gateway.handoff.base import AskedToWait, HandOff
from gateway.history import Deed, Event
from gateway.reports import ReportStatus
from gateway.stages.announcing import Announce
from gateway.stages.lines import Lines
from gateway.stages.orders import order_of
from gateway.stages.routing import with_deadline
from gateway.store import deliveries, history, reports, tickets
from gateway.store.deliveries import Delivery
from gateway.tickets import Ticket, TicketStatus
from gateway.town import Town

log = logging.getLogger(__name__)

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
LONGEST_ASKED = timedelta(days=1)  # a far side that asks for more is not believed
PROBE_WAIT = timedelta(seconds=10)  # while another ticket finds out whether it answers again
SPREAD = 0.2  # what failed at one moment is not all tried again at one moment


@dataclass(frozen=True, slots=True)
class Dispatch:
    """`way_to` chooses the destination of a unit; after `tries` failures a delivery is dead."""

    database: Database
    town: Town
    clock: Clock
    way_to: Callable[[str], HandOff]
    tries: int
    announce: Announce
    lines: Lines = field(default_factory=Lines)

    async def __call__(self, ticket: Ticket) -> Ticket:
        way = self.way_to(ticket.lead)
        now = self.clock()
        key = f"{ticket.number}-{ticket.dispatches + 1}"
        wish = Delivery(key, ticket.id, way.name, at=now, next_at=now)
        if not self.lines.is_free(way.name):
            await self.database.write(deliveries.postpone, wish, now + PROBE_WAIT)
            return ticket
        with self.lines.call(way.name):
            return await self._tried(way, ticket, wish)

    async def _tried(self, way: HandOff, ticket: Ticket, wish: Delivery) -> Ticket:
        turn = await self.database.write(deliveries.claim, wish, wish.next_at + way.patience)
        if turn is None:
            return ticket
        # the citizens' clock starts when we decide to dispatch, not when the far side is up
        leaving = with_deadline(ticket, self.town.city, turn.at)
        if not await self._handed_over(way, leaving, turn):
            return ticket
        return await self.database.write(self._save, ticket, leaving, turn)

    async def _handed_over(self, way: HandOff, ticket: Ticket, turn: Delivery) -> bool:
        order = await self.database.read(order_of, ticket, self.town.city)
        try:
            await way.hand_over(order, turn.key)
        except TryAgain as error:
            self.lines.answered(way.name, well=False)
            failed = self._failed(turn, error)
        except Refused as error:
            self.lines.answered(way.name, well=True)
            failed = replace(turn, state="dead", error=str(error), next_at=self.clock())
        else:
            self.lines.answered(way.name, well=True)
            return True
        await self.database.write(deliveries.put_off, failed)
        level = logging.ERROR if failed.state == "dead" else logging.WARNING
        log.log(level, "ticket %s not handed to %s: %s", ticket.id, way.name, failed.error)
        return False

    def _failed(self, turn: Delivery, error: TryAgain) -> Delivery:
        return replace(
            turn,
            error=str(error),
            next_at=self.clock() + wait_after(turn.attempts, error),
            state="dead" if turn.attempts >= self.tries else "waiting",
        )

    def _save(
        self, connection: Connection, ticket: Ticket, leaving: Ticket, turn: Delivery
    ) -> Ticket:
        now = self.clock()
        deliveries.finish(connection, turn.key)
        dispatched = replace(
            leaving.to(TicketStatus.DISPATCHED, now),
            dispatches=leaving.dispatches + 1,
            dispatched_at=now,
            signed_at=None,
        )
        tickets.save(connection, dispatched)
        tickets.assign(connection, dispatched)
        deed = Deed(Event.DISPATCHED, now, "machine", (f"已交 {turn.destination}",))
        history.write(connection, deed.on_ticket(ticket, dispatched))
        for report in reports.of_ticket(connection, ticket.id):
            if report.status is ReportStatus.FILED:
                self.announce.dispatched(connection, report, dispatched)
        log.info("ticket %s dispatched through %s", ticket.id, turn.destination)
        return replace(dispatched, version=ticket.version + 1)


def wait_after(attempts: int, error: TryAgain) -> timedelta:
    """Doubled after each failure, an hour at most; longer only where the far side asks for it."""
    doubled: timedelta = min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)
    wait: timedelta = doubled * random.uniform(1 - SPREAD, 1 + SPREAD)
    asked = error.wait if isinstance(error, AskedToWait) else timedelta(0)
    return max(wait, min(asked, LONGEST_ASKED))
