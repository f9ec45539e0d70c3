"""What each term says of category and kind: kept in a file, and only what is loud enough."""

import numpy as np
import pytest

from nlp.heard_fitting import listed, mark, told
from nlp.learning.heard import Hearing, Voices, counted_in, heard, packed, unpacked, voices
from nlp.learning.terms import Bag, learn

LABELS = ("x", "y", "z")
WEIGHTS = np.random.default_rng(1).normal(size=(500, 3))
LEVEL = np.array([0.5, -0.25, 0.0], np.float32)
SAID = voices(LABELS, WEIGHTS, LEVEL)


def bag(*columns: int) -> Bag:
    return Bag(np.array(columns, np.int64), np.full(len(columns), 0.5, np.float32))


def test_it_was_counted_in_the_sentences_that_are_there() -> None:
    """If not: python -m nlp.heard_fitting"""
    assert counted_in() == mark((*told(), *listed()))


def test_comes_with_every_category_and_kind() -> None:
    known = heard()

    assert len(known.categories.labels) == 199
    assert len(known.kinds.labels) == 8
    assert len(known.categories.table) == len(known.alphabet.rarity)


def test_a_byte_for_each_weight_is_enough() -> None:
    rows = SAID.rows(np.arange(500))

    assert np.abs(rows - WEIGHTS).max() < np.abs(WEIGHTS).max() / 200
    assert SAID.table.dtype == np.int8


@pytest.mark.parametrize("columns", [(), (7,), (0, 499), (3, 4, 5, 90)])
def test_a_text_sounds_like_the_sum_of_its_terms(columns: tuple[int, ...]) -> None:
    asked = bag(*columns)

    summed = asked.values @ SAID.rows(asked.columns) + LEVEL

    assert SAID.near(asked) == pytest.approx(summed, abs=1e-4)


def test_only_the_labels_of_a_city_are_weighed_in_its_order() -> None:
    own = SAID.of(("z", "no-such-label", "x"))

    assert own.labels == ("z", "x")
    assert own.near(bag(1, 2)) == pytest.approx(SAID.near(bag(1, 2))[[2, 0]])


def test_a_city_may_have_none_of_them() -> None:
    none = SAID.of(("no-such-label",))

    assert none.labels == ()
    assert none.near(bag(1, 2)).tolist() == []


def test_it_is_read_as_it_was_written() -> None:
    alphabet, _ = learn(["小区的路灯不亮了", "小区的路灯坏了"])
    terms = len(alphabet.rarity)
    known = Hearing(alphabet, *(voices(LABELS, WEIGHTS[:terms], LEVEL) for _ in range(2)))

    again = unpacked(packed(known, "mark"))

    assert again.alphabet.words == alphabet.words
    assert again.alphabet.letters.tolist() == alphabet.letters.tolist()
    assert again.alphabet.rarity.tolist() == alphabet.rarity.tolist()
    for one, other in ((again.categories, known.categories), (again.kinds, known.kinds)):
        assert _same(one, other)


def test_the_same_is_written_as_the_same_bytes() -> None:
    assert packed(heard(), "mark") == packed(heard(), "mark")


def _same(one: Voices, other: Voices) -> bool:
    return one.labels == other.labels and bool(
        np.array_equal(one.table, other.table)
        and np.isclose(one.step, other.step)
        and np.array_equal(one.level, other.level)
    )
