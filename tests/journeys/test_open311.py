"""A platform files a report by Open311 and follows it to its end, over real HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from channels.message import Receipt
from gateway.app import Gateway
from gateway.settings import Settings
from tests.channels.georeport import check_json, check_xml
from tests.house import at_rest
from tests.web.citizens import Life

KEY = "key-of-the-citizens-app"
PARTNERS = {
    "citizens-app": {"name": "示范通", "keys": [KEY]},
    "city-watch": {"name": "城市运管", "keys": ["key-of-the-city-watch"]},
}
LAMP = {
    "api_key": KEY,
    "service_code": "0213",
    "lat": "36.6231",
    "long": "101.7782",
    "address_string": "城西区五四大街 12 号",
    "description": "门口两盏路灯都不亮，晚上看不清台阶。",
    "phone": "13812345678",
}
Caller = TestClient[Any, Any]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    channels = {**settings.channels, "open311": {"partners": PARTNERS}}
    return settings.model_copy(update={"channels": channels})


async def filed(client: Caller, **other: str) -> tuple[int, Any]:
    response = await client.post("/open311/v2/requests.json", data={**LAMP, **other})
    return response.status, await response.json()


async def standing(client: Caller, number: str, key: str = KEY) -> tuple[int, Any]:
    address = f"/open311/v2/requests/{number}.json"
    response = await client.get(address, params={"api_key": key})
    return response.status, await response.json()


async def test_a_request_is_followed_from_its_filing_to_its_result(
    client: Caller, gateway: Gateway
) -> None:
    _, [created] = await filed(client)
    number = created["service_request_id"]
    await at_rest(gateway)
    _, first = await standing(client, number)
    life, receipt = Life(gateway, at_rest), Receipt(number, "", "")
    await life.dispatched(receipt)
    await life.answered(receipt)
    _, last = await standing(client, number)

    check_json(first, "requests")
    check_json(last, "requests")
    assert (first[0]["status"], last[0]["status"]) == ("open", "closed")
    assert last[0]["status_notes"] == "已答复：路灯已经修好。"
    assert first[0]["description"] == LAMP["description"]
    assert "13812345678" not in str(last)


async def test_an_identical_request_gives_the_same_id_and_no_second_report(
    client: Caller, gateway: Gateway
) -> None:
    answers = [await filed(client) for _ in range(3)]
    await at_rest(gateway)
    other = await filed(client, description="不是路灯，是井盖不见了。")

    assert [status for status, _ in answers] == [200, 200, 200]
    assert len({answer[0]["service_request_id"] for _, answer in answers}) == 1
    assert other[1][0]["service_request_id"] != answers[0][1][0]["service_request_id"]


async def test_another_partner_finds_nothing_of_it(client: Caller) -> None:
    _, [created] = await filed(client)

    status, answer = await standing(client, created["service_request_id"], "key-of-the-city-watch")
    listed = await client.get(
        "/open311/v2/requests.json", params={"api_key": "key-of-the-city-watch"}
    )

    assert (status, answer[0]["code"]) == (404, 404)
    assert await listed.json() == []


async def test_a_place_outside_the_city_is_refused_in_the_standards_words(client: Caller) -> None:
    status, answer = await filed(client, lat="39.9", long="116.4")

    assert status == 400
    assert answer[0]["code"] == 400
    assert "位置" in answer[0]["description"]


async def test_the_whole_list_of_the_city_is_as_the_schema_wants_it(client: Caller) -> None:
    response = await client.get("/open311/v2/services.json")
    listed = await response.json()
    asking = [each["service_code"] for each in listed if each["metadata"]]

    check_json(listed, "services")
    assert len(listed) > 150
    assert asking
    for code in asking:
        response = await client.get(f"/open311/v2/services/{code}.json")
        check_json(await response.json(), "service-definition")
    check_xml(await (await client.get("/open311/v2/services.xml")).text())
