"""What is peculiar to the Open311 door: whose request it is, what it says, and what comes back."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from channels.base import Problem, Refused, Unacceptable, Unavailable
from channels.message import Attachment, Person
from channels.open311 import Open311Channel
from tests.channels.doors import Door, opened
from tests.channels.far_side import RECEIPT
from tests.channels.georeport import check_json, check_xml
from tests.channels.ports import MemoryShelf
from tests.channels.specimen import Sent
from tests.channels.specimens import SPECIMENS
from tests.channels.specimens.open311 import FIELDS, FORM, KEY, in_json, submitted

BARE = {"service_code": "0105", "address_string": "祁连路 3 号"}
OUTSIDE = Problem("location", "outside-the-city", "不在本市范围内。", "Not in this city.")


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with opened(Open311Channel, SPECIMENS["open311"]) as door:
        yield door


async def errors(door: Door, sent: Sent) -> list[dict[str, Any]]:
    """The errors of an answer, which all repeat its status, in JSON."""
    status, text = await door.submit(sent)
    found: list[dict[str, Any]] = json.loads(text)
    assert {error["code"] for error in found} == {status}
    assert not door.inbox.messages
    return found


async def test_gives_the_receipt_number_as_the_request_id(door: Door) -> None:
    status, text = await door.submit(submitted(FIELDS, ending="json"))
    answer = json.loads(text)

    assert status == 200
    check_json(answer, "created")
    assert answer == [
        {
            "service_request_id": RECEIPT.number,
            "service_notice": RECEIPT.words,
            "account_id": "",
        }
    ]


async def test_answers_in_xml_what_it_answers_in_json(door: Door) -> None:
    response = await door.post(submitted(FIELDS, ending="xml"))
    root = check_xml(await response.text())

    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert root.findtext("request/service_request_id") == RECEIPT.number
    assert root.findtext("request/service_notice") == RECEIPT.words
    assert root.findtext("request/account_id") == ""


async def test_takes_an_identical_request_for_the_same_one_however_it_is_written(
    door: Door,
) -> None:
    turned = dict(reversed(FIELDS.items()))
    for sent in (submitted(FIELDS), submitted(turned), in_json(FIELDS)):
        await door.submit(sent)

    assert len({message.external_id for message in door.inbox.messages}) == 1


@pytest.mark.parametrize("field", ["description", "address_string", "phone", "service_code"])
async def test_takes_a_request_that_differs_for_another_one(door: Door, field: str) -> None:
    other = {
        **FIELDS,
        field: {"service_code": "0105"}.get(field, "另外一处"),
        "attribute[灯杆编号]": "",
    }
    await door.submit(submitted({**FIELDS, "attribute[灯杆编号]": ""}))
    await door.submit(submitted(other))

    first, second = door.inbox.messages
    assert first.external_id != second.external_id


async def test_takes_the_same_words_of_two_partners_for_two_requests(door: Door) -> None:
    await door.submit(submitted(BARE))
    await door.submit(submitted(BARE, key="key-of-the-city-watch"))

    first, second = door.inbox.messages
    assert (first.account, second.account) == ("citizens-app", "city-watch")
    assert first.external_id != second.external_id


async def test_takes_the_same_words_for_a_new_request_when_the_time_is_over(door: Door) -> None:
    await door.submit(submitted(FIELDS))
    shelf = door.ports.shelf
    assert isinstance(shelf, MemoryShelf)
    ((key, (_, until)),) = shelf.standing.items()
    assert until is not None
    assert abs(until - datetime.now(UTC) - timedelta(hours=24)) < timedelta(minutes=1)
    await shelf.put(key, (await shelf.get(key)) or "", timedelta(seconds=-1))
    await door.submit(submitted(FIELDS))

    first, second = door.inbox.messages
    assert first.external_id != second.external_id


async def test_takes_every_key_of_a_partner(door: Door) -> None:
    await door.submit(submitted(FIELDS, key="key-that-comes-next-year"))

    assert door.inbox.messages[0].account == "citizens-app"


async def test_takes_the_key_from_the_form_and_never_keeps_it(door: Door) -> None:
    body = urlencode({**FIELDS, "api_key": KEY}).encode()

    status, _ = await door.submit(Sent("/requests.json", body, FORM))

    assert status == 200
    raw = door.inbox.messages[0].raw
    assert raw is not None
    assert KEY not in f"{raw.content.decode()}{raw.about}"


@pytest.mark.parametrize("path", ["requests", "requests/XN0000000000", "tokens/XN0000000000"])
@pytest.mark.parametrize("key", ["", "?api_key=", "?api_key=guessed-guessed-guessed"])
async def test_shows_nothing_without_a_key(door: Door, path: str, key: str) -> None:
    for ending in ("xml", "json"):
        response = await door.client.get(f"{door.channel.mount}/{path}.{ending}{key}")
        assert response.status == 403
    assert check_xml_or_json(await response.text())


def check_xml_or_json(text: str) -> bool:
    return bool(json.loads(text)) if text.startswith("[") else bool(check_xml(text))


async def test_says_in_xml_what_was_wrong(door: Door) -> None:
    status, text = await door.submit(submitted({"service_code": "0105"}, ending="xml"))
    root = check_xml(text)

    assert status == 400
    assert root.findtext("error/code") == "400"
    assert "address_string" in (root.findtext("error/description") or "")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({**BARE, "service_code": "9999"}, "service_code"),
        ({**BARE, "service_code": ""}, "service_code"),
        ({"service_code": "0105", "address_id": "77"}, "address_string"),
        ({"service_code": "0105", "lat": "north", "long": "101.7"}, "lat"),
        ({**BARE, "description": "长" * 4001}, "description"),
        ({**BARE, "attribute[颜色]": "红"}, "attribute"),
    ],
)
async def test_refuses_what_it_cannot_take_and_names_the_field(
    door: Door, fields: dict[str, str], field: str
) -> None:
    (error,) = await errors(door, submitted(fields, ending="json"))

    assert error["code"] == 400
    assert field in error["description"]


async def test_says_in_two_languages_why_the_gateway_refused(door: Door) -> None:
    door.inbox.failure = Unacceptable(OUTSIDE)

    (error,) = await errors(door, submitted(FIELDS, ending="json"))

    assert error == {"code": 400, "description": "不在本市范围内。 / Not in this city."}


async def test_says_in_the_format_asked_for_that_nothing_can_be_kept_now(door: Door) -> None:
    door.inbox.failure = Unavailable()

    (error,) = await errors(door, submitted(FIELDS, ending="json"))
    root = check_xml((await door.submit(submitted(FIELDS, ending="xml")))[1])

    assert error["code"] == 503
    assert root.tag == "errors"


async def test_fetches_no_picture_from_where_another_partner_keeps_his(door: Door) -> None:
    link = f"{door.far}/photos/lamp.png"
    await door.post(in_json({**BARE, "media_url": link, "api_key": "key-of-the-city-watch"}))

    (message,) = door.inbox.messages
    assert message.attachments == ()
    assert link in message.remarks[-1].zh


async def test_knows_only_its_own_jurisdiction(door: Door) -> None:
    (error,) = await errors(door, in_json({**BARE, "jurisdiction_id": "elsewhere.example.org"}))
    right = await door.post(in_json({**BARE, "jurisdiction_id": "sample.example.org"}))
    services = await door.client.get("/open311/v2/services.json?jurisdiction_id=elsewhere")

    assert error["code"] == 404
    assert right.status == 200
    assert services.status == 404


async def test_refuses_a_format_that_it_does_not_speak(door: Door) -> None:
    response = await door.client.get("/open311/v2/services.yaml")

    assert response.status == 404
    check_xml(await response.text())


async def test_lets_the_service_speak_where_nothing_was_written(door: Door) -> None:
    await door.submit(submitted(BARE))

    (message,) = door.inbox.messages
    assert message.text == "暖气不热"
    assert [remark.en for remark in message.remarks] == [
        "Only the service was chosen; nothing was written."
    ]


async def test_takes_several_answers_to_one_question(door: Door) -> None:
    lamp = {**BARE, "service_code": "0607", "description": "路灯不亮。"}
    await door.submit(in_json({**lamp, "attribute": {"几盏": ["两盏", "都在桥上"]}}))

    assert door.inbox.messages[0].text == "路灯不亮。\n几盏：两盏\n几盏：都在桥上"


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [("小雨", "马", "马小雨"), ("Rain", "Ma", "Rain Ma"), ("", "Ma", "Ma"), ("", "", "")],
)
async def test_writes_a_name_as_its_people_do(door: Door, first: str, last: str, name: str) -> None:
    await door.submit(submitted({**BARE, "first_name": first, "last_name": last}))

    assert door.inbox.messages[0].person == Person(name=name)


async def test_leaves_pictures_of_other_places_alone_and_shows_their_address(door: Door) -> None:
    links = [f"{door.far}/inner/secrets", f"{door.far}/photos.evil.example/x.png"]
    await door.post(in_json({**BARE, "media_url": links}))

    (message,) = door.inbox.messages
    assert message.attachments == ()
    assert [link in remark.zh for link, remark in zip(links, message.remarks[1:], strict=True)]
    for link in links:
        with pytest.raises(Refused):
            await door.channel.download(Attachment("image", link))
    assert not door.provider.asked


async def test_follows_no_redirect_to_a_picture(door: Door) -> None:
    door.provider.failing = 302

    with pytest.raises(Refused):
        await door.channel.download(Attachment("image", f"{door.far}/photos/lamp.png"))


async def test_fetches_no_picture_larger_than_may_be_kept(door: Door) -> None:
    door.provider.answers["/photos/huge.png"] = bytes(11 * 1024 * 1024)

    with pytest.raises(Refused, match="larger"):
        await door.channel.download(Attachment("image", f"{door.far}/photos/huge.png"))
