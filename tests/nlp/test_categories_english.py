"""The sample city's taxonomy on English sentences written for this project, by the hand that wrote
the words. Right as the first category at first sight: 0.96 of those written before the words, 0.93
of those written after.

One English word alone was right in a third of the English sample sentences, so many of these short
sentences get no category by themselves, only the right alternative."""

from pathlib import Path

import pytest

from nlp import CategoryWords
from nlp.categories import Categories, CategoryFound
from nlp.text import normalise
from tests.nlp.test_own_sentences import found, own

CITY = Path(__file__).parents[2] / "routing_rules" / "xining"
SMALL = Categories(
    (
        CategoryWords("a", "甲", None, ()),
        CategoryWords("ab", "路灯", "a", ("street lamp*", "lamp…dark|broken")),
        CategoryWords("ac", "电", "a", ("ktv", "120", "power")),
    )
)


def small(text: str) -> CategoryFound:
    return SMALL.find({"text": normalise(text)})


@pytest.mark.parametrize(
    ("file", "first", "third", "without"),
    [
        ("categories_english.tsv", 0.95, 0.98, 0.25),
        ("categories_english_held.tsv", 0.95, 0.98, 0.45),
    ],
)
def test_finds_the_category_of_short_english_sentences(
    file: str, first: float, third: float, without: float
) -> None:
    judged = found(own(file))
    best = [(code, [guess.code for guess in each.alternatives]) for code, each in judged]

    assert sum(codes[:1] == [code] for code, codes in best) / len(best) >= first
    assert sum(code in codes[:3] for code, codes in best) / len(best) >= third
    assert sum(each.category is None for _, each in judged) / len(judged) <= without


@pytest.mark.parametrize("text", ["Hello, I want to tell you something", "powerful words", "alamp"])
def test_abstains_without_words_and_inside_other_words(text: str) -> None:
    assert small(text) == CategoryFound()


@pytest.mark.parametrize(
    "text",
    ["Street Lamps!", "the lamp here is always broken", "broken, that old lamp", "昨晚street lamp"],
)
def test_hears_phrases_endings_and_pairs_in_either_order(text: str) -> None:
    assert [each.code for each in small(text).alternatives] == ["ab"]


def test_a_city_may_write_its_keywords_in_english() -> None:
    assert small("no power").alternatives[0].code == "ac"
    assert small("楼下ktv吵").alternatives[0].code == "ac"
    assert small("打120").alternatives[0].code == "ac"


def test_marks_the_words_in_the_citizens_own_text() -> None:
    text = "All STREET LAMPS are off"
    reason = small(text).because[0]
    assert text[reason.start : reason.end] == "STREET LAMPS"
    assert "“street lamps”" in reason.says
