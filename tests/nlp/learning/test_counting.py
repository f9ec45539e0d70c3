import numpy as np
import pytest

from nlp.learning.counting import MANY, counted, together
from nlp.learning.examples import Example
from nlp.learning.features import Vector
from nlp.learning.fitting import Lesson, matrix
from nlp.learning.training import train

WORDS = "水电气暖路灯桥车站树狗猫鱼鸟山石田井门窗墙瓦梁柱"
SILENT = 3


def lesson(*rows: tuple[int, list[int]]) -> Lesson:
    """Of three labels and four terms, the last of which nobody uses."""
    vectors = [
        Vector(np.array(columns, np.int32), np.ones(len(columns), np.float32))
        for _, columns in rows
    ]
    labels = np.array([label for label, _ in rows])
    return Lesson(matrix(vectors, 4), labels, np.ones(len(rows)), 3, (4,))


def test_a_term_speaks_for_the_label_whose_texts_have_it() -> None:
    lines = counted(lesson((0, [0]), (0, [0]), (0, [0, 2]), (1, [1]), (1, [1, 2])))

    assert lines.weights[0].argmax() == 0
    assert lines.weights[1].argmax() == 1
    assert lines.weights[0, 0] > abs(lines.weights[2]).max()


def test_a_term_that_nobody_used_says_nothing() -> None:
    lines = counted(lesson((0, [0]), (0, [0]), (1, [1])))

    assert lines.weights[SILENT] == pytest.approx(0)


def test_a_label_without_an_example_says_the_usual() -> None:
    lines = counted(lesson((0, [0]), (0, [0]), (1, [1])))

    assert lines.weights[:, 2] == pytest.approx(0)


def test_an_opinion_on_one_of_many_labels_leaves_the_others_as_they_stand() -> None:
    names = [f"{at:02}" for at in range(MANY + 4)]
    said = [
        Example("", f"反映{WORDS[at]}的事{n}", name, {f"rule:{name}": 1.0} if n else {})
        for at, name in enumerate(names)
        for n in range(4)
    ]

    model = train(said).model
    before, after = (
        {each.code: each.confidence for each in model.of("", "反映水的事", aids)}
        for aids in ({}, {"rule:05": 1.0})
    )

    others = [name for name in names if name not in ("00", "05")]
    assert after["05"] > before["05"]
    assert [after[name] / after["10"] for name in others] == pytest.approx(
        [before[name] / before["10"] for name in others], rel=1e-3
    )


def test_voices_together_say_what_each_says_as_loud_as_it_is_trusted() -> None:
    told = lesson((0, [0]), (0, [0, 2]), (1, [1]), (2, [2]))
    one, other = counted(told), counted(lesson((2, [0]), (1, [1])))

    both = together([one, other], [0.5, 2.0])

    assert both.scores(told.rows) == pytest.approx(
        0.5 * one.scores(told.rows) + 2.0 * other.scores(told.rows)
    )
