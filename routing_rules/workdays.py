"""Which days are working days, holidays and make-up workdays (调休) included."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from pydantic import Field, model_validator

from routing_rules.entries import Entry, Words

FRIDAY = 4
LONGEST_HOLIDAY = 31


class Holiday(Entry):
    """A statutory holiday, first and last day included, and the weekends worked for it."""

    name: Words
    name_en: Words
    first: date = Field(alias="from")
    last: date = Field(alias="until")
    makeup_workdays: tuple[date, ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        count = (self.last - self.first).days + 1
        return tuple(self.first + timedelta(days=number) for number in range(count))

    @model_validator(mode="after")
    def _runs_forwards(self) -> Self:
        if not 0 <= (self.last - self.first).days < LONGEST_HOLIDAY:
            raise ValueError(
                "until 早于 from，或假期超过 31 天|until is before from, or too far off"
            )
        return self


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


def make_calendar(years: Iterable[int], holidays: Iterable[Holiday]) -> WorkCalendar:
    known = tuple(holidays)
    return WorkCalendar(
        frozenset(years),
        frozenset(day for holiday in known for day in holiday.days),
        frozenset(day for holiday in known for day in holiday.makeup_workdays),
    )
