"""The table itself: what follows from everything that can be, and where it always ends."""

from __future__ import annotations

import random

import pytest

from gateway.conversation.machine import TABLE, Do, Move, On, consents, move
from gateway.conversation.talk import Question, State

# what cannot happen: nobody is asked while a talk is open, nobody waits where nobody was called
IMPOSSIBLE = {
    State.OPEN: {On.YES, On.NO, On.ALONE, On.ENDED},
    State.ASKING: {On.YES, On.NO, On.ALONE, On.ENDED},  # but for questions with two answers
    State.CALLING: {On.YES, On.NO, On.SILENCE, On.ENDED},
    State.STAFFED: {On.YES, On.NO, On.SILENCE},
}
BY_TIME_OR_STAFF = {On.SILENCE, On.ALONE, On.TAKEN, On.ENDED}
FILES = {Do.FILE, Do.FILE_DANGER, Do.FILE_HURRY, Do.FILE_BEYOND, Do.FILE_EACH}
ENDS = {*FILES, Do.FILE_SILENT, Do.WITHDRAW, Do.KEEP, Do.DROP, Do.CLOSE_ANSWER, Do.END}
SILENT = {Do.COLLECT, Do.TAKE}


@pytest.mark.parametrize("state", State)
def test_whatever_can_be_leads_to_one_move_and_nothing_else_does(state: State) -> None:
    assert set(TABLE[state]) == set(On) - IMPOSSIBLE[state]


@pytest.mark.parametrize("state", State)
def test_what_cannot_be_is_an_error(state: State) -> None:
    for on in IMPOSSIBLE[state]:
        with pytest.raises(KeyError):
            move(state, None, on)


def test_everything_that_can_be_done_is_done_by_some_move() -> None:
    moves = [*(then for moves in TABLE.values() for then in moves.values())]

    assert {then.do for then in (*moves, *(then for _, _, then in consents()))} == set(Do)


def test_a_question_is_open_exactly_where_an_answer_is_awaited() -> None:
    for moves in TABLE.values():
        for then in moves.values():
            assert then.stays or (then.question is not None) == (then.to is State.ASKING)


def test_what_stays_does_not_change_the_state() -> None:
    for state, moves in TABLE.items():
        assert all(then.to is state for then in moves.values() if then.stays)


def test_a_yes_is_heard_wherever_two_answers_are_offered() -> None:
    for question in (Question.DIVIDE, Question.WITHDRAW, Question.HELPED):
        assert move(State.ASKING, question, On.YES).to is State.OPEN


@pytest.mark.parametrize("state", State)
def test_danger_is_filed_at_once_in_any_state(state: State) -> None:
    assert TABLE[state][On.DANGER].do is Do.FILE_DANGER


@pytest.mark.parametrize("state", [State.OPEN, State.ASKING, State.CALLING])
def test_whoever_wants_nothing_but_help_is_asked_nothing(state: State) -> None:
    then = TABLE[state][On.HURRY]

    assert (then.do, then.question) == (Do.FILE_HURRY, None)


@pytest.mark.parametrize("state", State)
def test_a_person_can_take_any_talk(state: State) -> None:
    assert TABLE[state][On.TAKEN].to is State.STAFFED


def test_the_machine_is_silent_while_a_person_talks() -> None:
    spoken = {on: then.do for on, then in TABLE[State.STAFFED].items() if on in _by_citizen()}

    assert {on for on, do in spoken.items() if do not in SILENT} == {On.DANGER}


@pytest.mark.parametrize("state", State)
def test_silence_ends_every_state_but_the_open_one(state: State) -> None:
    over = On.ALONE if state in (State.CALLING, State.STAFFED) else On.SILENCE

    assert TABLE[state][over].to is State.OPEN


@pytest.mark.parametrize("seed", range(200))
def test_any_conversation_ends_in_a_report_a_person_or_a_calm_answer(seed: int) -> None:
    """A citizen says anything at all for a while, then nothing: nothing stays under way."""
    chance = random.Random(seed)
    state, question, done = State.OPEN, None, []

    for _ in range(chance.randint(1, 30)):
        then = move(state, question, chance.choice(_possible(state, question)))
        state, question = then.to, question if then.stays else then.question
        done.append(then.do)
    if state is not State.OPEN:
        over = On.ALONE if state in (State.CALLING, State.STAFFED) else On.SILENCE
        then = move(state, question, over)
        state, question = then.to, then.question
        done.append(then.do)

    assert (state, question) == (State.OPEN, None)
    assert done[-1] not in SILENT


def _possible(state: State, question: Question | None) -> list[On]:
    answers = [on for asked, on, _ in consents() if asked is question and state is State.ASKING]
    return [*TABLE[state], *answers]


def _by_citizen() -> set[On]:
    return set(On) - BY_TIME_OR_STAFF


def test_every_question_is_asked_by_some_move() -> None:
    asked = {then.question for moves in TABLE.values() for then in moves.values()}

    assert asked - {None} == set(Question)


def test_a_move_that_ends_what_was_under_way_leads_out_of_the_question() -> None:
    moves: list[Move] = [*TABLE[State.ASKING].values(), *(then for _, _, then in consents())]

    assert all(then.to is State.OPEN for then in moves if then.do in ENDS)
