"""Where a conversation with one citizen through one door stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from channels.message import Language


class State(StrEnum):
    """Who is expected to speak next."""

    OPEN = "open"  # nothing is under way
    ASKING = "asking"  # the citizen was asked something
    CALLING = "calling"  # a person was called and has not come yet
    STAFFED = "staffed"  # a person talks; the machine is silent


class Question(StrEnum):
    """What the citizen was asked."""

    WHAT = "what"
    WHERE = "where"
    WHEN = "when"
    DIVIDE = "divide"  # several matters: one report each?
    WITHDRAW = "withdraw"  # really?
    HELPED = "helped"  # did that answer it, or shall we file it?


ABOUT_THE_REPORT = frozenset({Question.WHAT, Question.WHERE, Question.WHEN, Question.DIVIDE})
MOST_QUESTIONS = 3  # before a report exists


@dataclass(frozen=True, slots=True)
class Draft:
    """What was said for a report that is not filed yet.

    `messages` are the ids of kept messages, oldest first; `turns` says how many of them each turn
    of the citizen brought, so that going back takes the last turn's away.
    """

    messages: tuple[str, ...] = ()
    turns: tuple[int, ...] = ()
    asked: tuple[Question, ...] = ()

    def with_turn(self, ids: tuple[str, ...]) -> Self:
        return replace(
            self, messages=(*self.messages, *ids), turns=(*self.turns, len(ids)) if ids else ()
        )

    def having_asked(self, question: Question) -> Self:
        return replace(self, asked=(*self.asked, question))

    @property
    def questions(self) -> int:
        """How many questions about the report its citizen had to answer so far."""
        return sum(question in ABOUT_THE_REPORT for question in self.asked)


@dataclass(frozen=True, slots=True)
class Talk:
    """One citizen at one door, named as the door names him.

    `report_id` is the report last talked of, since `reported_at`. `subject` is the report that the
    open question is about. `notice` is the version of the privacy notice he was shown. `staff` is
    the user who talks with him. `code` lets whoever knows it go on with this talk at another door.
    """

    id: str
    channel: str
    account: str
    sender: str = field(repr=False)
    since: datetime  # when it took its state
    heard_at: datetime  # when its citizen last said something
    state: State = State.OPEN
    question: Question | None = None
    draft: Draft = Draft()
    left: Question | None = None  # open when the last report was filed without its answer
    also: tuple[str, ...] = ()  # ids of his talks at other doors, proven by a code
    report_id: str = ""
    reported_at: datetime | None = None
    subject: str = ""
    language: Language = "zh"
    notice: str = ""
    notice_at: datetime | None = None
    invited: bool = False  # to leave a phone number; once is enough
    staff: str = ""
    answered_at: datetime | None = None  # when the person last said something
    wake_at: datetime | None = None
    code: str = field(default="", repr=False)
    code_until: datetime | None = None
    lately: tuple[datetime, ...] = ()  # his turns of the last minute
    version: int = 0  # 0: not in the store yet

    def to(
        self,
        state: State,
        at: datetime,
        question: Question | None = None,
        wake_at: datetime | None = None,
    ) -> Self:
        """The same talk in its next state."""
        return replace(self, state=state, question=question, since=at, wake_at=wake_at, subject="")

    def with_draft(self, draft: Draft) -> Self:
        return replace(self, draft=draft)

    @property
    def unanswered(self) -> bool:
        """Whether its citizen has spoken since the person who has it last did."""
        return self.answered_at is None or self.answered_at < self.heard_at
