"""The deeds that answer what is asked besides: progress, knowledge, another door, a greeting."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from channels.message import Language
from gateway.conversation.talk import Question, State, Talk
from gateway.reports import Report
from gateway.stages.asking import ASK
from gateway.stages.listening import proven_phone
from gateway.stages.progress import blanks_of
from gateway.stages.speaking import CHOICES
from gateway.stages.turn import Outcome, Tools, Turn, emptied, ids, summary
from gateway.store import journal, reports, talks, tickets

SHOWN = 3  # reports in an answer to 查进度
# no letter or digit that looks like another; a code has a digit, so that no word is one
CODE, DIGITS = "abcdefghjkmnpqrstuvwxyz", "23456789"


class Answer(Protocol):
    """What the knowledge base says to a question, and where it stands."""

    @property
    def answer(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def page(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Besides:
    """`find` asks the knowledge base; `secret` makes of a code what is kept of it."""

    tools: Tools
    find: Callable[[Connection, str, Language], Answer | None]
    secret: Callable[[str], str]

    def tell_progress(self, connection: Connection, turn: Turn) -> Outcome:
        talk = turn.talk
        named = self.tools.report(connection, turn.words.named)
        found = [named] if named else self._his(connection, turn)
        for report in found:
            ticket = tickets.get(connection, report.ticket_id)
            blanks = blanks_of(report, ticket, talk.language, self.tools.town.city)
            talk = self.tools.speak.say(connection, talk, "progress_one", report.number, **blanks)
        if not found:
            talk = self.tools.speak.say(connection, talk, "progress_none")
        return talk, self.tools.file.talked(connection, turn.said)

    def _his(self, connection: Connection, turn: Turn) -> Sequence[Report]:
        """Reported here, or by the phone he writes from, by whichever door; newest first."""
        here = talks.reports_of(connection, turn.talk, SHOWN)
        said = turn.said[-1]
        if not proven_phone(said):
            return here
        by_phone = reports.of_person(connection, said.person or "", SHOWN)
        both = {report.id: report for report in (*here, *by_phone)}
        return [both[id_] for id_ in sorted(both, reverse=True)][:SHOWN]

    def answer(self, connection: Connection, turn: Turn) -> Outcome:
        found = self.find(connection, turn.words.text, turn.talk.language)
        assert found is not None  # the turn was sorted by it
        draft = turn.talk.draft.with_turn(ids(turn.said)).having_asked(Question.HELPED)
        settled = self.tools.file.drafted(connection, turn.said)
        told = self.tools.speak.say(
            connection,
            turn.talk.with_draft(draft),
            "answer",
            also=("answer_more",),
            choices=CHOICES[Question.HELPED],
            answer=found.answer,
            source=found.source,
            page=found.page,
        )
        return told, settled

    def close_answer(self, connection: Connection, turn: Turn) -> Outcome:
        told = self.tools.speak.say(connection, emptied(turn.talk), "thanks")
        return told, self.tools.file.talked(connection, turn.all)

    def greet(self, connection: Connection, turn: Turn) -> Outcome:
        if turn.talk.state is State.CALLING:
            return self.tools.tell("person_awaited")(connection, turn)
        template = "greeting" if turn.talk.state is State.OPEN else "still_here"
        return self.tools.tell(template)(connection, turn)

    def stay(self, connection: Connection, turn: Turn) -> Outcome:
        """Nothing to go by, though he was asked: calm words, and a person is offered."""
        template = "not_understood" if turn.words.only_abuse else "still_here"
        told = self.tools.speak.say(connection, turn.talk, template, choices=("choice_person",))
        if not turn.words.said.places:
            return told, self.tools.file.talked(connection, turn.said)
        # he may tell the matter yet, and is not asked where again
        draft = told.draft.with_turn(ids(turn.said))
        return told.with_draft(draft), self.tools.file.drafted(connection, turn.said)

    def give_code(self, connection: Connection, turn: Turn) -> Outcome:
        code = "".join(secrets.choice(CODE + DIGITS) for _ in range(7)) + secrets.choice(DIGITS)
        lasts = self.tools.town.city.conversation.resume
        talk = replace(turn.talk, code=self.secret(code), code_until=self.tools.clock() + lasts)
        told = self.tools.speak.say(
            connection, talk, "resume_code", code=code, days=str(lasts.days)
        )
        return told, self.tools.file.talked(connection, turn.said)

    def resume(self, connection: Connection, turn: Turn) -> Outcome:
        """Takes over what another talk had under way, and leaves nothing there."""
        settled = self.tools.file.talked(connection, turn.said)
        command = turn.words.command
        code = self.secret(command.rest) if command else ""
        old = talks.of_code(connection, code, self.tools.clock())
        if old is None or old.id == turn.talk.id or old.state is State.STAFFED:
            return self.tools.speak.say(connection, turn.talk, "resume_wrong"), settled
        talk = taken_over(turn.talk, old, self.tools.clock())
        left = replace(emptied(old), code="", code_until=None, report_id="", reported_at=None)
        talks.save(connection, left.to(State.OPEN, self.tools.clock()))
        told = summary(journal.of_ids(connection, old.draft.messages))
        also = (ASK[talk.question],) if talk.question in _REPEATED else ()
        said = self.tools.speak.say(connection, talk, "resumed", also=also, summary=told)
        return said, settled


_REPEATED = (Question.WHAT, Question.WHERE, Question.WHEN)


def taken_over(talk: Talk, old: Talk, now: datetime) -> Talk:
    also = tuple(dict.fromkeys((*talk.also, old.id, *old.also)))
    state = State.ASKING if old.state is State.ASKING else State.OPEN
    taken = replace(
        talk,
        draft=old.draft,
        report_id=old.report_id,
        reported_at=old.reported_at,
        left=old.left,
        also=also,
    )
    question = old.question if state is State.ASKING else None
    return replace(taken.to(state, now, question), subject=old.subject)
