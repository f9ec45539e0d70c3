"""Whether marked places are compared as people mean them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.place_spans import PlaceSpan, agreeing, typed

TEXT = "反映A市A3区解放路昆仑小区对面和城北路路口"  # 2-4 4-7 7-10 10-14 (对面) 17-20 (路口)


def agreed(text: str, marked: list[tuple[int, int]], found: list[tuple[int, int]]) -> list[int]:
    as_spans = [[(start, end, "estate") for start, end in each] for each in (marked, found)]
    return list(agreeing(text, *as_spans))


@pytest.mark.parametrize(
    ("marked", "found", "right"),
    [
        ([(2, 14)], [(2, 4), (4, 7), (7, 10), (10, 14)], [1, 4, 4]),
        ([(2, 4), (4, 7), (7, 10), (10, 14)], [(2, 14)], [4, 1, 1]),
        ([(2, 7), (7, 14)], [(2, 4), (4, 7), (7, 10), (10, 14)], [2, 4, 4]),
        ([(10, 14)], [(10, 16)], [1, 1, 1]),
        ([(10, 20)], [(10, 14), (17, 20)], [1, 2, 2]),
        ([(2, 7), (7, 14)], [(2, 7), (7, 13)], [1, 1, 2]),
        ([(7, 10)], [(7, 14)], [0, 0, 1]),
        ([(2, 14)], [(2, 7), (10, 14)], [0, 0, 2]),
        ([], [(2, 7)], [0, 0, 1]),
    ],
)
def test_an_address_is_the_same_in_however_many_pieces(
    marked: list[tuple[int, int]], found: list[tuple[int, int]], right: list[int]
) -> None:
    assert agreed(TEXT, marked, found) == right


def test_the_office_of_an_estate_is_the_estate() -> None:
    assert agreed("投诉昆仑小区物业公司", [(2, 6)], [(2, 10)]) == [1, 1, 1]


def test_what_has_no_name_is_no_place() -> None:
    assert agreeing("学校门口堵车", [], [(0, 4, "gate")]) == (0, 0, 0)


def test_a_coded_district_is_an_area() -> None:
    assert typed([(0, 3, "coded"), (3, 7, "gate")]) == {(0, 3, "area")}


SPANS = st.lists(st.integers(0, len(TEXT)), min_size=2, max_size=12, unique=True).map(
    lambda cuts: [
        (start, end, "road")
        for start, end in zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False)
    ]
)


@given(SPANS)
def test_everything_agrees_with_itself(spans: list[PlaceSpan]) -> None:
    right, hits, found = agreeing(TEXT, spans, spans)

    assert right == hits == found == len(spans)


@given(SPANS, SPANS)
def test_agreement_goes_both_ways(one: list[PlaceSpan], other: list[PlaceSpan]) -> None:
    right, hits, found = agreeing(TEXT, one, other)

    assert agreeing(TEXT, other, one) == (hits, right, len(one))
    assert right <= len(one)
    assert hits <= found
