"""Says in a conversation what was noted for it: in order, once, as soon as the door takes it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Connection

from channels.base import Absent, Channel, Refused, TryAgain
from channels.message import Reply
from gateway.clock import Clock
from gateway.conversation.talk import Talk
from gateway.database import Database
from gateway.doorkeeping import Doorkeeper
from gateway.doors import Doors
from gateway.stages.announcing import mark_in
from gateway.stages.feedback import fitted
from gateway.stages.retrying import LEASE, Retries
from gateway.store import replies, talks
from gateway.store.replies import Line

log = logging.getLogger(__name__)

RETRIES = Retries(6, timedelta(seconds=5))  # a chat is quick, or nobody reads it any more


@dataclass(frozen=True, slots=True)
class Say:
    """`link` is a receipt number's secret link, with our address.

    What cannot be said is failed and left standing at the desk: a chat line is no promise, the
    promises (results, dangers) go out as notices, which know other ways.
    """

    database: Database
    clock: Clock
    doors: Doors
    keeper: Doorkeeper
    link: Callable[[str], str]

    async def __call__(self, talk_id: str) -> None:
        talk = await self.database.read(talks.get, talk_id)
        door = self.doors.named(talk.channel, talk.account) if talk is not None else None
        if talk is None or door is None or not self.keeper.is_open(door):
            return  # it waits until there is such a door again
        with self.keeper.room(door) as free:
            if free:
                await self._say_all(talk, door)

    async def _say_all(self, talk: Talk, door: Channel) -> None:
        now = self.clock()
        lines = await self.database.write(replies.claim, talk.id, now, now + LEASE)
        while lines:
            said = await self._said(talk, door, lines)
            lines = await self.database.write(self._save, talk.id, said)

    async def _said(self, talk: Talk, door: Channel, lines: Sequence[Line]) -> Sequence[Line]:
        """As far as it came; what follows a line that must be tried again waits behind it."""
        said: list[Line] = []
        for line in lines:
            said.append(await self._one(talk, door, line))
            if said[-1].state == "waiting":
                break
        return said

    async def _one(self, talk: Talk, door: Channel, line: Line) -> Line:
        tried = replace(line, attempts=line.attempts + 1)
        link = self.link(line.number) if line.number else ""
        text = fitted(line.words, mark_in(line.words), link, door.abilities.longest_reply)
        try:
            await door.send(talk.sender, Reply(text, line.choices, line.id))
        except Absent:  # the door keeps it for him, and what follows it
            log.info("talk %s: said to somebody who is away", talk.id)
        except (TryAgain, Refused) as error:
            log.warning("talk %s: not said: %s", talk.id, type(error).__name__)
            self.keeper.failed(door, f"send: {error}")
            if isinstance(error, Refused):
                return replace(tried, state="failed", error=str(error))
            return RETRIES.after(tried, str(error), self.clock())
        return replace(tried, state="told", error="")

    def _save(self, connection: Connection, talk_id: str, said: Sequence[Line]) -> Sequence[Line]:
        """Gives what has come meanwhile, and lets go of the talk when there is nothing."""
        for line in said:
            replies.save(connection, line)
        talks.told(connection, talk_id)
        now = self.clock()
        return replies.claim(connection, talk_id, now, now + LEASE)
