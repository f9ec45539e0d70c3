"""What a citizen's phone shows and what the map of the city calls it are the same place."""

from __future__ import annotations

from math import cos, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.positions import gcj02, wgs84

METRES = 111_195  # per degree of latitude


def apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    east = (one[1] - other[1]) * cos(radians(one[0]))
    return hypot(one[0] - other[0], east) * METRES


def test_the_shift_agrees_with_the_published_example() -> None:
    """The one in the README of the JavaScript library coordtransform."""
    assert gcj02(39.915, 116.404) == pytest.approx((39.91640428150164, 116.41024449916938))


def test_in_xining_the_shift_is_some_hundred_metres() -> None:
    there = (36.6232, 101.7782)

    assert 100 < apart(there, wgs84(*there)) < 1000


@given(st.floats(18, 53), st.floats(74, 134))
def test_back_and_forth_is_the_same_place(latitude: float, longitude: float) -> None:
    assert apart(wgs84(*gcj02(latitude, longitude)), (latitude, longitude)) < 0.01


@given(st.floats(-90, 0), st.floats(-180, 70))
def test_positions_outside_china_stay(latitude: float, longitude: float) -> None:
    assert wgs84(latitude, longitude) == pytest.approx((latitude, longitude))
