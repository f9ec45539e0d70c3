"""What each term says of the kind of request: kept in a file that fits one alphabet only."""

import json
from importlib.resources import files

import numpy as np
import pytest

from nlp.kinds_fitting import mark, told
from nlp.learning.kind_weights import CARD, heard, packed, unpacked
from nlp.learning.problems import LearningProblem
from nlp.learning.ready import lesson
from nlp.learning.terms import learn


def test_it_was_counted_in_the_sentences_that_are_there() -> None:
    """If not: python -m nlp.kinds_fitting"""
    card = json.loads((files("nlp") / "words" / CARD).read_text(encoding="utf-8"))

    assert card["sentences"] == mark(list(told()))
    assert heard(lesson().alphabet).weights.shape == (lesson().bags.width, len(card["labels"]))


def test_it_is_refused_with_another_alphabet() -> None:
    other, _ = learn(["路灯不亮", "路灯坏了"])

    with pytest.raises(LearningProblem, match=r"nlp\.kinds_fitting"):
        heard(other)


def test_a_byte_for_each_weight_is_enough() -> None:
    weights = np.random.default_rng(1).normal(size=(500, 3)).astype(np.float32)
    file, card = packed(("x", "y", "z"), weights, np.array([0.5, -0.25, 0.0], np.float32))

    again = unpacked(file, json.loads(json.dumps(card)))

    assert again.labels == ("x", "y", "z")
    assert np.abs(again.weights - weights).max() < np.abs(weights).max() / 200
    assert again.level.tolist() == [0.5, -0.25, 0.0]


def test_only_the_kinds_of_a_city_are_weighed_in_its_order() -> None:
    known = heard(lesson().alphabet)

    own = known.of(("praise", "no-such-kind", "consult"))

    assert own.labels == ("praise", "consult")
    assert (own.weights[:, 1] == known.weights[:, known.labels.index("consult")]).all()
