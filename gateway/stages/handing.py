"""The deeds by which a citizen gets a person to talk to, and the machine back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from gateway.stages.turn import Outcome, Tools, Turn, emptied, ids, says_something


@dataclass(frozen=True, slots=True)
class Handing:
    tools: Tools

    def call(self, connection: Connection, turn: Turn) -> Outcome:
        minutes = str(int(self.tools.town.city.conversation.handover.total_seconds() // 60))
        told = self.tools.speak.say(connection, turn.talk, "person_called", minutes=minutes)
        return told, self.tools.file.talked(connection, turn.said)

    def collect(self, connection: Connection, turn: Turn) -> Outcome:
        """A person reads it; whether it becomes a report is settled when the talk ends."""
        talk = turn.talk.with_draft(turn.talk.draft.with_turn(ids(turn.said)))
        return talk, self.tools.file.drafted(connection, turn.said)

    def take(self, connection: Connection, turn: Turn) -> Outcome:
        talk = replace(turn.talk, staff=turn.user)
        return self.tools.speak.because_of(turn.user).say(connection, talk, "person_taken"), ()

    def come_back(self, connection: Connection, turn: Turn) -> Outcome:
        """Nobody came, or whoever came fell silent: he is told, and what he said is filed."""
        talk = self.tools.speak.say(connection, turn.talk, "person_back")
        return self._end_of_talk(connection, replace(turn, talk=talk))

    def end(self, connection: Connection, turn: Turn) -> Outcome:
        speak = self.tools.speak.because_of(turn.user)
        talk = speak.say(connection, turn.talk, "person_ended")
        return self._end_of_talk(connection, replace(turn, talk=talk))

    def _end_of_talk(self, connection: Connection, turn: Turn) -> Outcome:
        if not turn.file or not says_something(turn.draft):
            talk = replace(emptied(turn.talk), staff="")
            return talk, self.tools.file.talked(connection, turn.draft)
        filed, report, settled = self.tools.filed(connection, turn)
        return self.tools.speak.say(
            connection, replace(filed, staff=""), "filed", report.number
        ), settled
