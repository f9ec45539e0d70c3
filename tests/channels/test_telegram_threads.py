"""Which Telegram messages become one report: albums, edits, and what is sent without words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from channels.telegram import TelegramChannel
from tests.channels.doors import Door, opened
from tests.channels.specimens.telegram import DATE, SPECIMEN, person, private, told, update

PLACE = {"latitude": 36.62, "longitude": 101.78}


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with opened(TelegramChannel, SPECIMEN) as door:
        yield door


async def sent(door: Door, number: int, kind: str = "message", **content: Any) -> str:
    """The thread in which message `number` was kept."""
    answer = await door.push(told(update(kind, message_id=number, **content)))
    assert answer.status == 200
    return door.inbox.messages[-1].thread


def photo(reference: str) -> list[dict[str, object]]:
    return [{"file_id": reference, "file_unique_id": reference, "width": 9, "height": 9}]


async def test_words_are_each_a_matter_of_their_own(door: Door) -> None:
    assert await sent(door, 1, text="路灯不亮") != await sent(door, 2, text="井盖丢了")


async def test_a_photo_and_a_place_without_words_belong_to_the_words_before(door: Door) -> None:
    words = await sent(door, 1, text="路灯不亮")

    assert await sent(door, 2, photo=photo("a")) == words
    assert await sent(door, 3, location=PLACE) == words


async def test_words_belong_to_the_photo_sent_just_before(door: Door) -> None:
    picture = await sent(door, 1, photo=photo("a"))

    assert await sent(door, 2, text="这里的护栏断了") == picture
    assert await sent(door, 3, text="另外，公交站牌也歪了") != picture


async def test_another_citizens_words_are_none_of_it(door: Door) -> None:
    words = await sent(door, 1, text="路灯不亮")

    other = await sent(door, 2, photo=photo("a"), sender=person(5550002), chat=private(5550002))

    assert other != words


async def test_an_album_stays_together_even_when_only_one_picture_has_words(door: Door) -> None:
    words = await sent(door, 1, text="路灯不亮")

    first = await sent(door, 2, photo=photo("a"), media_group_id="9")
    second = await sent(door, 3, photo=photo("b"), media_group_id="9", caption="还有这里")

    assert first == second == words


async def test_an_edited_caption_stays_with_the_words_its_photo_joined(door: Door) -> None:
    words = await sent(door, 1, text="路灯不亮")
    await sent(door, 2, photo=photo("a"))

    edit = await sent(
        door, 2, "edited_message", photo=photo("a"), caption="就是这盏", edit_date=DATE + 9
    )

    assert edit == words


async def test_an_answer_to_ones_own_photo_goes_where_that_went(door: Door) -> None:
    words = await sent(door, 1, text="路灯不亮")
    await sent(door, 2, photo=photo("a"))
    await sent(door, 3, text="井盖丢了")
    earlier = {"message_id": 2, "date": DATE, "chat": private(), "from": person()}

    assert await sent(door, 4, text="是左边这盏", reply_to_message=earlier) == words


async def test_words_delivered_again_go_where_they_went_before(door: Door) -> None:
    picture = await sent(door, 1, photo=photo("a"))
    await sent(door, 2, text="这里的护栏断了")

    assert await sent(door, 2, text="这里的护栏断了") == picture


async def test_a_message_read_again_keeps_its_thread(door: Door) -> None:
    words = await sent(door, 1, text="路灯不亮")
    await sent(door, 2, photo=photo("a"))
    kept = door.inbox.messages[-1]
    assert kept.raw is not None

    (again,) = door.channel.again(kept.raw)

    assert again == kept
    assert again.thread == words
