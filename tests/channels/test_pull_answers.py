"""What the pull door sends to a partner: signed requests, and how his items stand."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer

from channels.base import NotSupported, Refused, TryAgain
from channels.http import Rejected
from channels.message import Attachment, Reply
from channels.pull import PullChannel
from channels.signature import KEY, SIGNATURE, claimed, prove
from tests.channels.doors import Door, opened
from tests.channels.far_side import Asked, FakeProvider
from tests.channels.pulling import SPECIMEN, a_round, item, lay_out, with_settings
from tests.channels.specimens.pull import SETTINGS, TOKEN, page

SECRET = "a-secret-shared-with-the-evening-paper"
WORDS = Reply("您反映的人行道塌陷已派单。")


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with opened(PullChannel, SPECIMEN) as door:
        yield door


def key_of(asked: Asked) -> str:
    return asked.headers["Idempotency-Key"]


async def test_writes_back_under_the_partner_s_own_names(door: Door) -> None:
    await door.channel.send("40711", WORDS)

    (asked,) = door.provider.asked
    assert (asked.method, asked.path) == ("POST", "/clues/40711/progress")
    assert json.loads(asked.body) == {"clue": "40711", "words": WORDS.text}
    assert asked.headers["Authorization"] == TOKEN
    assert asked.headers["Content-Type"] == "application/json"


async def test_the_same_words_about_the_same_item_carry_the_same_key(door: Door) -> None:
    door.provider.answers["/clues/40712/progress"] = {}
    await door.channel.send("40711", WORDS)
    await door.channel.send("40711", WORDS)
    await door.channel.send("40711", Reply("已办结。"))
    await door.channel.send("40712", WORDS)

    first, second, third, fourth = map(key_of, door.provider.asked)
    assert first == second
    assert len({first, third, fourth}) == 3


async def test_an_id_that_is_no_word_stays_one_part_of_the_address(door: Door) -> None:
    with pytest.raises(Refused):
        await door.channel.send("../admin?x=1", WORDS)

    (asked,) = door.provider.asked
    assert asked.target == "/clues/..%2Fadmin%3Fx%3D1/progress"


async def test_what_the_partner_has_already_is_done(door: Door) -> None:
    door.provider.failing = 409

    await door.channel.send("40711", WORDS)

    assert len(door.provider.asked) == 1


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, TryAgain), (408, TryAgain), (500, TryAgain), (302, Refused), (404, Refused)],
)
async def test_tells_what_will_pass_from_what_will_not(
    door: Door, status: int, error: type[Exception]
) -> None:
    door.provider.failing = status

    with pytest.raises(error):
        await door.channel.send("40711", WORDS)


async def test_claims_no_way_back_where_there_is_none() -> None:
    async with opened(PullChannel, with_settings(status=None)) as door:
        assert not door.channel.abilities.reply_later
        with pytest.raises(NotSupported):
            await door.channel.send("40711", WORDS)


async def test_signs_every_request_when_the_partner_wants_it() -> None:
    signed = with_settings(headers={}, key="duokou", secret=SECRET)
    async with opened(PullChannel, signed) as door:
        lay_out(door, {"": page(item(1), following="乙"), "乙": page()})
        await a_round(door)
        await door.channel.send("40711", WORDS)
        await door.channel.download(Attachment("image", f"{door.far}/photos/pit.jpg"))

    assert len(door.provider.asked) == 4
    for asked in door.provider.asked:
        claim = claimed(asked.headers, time.time())
        if not claim.key:
            with pytest.raises(Rejected) as caught:  # 400: no key, but the signature is right
                prove(claim, SECRET, asked.method, asked.target, asked.body)
            assert caught.value.status == 400
        else:
            prove(claim, SECRET, asked.method, asked.target, asked.body)


async def test_another_host_is_not_shown_the_key_to_the_partners_interface() -> None:
    pictures = FakeProvider({"/pit.jpg": b"a pit"})
    async with TestServer(pictures.app()) as elsewhere:
        place = str(elsewhere.make_url("/"))
        both = with_settings(key="duokou", secret=SECRET, media=[place])
        async with opened(PullChannel, both) as door:
            content = await door.channel.download(Attachment("image", f"{place}pit.jpg"))

    assert content == b"a pit"
    named = {name.lower() for name in pictures.asked[0].headers}
    assert not named & {"authorization", KEY.lower(), SIGNATURE.lower()}


async def test_shows_at_the_desk_how_far_it_has_read(door: Door) -> None:
    before = await door.channel.gauges()
    lay_out(door, {"": page(item(1))})
    await a_round(door)

    (gauge,) = await door.channel.gauges()
    assert list(before) == []
    assert gauge.value == "2026-03-05 20:01"


def test_the_settings_of_the_specimen_hold_no_secret_in_the_open() -> None:
    assert TOKEN in str(SETTINGS)
    assert TOKEN not in repr(PullChannel.Settings.model_validate(_whole()))


def _whole() -> dict[str, object]:
    return {**SETTINGS, "url": "https://paper.example.cn/clues", "media": [], "status": None}
