"""Times as people write them in China, and whatever else stands where a time should."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.moments import arrived, moment, zoned

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2019-03-05", "2019-03-05T00:00:00+08:00"),
        ("2019/3/5", "2019-03-05T00:00:00+08:00"),
        ("2019.3.5", "2019-03-05T00:00:00+08:00"),
        ("20190305", "2019-03-05T00:00:00+08:00"),
        ("2019年3月5日", "2019-03-05T00:00:00+08:00"),
        ("2019/3/5 8:05", "2019-03-05T08:05:00+08:00"),
        (" 2019-03-05 08:05:09 ", "2019-03-05T08:05:09+08:00"),
        ("2019-03-05T08:05", "2019-03-05T08:05:00+08:00"),
        ("2019-03-05 08:05:09.120", "2019-03-05T08:05:09+08:00"),
        ("2019年3月5日8时5分", "2019-03-05T08:05:00+08:00"),
        ("2019年3月5日 下午3点", "2019-03-05T15:00:00+08:00"),
        ("2019年3月5日 上午12时", "2019-03-05T00:00:00+08:00"),
        ("2019/3/5 8：05", "2019-03-05T08:05:00+08:00"),
        ("2019/3/5 8:05:01 PM", "2019-03-05T20:05:01+08:00"),
        ("2019-03-05T08:05:09Z", "2019-03-05T08:05:09+00:00"),
        ("2019-03-05T08:05+06:00", "2019-03-05T08:05:00+06:00"),
    ],
)
def test_reads_times_as_they_are_written(written: str, iso: str) -> None:
    assert moment(written, SHANGHAI) == datetime.fromisoformat(iso)


@pytest.mark.parametrize(
    "written",
    [
        *("", "昨天", "2019/13/1", "2019-02-30", "3月5日", "2019-03-05 25:00", "1551744000"),
        *("0001-01-01T00:00+08:00", "9999-12-31 23:59", "2019年3月5日 下午", "2019-03-05; DROP"),
    ],
)
def test_refuses_what_is_no_time(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        moment(written, SHANGHAI)


@given(st.text("0123456789-/.年月日时分秒T :：+Z上午下PM", max_size=24) | st.text(max_size=12))
def test_any_text_is_a_moment_in_the_calendar_or_a_value_error(written: str) -> None:
    try:
        found = moment(written, SHANGHAI)
    except ValueError:
        return
    assert 1899 <= found.astimezone(UTC).year <= 2201


@given(st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30), timezones=st.just(UTC)))
def test_a_zoned_moment_survives_being_written(found: datetime) -> None:
    assert zoned(found.isoformat()) == found


def test_a_zoned_moment_needs_its_zone() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        zoned("2019-03-05T08:05:09")


@pytest.mark.parametrize("ahead", [timedelta(seconds=1), timedelta(days=1), timedelta(days=2000)])
def test_nothing_was_sent_after_it_arrived(ahead: timedelta) -> None:
    before = datetime.now(UTC)

    assert before <= arrived(before + ahead) <= datetime.now(UTC)
    assert arrived(before - ahead) == before - ahead
