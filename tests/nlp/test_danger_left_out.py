"""How well danger is sensed is told from sentences that nothing was learned from."""

import numpy as np

from nlp.danger_left_out import ROUNDS, Scored, curve, left_out, precision
from nlp.danger_pieces import pieces
from tests.nlp.danger_told import all_told, known


def test_precision_is_that_of_the_texts_that_must_be_looked_at() -> None:
    danger = np.array([True, True, False, True, False])

    assert precision(np.array([5.0, 4.0, 3.0, 2.0, 1.0]), danger, 0.95) == 0.75
    assert precision(np.array([5.0, 4.0, 1.0, 3.0, 2.0]), danger, 0.95) == 1.0
    assert precision(np.array([5.0, 1.0, 3.0, 2.0, 4.0]), danger, 0.3) == 1.0


def test_the_curve_heeds_each_score_for_what_it_is_worth() -> None:
    worth, worthless = np.linspace(-5, 5, 200), np.sin(np.arange(200.0))
    danger = worth + np.sin(worth * 9) > 1

    by_score, by_gist, shift = curve(Scored(np.stack((worth, worthless), axis=1), danger))

    assert by_score > 0
    assert by_score > 2 * abs(by_gist)
    assert shift < 0


def test_a_file_left_out_is_scored_and_not_learned() -> None:
    one = [known("厨房着火了快来人", True, "one"), known("请问公交卡在哪里充值", False, "one")]
    two = [known("着火了", True, "two"), known("充值在哪里", False, "two")]
    vectors = np.random.default_rng(1).normal(size=(len(pieces()) + 1, 8)).astype(np.float32)

    alone, letters = left_out([*one, *two], {"two": "zh"}, vectors, rounds=60)["two"]

    assert alone.danger.tolist() == [True, False]
    assert (alone.scores[0] > alone.scores[1]).all()
    assert letters.danger.mean() == 0.5
    assert precision(letters.sure, letters.danger, 0.95) > 0.8


def test_the_files_left_out_are_there() -> None:
    left = {each for files in ROUNDS for each in files.items()}

    assert all_told().sources >= {("samples", "zh"), *left}
