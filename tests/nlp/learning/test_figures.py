import csv

import pytest

from nlp.evaluate import Judged
from nlp.learning.figures import among, at, coverage, figures
from nlp.learning.samples import COLUMNS, FOLDER, samples

JUDGED = [
    Judged("a", "a", 0.9),
    Judged("a", "a", 0.8),
    Judged("b", "a", 0.7),
    Judged("b", "b", 0.6),
    Judged("b", None, 0.0),
]


def test_coverage_is_the_most_that_one_threshold_can_take() -> None:
    assert coverage(JUDGED, 0.97).coverage == pytest.approx(0.4)
    assert coverage(JUDGED, 0.97).threshold == 0.8
    assert coverage(JUDGED, 0.75).coverage == pytest.approx(0.8)
    assert coverage(JUDGED, 1.01).coverage == 0


def test_equal_confidences_cannot_be_told_apart() -> None:
    same = [Judged("a", "a", 0.9), Judged("b", "a", 0.9)]

    assert coverage(same, 0.97).coverage == 0


def test_a_threshold_says_what_it_takes_and_how_much_of_it_is_right() -> None:
    step = at(JUDGED, 0.7)

    assert (step.coverage, step.precision) == (0.6, 0.6667)


def test_figures_are_those_worked_out_by_hand() -> None:
    found = figures(JUDGED)

    assert found["accuracy"] == 0.6
    assert found["macro_f1"] == pytest.approx((0.8 + 0.5) / 2)
    assert found["abstained"] == 1
    assert found["per_class"]["b"] == {"precision": 1.0, "recall": 0.3333, "f1": 0.5, "rows": 3}


def test_bins_say_how_often_guesses_of_like_confidence_are_right() -> None:
    found = figures([*JUDGED, Judged("a", "a", 0.92), Judged("b", "a", 1.0)])

    assert [each["confidence"] for each in found["bins"]] == [0.6, 0.7, 0.8, 0.94]
    assert found["bins"][-1] == {"confidence": 0.94, "right": 0.6667, "rows": 3}


def test_among_the_first_counts_only_the_first() -> None:
    ranked = [["a", "b", "c"], ["b", "a"], []]

    assert among(ranked, ["b", "b", "b"], 1) == pytest.approx(1 / 3, abs=1e-4)
    assert among(ranked, ["c", "a", "b"], 2) == pytest.approx(1 / 3, abs=1e-4)


def test_sample_sentences_are_read_whole() -> None:
    read = list(samples())
    lines = 0
    for path in FOLDER.glob("*.tsv"):
        with path.open(encoding="utf-8", newline="") as file:
            lines += sum(1 for _ in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)) - 1

    assert len(read) == lines > 0
    assert all(getattr(read[0], column) is not None for column in COLUMNS)
