"""English danger words, measured on sentences written for this project.

The first two files were written before the words, by the same hand, and so flatter: all of their
U0 sentences were seen at first sight. The third was written after the words and before looking:
82 % of its U0 sentences were seen, 10 % of its harmless ones raised a false alarm. These tests
hold what is seen today. "U1" marks faults with nobody hurt.
"""

from pathlib import Path

import pytest

from nlp.danger import Dangers
from nlp.meant import Meant
from nlp.text import normalise
from nlp.urgency import meanings
from tests.proportion import grows_evenly

SETS = ("english", "english_held", "english_third")


def sentences(level: str) -> list[str]:
    lines = [
        line.partition("\t")
        for name in SETS
        for line in (Path(__file__).parent / f"urgency_{name}.tsv").read_text("utf-8").splitlines()
    ]
    return [text for stated, _, text in lines if stated == level]


def by_words(text: str) -> list[Meant]:
    """What listed words say of it, without what the model senses besides."""
    found = meanings(normalise(text).text)
    return [each for each in found if each.trigger.hazard.code != "sensed"]


def is_present(text: str) -> bool:
    return any(each.lowered is None for each in by_words(text))


def why(text: str) -> set[str]:
    return {each.lowered[1] for each in by_words(text) if each.lowered}


def test_has_enough_sentences_of_both_sorts() -> None:
    assert len(sentences("U0")) >= 160
    assert len(sentences("lower")) >= 130


@pytest.mark.parametrize("text", sentences("U0"))
def test_sees_an_emergency_told_in_english(text: str) -> None:
    assert is_present(text)


@pytest.mark.parametrize("text", sentences("lower"))
def test_sounds_no_alarm_on_harmless_english(text: str) -> None:
    assert not is_present(text)


def test_the_model_rings_at_few_harmless_sentences_full_of_words_of_danger() -> None:
    harmless = sentences("lower")
    found = [meanings(normalise(text).text) for text in harmless]
    rings = [any(each.lowered is None for each in meant) for meant in found]

    assert sum(rings) / len(rings) <= 0.22  # 28 of 130


@pytest.mark.parametrize("text", sentences("U1"))
def test_calls_a_fault_without_anyone_hurt_urgent_but_no_emergency(text: str) -> None:
    assert not is_present(text)
    assert any(each.is_fault for each in meanings(normalise(text).text))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("There is no gas leak in my kitchen", "said not to be so"),
        ("nobody was trapped in the elevator", "said not to be so"),
        ("a truck nearly hit a child here", "told as a near miss"),
        ("The community held a drill about a house on fire", "about prevention or a drill"),
        ("The news says a building collapsed in another city", "news from elsewhere"),
        ("A shop caught fire here two years ago", "told as over"),
        ("My shop was on fire. It was put out quickly", "told as over"),
        ("Boxes in the stairs could easily catch fire, the house would burn", "about what might"),
        ("What is the penalty for a gas leak?", "an enquiry"),
        ("The grill fills my rooms with thick smoke", "fumes or exhaust"),
    ],
)
def test_lowers_what_is_denied_over_taught_asked_or_elsewhere(text: str, says: str) -> None:
    assert not is_present(text)
    assert any(each.startswith(says) for each in why(text))


@pytest.mark.parametrize(
    "text",
    [
        "The fire was put out last night but it is burning again",
        "Who do I call, I smell gas right now",
        "no one is helping, my house is on fire",
        "There is no answer from my mother, she is unconscious",
        "On the news they say a building collapsed but it is in our street",
        "I don't know if he had a heart attack",
    ],
)
def test_keeps_the_alarm_when_danger_is_still_there(text: str) -> None:
    assert is_present(text)


@pytest.mark.parametrize(
    "text",
    ["last year I wanted to kill myself", "how to prevent suicide", "no suicide note"],
)
def test_never_lowers_suicide(text: str) -> None:
    assert is_present(text)


def test_a_fault_with_people_in_it_is_an_emergency() -> None:
    assert is_present("The manhole cover is broken and a boy fell in")
    assert not is_present("The manhole cover is broken, a child could fall in")


def test_reads_what_phones_make_of_apostrophes_and_capitals() -> None:
    assert is_present("HE ISN’T BREATHING")


def test_an_english_sentence_ends_at_its_dot() -> None:
    assert not is_present("The building is old. The collapsed chair in the yard is ugly")


def test_a_loose_word_in_a_long_english_report_waits_for_review() -> None:
    long = "The management of our estate is bad and the lawn is never mowed. " * 6
    assert why(long + "Guards shot glances at us.") == {"mentioned in passing"}
    assert is_present(long + "Somebody is shot just now!")


def test_two_signs_make_an_alarm_only_where_nobody_asks_or_complains() -> None:
    assert is_present("screaming upstairs and blood under the door")
    assert not is_present("I complain about screaming drunk guests")


def test_an_english_word_is_not_looked_for_inside_another() -> None:
    sheet = Dangers("[a] 甲 | first\n= fire gas_leak burn*\n- fire_lane*", spaced=True)

    text = "fired,gas leak,gasleak,burning,sunburn"

    found = [(each.start, each.end) for each in sheet.find(text)]

    assert found == [(6, 14), (23, 30)]
    assert sheet.find("fire lanes") == ()
    assert len(sheet.find("着fire了")) == 1


@pytest.mark.parametrize("piece", ["fire ", "if ", "on fire. ", "gas smell ", "smoke", "no "])
def test_takes_time_in_proportion_to_the_length(piece: str) -> None:
    assert grows_evenly(lambda text: meanings(normalise(text).text), piece, 50_000)
