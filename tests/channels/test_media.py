"""What is peculiar to the door for the press: publications, links, dates."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from openapi_spec_validator import validate

from channels.media import MediaChannel
from tests.channels.doors import Door, opened
from tests.channels.specimens import SPECIMENS
from tests.channels.specimens.media import published, signed


@pytest.fixture
async def media() -> AsyncIterator[Door]:
    async with opened(MediaChannel, SPECIMENS["media"]) as door:
        yield door


async def refused(media: Door, **changes: object) -> list[str]:
    response = await media.post(published(**changes))
    answer = await response.json()
    assert response.status == 422
    assert not media.inbox.messages
    return [error["field"] for error in answer["errors"]]


async def test_its_description_is_valid_and_its_example_is_taken(media: Door) -> None:
    document = await (await media.client.get("/channels/media/openapi.json")).json()
    content = document["paths"]["/v1/clippings"]["post"]["requestBody"]["content"]
    example = {**content["application/json"]["example"], "publication": "河畔日报"}

    validate(document)
    assert (await media.post(signed(json.dumps(example).encode()))).status == 201


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "ftp://news.example.com/a",
        "//news.example.com/a",
        "news.example.com/a",
        "https://",
        "https:///a",
        "https://user:pass@news.example.com/",
        "https://news.example.com/a b",
        "https://news.example.com/\nx",
        "https://news.example.com\\@evil.example.org/",
        "https://news.example.com/\u202e",
        "https://news.example.com:port/",
        "https://[::1/",
        'https://news.example.com/"onclick="x',
        "https://news.example.com/" + "a" * 2000,
    ],
)
async def test_only_plain_addresses_of_the_web_are_taken_as_links(media: Door, link: str) -> None:
    assert await refused(media, link=link) == ["link"]


@pytest.mark.parametrize(
    "link",
    [
        "",
        "http://news.example.com",
        "https://新闻.example.com/报道?id=1#top",
        "https://a.example:8443",
    ],
)
async def test_ordinary_links_are_taken_as_they_are(media: Door, link: str) -> None:
    assert (await media.post(published(link=link))).status == 201
    source = media.inbox.messages[0].source
    assert source is not None
    assert source.link == link


async def test_everything_that_is_wrong_is_told_at_once(media: Door) -> None:
    wrong = {"publication": "某报", "link": "javascript:x", "published_on": "5 March"}

    assert await refused(media, **wrong) == ["publication", "link", "published_on"]


async def test_what_is_yet_to_appear_is_refused(media: Door) -> None:
    later = datetime.now(UTC) + timedelta(days=2)

    assert await refused(media, published_on=f"{later:%Y-%m-%d}") == ["published_on"]


async def test_without_a_day_it_appeared_when_it_was_pushed(media: Door) -> None:
    assert (await media.post(published(published_on=""))).status == 201

    sent_at = media.inbox.messages[0].sent_at
    assert abs(datetime.now(UTC) - sent_at) < timedelta(minutes=1)


async def test_what_appeared_today_is_not_sent_in_the_future(media: Door) -> None:
    today = datetime.now(UTC) + timedelta(hours=8)
    assert (await media.post(published(published_on=f"{today:%Y-%m-%d}"))).status == 201

    assert media.inbox.messages[0].sent_at <= datetime.now(UTC)


async def test_nobody_is_named_and_nobody_can_be_answered(media: Door) -> None:
    assert (await media.post(published())).status == 201

    [message] = media.inbox.messages
    assert (message.sender, message.person.name, message.person.phone) == ("", "", "")
