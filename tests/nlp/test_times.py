"""When it happened, on sentences written for this project (by the same hand as the patterns).

A line: the first time in the sentence as it should be found, `*` in front where it comes again and
again, or `-` where none is told.
"""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.suggestion import Suggestion, TimeMention
from nlp.text import normalise
from nlp.times import find
from nlp.understanding import Understanding
from nlp.vocabulary import Vocabulary
from tests.proportion import grows_evenly

OWN = [
    line.split("\t")
    for line in (Path(__file__).parent / "times.tsv").read_text(encoding="utf-8").splitlines()
]
TOLD = [(when, text) for when, text in OWN if when != "-"]
NONE = [text for when, text in OWN if when == "-"]


def seen(text: str) -> tuple[TimeMention, ...]:
    return find(normalise(text))


@pytest.mark.parametrize(("when", "text"), TOLD)
def test_finds_when_it_happened_and_whether_it_comes_again(when: str, text: str) -> None:
    first, *_ = seen(text)

    assert first.text == when.removeprefix("*")
    assert first.recurring == when.startswith("*")


@pytest.mark.parametrize("text", NONE)
def test_what_only_looks_like_a_time_is_none(text: str) -> None:
    assert seen(text) == ()


def test_points_into_the_text_as_it_was_written() -> None:
    text = "  樓下 昨 晚１０點半 還在吵"

    (found,) = seen(text)

    assert text[found.start : found.end] == found.text == "昨 晚１０點半"


def test_parts_of_one_time_are_one_and_two_times_are_two() -> None:
    found = seen("昨天晚上,大概十点左右,吵过一次;今天早上又吵")

    assert [each.text for each in found] == ["昨天晚上,大概十点左右", "今天早上"]


def test_a_suggestion_has_the_times_of_title_and_text() -> None:
    found = Understanding(Vocabulary()).suggest("司机绕路", title="昨晚打车").times

    assert found == (TimeMention("昨晚", 0, 2, "title", recurring=False),)


def test_times_come_back_from_json() -> None:
    suggestion = Understanding(Vocabulary()).suggest("每天半夜都吵")

    assert suggestion.times
    assert Suggestion.from_json(suggestion.as_json()) == suggestion


@given(
    st.text(max_size=200)
    | st.text(st.sampled_from("昨晚十点半每天一到周末3月号日:2026-前了 atamlstnigh"), max_size=80)
)
def test_times_are_in_order_apart_and_in_the_text(text: str) -> None:
    found = seen(text)

    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(text[each.start : each.end] == each.text for each in found)


@pytest.mark.parametrize(
    "piece",
    [
        "昨晚",
        "三点",
        "1:1",
        "一",
        "二十",
        "每到",
        "for ",
        "a",
        "3月",
        "一天",
        "1、",
        "二零",
        "每周一三",
        "13时",
        "近",
    ],
)
def test_takes_time_in_proportion_to_the_length(piece: str) -> None:
    assert grows_evenly(seen, piece, 100_000)
