"""The state machine: what a turn turned out to be, and what follows from it in each state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from gateway.conversation.talk import Question, State


class On(StrEnum):
    """What a turn turned out to be, or what happened besides."""

    DANGER = "danger"  # somebody may be in danger now
    HURRY = "hurry"  # 别问了，快来人
    PERSON = "person"  # 转人工
    PROGRESS = "progress"  # 查进度
    WITHDRAW = "withdraw"  # 撤回
    NOTHING_TO_WITHDRAW = "nothing to withdraw"
    NOT_HIS = "not his"  # a receipt number that is not his, or none of ours
    MORE = "more"  # belongs to a report that exists
    NOTHING_TO_ADD_TO = "nothing to add to"
    PHONE = "phone"  # nothing but a phone number
    WRONG_PHONE = "wrong phone"  # nothing but digits that are none
    BACK = "back"  # 上一步
    DROP = "drop"  # 算了
    ELSE = "else"  # 另一件事
    CODE = "code"  # 换个渠道
    RESUME = "resume"  # 继续 + code
    WHO = "who"  # 你是机器人吗
    GREETING = "greeting"
    THANKS = "thanks"
    YES = "yes"  # the first of two answers
    NO = "no"  # the second
    BEYOND = "beyond"  # no matter for the hotline
    KNOWN = "known"  # the knowledge base has the answer
    SEVERAL = "several"  # several matters at once
    LACKS_WHAT = "lacks what"
    LACKS_WHERE = "lacks where"
    LACKS_WHEN = "lacks when"
    COMPLETE = "complete"  # nothing is missing, or has been asked for
    PICTURES = "pictures"  # more of them, and still no word of what they show
    EMPTY = "empty"  # nothing to go by, and he has been asked
    SILENCE = "silence"  # he did not answer in time
    ALONE = "alone"  # no person came in time, or the person fell silent
    TAKEN = "taken"  # a person takes over
    ENDED = "ended"  # the person is done


class Do(StrEnum):
    """What is done; `stages.talking` has one function for each."""

    FILE = "file"
    FILE_DANGER = "file danger"
    FILE_HURRY = "file hurry"
    FILE_BEYOND = "file beyond"
    FILE_SILENT = "file silent"
    FILE_EACH = "file each"
    ASK = "ask"
    ADD = "add"
    NOTE_PHONE = "note phone"
    TELL_WRONG_PHONE = "tell wrong phone"
    TELL_PROGRESS = "tell progress"
    TELL_NOT_HIS = "tell not his"
    TELL_NOTHING_TO_WITHDRAW = "tell nothing to withdraw"
    TELL_NOTHING_TO_ADD_TO = "tell nothing to add to"
    WITHDRAW = "withdraw"
    KEEP = "keep"
    ANSWER = "answer"
    CLOSE_ANSWER = "close answer"
    CALL = "call"
    COLLECT = "collect"
    GO_BACK = "go back"
    DROP = "drop"
    BEGIN = "begin"
    GIVE_CODE = "give code"
    RESUME = "resume"
    SAY_WHO = "say who"
    GREET = "greet"
    THANK = "thank"
    STAY = "stay"
    TAKE_PICTURES = "take pictures"
    COME_BACK = "come back"
    TAKE = "take"
    END = "end"


@dataclass(frozen=True, slots=True)
class Move:
    """`question` is what is asked then; None keeps no question open.

    `stays`: the open question stays as it is.
    """

    to: State
    do: Do
    question: Question | None = None
    stays: bool = False


def _asking(question: Question) -> Move:
    return Move(State.ASKING, Do.ASK, question)


# whatever is under way, these lead to the same
_ANYWHERE: Mapping[On, Move] = {
    On.DANGER: Move(State.OPEN, Do.FILE_DANGER),
    On.HURRY: Move(State.OPEN, Do.FILE_HURRY),
    On.PERSON: Move(State.CALLING, Do.CALL),
    On.WITHDRAW: _asking(Question.WITHDRAW),
    On.RESUME: Move(State.OPEN, Do.RESUME),
    On.DROP: Move(State.OPEN, Do.DROP),
    On.ELSE: Move(State.ASKING, Do.BEGIN, Question.WHAT),
}
# what a matter leads to, in whichever turn it is told
_TOLD: Mapping[On, Move] = {
    On.BEYOND: Move(State.OPEN, Do.FILE_BEYOND),
    On.KNOWN: Move(State.ASKING, Do.ANSWER, Question.HELPED),
    On.SEVERAL: _asking(Question.DIVIDE),
    On.LACKS_WHAT: _asking(Question.WHAT),
    On.LACKS_WHERE: _asking(Question.WHERE),
    On.LACKS_WHEN: _asking(Question.WHEN),
    On.COMPLETE: Move(State.OPEN, Do.FILE),
}
# said aside: answered, and what was under way stays as it was
_ASIDE: Mapping[On, Do] = {
    On.PROGRESS: Do.TELL_PROGRESS,
    On.NOTHING_TO_WITHDRAW: Do.TELL_NOTHING_TO_WITHDRAW,
    On.NOT_HIS: Do.TELL_NOT_HIS,
    On.MORE: Do.ADD,
    On.NOTHING_TO_ADD_TO: Do.TELL_NOTHING_TO_ADD_TO,
    On.PHONE: Do.NOTE_PHONE,
    On.WRONG_PHONE: Do.TELL_WRONG_PHONE,
    On.CODE: Do.GIVE_CODE,
    On.WHO: Do.SAY_WHO,
    On.GREETING: Do.GREET,
    On.THANKS: Do.THANK,
    On.PICTURES: Do.TAKE_PICTURES,
    On.EMPTY: Do.STAY,
}


def _aside(state: State) -> Mapping[On, Move]:
    return {on: Move(state, do, stays=True) for on, do in _ASIDE.items()}


_OPEN: Mapping[On, Move] = {
    **_ANYWHERE,
    **_aside(State.OPEN),
    **_TOLD,
    On.BACK: Move(State.OPEN, Do.STAY),
    On.SILENCE: Move(State.OPEN, Do.FILE_SILENT),
    On.TAKEN: Move(State.STAFFED, Do.TAKE),
}
_ASKING: Mapping[On, Move] = {
    **_ANYWHERE,
    **_aside(State.ASKING),
    **_TOLD,
    On.BACK: Move(State.ASKING, Do.GO_BACK, stays=True),
    On.SILENCE: Move(State.OPEN, Do.FILE_SILENT),
    On.TAKEN: Move(State.STAFFED, Do.TAKE),
}
_CALLING: Mapping[On, Move] = {
    **_ANYWHERE,
    **_aside(State.CALLING),
    **dict.fromkeys(_TOLD, Move(State.CALLING, Do.COLLECT)),
    On.DANGER: Move(State.CALLING, Do.FILE_DANGER),
    On.HURRY: Move(State.CALLING, Do.FILE_HURRY),
    On.BACK: Move(State.CALLING, Do.COLLECT),
    On.PICTURES: Move(State.CALLING, Do.COLLECT),
    On.EMPTY: Move(State.CALLING, Do.COLLECT),
    On.ALONE: Move(State.OPEN, Do.COME_BACK),
    On.TAKEN: Move(State.STAFFED, Do.TAKE),
}
_BY_CITIZEN = (*_ANYWHERE, *_ASIDE, *_TOLD, On.BACK)
_STAFFED: Mapping[On, Move] = {
    **dict.fromkeys(_BY_CITIZEN, Move(State.STAFFED, Do.COLLECT)),  # the machine is silent
    On.DANGER: Move(State.STAFFED, Do.FILE_DANGER),  # but for this
    On.TAKEN: Move(State.STAFFED, Do.TAKE),
    On.ALONE: Move(State.OPEN, Do.COME_BACK),
    On.ENDED: Move(State.OPEN, Do.END),
}
# questions with two answers
_CONSENT: Mapping[tuple[Question, On], Move] = {
    (Question.DIVIDE, On.YES): Move(State.OPEN, Do.FILE_EACH),
    (Question.WITHDRAW, On.YES): Move(State.OPEN, Do.WITHDRAW),
    (Question.WITHDRAW, On.NO): Move(State.OPEN, Do.KEEP),
    (Question.HELPED, On.YES): Move(State.OPEN, Do.CLOSE_ANSWER),
}

TABLE: Mapping[State, Mapping[On, Move]] = {
    State.OPEN: _OPEN,
    State.ASKING: _ASKING,
    State.CALLING: _CALLING,
    State.STAFFED: _STAFFED,
}


def move(state: State, question: Question | None, on: On) -> Move:
    """What follows. Raises KeyError for what cannot happen in this state."""
    if question is not None and (consent := _CONSENT.get((question, on))):
        return consent
    return TABLE[state][on]


def consents() -> Iterable[tuple[Question, On, Move]]:
    """The answers to questions with two answers that lead somewhere of their own."""
    return ((question, on, then) for (question, on), then in _CONSENT.items())
