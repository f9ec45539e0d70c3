"""By when a report must be answered, from its urgency, its kind and the city's calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from routing_rules.entries import Entry, Urgency, Words
from routing_rules.kinds import Kind
from routing_rules.workdays import WorkCalendar

CalendarName = Literal["natural", "working"]
LAST_SECOND = time(23, 59, 59)


class Tier(Entry):
    """How long one urgency may take: whole days, or minutes from dispatch for U0."""

    urgency: Urgency
    name: Words
    name_en: Words
    days: int | None = Field(default=None, ge=1, le=365)
    minutes: int | None = Field(default=None, ge=1, le=1440)
    second_round_days: int = Field(ge=1, le=365)
    calendar: CalendarName = "natural"

    @model_validator(mode="after")
    def _days_or_minutes(self) -> Self:
        if (self.days is None) == (self.minutes is None):
            raise ValueError("days 和 minutes 须写且只写一个|give either days or minutes")
        return self


@dataclass(frozen=True, slots=True)
class Deadline:
    """`due_at` is UTC; `days` is 0 where the tier counts minutes."""

    due_at: datetime
    days: int
    calendar: CalendarName
    because: str
    because_en: str


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The city's tiers, by urgency."""

    tiers: Mapping[str, Tier]
    kinds: Mapping[str, Kind]
    calendar: WorkCalendar
    zone: ZoneInfo

    def due(
        self, urgency: str, kind: str, dispatched_at: datetime, second_round: bool = False
    ) -> Deadline | None:
        """When an answer is due, or None for kinds without a clock (praise, suggestions …).

        The day of dispatch is not counted; the last day ends at 23:59:59 in the city. U0
        has a clock whatever the kind. Raises ValueError for a time without a zone or an
        unknown urgency.
        """
        if dispatched_at.tzinfo is None:
            raise ValueError("a deadline needs a time with a zone")
        tier = self.tiers.get(urgency)
        if tier is None:
            raise ValueError(f"unknown urgency {urgency}")
        if urgency != "U0" and not self._has_clock(kind):
            return None
        if tier.minutes is not None and not second_round:
            return _in_minutes(tier, tier.minutes, dispatched_at)
        days = tier.second_round_days if second_round or tier.days is None else tier.days
        return self._in_days(tier, days, dispatched_at)

    def _has_clock(self, kind: str) -> bool:
        known = self.kinds.get(kind)
        return known is None or known.has_deadline

    def _in_days(self, tier: Tier, days: int, dispatched_at: datetime) -> Deadline:
        last = self._last_day(tier, days, dispatched_at.astimezone(self.zone).date())
        due_at = datetime.combine(last, LAST_SECOND, self.zone).astimezone(UTC)
        word, word_en = _CALENDAR_WORDS[tier.calendar]
        because = f"{tier.name}：派单次日起{days}个{word}，至{last:%m月%d日}23:59:59"
        because_en = f"{tier.name_en}: {days} {word_en} after dispatch, to the end of {last}"
        return Deadline(due_at, days, tier.calendar, because, because_en)

    def _last_day(self, tier: Tier, days: int, first: date) -> date:
        if tier.calendar == "working":
            return self.calendar.add_workdays(first, days)
        return first + timedelta(days=days)


_CALENDAR_WORDS: dict[CalendarName, tuple[str, str]] = {
    "natural": ("自然日", "calendar days"),
    "working": ("工作日", "working days"),
}


def _in_minutes(tier: Tier, minutes: int, dispatched_at: datetime) -> Deadline:
    due_at = (dispatched_at + timedelta(minutes=minutes)).astimezone(UTC)
    because = f"{tier.name}：派单后{minutes}分钟内"
    because_en = f"{tier.name_en}: within {minutes} minutes of dispatch"
    return Deadline(due_at, 0, tier.calendar, because, because_en)
