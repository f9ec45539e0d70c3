"""Carries a conversation on by one turn: hears it, asks the machine, does what it says."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Connection

from gateway.clock import Clock
from gateway.conversation.heard import Heard
from gateway.conversation.machine import Do, Move, On, move
from gateway.conversation.sorting import sort
from gateway.conversation.talk import State, Talk
from gateway.conversation.turns import HURRIED, MANY, counted, ends_at, is_flood, turns
from gateway.reports import KeptMessage
from gateway.stages.listening import Listen
from gateway.stages.turn import Deed, Tools, Turn
from gateway.store import journal, talks
from gateway.town import Town

log = logging.getLogger(__name__)

AT_ONCE = frozenset({On.DANGER, On.HURRY, On.PERSON, On.YES, On.NO, On.COMPLETE, On.BEYOND})
PRESSING = frozenset({On.DANGER, On.HURRY, On.PERSON})
WITH_A_PERSON = frozenset({State.CALLING, State.STAFFED})
A_SENTENCE = 15  # letters; a shorter message may be the first of several
ENDS = tuple("。.！!？?")


@dataclass(frozen=True, slots=True)
class Talking:
    """Every talk is moved by one transaction at a time; whoever calls holds its lock."""

    town: Town
    clock: Clock
    listen: Listen
    tools: Tools
    deeds: Mapping[Do, Deed]

    def hear(self, connection: Connection, waiting: Sequence[KeptMessage]) -> Sequence[KeptMessage]:
        """The messages of one sender without an outcome, oldest first; gives them as they are then.

        Those of a turn that is not over yet stay as they were.
        """
        talk = self._talk(connection, waiting[0])
        # who talks with a person is read by him at once, however fast he writes
        flood = talk.state not in WITH_A_PERSON and is_flood(talk, self.clock())
        pause = HURRIED if flood else self.town.city.conversation.pause
        settled: list[KeptMessage] = []
        spoken = turns(waiting, pause, flood=flood)
        for turn in spoken:
            heard = self._heard(connection, talk, turn)
            on = sort(talk, heard)
            at_once = on in PRESSING or (not flood and _over_at_once(talk, heard, on, turn))
            last = turn is spoken[-1]  # what something else has followed is over
            if last and self.clock() < ends_at(turn, pause) and not at_once:
                return [*settled, *turn]
            talk, outcome = self._move(connection, talk, on, heard, turn)
            settled += outcome
        return settled

    def wake(self, connection: Connection, talk_id: str) -> Sequence[KeptMessage]:
        """Its time is over: a question was not answered, a person did not come, or is done."""
        talk = talks.get(connection, talk_id)
        if talk is None or talk.wake_at is None or talk.wake_at > self.clock():
            return ()
        return self.stir(connection, talk, _time_is_over(talk), file=True)

    def stir(
        self, connection: Connection, talk: Talk, on: On, user: str = "", *, file: bool = False
    ) -> Sequence[KeptMessage]:
        """What happens besides the citizen's turns; gives the messages that moved with it.

        `user` takes the talk, or ends it; `file`: what was said then becomes a report.
        """
        then = move(talk.state, talk.question, on)
        turn = Turn(talk, (), self._draft(connection, talk), None, user, file)
        return self._done(connection, turn, then)[1]

    def _talk(self, connection: Connection, kept: KeptMessage) -> Talk:
        now, message = self.clock(), kept.message
        return talks.get(connection, kept.talk) or Talk(
            kept.talk, message.channel, message.account, message.sender, since=now, heard_at=now
        )

    def _draft(self, connection: Connection, talk: Talk) -> Sequence[KeptMessage]:
        return journal.of_ids(connection, talk.draft.messages)

    def _heard(self, connection: Connection, talk: Talk, turn: Sequence[KeptMessage]) -> Heard:
        return self.listen(connection, talk, self._draft(connection, talk), turn)

    def _move(
        self,
        connection: Connection,
        talk: Talk,
        on: On,
        heard: Heard,
        messages: Sequence[KeptMessage],
    ) -> tuple[Talk, Sequence[KeptMessage]]:
        now = self.clock()
        then = move(talk.state, talk.question, on)
        answered = zip(messages, heard.answers, strict=True)
        said = [replace(one, answers=each) for one, each in answered]
        talk = replace(counted(talk, now), heard_at=now, language=heard.language)
        log.info("talk %s: %s, %s", talk.id, talk.state.value, on.value)
        turn = Turn(talk, said, self._draft(connection, talk), heard)
        if len(talk.lately) == MANY and talk.state not in WITH_A_PERSON:
            talk = self.tools.speak.say(connection, talk, "slow_down")
        return self._done(connection, replace(turn, talk=talk), then)

    def _done(
        self, connection: Connection, turn: Turn, then: Move
    ) -> tuple[Talk, Sequence[KeptMessage]]:
        moved = self._to(turn.talk, then)
        done, settled = self.deeds[then.do](connection, replace(turn, talk=moved))
        return talks.save(connection, self._timed(done, spoken=bool(turn.said))), settled

    def _to(self, talk: Talk, then: Move) -> Talk:
        if then.stays or (then.to is talk.state and talk.state in WITH_A_PERSON):
            return talk
        return talk.to(then.to, self.clock(), then.question)

    def _timed(self, talk: Talk, *, spoken: bool) -> Talk:
        """When to come back to it by itself; whoever waits does not wait longer by saying more."""
        rules, now = self.town.city.conversation, self.clock()
        lasts: Mapping[State, timedelta | None] = {
            State.OPEN: rules.patience if talk.draft.messages else None,
            State.ASKING: rules.patience,
            State.CALLING: rules.handover,
            State.STAFFED: rules.attended,
        }
        wait = lasts[talk.state]
        if wait is None:
            return replace(talk, wake_at=None)
        before = talk.wake_at if talk.state in WITH_A_PERSON and spoken else None
        return replace(talk, wake_at=min(now + wait, before or now + wait))


def _time_is_over(talk: Talk) -> On:
    if talk.state not in WITH_A_PERSON:
        return On.SILENCE
    return On.ALONE if talk.state is State.CALLING or talk.unanswered else On.ENDED


def _over_at_once(talk: Talk, heard: Heard, on: On, turn: Sequence[KeptMessage]) -> bool:
    """Whether there is no need to see if more comes within the pause."""
    if talk.state in WITH_A_PERSON:
        return True
    if heard.command is not None or heard.whose or on not in AT_ONCE:
        return heard.command is not None
    if on is not On.COMPLETE and on is not On.BEYOND:
        return True
    if talk.state is State.ASKING:
        return True
    text = turn[-1].message.text.strip()
    return len(text) >= A_SENTENCE or (len(text) > 1 and text.endswith(ENDS))
