"""Pictures, voices and videos, fetched by what a message names them."""

from __future__ import annotations

import pytest

from channels.base import Refused, TryAgain
from channels.message import Attachment
from tests.channels.doors import Door
from tests.channels.specimens.wechat import (
    ACCESS_TOKEN,
    PHOTO,
)
from tests.channels.wechat.platform import (
    MEDIA,
    refusing,
)


async def test_a_video_is_fetched_from_where_it_is(door: Door) -> None:
    door.provider.answers[MEDIA] = {"video_url": f"{door.far}/videos/7.mp4"}
    door.provider.answers["/videos/7.mp4"] = b"\x00\x00\x00\x18ftypmp42"

    video = await door.channel.download(Attachment("video", "media-video"))

    assert video.endswith(b"ftypmp42")


async def test_media_that_are_gone_are_gone_for_good(door: Door) -> None:
    refusing(door, 40007, MEDIA)

    with pytest.raises(Refused):
        await door.channel.download(Attachment("image", "media-picture"))


@pytest.mark.parametrize("answer", [{"video_url": "ftp://a/b"}, {"what": 1}, b'{"a":' * 100_000])
async def test_an_answer_that_is_no_file_is_refused(door: Door, answer: object) -> None:
    door.provider.answers[MEDIA] = answer

    with pytest.raises(Refused):
        await door.channel.download(Attachment("video", "media-video"))


async def test_media_wait_for_the_calls_of_another_day(door: Door) -> None:
    refusing(door, 45009, MEDIA)

    with pytest.raises(TryAgain):
        await door.channel.download(Attachment("image", "media-picture"))


async def test_media_wait_for_a_platform_that_is_down(door: Door) -> None:
    door.provider.failing = 502

    with pytest.raises(TryAgain):
        await door.channel.download(Attachment("image", "media-picture"))


async def test_fetches_a_picture_with_the_token(door: Door) -> None:
    assert await door.channel.download(Attachment("image", "media-picture")) == PHOTO
    assert door.provider.asked[-1].query == {
        "media_id": "media-picture",
        "access_token": ACCESS_TOKEN,
    }
