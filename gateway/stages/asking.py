"""The deeds that ask a citizen something, take his answer back, or take his report back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from gateway.conversation.heard import Heard
from gateway.conversation.talk import Draft, Question, State, Talk
from gateway.stages.speaking import CHOICES
from gateway.stages.turn import Outcome, Tools, Turn, emptied, ids, short
from gateway.stages.withdrawing import withdraw

ASK = {
    Question.WHAT: "ask_what",
    Question.WHERE: "ask_where",
    Question.WHEN: "ask_when",
    Question.DIVIDE: "ask_divide",
    Question.WITHDRAW: "ask_withdraw",
}


@dataclass(frozen=True, slots=True)
class Asking:
    tools: Tools

    def ask(self, connection: Connection, turn: Turn) -> Outcome:
        question = turn.talk.question
        assert question is not None  # a move that asks has one
        if question is Question.WITHDRAW:
            return self._ask_withdraw(connection, turn)
        draft = turn.talk.draft.with_turn(ids(turn.said)).having_asked(question)
        settled = self.tools.file.drafted(connection, turn.said)
        talk = turn.talk.with_draft(draft)
        return self._asked(connection, talk, turn), settled

    def take_pictures(self, connection: Connection, turn: Turn) -> Outcome:
        """More of them, while he has not said yet what they show."""
        talk = turn.talk.with_draft(turn.talk.draft.with_turn(ids(turn.said)))
        told = self.tools.speak.say(connection, talk, "media_kept")
        return told, self.tools.file.drafted(connection, turn.said)

    def _asked(self, connection: Connection, talk: Talk, turn: Turn) -> Talk:
        question = talk.question
        assert question is not None
        template, blanks = ASK[question], {}
        if question is Question.WHAT and turn.heard and turn.heard.any_pictures:
            template = "ask_what_picture"
        if question is Question.WHERE and turn.heard and turn.heard.only_gate:
            template = "ask_which"
        if question is Question.DIVIDE:
            blanks["list"] = listed(turn.words)
        choices = CHOICES.get(question, ())
        return self.tools.speak.say(connection, talk, template, choices=choices, **blanks)

    def _ask_withdraw(self, connection: Connection, turn: Turn) -> Outcome:
        report = self.tools.report(connection, turn.about)
        assert report is not None  # the turn was sorted by it
        talk = replace(turn.talk, subject=report.id)
        told = self.tools.speak.say(
            connection, talk, "ask_withdraw", report.number, choices=CHOICES[Question.WITHDRAW]
        )
        return told, self.tools.file.talked(connection, turn.said)

    def withdraw(self, connection: Connection, turn: Turn) -> Outcome:
        report = self.tools.report(connection, turn.talk.subject or turn.about)
        assert report is not None
        done = withdraw(connection, report, self.tools.clock())
        template = "withdrawn" if done else "withdraw_passed_on"
        talk = replace(turn.talk, subject="", report_id="" if done else turn.talk.report_id)
        told = self.tools.speak.say(connection, talk, template, report.number)
        return told, self.tools.file.talked(connection, turn.said)

    def keep(self, connection: Connection, turn: Turn) -> Outcome:
        report = self.tools.report(connection, turn.talk.subject or turn.about)
        assert report is not None
        talk = replace(turn.talk, subject="")
        told = self.tools.speak.say(connection, talk, "withdraw_kept", report.number)
        return told, self.tools.file.talked(connection, turn.said)

    def go_back(self, connection: Connection, turn: Turn) -> Outcome:
        """The last answer is taken away, and its question asked again; before it, all is open."""
        draft, away = one_turn_back(turn.talk.draft)
        gone = [one for one in turn.draft if one.id in away]
        settled = self.tools.file.talked(connection, [*gone, *turn.said])
        question = draft.asked[-1] if draft.messages and draft.asked else None
        state = State.ASKING if question else State.OPEN
        talk = turn.talk.with_draft(draft).to(state, self.tools.clock(), question)
        also = (ASK[question],) if question in (Question.WHERE, Question.WHEN) else ()
        if not draft.messages:  # all that he said is taken away
            also = ("ask_what",)
        return self.tools.speak.say(connection, talk, "back_asked", also=also), settled

    def drop(self, connection: Connection, turn: Turn) -> Outcome:
        told = self.tools.speak.say(connection, emptied(turn.talk), "dropped")
        return told, self.tools.file.talked(connection, turn.all)


def one_turn_back(draft: Draft) -> tuple[Draft, frozenset[str]]:
    """Without its last turn and the question that followed it, and the messages of that turn."""
    last = draft.turns[-1] if draft.turns else 0
    kept = draft.messages[: len(draft.messages) - last]
    back = Draft(kept, draft.turns[:-1], draft.asked[:-1])
    return back, frozenset(draft.messages) - frozenset(kept)


def listed(heard: Heard) -> str:
    told = heard.whole_text
    return "\n".join(
        # the answers have the numbers; what stands on a line of its own was said to a question
        f"· {short(told[matter.start : matter.end].strip().splitlines()[0])}"
        for matter in heard.whole.matters
    )
