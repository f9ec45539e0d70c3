"""Wakes up what is due, and finds what the stream forgot: the store is the truth."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from redis.exceptions import RedisError
from sqlalchemy import Connection

from gateway.clock import Clock
from gateway.database import AWAY, Database
from gateway.metrics import Metrics
from gateway.raws import Raws
from gateway.stages.surveying import Survey
from gateway.store import (
    deliveries,
    fetches,
    journal,
    notices,
    payloads,
    people,
    replies,
    reports,
    shelves,
    talks,
    tickets,
)
from gateway.store.errands import Errand
from gateway.store.guesses import DAY, SLOT
from gateway.stream import Stream

log = logging.getLogger(__name__)

EVERY = 2.0  # seconds between two looks
IDLE_AFTER = timedelta(seconds=5)  # with an empty stream, what stands longer was forgotten
BUSY_AFTER = timedelta(minutes=5)  # with a full one, it may simply be waiting its turn
AT_A_TIME = 2000


@dataclass(slots=True)
class Schedule:
    database: Database
    stream: Stream
    survey: Survey
    metrics: Metrics
    clock: Clock
    raws: Raws
    payloads_last: timedelta
    slot: int = 0  # in which old guesses were last forgotten

    async def run(self) -> None:
        """Until cancelled."""
        await self.look(timedelta(0))  # whatever the last run left behind
        while True:
            await asyncio.sleep(EVERY)
            await self.look()

    async def look(self, standing: timedelta | None = None) -> None:
        """One round. `standing`: how long something must have stood to count as forgotten."""
        try:
            await self._wake_up()
            await self._find_forgotten(standing)
            await self._forget()
            await self._measure()
        except (RedisError, OSError, *AWAY) as error:
            log.warning("stream or database is down, will look again: %s", type(error).__name__)

    async def _wake_up(self) -> None:
        # what is due stays due until it was walked: waking it again and again feeds a full stream
        if await self.stream.waiting() < AT_A_TIME:
            await self.stream.append(*await self.database.read(_due, self.clock()))
        if closed := await self.survey.close_overdue():
            log.info("%d reports closed without a vote", closed)

    async def _find_forgotten(self, standing: timedelta | None) -> None:
        if standing is None:
            standing = BUSY_AFTER if await self.stream.waiting() else IDLE_AFTER
        standing_still = await self.database.read(forgotten, self.clock() - standing)
        if not standing_still:
            return
        aside = {entry.item for entry in await self.stream.shunted(AT_A_TIME)}
        found = [item for item in standing_still if item not in aside]
        await self.stream.append(*found)
        if found:
            log.warning("%d items stood without being in the stream", len(found))

    async def _forget(self) -> None:
        slot = int(self.clock().timestamp()) // SLOT
        if slot != self.slot:
            self.slot = slot
            await self.database.write(people.forget_attempts, slot - DAY)
            await self.database.write(shelves.forget_over, self.clock())
        before = self.clock() - self.payloads_last
        for digest in await self.database.write(payloads.forget, before, AT_A_TIME):
            await self.raws.forget(digest)

    async def _measure(self) -> None:
        standing = await self.database.read(_standing)
        standing["stream waiting"] = await self.stream.waiting()
        standing["set aside"] = len(await self.stream.shunted(AT_A_TIME))
        self.metrics.standing.clear()  # what is gone must not stand there for ever
        for state, count in standing.items():
            self.metrics.standing.labels(state).set(count)


def _due(connection: Connection, now: datetime) -> Sequence[str]:
    errands: list[Errand] = [
        *fetches.due(connection, now, AT_A_TIME),
        *notices.due(connection, now, AT_A_TIME),
        *deliveries.due(connection, now, AT_A_TIME),
        *replies.due(connection, now, AT_A_TIME),
    ]
    over = talks.due(connection, now, AT_A_TIME)
    return [
        *dict.fromkeys(errand.item for errand in errands),
        *(f"talk:{talk_id}" for talk_id in over),
    ]


def forgotten(connection: Connection, before: datetime) -> Sequence[str]:
    """Stream items of everything that has stood since before then where a stage should act."""
    kept = journal.waiting_since(connection, before, AT_A_TIME)
    begun = reports.unfinished(connection, before, AT_A_TIME)
    standing = tickets.unfinished(connection, before, AT_A_TIME)
    return [
        *(f"message:{message_id}" for message_id in dict.fromkeys((*kept, *begun))),
        *(f"ticket:{ticket_id}" for ticket_id in standing),
    ]


def _standing(connection: Connection) -> dict[str, int]:
    by_status = {f"ticket {status}": n for status, n in tickets.counts(connection).items()}
    sent = {f"delivery {state}": n for state, n in deliveries.counts(connection).items()}
    told = {f"notice {state}": n for state, n in notices.counts(connection).items()}
    chatted = {f"chat {state}": n for state, n in talks.counts(connection).items()}
    unsaid = {f"reply {state}": n for state, n in replies.counts(connection).items()}
    attached = {f"attachment {state}": n for state, n in fetches.counts(connection).items()}
    return by_status | sent | told | attached | chatted | unsaid
