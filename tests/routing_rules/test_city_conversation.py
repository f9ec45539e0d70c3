"""What the city says of conversations: how long, what to ask, and what is beyond its remit."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing_rules import City


def test_times_are_read_in_the_units_their_names_say(tiny: City) -> None:
    times = tiny.conversation

    assert times.pause == timedelta(seconds=2)
    assert times.patience == timedelta(minutes=30)
    assert times.handover == timedelta(minutes=5)
    assert times.attended == timedelta(minutes=15)
    assert times.resume == timedelta(days=7)


def test_asks_when_only_where_the_file_says_that_time_matters(xining: City) -> None:
    asks = xining.conversation.asks_when

    assert asks("complaint", "0702")
    assert asks("complaint", "0610")
    assert not asks("complaint", "0213")
    assert not asks("complaint", None)


def test_a_question_or_a_suggestion_has_no_time(xining: City) -> None:
    assert not xining.conversation.asks_when("suggest", "0608")
    assert not xining.conversation.asks_when("consult", "0702")


def test_a_first_level_code_speaks_for_all_below_it(tiny: City) -> None:
    wide = type(tiny.conversation)(
        *(tiny.conversation.pause,) * 5,
        needs_time=frozenset({"07"}),
        placeless_kinds=frozenset(),
        placeless_categories=frozenset({"11"}),
        vague_categories=frozenset({"2015"}),
        remit=(),
    )

    assert wide.asks_when("complaint", "0702")
    assert wide.asks_when("complaint", "07")
    assert not wide.asks_when("complaint", "0607")
    assert not wide.asks_where("help", "1104")
    assert wide.is_vague("2015")
    assert not wide.is_vague("2014")
    assert not wide.is_vague(None)


def test_asks_where_unless_kind_or_category_needs_no_place(tiny: City) -> None:
    asks = tiny.conversation.asks_where

    assert asks("complaint", None)
    assert asks("complaint", "0201")
    assert not asks("praise", "0201")
    assert not asks("complaint", "0202")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我要打官司", "courts"),
        ("法院一直不给执行", "courts"),
        ("判得不公,我要找法院", "courts"),
        ("法　院 判 错了", "courts"),
        ("法院在哪儿", None),
        ("法院。那边的灯判断不了", None),
        ("法院路上车太多,公交车执行新时刻表", None),
        ("法院那条街上的路灯好多天都不亮了还没判断出原因", None),
        ("营房", "army"),
        ("I want to SUE them", "army"),
        ("an issue with tissues", None),
        ("", None),
    ],
)
def test_reads_words_pairs_and_what_rules_them_out(tiny: City, text: str, name: str | None) -> None:
    found = tiny.conversation.beyond(text)

    assert (found.id if found else None) == name


@given(st.text(max_size=200) | st.text(st.sampled_from("法院判打官司营房 sue。\n"), max_size=60))
def test_any_text_is_taken_and_blanks_do_not_matter(tiny: City, text: str) -> None:
    found = tiny.conversation.beyond(text)

    assert tiny.conversation.beyond(f"  {text} ") == found
