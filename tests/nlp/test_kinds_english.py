"""Kinds of request told in English; of the second half of the sentences 75 % were told right at
first sight, of the first half 84 %."""

from pathlib import Path

import pytest

from nlp.kinds import Kinds
from nlp.text import normalise
from tests.nlp.conftest import KINDS

CITY = Kinds(KINDS)
SENTENCES = [
    line.partition("\t")[::2]
    for line in (Path(__file__).parent / "kinds_english.tsv").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize(("kind", "text"), SENTENCES)
def test_tells_the_kinds_apart_in_english(kind: str, text: str) -> None:
    assert CITY.find({"text": normalise(text)}).guesses[0].code == kind


def test_has_sentences_of_every_kind() -> None:
    assert {kind for kind, _ in SENTENCES} == {each.code for each in KINDS}


def test_polite_words_in_a_complaint_are_no_praise() -> None:
    polite = "The lift is broken and nobody comes, please repair it. Thank you"
    assert CITY.find({"text": normalise(polite)}).guesses[0].code != "praise"


def test_marks_the_english_words_that_led_there() -> None:
    text = "Good morning. HOW DO I renew my card"
    reason = CITY.find({"text": normalise(text)}).because[0]
    assert reason.start is not None
    assert text[reason.start : reason.end] == "HOW DO I"


def test_hears_what_is_wanted_further_on_than_in_chinese() -> None:
    told = (
        "We live in the old part of the town, and my wife and me and the two boys walk a lot " * 2
    )
    assert CITY.find({"text": normalise(told + "so I suggest a park")}).guesses[0].code == "suggest"
