"""How well danger is sensed is told from sentences that nothing was learned from."""

import numpy as np

from nlp.danger_fitting import told
from nlp.danger_left_out import FILES, curve, left_out, precision
from tests.nlp.danger_told import known


def test_precision_is_that_of_the_texts_that_must_be_looked_at() -> None:
    danger = np.array([True, True, False, True, False])

    assert precision(np.array([5.0, 4.0, 3.0, 2.0, 1.0]), danger) == 0.75
    assert precision(np.array([5.0, 4.0, 1.0, 3.0, 2.0]), danger) == 1.0


def test_the_curve_rises_with_the_score() -> None:
    scores = np.linspace(-5, 5, 200)
    slope, shift = curve(scores, scores + np.sin(scores * 9) > 1)

    assert slope > 0
    assert shift < 0


def test_a_file_left_out_is_scored_and_not_learned() -> None:
    one = [known("厨房着火了快来人", True, "one"), known("请问公交卡在哪里充值", False, "one")]
    two = [known("着火了", True, "two"), known("充值在哪里", False, "two")]

    sensed, danger = left_out([*one, *two], "two", "zh")

    assert danger.tolist() == [True, False]
    assert sensed[0].score > sensed[1].score


def test_the_files_left_out_are_there() -> None:
    assert {each.source for each in told()} >= {"samples", *FILES}
