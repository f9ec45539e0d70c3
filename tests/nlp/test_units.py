"""Whose a report is, out of the box, and what a model of units is told beside the words."""

import pytest

from nlp import Understanding, Vocabulary
from nlp.suggestion import Guess
from nlp.units import Units
from nlp.vocabulary import AreaName, CategoryWords

CATEGORIES = (
    CategoryWords("02", "市容环卫", None, ()),
    CategoryWords("07", "生态环境", None, ()),
    CategoryWords("0206", "路灯", "02", ("路灯",), lead=("CG",), assists=("DL",)),
    CategoryWords("0703", "噪声", "07", ("噪声",), lead=("HB", "CG")),
)


def shares(*considered: Guess) -> dict[str, float]:
    return {each.code: each.confidence for each in Units(CATEGORIES).find(considered).lead}


def test_a_unit_is_never_as_sure_as_the_category_that_speaks_for_it() -> None:
    found = shares(Guess("0206", 0.9))

    assert 0 < found["CG"] < 0.9


def test_all_shares_are_together_no_more_than_certain() -> None:
    found = shares(Guess("0703", 0.6), Guess("0206", 0.4))

    assert list(found) == ["CG", "HB"]
    assert sum(found.values()) <= 1
    assert found["HB"] <= found["CG"]


def test_no_duty_no_unit() -> None:
    assert shares(Guess("9999", 0.9)) == {}
    assert shares() == {}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("城北街道的路灯坏了", True),
        ("桥头镇路灯坏了", True),
        ("路灯坏了", False),
        ("镇路灯坏了", False),
    ],
)
def test_a_model_of_units_hears_whether_a_street_or_town_is_named(text: str, named: bool) -> None:
    areas = (AreaName("1", "城北街道"), AreaName("2", "桥头镇"))
    city = Understanding(Vocabulary(CATEGORIES, areas=areas))

    assert ("place:town" in city.aids("unit", text)) == named
    assert "place:town" not in city.aids("category", text)
