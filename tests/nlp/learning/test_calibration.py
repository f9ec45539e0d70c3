import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nlp.learning.calibration import Odds

weights = st.lists(st.floats(1e-6, 1), min_size=2, max_size=9)
odds = st.builds(Odds, st.floats(0.1, 3), st.floats(-3, 3))


@given(weights, odds)
def test_the_best_guess_stays_the_best_and_all_make_one(given: list[float], by: Odds) -> None:
    sure = np.array(given) / sum(given)

    read = by.read(sure)

    assert read.sum() == pytest.approx(1)
    assert read[sure.argmax()] >= read.max() - 1e-9


@given(weights, odds)
def test_what_is_not_best_keeps_its_proportions(given: list[float], by: Odds) -> None:
    sure = np.array(given) / sum(given)
    others = sure < sure.max()
    assume(others.any())

    read = by.read(sure)

    assert read[others] / read[others].sum() == pytest.approx(sure[others] / sure[others].sum())


def test_texts_are_read_one_by_one() -> None:
    sure = np.array([[0.7, 0.2, 0.1], [0.1, 0.5, 0.4]])

    together = Odds(0.6, 0.1).read(sure)

    assert together == pytest.approx(np.array([Odds(0.6, 0.1).read(each) for each in sure]))


@pytest.mark.parametrize("certain", [[1.0, 0.0], [1.0, 0.0, 0.0]])
def test_certainty_is_read_without_a_warning(certain: list[float]) -> None:
    assert Odds(0.5).read(np.array(certain))[0] == pytest.approx(1, abs=1e-5)


def test_guesses_that_say_too_much_are_told_what_they_are_worth() -> None:
    rng = np.random.default_rng(0)
    said = rng.uniform(0.5, 0.99, 4000)
    worth = 1 / (1 + ((1 - said) / said) ** 0.5)  # the square root of the odds it speaks of
    labels = (rng.random(4000) > worth).astype(np.int64)

    found = Odds.of(np.stack([said, 1 - said], axis=1), labels)

    assert found.power == pytest.approx(0.5, abs=0.07)
    assert found.plus == pytest.approx(0, abs=0.1)


def test_a_few_guesses_that_were_all_right_make_nothing_certain() -> None:
    sure = np.full((12, 2), (0.7, 0.3))

    found = Odds.of(sure, np.zeros(12, np.int64))

    assert 0.75 < found.read(sure[0])[0] < 0.98
