"""What is peculiar to fetching from a partner: pages, the watermark, one process at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from channels.base import TryAgain
from channels.lease import Lease
from channels.pull import PullChannel
from tests.channels.doors import Door, opened
from tests.channels.far_side import Asked
from tests.channels.pulling import (
    MINUTE,
    SPECIMEN,
    a_round,
    asked_since,
    ids,
    item,
    lay_out,
    restarted,
    with_settings,
)
from tests.channels.specimens.pull import SETTINGS, TOKEN, page


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with opened(PullChannel, SPECIMEN) as door:
        yield door


async def test_reads_every_page_and_then_asks_only_for_what_is_new(door: Door) -> None:
    lay_out(door, {"": page(item(1), item(2), following="b"), "b": page(item(3))})

    await a_round(door)
    await a_round(door)

    assert ids(door) == ["1", "2", "3"]
    first, second, third, *_ = asked_since(door)
    assert (first, second) == (None, None)
    assert third == "2026-03-05T19:03:00+08:00"  # an hour before the newest


async def test_sends_the_partner_s_headers_and_constants_with_every_request() -> None:
    async with opened(PullChannel, with_settings(query={"city": "sample"})) as door:
        door.lay_out(page())
        await a_round(door)

    (asked,) = door.provider.asked
    assert asked.query == {"city": "sample"}
    assert asked.headers["Authorization"] == TOKEN


async def test_goes_on_where_a_token_ran_out_in_the_middle_and_loses_nothing(door: Door) -> None:
    lay_out(door, {"": page(item(9), following="b"), "b": page(item(1))})
    hear = door.provider.hears

    def run_out(asked: Asked) -> None:
        hear(asked)
        door.provider.failing = 401

    door.provider.hears = run_out
    with pytest.raises(TryAgain, match="401"):
        await a_round(door)
    door.provider.failing, door.provider.hears = None, hear
    await a_round(restarted(door))

    assert set(ids(door)) == {"9", "1"}
    assert asked_since(door) == [None] * 4  # the newest was on the first page, yet nothing moved


async def test_moves_on_only_when_all_was_kept(door: Door) -> None:
    lay_out(door, {"": page(item(1))})
    door.inbox.failure = ConnectionError("the database is gone")
    with pytest.raises(ConnectionError):
        await a_round(door)
    door.inbox.failure = None

    await a_round(door)

    assert ids(door) == ["1"]
    assert asked_since(door) == [None, None]


async def test_what_comes_late_and_out_of_order_is_still_found(door: Door) -> None:
    lay_out(door, {"": page(item(50))})
    await a_round(door)
    for _ in range(2):
        lay_out(door, {"": page(item(20))})
        await a_round(door)

    assert ids(door) == ["50", "20"]
    assert asked_since(door)[1:] == ["2026-03-05T19:50:00+08:00"] * 2  # it never goes back


async def test_a_wrong_clock_of_one_item_does_not_pass_over_all_that_follows(door: Door) -> None:
    lay_out(door, {"": page(item(1), item(2, updated="2099-01-01T00:00:00+08:00"))})
    await a_round(door)
    lay_out(door, {"": page()})
    await a_round(door)

    asked = asked_since(door)[1]
    assert asked is not None
    assert datetime.fromisoformat(asked) < datetime.now(UTC)
    late = door.inbox.messages[1]
    assert abs(late.sent_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert "in the future" in late.remarks[0].en


@pytest.mark.parametrize(
    ("written", "values", "asked"),
    [
        ("number", [7, 9007199254740993], "9007199254740983"),
        ("seconds", [1772712000], "1772711990"),
        ("milliseconds", [1772712000500], "1772711990500"),
        ("time", ["2026-03-05 20:00:00"], "2026-03-05T19:59:50+08:00"),
    ],
)
async def test_a_watermark_is_written_as_the_partner_writes_it(
    written: str, values: list[object], asked: str
) -> None:
    mark = {"field": "updated", "parameter": "since", "written": written, "overlap": 10}
    async with opened(PullChannel, with_settings(watermark=mark)) as door:
        lay_out(door, {"": page(*(item(n, updated=value) for n, value in enumerate(values)))})
        await a_round(door)
        lay_out(door, {"": page()})
        await a_round(door)

    assert asked_since(door) == [None, asked]


async def test_the_first_round_begins_where_the_settings_say() -> None:
    mark = {**SETTINGS["watermark"], "first": "2026-01-01"}
    async with opened(PullChannel, with_settings(watermark=mark)) as door:
        lay_out(door, {"": page()})
        await a_round(door)
        await a_round(door)

    assert asked_since(door) == ["2026-01-01", "2026-01-01"]


async def test_counts_pages_until_one_is_empty() -> None:
    counted = with_settings(paging={"parameter": "cursor", "first": 1})
    async with opened(PullChannel, counted) as door:
        lay_out(door, {"1": page(item(1)), "2": page(item(2)), "3": page()})
        await a_round(door)

    assert ids(door) == ["1", "2"]


async def test_ends_where_a_partner_gives_his_last_page_for_ever() -> None:
    counted = with_settings(paging={"parameter": "cursor", "first": 1})
    async with opened(PullChannel, counted) as door:
        lay_out(door, {"1": page(item(1)), "2": page(item(2)), "3": page(item(2))})
        await a_round(door)

    assert ids(door) == ["1", "2"]


async def test_an_empty_page_in_the_middle_is_not_the_end(door: Door) -> None:
    lay_out(door, {"": page(following="b"), "b": page(item(1))})

    await a_round(door)

    assert ids(door) == ["1"]


async def test_ends_where_a_page_names_itself_as_the_next(door: Door) -> None:
    lay_out(door, {"": page(item(1), following="a"), "a": page(item(2), following="a")})

    await a_round(door)

    assert ids(door) == ["1", "2"]
    assert len(asked_since(door)) == 2


async def test_says_so_when_pages_go_round_in_circles(door: Door) -> None:
    lay_out(door, {"": page(following="a"), "a": page(following="b"), "b": page(following="a")})

    with pytest.raises(TryAgain, match="no end"):
        await a_round(door)


async def test_delivers_once_what_every_round_brings_again(door: Door) -> None:
    lay_out(door, {"": page(item(1), item(2))})

    for _ in range(3):
        await a_round(door)

    assert ids(door) == ["1", "2"]


async def test_only_one_process_fetches_at_a_time(door: Door) -> None:
    lay_out(door, {"": page(item(1))})
    other = Lease(door.ports.shelf, "polling", MINUTE)
    await other.hold()
    await a_round(door)
    asked = len(door.provider.asked)
    await other.release()
    await a_round(door)

    assert asked == 0
    assert ids(door) == ["1"]
