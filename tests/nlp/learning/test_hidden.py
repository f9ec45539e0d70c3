import numpy as np
import pytest
from scipy.sparse import csr_matrix

from nlp.learning.features import Vector
from nlp.learning.fitting import Lesson, fit
from nlp.learning.hidden import Hidden
from nlp.learning.hidden_fitting import learned

UNUSED = 4
EITHER = [[0, 1], [2, 3], [0, 3], [1, 2]]  # which two terms are together tells; no term alone does
LABELS = np.array([0, 0, 1, 1])


def rows(pairs: list[list[int]], times: int) -> csr_matrix:
    dense = np.zeros((len(pairs), UNUSED + 1), np.float32)
    for row, pair in zip(dense, pairs, strict=True):
        row[pair] = 1
    return csr_matrix(np.tile(dense, (times, 1)))


@pytest.fixture(scope="module")
def hidden() -> Hidden:
    many = rows(EITHER, 300)
    return learned(many, np.tile(LABELS, 300), np.ones(many.shape[0]), 2, 0)


def test_hears_what_terms_say_only_together(hidden: Hidden) -> None:
    said = hidden.scores(rows(EITHER, 1))

    assert said.argmax(axis=1).tolist() == LABELS.tolist()


def test_one_text_is_told_the_same_as_among_many(hidden: Hidden) -> None:
    among = hidden.scores(rows(EITHER, 1))

    alone = [hidden.of(Vector(np.array(p, np.int32), np.ones(2, np.float32))) for p in EITHER]

    assert np.array(alone) == pytest.approx(among, abs=1e-5)


def test_what_no_text_had_says_nothing(hidden: Hidden) -> None:
    assert not hidden.inward[UNUSED].any()
    assert hidden.inward[:UNUSED].all(axis=0).any()


def test_the_same_seed_learns_the_same_layer(hidden: Hidden) -> None:
    many = rows(EITHER, 300)

    again, other = (
        learned(many, np.tile(LABELS, 300), np.ones(many.shape[0]), 2, seed) for seed in (0, 1)
    )

    assert (again.inward == hidden.inward).all()
    assert (again.outward == hidden.outward).all()
    assert (other.inward != hidden.inward).any()


def test_louder_raises_every_score_alike(hidden: Hidden) -> None:
    once = hidden.scores(rows(EITHER, 1))

    assert hidden.louder(2.5).scores(rows(EITHER, 1)) == pytest.approx(2.5 * once, abs=1e-5)


def test_without_units_it_is_silent() -> None:
    silent = Hidden.silent(5, 2)

    assert not silent.scores(rows(EITHER, 1)).any()
    assert silent.of(Vector(np.array([1], np.int32), np.ones(1, np.float32))).shape == (2,)


@pytest.mark.parametrize(("times", "heard"), [(249, False), (250, True)])
def test_a_layer_is_learned_only_from_many_texts(times: int, heard: bool) -> None:
    many = rows(EITHER, times)
    lesson = Lesson(many, np.tile(LABELS, times), np.ones(many.shape[0]), 2, (UNUSED + 1,))

    made = fit(lesson, 0)

    assert bool(made.hidden.inward.shape[1]) == heard
    said = made.scores(rows(EITHER, 1)).argmax(axis=1)
    assert (said.tolist() == LABELS.tolist()) == heard


def test_many_labels_learn_no_layer() -> None:
    many = rows(EITHER, 300)
    lesson = Lesson(many, np.arange(1200) % 21, np.ones(1200), 21, (UNUSED + 1,))

    assert fit(lesson, 0).hidden.inward.shape == (UNUSED + 1, 0)
