"""Misspelt English is led back to the words that were meant; names and usual words stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.danger_fitting import usual_words
from nlp.disguise import undisguised
from nlp.spelling import counted, respelled, usual
from nlp.text import normalise
from nlp.urgency import hazards
from tests.proportion import grows_evenly


def meant(text: str) -> str:
    return undisguised(normalise(text).text).text


@pytest.mark.parametrize(
    ("written", "as_meant"),
    [
        ("storng smel of gass in the bilding", "strong smell of gas in the building"),
        ("my freind is chokign", "my friend is choking"),
        ("there is smoek comming from the kitchn", "there is smoke coming from the kitchen"),
        ("he is unconcious pls send ambulence", "he is unconscious pls send ambulance"),
    ],
)
def test_undoes_a_slip_of_one_letter(written: str, as_meant: str) -> None:
    assert meant(written) == as_meant


@pytest.mark.parametrize(
    "text",
    [
        "neighbours with wifi and an ebike in chengbei near shengli lu",
        "please dont write to abcde@hoome.cn or call room b12x",
        "i can't go to the theatre by metro",
        "xian ning lu de lu deng huai le",
    ],
)
def test_leaves_what_is_no_slip(text: str) -> None:
    assert meant(text) == text


def test_leaves_chinese_alone() -> None:
    assert meant("我家wifi坏了,联系wuyee") == "我家wifi坏了,联系wuyee"


def test_a_listed_danger_is_seen_through_its_misspelling() -> None:
    assert hazards("he is unconcious, what should I do") == ("hurt",)


def test_points_at_the_words_as_they_were_written() -> None:
    plain = undisguised("ther is a fier,hurry")

    at = plain.text.index("fire")

    assert plain.origin(at, at + 4) == (10, 14)


@given(st.text(st.sampled_from("abcdefghi smoketr'.,@1"), max_size=80))
def test_whatever_is_written_pieces_are_in_order_and_apart(text: str) -> None:
    last = 0
    for start, end, word in respelled(text):
        assert last <= start < end <= len(text)
        assert word != text[start:end]
        last = end


def test_what_is_usual_is_counted_in_the_sentences() -> None:
    counts = "".join(f"{word} {times}\n" for word, times in usual().items())

    assert usual_words() == counts, "python -m nlp.danger_fitting counts anew"


def test_a_slip_is_not_usual_but_a_word_that_no_dictionary_has_may_be() -> None:
    said = ["the odour is strong"] * 2 + ["an odour here"] * 3 + ["a smell here"] * 60

    found = counted([*said, *["what a smel"] * 5, "味道 odour odour"])

    assert "smel" not in found
    assert (found["odour"], found["strong"], found["smell"]) == (5, 2, 60)


@pytest.mark.parametrize("piece", ["xqzw ", "smoek ", "a-b@c.d "])
def test_takes_time_in_proportion_to_the_length(piece: str) -> None:
    assert grows_evenly(lambda text: list(respelled(text)), piece, 100_000)
