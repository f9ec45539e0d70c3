"""Working days: Xining's calendar against a published one, and the laws of counting."""

from datetime import date, timedelta

import chinese_calendar  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing_rules import City

DAYS = st.dates(date(2025, 6, 1), date(2027, 6, 1))
COUNTS = st.integers(0, 40)


def test_agrees_with_chinesecalendar_on_every_day_of_2026(xining: City) -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]

    wrong = [
        day for day in days if xining.calendar.is_workday(day) != chinese_calendar.is_workday(day)
    ]

    assert days[-1] == date(2026, 12, 31)
    assert wrong == []


def test_years_not_covered_have_plain_weekends(xining: City) -> None:
    assert xining.calendar.covers(2026)
    assert not xining.calendar.covers(2027)
    assert xining.calendar.is_workday(date(2027, 10, 1))
    assert not xining.calendar.is_workday(date(2027, 10, 2))


def test_no_working_days_is_the_day_itself(xining: City) -> None:
    assert xining.calendar.add_workdays(date(2026, 10, 1), 0) == date(2026, 10, 1)


def test_working_days_are_not_counted_backwards(xining: City) -> None:
    with pytest.raises(ValueError, match="forwards"):
        xining.calendar.add_workdays(date(2026, 10, 1), -1)


@given(day=DAYS, first=COUNTS, second=COUNTS)
def test_adding_in_two_steps_is_adding_at_once(
    xining: City, day: date, first: int, second: int
) -> None:
    add = xining.calendar.add_workdays

    assert add(add(day, first), second) == add(day, first + second)


@given(day=DAYS, count=st.integers(1, 40))
def test_lands_on_a_working_day_with_that_many_on_the_way(
    xining: City, day: date, count: int
) -> None:
    last = xining.calendar.add_workdays(day, count)

    way = [day + timedelta(days=number) for number in range(1, (last - day).days + 1)]
    assert xining.calendar.is_workday(last)
    assert sum(xining.calendar.is_workday(one) for one in way) == count
