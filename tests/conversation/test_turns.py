"""Short messages are put together into turns: all of them, in order, and none too long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gateway.conversation.commands import command_in
from gateway.conversation.talk import Talk
from gateway.conversation.turns import HURRIED, MANY, counted, ends_at, is_flood, turns
from gateway.reports import KeptMessage
from tests.values import NOON, a_kept_message, a_message

PAUSE = timedelta(seconds=2)
SECOND = timedelta(seconds=1)


def said(*told: tuple[float, str]) -> list[KeptMessage]:
    """So many seconds after noon, such words."""
    return [
        a_kept_message(a_message(words), kept_at=NOON + timedelta(seconds=after))
        for after, words in told
    ]


def words_of(spoken: Sequence[Sequence[KeptMessage]]) -> list[list[str]]:
    return [[one.message.text for one in turn] for turn in spoken]


chatter = st.lists(
    st.tuples(
        st.floats(0, 8, allow_nan=False),
        st.sampled_from(["路灯坏了", "查进度", "在门口", "转人工"]),
    ),
    max_size=20,
).map(
    lambda gaps: said(*((sum(gap for gap, _ in gaps[: n + 1]), w) for n, (_, w) in enumerate(gaps)))
)


@given(chatter, st.booleans())
def test_every_message_is_in_one_turn_in_its_order(kept: list[KeptMessage], flood: bool) -> None:
    spoken = turns(kept, PAUSE, flood=flood)

    assert [one for turn in spoken for one in turn] == kept
    assert all(spoken)


@given(chatter, st.booleans())
def test_no_turn_lasts_longer_or_pauses_longer_than_it_may(
    kept: list[KeptMessage], flood: bool
) -> None:
    for turn in turns(kept, PAUSE, flood=flood):
        assert turn[-1].kept_at - turn[0].kept_at <= HURRIED
        assert all(b.kept_at - a.kept_at <= PAUSE for a, b in pairwise(turn))


@given(chatter)
def test_a_command_stands_alone(kept: list[KeptMessage]) -> None:
    for turn in turns(kept, PAUSE):
        if any(command_in(one.message.text) for one in turn):
            assert len(turn) == 1


@given(chatter, st.booleans())
def test_when_a_turn_has_ended_nothing_more_belongs_to_it(
    kept: list[KeptMessage], flood: bool
) -> None:
    for turn in turns(kept, PAUSE, flood=flood):
        later = a_kept_message(a_message("还有"), kept_at=ends_at(turn, PAUSE) + SECOND)

        assert len(turns([*turn, later], PAUSE, flood=flood)) == 2


def test_what_is_typed_in_one_go_is_one_turn() -> None:
    spoken = turns(said((0, "我家楼下"), (1.5, "路灯坏了"), (3, "五四大街12号")), PAUSE)

    assert words_of(spoken) == [["我家楼下", "路灯坏了", "五四大街12号"]]


def test_a_pause_ends_a_turn() -> None:
    spoken = turns(said((0, "路灯坏了"), (3, "还有井盖")), PAUSE)

    assert words_of(spoken) == [["路灯坏了"], ["还有井盖"]]


def test_in_a_flood_even_commands_are_answered_together() -> None:
    told = said((0, "查进度"), (1, "查进度"), (2, "你好"))

    assert len(turns(told, PAUSE)) == 3
    assert len(turns(told, PAUSE, flood=True)) == 1


def test_whoever_sends_many_turns_in_a_minute_floods_and_then_no_more() -> None:
    talk = Talk("t", "wechat", "", "citizen", since=NOON, heard_at=NOON)

    for n in range(MANY):
        assert not is_flood(talk, NOON)
        talk = counted(talk, NOON + n * SECOND)

    assert is_flood(talk, NOON + MANY * SECOND)
    assert not is_flood(talk, NOON + timedelta(minutes=2))


def test_whoever_types_on_and_on_is_answered_all_the_same() -> None:
    told = said(*((n * 1.5, "还有") for n in range(40)))

    first = turns(told, PAUSE)[0]

    assert ends_at(first, PAUSE) - first[0].kept_at <= HURRIED
