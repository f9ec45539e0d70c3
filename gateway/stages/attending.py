"""A person talks with a citizen in place of the machine, and gives the talk back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from channels.base import Channel
from gateway.clock import Clock, NewId
from gateway.conversation.machine import On
from gateway.conversation.talk import State, Talk
from gateway.database import Database
from gateway.database.dialect import hold
from gateway.doors import Doors
from gateway.people import User
from gateway.reports import KeptMessage
from gateway.stages.confirming import Invalid
from gateway.stages.prompting import Prompt
from gateway.stages.talking import Talking
from gateway.store import replies, talks
from gateway.store.replies import Line
from gateway.town import Town

log = logging.getLogger(__name__)

LONGEST = 2000  # characters of one message to a citizen, whatever his door would take

GIVEN_BACK = frozenset({"person_ended", "person_back"})
HANDED_OVER = GIVEN_BACK | {"person_called", "person_taken"}

Move = Callable[[Connection, Talk], Sequence[KeptMessage]]


class NoSuchTalk(Exception):
    """There is no conversation with this id."""


@dataclass(frozen=True, slots=True)
class Attend:
    """Each deed is done once, by whoever was first; whoever came later is told who has the talk."""

    database: Database
    town: Town
    clock: Clock
    new_id: NewId
    doors: Doors
    talking: Talking
    prompt: Prompt

    async def wake(self, talk_id: str) -> None:
        """Its time is over."""
        moved = await self.database.write(self._woken, talk_id)
        await self.prompt(moved, talk_id)

    async def take(self, talk_id: str, by: User) -> None:
        """From now on `by` talks, and the machine is silent. Raises NoSuchTalk, Invalid."""
        await self._done(talk_id, lambda connection, talk: self._take(connection, talk, by))

    async def say(self, talk_id: str, words: str, by: User, after: str | None = None) -> None:
        """`after`: the id of the last line that `by` saw; said since, the same is not said again.

        Raises NoSuchTalk, Invalid.
        """
        said = words.strip()
        if not said:
            raise Invalid("words", "请写上要说的话。", "Write what you want to say.")

        def move(connection: Connection, talk: Talk) -> Sequence[KeptMessage]:
            line = replies.last_of_user(connection, talk.id, by.name)
            if after is not None and line and line.id > after and line.words == said:
                return ()
            return self._say(connection, talk, said, by)

        await self._done(talk_id, move)

    async def end(self, talk_id: str, by: User, *, file: bool) -> None:
        """The machine goes on; `file`: what the citizen said meanwhile becomes a report.

        Raises NoSuchTalk, Invalid.
        """
        await self._done(
            talk_id, lambda connection, talk: self._end(connection, talk, by, file=file)
        )

    async def _done(self, talk_id: str, move: Move) -> None:
        moved = await self.database.write(_held, talk_id, move)
        await self.prompt(moved, talk_id)

    def _woken(self, connection: Connection, talk_id: str) -> Sequence[KeptMessage]:
        hold(connection, f"talk:{talk_id}")
        return self.talking.wake(connection, talk_id)

    def _take(self, connection: Connection, talk: Talk, by: User) -> Sequence[KeptMessage]:
        if talk.state is State.STAFFED and talk.staff != by.name:
            raise Invalid("talk", f"{talk.staff} 已经接手。", f"{talk.staff} has taken it already.")
        if talk.state is State.STAFFED:
            return ()
        log.info("talk %s taken by %s", talk.id, by.name)
        return self.talking.stir(connection, talk, On.TAKEN, by.name)

    def _say(
        self, connection: Connection, talk: Talk, words: str, by: User
    ) -> Sequence[KeptMessage]:
        _expect_with(connection, talk, by)
        most = longest(self.doors.named(talk.channel, talk.account))
        if len(words) > most:
            raise Invalid("words", f"最多 {most} 个字。", f"{most} characters at most.")
        now = self.clock()
        line = Line(self.new_id(), talk.id, now, f"user:{by.name}", words, next_at=now)
        replies.add(connection, line)
        lasts = now + self.town.city.conversation.patience
        talks.save(connection, replace(talk, answered_at=now, wake_at=lasts))
        return ()

    def _end(
        self, connection: Connection, talk: Talk, by: User, *, file: bool
    ) -> Sequence[KeptMessage]:
        if talk.state is not State.STAFFED and _ended_by(connection, talk) == f"user:{by.name}":
            return ()
        _expect_with(connection, talk, by)
        log.info("talk %s ended by %s", talk.id, by.name)
        return self.talking.stir(connection, talk, On.ENDED, by.name, file=file)


def longest(door: Channel | None) -> int:
    """Characters of one message to a citizen through this door, so that nothing is cut off."""
    return min(LONGEST, (door.abilities.longest_reply if door else None) or LONGEST)


def _held(connection: Connection, talk_id: str, move: Move) -> Sequence[KeptMessage]:
    hold(connection, f"talk:{talk_id}")
    talk = talks.get(connection, talk_id)
    if talk is None:
        raise NoSuchTalk(talk_id)
    return move(connection, talk)


def _expect_with(connection: Connection, talk: Talk, by: User) -> None:
    if talk.state is not State.STAFFED:
        raise _not_taken(_ended_by(connection, talk).removeprefix("user:"))
    if talk.staff != by.name and not by.supervisor:
        raise Invalid("talk", f"这段对话由 {talk.staff} 接待。", f"{talk.staff} has this talk.")


def _ended_by(connection: Connection, talk: Talk) -> str:
    """Who gave the talk back last: "user:…", "machine" after a time-out; "" for nobody yet."""
    line = replies.last_of(connection, talk.id, HANDED_OVER)
    return line.by if line is not None and line.template in GIVEN_BACK else ""


def _not_taken(ended_by: str) -> Invalid:
    match ended_by:
        case "":
            return Invalid("talk", "请先接手这段对话。", "Take the conversation first.")
        case "machine":
            return Invalid(
                "talk",
                "时限已到，对话已交回系统；需要的话请重新接手。",
                "Time ran out and the machine goes on; take the conversation again if need be.",
            )
    return Invalid(
        "talk",
        f"{ended_by} 已经结束了这段对话；需要的话请重新接手。",
        f"{ended_by} has ended this conversation; take it again if need be.",
    )
