"""Moments are said in the city's time, as people say them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import pytest

from gateway.dates import promised, said

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)
EVENING = datetime(2026, 7, 2, 16, 5, tzinfo=UTC)  # five past midnight in the city


@pytest.mark.parametrize(
    ("moment", "language", "expected"),
    [
        (EVENING, "zh", "7月3日 00:05"),
        (EVENING, "en", "3 July, 00:05"),
        (EVENING.replace(year=2025), "zh", "2025年7月3日 00:05"),
        (EVENING.replace(year=2025), "en", "3 July 2025, 00:05"),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), "zh", "2027年1月1日 00:00"),
    ],
)
def test_says_day_and_hour_and_the_year_only_of_another_year(
    moment: datetime, language: Literal["zh", "en"], expected: str
) -> None:
    assert said(moment, language, ZONE, NOW) == expected


@pytest.mark.parametrize(
    ("language", "expected"), [("zh", "7月3日（星期五）00:05"), ("en", "Friday 3 July, 00:05")]
)
def test_a_deadline_names_its_weekday(language: Literal["zh", "en"], expected: str) -> None:
    assert promised(EVENING, language, ZONE) == expected
