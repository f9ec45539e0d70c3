"""Draws the state machine from its own table, so that no drawing can be out of date.

`python -m gateway.conversation.drawing` prints it for Mermaid; `--write docs/conversation.md` puts
it into that page, and a picture that needs no tools beside it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gateway.conversation.machine import TABLE, Do, Move, On, consents
from gateway.conversation.talk import Question, State

Names = tuple[str, str]  # Chinese, English

STATES: Mapping[State, Names] = {
    State.OPEN: ("空闲", "open"),
    State.ASKING: ("等市民回答", "asking"),
    State.CALLING: ("等人接手", "calling"),
    State.STAFFED: ("人工接待", "staffed"),
}
QUESTIONS: Mapping[Question, Names] = {
    Question.WHAT: ("什么事？", "what?"),
    Question.WHERE: ("在哪里？", "where?"),
    Question.WHEN: ("什么时候？", "when?"),
    Question.DIVIDE: ("分开登记？", "one report each?"),
    Question.WITHDRAW: ("真的撤回？", "really withdraw?"),
    Question.HELPED: ("答到了吗？", "did that help?"),
}
TURNS: Mapping[On, Names] = {
    On.DANGER: ("有险情", "danger"),
    On.HURRY: ("快来人", "hurry"),
    On.PERSON: ("转人工", "a person"),
    On.PROGRESS: ("查进度", "progress"),
    On.WITHDRAW: ("撤回", "withdraw"),
    On.NOTHING_TO_WITHDRAW: ("没有可撤的", "nothing to withdraw"),
    On.NOT_HIS: ("不是他的编号", "not his number"),
    On.MORE: ("补充", "more"),
    On.NOTHING_TO_ADD_TO: ("没有可补充的", "nothing to add to"),
    On.PHONE: ("留电话", "phone"),
    On.WRONG_PHONE: ("电话不对", "wrong phone"),
    On.BACK: ("上一步", "back"),
    On.DROP: ("算了", "drop it"),
    On.ELSE: ("另一件事", "another matter"),
    On.CODE: ("换渠道", "another door"),
    On.RESUME: ("接续码", "resume code"),
    On.WHO: ("问是不是机器", "who it is"),
    On.GREETING: ("问好", "greeting"),
    On.THANKS: ("道谢", "thanks"),
    On.YES: ("是", "yes"),
    On.NO: ("否", "no"),
    On.BEYOND: ("不归热线管", "out of remit"),
    On.KNOWN: ("知识库答得上", "answer known"),
    On.SEVERAL: ("几件事", "several matters"),
    On.LACKS_WHAT: ("没说什么事", "lacks what"),
    On.LACKS_WHERE: ("没说在哪里", "lacks where"),
    On.LACKS_WHEN: ("没说时间", "lacks when"),
    On.COMPLETE: ("说全了", "complete"),
    On.PICTURES: ("又来照片", "more pictures"),
    On.EMPTY: ("听不出事", "nothing to go by"),
    On.SILENCE: ("没有回音", "silence"),
    On.ALONE: ("没人来、没人说话", "nobody came or spoke"),
    On.TAKEN: ("有人接手", "taken"),
    On.ENDED: ("人工结束", "ended"),
}
ASIDE: Names = ("答一句，原样不变：", "answered, nothing changes: ")
NEXT: Names = ("还缺什么就问什么：", "asks what is missing: ")
ALL_ELSE: Names = ("其余都先收着，机器不说话", "all else is collected, the machine is silent")
A_LINE = 5  # turns
BEGIN, END = "<!-- states: made by gateway.conversation.drawing -->", "<!-- /states -->"


@dataclass(frozen=True, slots=True)
class Arrow:
    """Moves that lead the same way: what may be, and what is asked then.

    `answers` is the question that they are the answer to, where it matters which.
    """

    state: State
    to: State
    turns: tuple[On, ...]
    asks: Question | None = None
    answers: Question | None = None
    remark: Names | None = None


def arrows() -> Sequence[Arrow]:
    """All moves of the table, those of one way together, in its order."""
    grouped: dict[Arrow, list[On]] = {}
    for state, moves in TABLE.items():
        for on, then in moves.items():
            grouped.setdefault(_way(state, then), []).append(on)
    for question, on, then in consents():
        way = Arrow(State.ASKING, then.to, (), answers=question)
        grouped.setdefault(way, []).append(on)
    return [
        Arrow(way.state, way.to, tuple(turns), way.asks, way.answers, way.remark)
        for way, turns in grouped.items()
    ]


def _way(state: State, then: Move) -> Arrow:
    if then.do is Do.COLLECT:
        return Arrow(state, then.to, (), remark=ALL_ELSE)
    if then.stays:
        return Arrow(state, then.to, (), remark=ASIDE)
    if state is then.to is State.ASKING:
        return Arrow(state, then.to, (), remark=NEXT)
    return Arrow(state, then.to, (), asks=then.question)


def told(arrow: Arrow, language: int) -> list[str]:
    """Its label in pieces that may stand on lines of their own; `language` as in `Names`."""
    if arrow.remark is ALL_ELSE:
        return [ALL_ELSE[language]]
    pieces = [f"{TURNS[on][language]}{('、', ', ')[language]}" for on in arrow.turns]
    pieces[-1] = TURNS[arrow.turns[-1]][language]
    return [arrow.remark[language], *pieces] if arrow.remark else pieces


def mermaid() -> str:
    return "\n".join(["stateDiagram-v2", *(f"  {line}" for line in _lines())])


def _lines() -> Iterator[str]:
    for state, names in STATES.items():
        yield f'state "{" · ".join(names)}" as {state.value}'
    yield f"state {State.ASKING.value} {{"
    for question, names in QUESTIONS.items():
        yield f'  state "{" · ".join(names)}" as {question.value}'
    yield "}"
    yield f"[*] --> {State.OPEN.value}"
    drawn = arrows()
    for arrow in drawn:
        if arrow.state is not arrow.to:
            begin = arrow.answers.value if arrow.answers else arrow.state.value
            end = arrow.asks.value if arrow.asks else arrow.to.value
            yield f"{begin} --> {end} : {'<br/>'.join(_label(arrow))}"
    for state in STATES:  # a note says what leads nowhere else better than a loop would
        yield f"note right of {state.value}"
        for arrow in drawn:
            if state is arrow.state is arrow.to:
                yield from (f"  {line}" for line in _label(arrow))
        yield "end note"


def _label(arrow: Arrow) -> Iterator[str]:
    for language in (0, 1):
        pieces = told(arrow, language)
        for start in range(0, len(pieces), A_LINE):
            # a colon would end the label
            yield "".join(pieces[start : start + A_LINE]).strip().replace(": ", " — ")


def put_into(page: str) -> str:
    """The page with the drawing between its marks. Raises ValueError if it has none."""
    if not re.search(f"{BEGIN}.*{END}", page, re.DOTALL):
        raise ValueError(f"the page has no {BEGIN} … {END}")
    drawn = f"{BEGIN}\n```mermaid\n{mermaid()}\n```\n{END}"
    return re.sub(f"{BEGIN}.*{END}", lambda _: drawn, page, flags=re.DOTALL)


def main(words: Sequence[str]) -> None:
    from gateway.conversation.picture import picture

    match words:
        case ["--write", path]:
            page = Path(path)
            page.write_text(put_into(page.read_text("utf-8")), "utf-8")
            page.with_suffix(".svg").write_text(picture(), "utf-8")
        case []:
            sys.stdout.write(f"{mermaid()}\n")
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
