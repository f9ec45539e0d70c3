"""Every turn is sorted, whatever is heard in whichever state; and no question comes twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gateway.conversation.commands import Command, Said
from gateway.conversation.heard import Heard
from gateway.conversation.machine import On, move
from gateway.conversation.sorting import answers, sort, steered
from gateway.conversation.talk import ABOUT_THE_REPORT, MOST_QUESTIONS, Draft, Question, State, Talk
from nlp import Guess, Matter, Suggestion, TimeMention
from tests.conversation.heard_of import heard_in, talks
from tests.values import NOON

talked = talks().flatmap(lambda talk: st.tuples(st.just(talk), heard_in(talk)))


@given(talked)
def test_every_turn_is_something_that_leads_somewhere(given: tuple[Talk, Heard]) -> None:
    talk, heard = given

    then = move(talk.state, talk.question, sort(talk, heard))

    assert then.to in State
    assert answers(talk, heard) in ("", "what", "where", "when", "reach", "aside")


@settings(max_examples=300)
@given(talked)
def test_nothing_is_asked_twice_and_no_fourth_question_comes(given: tuple[Talk, Heard]) -> None:
    talk, heard = given
    on = sort(talk, heard)

    then = move(talk.state, talk.question, on)

    if then.question in ABOUT_THE_REPORT and on is not On.ELSE:  # which begins another report
        assert then.question not in talk.draft.asked
        assert talk.draft.questions < MOST_QUESTIONS


@given(talked)
def test_danger_comes_before_all_else_but_an_answer_of_ours_or_a_code(
    given: tuple[Talk, Heard],
) -> None:
    talk, heard = given
    dangerous = replace(heard, said=replace(heard.said, alarm=True), chosen=None)
    assume(dangerous.command is None or dangerous.command.command is not Command.RESUME)

    assert sort(talk, dangerous) is On.DANGER


@given(talked)
def test_a_number_that_is_not_his_opens_nothing(given: tuple[Talk, Heard]) -> None:
    talk, heard = given
    calm = replace(heard, said=replace(heard.said, alarm=False), chosen=None)

    assert sort(talk, replace(calm, whose="other", named="")) is On.NOT_HIS


@given(talked)
def test_a_person_comes_whenever_he_is_called(given: tuple[Talk, Heard]) -> None:
    talk, heard = given
    calm = replace(heard, said=replace(heard.said, alarm=False), whose="", named="")

    on = sort(talk, replace(calm, command=Said(Command.PERSON)))

    assert move(talk.state, talk.question, on).to in (State.CALLING, State.STAFFED)


@settings(max_examples=300)
@given(talked, st.permutations(sorted(ABOUT_THE_REPORT)))
def test_whatever_is_said_after_three_questions_asks_nothing_more(
    given: tuple[Talk, Heard], order: list[Question]
) -> None:
    talk, heard = given
    full = tuple(order[:MOST_QUESTIONS])
    asked = talk.with_draft(Draft(talk.draft.messages, talk.draft.turns, full))

    assert sort(asked, heard) not in (On.LACKS_WHAT, On.LACKS_WHERE, On.LACKS_WHEN, On.SEVERAL)


def asking(question: Question) -> Talk:
    return Talk(
        *("t", "wechat", "", "citizen"),
        since=NOON,
        heard_at=NOON,
        state=State.ASKING,
        question=question,
        draft=Draft(("m0",), (1,), (question,)),
    )


WORDED = Suggestion(
    kind=Guess("complaint", 0.6), urgency=Guess("U3", 0.6), category=Guess("0112", 0.9)
)


@pytest.mark.parametrize(
    ("asked", "text", "answered"),
    [
        (Question.WHERE, "变压器底下", "where"),
        (Question.WHERE, "化工厂家属院", "where"),
        (Question.WHERE, "电梯井旁边的墙", "where"),
        (Question.WHERE, "opposite the power station", "where"),
        (Question.WHERE, "opposite the northwestern electricity transformation station", "where"),
        (Question.WHERE, "变压器嗡嗡响", ""),
        (Question.WHERE, "旁边的变压器太响", ""),
        (Question.WHERE, "工地倒了墙在路边上", ""),
        (Question.WHEN, "广场舞散了以后", "when"),
        (Question.WHEN, "孩子放学回家那会儿", "when"),
        (Question.WHEN, "after the bars close", "when"),
        (Question.WHEN, "广场舞也吵得很", ""),
    ],
)
def test_an_answer_shows_by_its_end_that_it_is_a_place_or_a_time(
    asked: Question, text: str, answered: str
) -> None:
    heard = Heard(text=text, language="zh", said=WORDED, whole=WORDED, whole_text=text)

    assert answers(asking(asked), heard) == answered


VAGUE = replace(WORDED, category=None)
TIMED = replace(VAGUE, times=(TimeMention("明天上午", 3, 7),))
OPEN = replace(asking(Question.WHERE), state=State.OPEN, question=None)


WORDS = "路灯那事办得咋样了"
CALLING = replace(OPEN, state=State.CALLING)
BARE = replace(OPEN, draft=Draft())


@pytest.mark.parametrize(
    ("command", "talk", "said", "known", "rest"),
    [
        (Command.WHO, OPEN, VAGUE, False, ""),
        (Command.WHO, OPEN, WORDED, True, None),  # 你是不是收垃圾的
        (Command.WHO, CALLING, VAGUE, False, None),  # the person who comes is to read it
        (Command.PROGRESS, OPEN, VAGUE, True, ""),
        (Command.PROGRESS, OPEN, WORDED, True, ""),
        (Command.PROGRESS, OPEN, TIMED, True, ""),  # 上周五报的办得咋样了
        (Command.PROGRESS, OPEN, VAGUE, False, None),  # what he tells of it is the first
        (Command.PERSON, OPEN, VAGUE, False, ""),
        (Command.PERSON, OPEN, WORDED, False, None),  # 物业这事派个人来
        (Command.WITHDRAW, BARE, VAGUE, True, ""),
        (Command.WITHDRAW, OPEN, VAGUE, True, None),  # there is a draft, which he may mean
        (Command.DROP, BARE, VAGUE, False, ""),
        (Command.DROP, asking(Question.WHERE), VAGUE, False, None),  # 不方便说
        (Command.BACK, asking(Question.WHERE), VAGUE, False, ""),
        (Command.BACK, BARE, VAGUE, True, None),  # 地址写错了, of the report
        (Command.HURRY, OPEN, replace(VAGUE, review=True), False, WORDS),
        (Command.ELSE, OPEN, VAGUE, False, WORDS),
        (Command.ADD, OPEN, VAGUE, True, None),
        (Command.THANKS, OPEN, VAGUE, False, ""),
        (Command.THANKS, OPEN, TIMED, False, None),  # 谢谢，明天上午我在家
        (Command.THANKS, asking(Question.WHERE), VAGUE, False, None),  # 那就这样
    ],
)
def test_likely_commands_yield_where_something_would_be_lost(
    command: Command, talk: Talk, said: Suggestion, known: bool, rest: str | None
) -> None:
    likely = Said(command, WORDS, likely=True)
    meant = None if rest is None else replace(likely, rest=rest)

    assert steered(talk, said, likely, known=known, alone=True) == meant
    assert steered(talk, said, likely, known=known, alone=False) is None
    assert steered(talk, said, Said(command), known=known, alone=False) == Said(command)
    assert steered(talk, said, None, known=known, alone=True) is None


@pytest.mark.parametrize("said", [replace(VAGUE, alarm=True), replace(VAGUE, review=True)])
def test_what_a_person_must_look_at_is_never_only_likely_to_steer(said: Suggestion) -> None:
    likely = Said(Command.DROP, WORDS, likely=True)

    assert steered(BARE, said, likely, known=True, alone=True) is None
    assert steered(BARE, said, Said(Command.DROP), known=True, alone=True) == Said(Command.DROP)


def test_two_matters_told_in_answer_are_no_place() -> None:
    said = replace(VAGUE, matters=(Matter(0, 5), Matter(6, 12)))
    heard = Heard("昆仑中路，另外兴海路", "zh", said, said, "昆仑中路，另外兴海路")

    assert answers(asking(Question.WHERE), heard) == ""
