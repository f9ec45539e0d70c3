"""What the Open311 door shows: services, how requests stand, and where it is to be found."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.http import Rejected
from channels.message import Location
from channels.open311 import Open311Channel, asking
from channels.open311.writing import Document, written
from channels.records import Span, Standing
from tests.channels.doors import Door, opened
from tests.channels.georeport import check_json, check_xml
from tests.channels.ports import Book
from tests.channels.specimens import SPECIMENS
from tests.channels.specimens.open311 import KEY

NOW = datetime(2026, 3, 20, 4, tzinfo=UTC)
DAY = timedelta(days=1)
OPEN = Standing(
    number="XN0000000017",
    service="0607",
    closed=False,
    state=("已派单，待承办单位签收", "Dispatched to the unit"),
    requested_at=NOW - DAY,
    updated_at=NOW,
    due_at=NOW + DAY,
    unit=("城市管理局", "Urban management"),
    text="灯不亮 <b>&\x0b]]>",
    location=Location(36.6231, 101.7782, "南川东路"),
    links=("https://img.example.cn/1.png", "https://img.example.cn/2.png"),
)
BARE = Standing("XN0000000025", "0105", True, ("已答复", "Answered"), NOW - 2 * DAY, NOW)


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with opened(Open311Channel, SPECIMENS["open311"]) as door:
        book(door).standing = [("citizens-app", OPEN), ("citizens-app", BARE)]
        yield door


def book(door: Door) -> Book:
    records = door.ports.records
    assert isinstance(records, Book)
    return records


async def told(door: Door, path: str, **query: str) -> Any:
    """What it answers in JSON."""
    query = {"api_key": KEY, **query}
    async with door.client.get(f"/open311/v2/{path}.json", params=query) as response:
        assert response.status == 200, await response.text()
        assert response.headers["Content-Type"] == "application/json; charset=utf-8"
        return json.loads(await response.text())


async def test_lists_its_services_as_the_schema_wants_them(door: Door) -> None:
    found = await told(door, "services")

    check_json(found, "services")
    assert [service["service_code"] for service in found] == ["0607", "0105"]
    assert [service["metadata"] for service in found] == [True, False]
    assert found[0]["group"] == "市容环境"


async def test_names_services_in_english_for_who_asks_in_english(door: Door) -> None:
    english = {"Accept-Language": "en"}
    async with door.client.get("/open311/v2/services.json", headers=english) as response:
        found = await response.json()

    assert found[0]["service_name"] == "Street lamp out"


async def test_asks_for_what_is_best_told_along_and_requires_none_of_it(door: Door) -> None:
    found = await told(door, "services/0607")

    check_json(found, "service-definition")
    assert [each["code"] for each in found["attributes"]] == ["灯杆编号", "几盏"]
    assert not any(each["required"] for each in found["attributes"])


async def test_shows_how_a_request_stands(door: Door) -> None:
    (found,) = await told(door, "requests/XN0000000017")

    check_json([found], "requests")
    assert found["status"] == "open"
    assert found["status_notes"] == "已派单，待承办单位签收"
    assert found["service_name"] == "路灯不亮"
    assert found["agency_responsible"] == "城市管理局"
    assert found["requested_datetime"] == "2026-03-19T12:00:00+08:00"
    assert found["expected_datetime"] == "2026-03-21T12:00:00+08:00"
    assert (found["lat"], found["long"], found["address"]) == (36.6231, 101.7782, "南川东路")
    assert found["media_url"] == "https://img.example.cn/1.png"


async def test_shows_only_what_came_in_by_the_same_partner(door: Door) -> None:
    query = {"api_key": "key-of-the-city-watch"}
    for path in ("requests/XN0000000017", "tokens/XN0000000017"):
        async with door.client.get(f"/open311/v2/{path}.json", params=query) as response:
            assert response.status == 404
    listed = await told(door, "requests", **query)
    named = await told(door, "requests", service_request_id="XN0000000017", **query)

    assert listed == named == []


async def test_lists_by_ids_and_then_asks_for_nothing_else(door: Door) -> None:
    found = await told(door, "requests", service_request_id="XN0000000025, XN9", status="open")

    check_json(found, "requests")
    assert [request["service_request_id"] for request in found] == ["XN0000000025"]
    assert book(door).asked == []


async def test_gives_the_id_for_a_token_as_every_request_has_one_at_once(door: Door) -> None:
    found = await told(door, "tokens/XN0000000017")

    check_json(found, "token")
    assert found == [{"service_request_id": "XN0000000017", "token": "XN0000000017"}]


@pytest.mark.parametrize(
    "path",
    [
        "discovery",
        "services",
        "services/0607",
        "services/0105",
        "requests",
        "requests/XN0000000017",
        "requests/XN0000000025",
        "tokens/XN0000000017",
    ],
)
async def test_every_answer_has_its_shape_in_xml(door: Door, path: str) -> None:
    async with door.client.get(f"/open311/v2/{path}.xml?api_key={KEY}") as response:
        text = await response.text()

    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert text.startswith("<?xml")
    check_xml(text)


@pytest.mark.parametrize("path", ["services/07", "services/9999", "requests/XN9"])
async def test_says_404_for_what_is_not_there(door: Door, path: str) -> None:
    async with door.client.get(f"/open311/v2/{path}.xml?api_key={KEY}") as response:
        root = check_xml(await response.text())

    assert response.status == 404
    assert root.findtext("error/code") == "404"


async def test_tells_where_it_is_and_what_it_speaks(door: Door) -> None:
    found = await told(door, "discovery")

    (endpoint,) = found["endpoints"]
    assert endpoint["url"] == str(door.client.make_url("/open311/v2"))
    assert endpoint["formats"] == ["text/xml", "application/json"]


async def test_cuts_a_description_to_what_the_schema_allows(door: Door) -> None:
    book(door).standing = [("citizens-app", replace(OPEN, text="长" * 9000))]

    found = await told(door, "requests")

    check_json(found, "requests")
    assert [request["description"] for request in found] == ["长" * 4000]


async def test_asks_for_the_span_service_and_status_it_was_asked_for(door: Door) -> None:
    since, until = "2026-01-01T00:00:00+08:00", "2026-03-01T00:00:00Z"
    await told(
        door,
        "requests",
        start_date=since,
        end_date=until,
        service_code="0607,0105",
        status="closed",
    )

    (span,) = book(door).asked
    assert span == Span(
        datetime.fromisoformat(since), datetime.fromisoformat(until), ("0607", "0105"), True
    )


@pytest.mark.parametrize(
    ("query", "since", "until"),
    [
        ({}, NOW - 90 * DAY, NOW),
        ({"start_date": "2026-03-01T00:00:00Z"}, NOW.replace(day=1, hour=0), NOW),
        (
            {"start_date": "2025-06-01T00:00:00Z"},
            datetime(2025, 6, 1, tzinfo=UTC),
            datetime(2025, 8, 30, tzinfo=UTC),
        ),
        (
            {"end_date": "2026-03-01T00:00:00Z"},
            datetime(2025, 12, 1, tzinfo=UTC),
            datetime(2026, 3, 1, tzinfo=UTC),
        ),
        (
            {"start_date": "2026-03-01T08:00:00 08:00"},  # a plus sign that was not escaped
            NOW.replace(day=1, hour=0),
            NOW,
        ),
    ],
)
def test_a_span_is_ninety_days_unless_both_ends_are_named(
    query: dict[str, str], since: datetime, until: datetime
) -> None:
    assert asking.span(query, NOW) == Span(since, until)


@pytest.mark.parametrize(
    "query",
    [
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-01T00:00:01Z"},
        {"start_date": "2026-03-01T00:00:00Z", "end_date": "2026-02-01T00:00:00Z"},
        {"start_date": "2026-03-01T00:00:00"},
        {"end_date": "yesterday"},
        {"status": "open,solved"},
    ],
)
def test_a_question_that_makes_no_sense_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(Rejected) as caught:
        asking.span(query, NOW)

    assert caught.value.status == 400


@pytest.mark.parametrize(
    ("status", "closed"), [("", None), ("open", False), ("closed", True), ("open, closed", None)]
)
def test_both_statuses_are_as_good_as_none(status: str, closed: bool | None) -> None:
    assert asking.span({"status": status}, NOW).closed is closed


def test_at_most_two_hundred_ids_are_looked_up_at_once() -> None:
    with pytest.raises(Rejected):
        asking.numbers({"service_request_id": ",".join(map(str, range(201)))})


@given(st.text())
def test_whatever_was_written_is_well_formed_xml(words: str) -> None:
    response = written(Document("discovery", {"contact": words}), "xml")
    assert isinstance(response.body, bytes)

    said = ElementTree.fromstring(response.body).findtext("contact")
    plain = "".join(c for c in words if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
    assert said == plain.replace("\r\n", "\n").replace("\r", "\n")  # XML 1.0, section 2.11
