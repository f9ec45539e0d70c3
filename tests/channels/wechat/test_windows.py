"""How much may be sent to a citizen, and until when."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import pytest

from channels.base import Refused, TryAgain
from channels.message import Reply
from channels.wechat.contacts import Contacts
from tests.channels.doors import Door
from tests.channels.ports import MemoryShelf
from tests.channels.specimens.wechat import (
    CITIZEN,
    happened,
    said,
    sealed,
    xml,
)
from tests.channels.wechat.platform import (
    OK,
    TEMPLATE,
    left,
    posted,
    refusing,
    wrote_now,
)

LINK = "https://12345.example.gov.cn/r/ZZ260301000001A/abcdef"


async def test_sends_five_messages_in_the_window_and_no_more(door: Door) -> None:
    await wrote_now(door)
    for number in range(5):
        await door.channel.send(CITIZEN, Reply(f"第 {number} 次"))

    with pytest.raises(Refused):
        await door.channel.send(CITIZEN, Reply("第六次"))

    assert len(posted(door)) == 5


async def test_five_at_the_same_time_are_five(door: Door) -> None:
    await wrote_now(door)

    results = await asyncio.gather(
        *(door.channel.send(CITIZEN, Reply(f"第 {n} 次")) for n in range(9)),
        return_exceptions=True,
    )

    assert len(posted(door)) == 5
    assert sum(isinstance(result, Refused) for result in results) == 4


async def test_another_message_of_his_opens_the_window_afresh(door: Door) -> None:
    await wrote_now(door)
    for number in range(5):
        await door.channel.send(CITIZEN, Reply(f"第 {number} 次"))
    later = {"CreateTime": int(time.time()) + 1}
    await door.post(sealed(xml(said("text", 8, Content="还有一件事") | later)))

    await door.channel.send(CITIZEN, Reply("好的"))

    assert len(posted(door)) == 6


async def test_a_repeated_push_does_not_give_the_count_back(door: Door) -> None:
    now = {"CreateTime": int(time.time())}
    sent = xml(said("text", 7, Content="路灯坏了") | now)
    await door.post(sealed(sent))
    for number in range(5):
        await door.channel.send(CITIZEN, Reply(f"第 {number} 次"))
    await door.post(sealed(sent))

    with pytest.raises(Refused):
        await door.channel.send(CITIZEN, Reply("第六次"))


async def test_a_window_the_platform_closed_is_not_tried_again(noticing: Door) -> None:
    refusing(noticing, 45015)
    noticing.provider.answers[TEMPLATE] = OK
    await noticing.channel.send(CITIZEN, Reply("第一次"))

    await noticing.channel.send(CITIZEN, Reply("第二次"))

    assert len(posted(noticing)) == 1
    assert len(posted(noticing, TEMPLATE)) == 2


async def test_long_words_are_shortened_to_what_the_window_hasleft(door: Door) -> None:
    await wrote_now(door)
    for number in range(4):
        await door.channel.send(CITIZEN, Reply(f"第 {number} 次"))

    await door.channel.send(CITIZEN, Reply("市政部门已经到现场更换井盖。" * 90 + LINK))

    last = posted(door)[-1]["text"]["content"]
    assert len(posted(door)) == 5
    assert last.endswith(f"… {LINK}")


async def test_a_failure_of_the_platform_gives_the_count_back(door: Door) -> None:
    await wrote_now(door)
    refusing(door, -1)

    with pytest.raises(TryAgain):
        await door.channel.send(CITIZEN, Reply("您好"))

    assert await left(door) == 5


async def test_no_more_is_granted_than_there_is_however_many_ask_at_once() -> None:
    class Unhurried(MemoryShelf):
        async def get(self, key: str) -> str | None:
            found = await super().get(key)
            await asyncio.sleep(0)
            return found

        async def swap(
            self, key: str, old: str | None, new: str, lasts: timedelta | None = None
        ) -> bool:
            if await MemoryShelf.get(self, key) != old:
                return False
            await self.put(key, new, lasts)
            return True

    contacts = Contacts(Unhurried())
    await contacts.wrote("oA", "7", time.time(), "message")

    grants = await asyncio.gather(*(contacts.take("oA", 1) for _ in range(9)))

    assert sum(grant.count for grant in grants) == 5


async def test_a_click_opens_a_minute_for_three() -> None:
    moment = 1_772_712_000.0
    contacts = Contacts(MemoryShelf(), clock=lambda: moment)
    await contacts.acted("oA", moment)

    within = await contacts.take("oA", 9)
    moment += 59
    after = await contacts.take("oA", 9)

    assert (within.count, after.count) == (3, 0)


async def test_the_short_window_goes_first_and_the_long_one_stays() -> None:
    moment = 1_772_712_000.0
    contacts = Contacts(MemoryShelf(), clock=lambda: moment)
    await contacts.wrote("oA", "7", moment, "message")
    await contacts.acted("oA", moment)

    assert (await contacts.take("oA", 1)).scene == "action"
    moment += 60
    assert (await contacts.take("oA", 9)).count == 5
    moment += 48 * 3600
    assert (await contacts.take("oA", 9)).count == 0


async def test_an_answer_from_our_menu_opens_the_short_window(door: Door) -> None:
    now = {"CreateTime": happened("x")["CreateTime"], "bizmsgmenuid": 1}

    await door.post(sealed(xml(said("text", 7, Content="满意") | now)))

    assert await left(door) == 3
    assert [message.text for message in door.inbox.messages] == ["满意"]
