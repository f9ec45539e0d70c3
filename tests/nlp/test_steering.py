"""What short messages are for is learned from the lines that come with nlp."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import steering, steering_fitting
from nlp.steering import COMMANDS, NOTHING, Ear, is_short, packed, terms, unpacked
from nlp.steering_fitting import fit, lines

FEW = [each for each in lines() if each.asked == COMMANDS][::5]


@pytest.fixture(scope="module")
def small() -> Ear:
    return fit(FEW)


def test_the_weights_are_of_the_lines_that_are_there() -> None:
    assert steering.learned_from() == steering_fitting.learned_from()


def test_every_question_has_an_ear_with_the_labels_of_its_lines() -> None:
    for asked, ear in steering.ears().items():
        assert set(ear.labels) == {each.label for each in lines() if each.asked == asked}


def test_no_line_stands_twice_with_different_labels() -> None:
    meant: dict[tuple[str, str], set[str]] = {}
    for each in lines():
        meant.setdefault((each.asked, each.text), set()).add(each.label)

    assert [text for text, labels in meant.items() if len(labels) > 1] == []


def test_the_same_lines_make_the_same_weights(small: Ear) -> None:
    assert packed({COMMANDS: fit(FEW)}, "") == packed({COMMANDS: small}, "")


def test_what_is_packed_hears_nearly_the_same(small: Ear) -> None:
    kept = unpacked(packed({COMMANDS: small}, "mark"))[COMMANDS]

    for each in FEW[:200]:
        whole, stepped = small.hear(each.text), kept.hear(each.text)
        assert stepped.confidence == pytest.approx(whole.confidence, abs=0.03)


def test_terms_know_the_ends_and_words_of_two_scripts() -> None:
    assert {"^ 转", "转 人 工", "工 $"} <= set(terms("转人工"))
    assert "^ any update" in terms("Any update?")
    assert "0" in terms("12345")


@given(st.text(max_size=80), st.sampled_from(sorted(steering.ears())))
def test_any_text_is_heard(text: str, asked: str) -> None:
    guess = steering.meant(text, asked)

    assert 0 <= guess.confidence <= 1
    assert is_short(text) or guess.code == NOTHING
