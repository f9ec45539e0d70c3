"""How many emergencies ring in sets that were written blind, and how many others with them.

urgency_a to urgency_l, that of a chat, the three of letters and the five English ones were each
written by somebody who had not seen the words or the other sets. What was reached at first sight
stands in decision 0021; the model has since learned from the first four, which hold what is known
today. No sentence of the others was learned from, bar a few that everybody says; some words were
listed after misses of e to h and of the first English ones had been read.
`duokou evaluate urgency FILE --text text --label urgency` says it, too.
"""

import csv
from pathlib import Path

import pytest

from nlp.text import normalise
from nlp.urgency import meanings

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / f"urgency_{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def is_present(text: str) -> bool:
    return any(each.lowered is None for each in meanings(normalise(text).text))


@pytest.mark.parametrize("name", ["a", "b", "c", "d"])
def test_sees_oddly_worded_emergencies_without_crying_wolf(name: str) -> None:
    judged = [(each["urgency"] == "U0", is_present(each["text"])) for each in rows(name)]
    seen = judged.count((True, True))

    assert len(judged) >= 300
    assert seen / (seen + judged.count((True, False))) >= 0.99
    assert seen / (seen + judged.count((False, True))) >= 0.75


# Today's recall and precision of U0 stand beside them.
@pytest.mark.parametrize(
    ("name", "recall", "precision"),
    [
        ("e", 0.985, 0.84),  # 1.000, 0.888
        ("f", 0.985, 0.82),  # 1.000, 0.898
        ("g", 0.98, 0.86),  # 0.993, 0.931
        ("h", 0.985, 0.83),  # 0.993, 0.920
        ("i", 0.985, 0.86),  # 0.993, 0.914
        ("j", 0.985, 0.73),  # 0.993, 0.788
        ("k", 0.99, 0.68),  # 1.000, 0.756; at first sight 1.000, 0.703
        ("l", 0.99, 0.75),  # 1.000, 0.800; at first sight 0.995, 0.765
        ("chat", 0.98, 0.84),  # 0.980, 0.880
        ("en", 0.98, 0.84),  # 0.990, 0.892
        ("en_second", 0.98, 0.82),  # 1.000, 0.840
        ("en_third", 0.97, 0.79),  # 0.980, 0.790
        ("en_fourth", 0.95, 0.74),  # 0.960, 0.756
        ("en_fifth", 0.99, 0.8),  # 1.000, 0.828; at first sight 1.000, 0.822
    ],
)
def test_sees_nearly_all_emergencies_of_sets_that_nothing_was_learned_from(
    name: str, recall: float, precision: float
) -> None:
    judged = [(each["urgency"] == "U0", is_present(each["text"])) for each in rows(name)]
    seen = judged.count((True, True))

    assert len(judged) >= 240
    assert seen / (seen + judged.count((True, False))) >= recall
    assert seen / (seen + judged.count((False, True))) >= precision


@pytest.mark.parametrize(
    ("name", "size", "recall"),
    [
        ("letters", 200, 0.95),  # 0.950, precision 0.844
        ("letters_second", 200, 0.94),  # 0.950, precision 0.826
        ("letters_third", 160, 0.96),  # 0.975, precision 0.918; at first sight 0.975, 0.940
    ],
)
def test_sees_the_one_dangerous_sentence_of_a_letter(name: str, size: int, recall: float) -> None:
    judged = [(each["urgency"] == "U0", is_present(each["text"])) for each in rows(name)]
    seen = judged.count((True, True))

    assert len(judged) == size
    assert seen / (seen + judged.count((True, False))) >= recall
    assert seen / (seen + judged.count((False, True))) >= 0.8
