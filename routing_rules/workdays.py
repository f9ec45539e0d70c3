"""Which days are working days, holidays and make-up workdays (调休) included."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta

FRIDAY = 4


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Years it does not cover have plain weekends; `covers` tells, so that somebody can be told."""

    years: frozenset[int]
    holidays: Set[date]
    makeup_workdays: Set[date]

    def covers(self, year: int) -> bool:
        return year in self.years

    def is_workday(self, day: date) -> bool:
        if day in self.makeup_workdays:
            return True
        return day.weekday() <= FRIDAY and day not in self.holidays

    def add_workdays(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which itself is not counted; 0 gives `day`."""
        if count < 0:
            raise ValueError("working days are counted forwards only")
        while count:
            day += timedelta(days=1)
            count -= self.is_workday(day)
        return day
