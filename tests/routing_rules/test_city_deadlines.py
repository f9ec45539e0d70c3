"""By when an answer is due: tiers, calendars, kinds without a clock, second rounds."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import routing_rules
from routing_rules import City, load_city

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def due(city: City, urgency: str, dispatched: str, **more: bool) -> str:
    deadline = city.deadlines.due(urgency, "complaint", local(dispatched), **more)
    assert deadline is not None
    assert deadline.due_at.tzinfo is UTC
    return deadline.due_at.astimezone(SHANGHAI).isoformat(sep=" ")[:19]


@pytest.mark.parametrize(
    ("urgency", "last"),
    [("U1", "2026-11-17"), ("U2", "2026-11-19"), ("U3", "2026-11-23"), ("U4", "2026-11-27")],
)
def test_xining_answers_in_one_three_seven_eleven_days(
    xining: City, urgency: str, last: str
) -> None:
    assert due(xining, urgency, "2026-11-16T09:00:00") == f"{last} 23:59:59"


def test_the_last_second_of_a_day_and_the_first_of_the_next_are_a_day_apart(xining: City) -> None:
    assert due(xining, "U1", "2026-11-16T23:59:59") == "2026-11-17 23:59:59"
    assert due(xining, "U1", "2026-11-17T00:00:00") == "2026-11-18 23:59:59"


def test_the_day_is_the_citys_whatever_the_zone_it_is_told_in(xining: City) -> None:
    before_midnight = datetime(2026, 11, 16, 15, 59, 59, tzinfo=UTC)

    first = xining.deadlines.due("U1", "complaint", before_midnight)
    second = xining.deadlines.due("U1", "complaint", before_midnight + timedelta(seconds=1))

    assert first is not None
    assert second is not None
    assert first.due_at == datetime(2026, 11, 17, 15, 59, 59, tzinfo=UTC)
    assert second.due_at - first.due_at == timedelta(days=1)


def test_natural_days_run_through_the_new_year_and_the_holiday(xining: City) -> None:
    assert due(xining, "U3", "2026-12-28T10:00:00") == "2027-01-04 23:59:59"
    assert due(xining, "U2", "2026-02-14T10:00:00") == "2026-02-17 23:59:59"


def test_working_days_skip_national_day_and_count_the_make_up_saturday(tiny: City) -> None:
    assert due(tiny, "U2", "2026-09-30T10:00:00") == "2026-10-10 23:59:59"
    assert due(tiny, "U2", "2026-10-09T10:00:00") == "2026-10-13 23:59:59"


def test_working_days_skip_spring_festival_and_its_make_up_days_count(
    tmp_path: Path, xining: City
) -> None:
    source = Path(routing_rules.__file__).parent / "xining"
    for file in source.glob("*.yaml"):
        text = file.read_text(encoding="utf-8").replace("calendar: natural", "calendar: working")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    city = load_city(tmp_path)

    assert due(city, "U2", "2026-02-12T10:00:00") == "2026-02-24 23:59:59"
    assert due(city, "U1", "2026-02-13T10:00:00") == "2026-02-14 23:59:59"
    assert due(city, "U1", "2026-02-14T10:00:00") == "2026-02-24 23:59:59"
    assert due(city, "U4", "2026-02-24T10:00:00") == "2026-03-10 23:59:59"


def test_immediate_hand_over_counts_minutes(xining: City) -> None:
    deadline = xining.deadlines.due("U0", "complaint", local("2026-11-16T23:30:00"))

    assert deadline is not None
    assert deadline.due_at == local("2026-11-17T01:30:00")
    assert deadline.days == 0


@pytest.mark.parametrize("kind", ["praise", "suggest", "chase", "other"])
def test_praise_and_suggestions_have_no_clock_but_danger_always_has(
    xining: City, kind: str
) -> None:
    at = local("2026-11-16T09:00:00")

    assert xining.deadlines.due("U3", kind, at) is None
    assert xining.deadlines.due("U0", kind, at) is not None


def test_a_second_round_is_shorter(xining: City) -> None:
    assert due(xining, "U3", "2026-11-16T09:00:00", second_round=True) == "2026-11-19 23:59:59"
    assert due(xining, "U0", "2026-11-16T09:00:00", second_round=True) == "2026-11-17 23:59:59"


def test_says_why_in_both_languages(tiny: City) -> None:
    deadline = tiny.deadlines.due("U2", "complaint", local("2026-09-30T10:00:00"))

    assert deadline is not None
    assert deadline.calendar == "working"
    assert "3个工作日" in deadline.because
    assert "10月10日" in deadline.because
    assert "3 working days" in deadline.because_en


def test_refuses_a_time_without_a_zone_and_an_unknown_urgency(tiny: City) -> None:
    with pytest.raises(ValueError, match="zone"):
        tiny.deadlines.due("U1", "complaint", datetime(2026, 1, 1))
    with pytest.raises(ValueError, match="U7"):
        tiny.deadlines.due("U7", "complaint", local("2026-01-01T00:00:00"))


@given(
    urgency=st.sampled_from(["U1", "U2", "U3", "U4"]),
    at=st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
)
def test_a_deadline_always_ends_a_later_day(tiny: City, urgency: str, at: datetime) -> None:
    deadline = tiny.deadlines.due(urgency, "complaint", at)

    assert deadline is not None
    there = deadline.due_at.astimezone(SHANGHAI)
    assert there.strftime("%H:%M:%S") == "23:59:59"
    days = (there.date() - at.astimezone(SHANGHAI).date()).days
    assert days == deadline.days or (deadline.calendar == "working" and days > deadline.days)
    assert deadline.calendar == "natural" or tiny.calendar.is_workday(there.date())
