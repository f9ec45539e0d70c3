"""Events at the WeChat door: a friendly word once, a window opened, never a report."""

from __future__ import annotations

import pytest

from channels.wechat import WechatChannel
from tests.channels.doors import Door
from tests.channels.specimens.wechat import CITIZEN, happened, opened, said, sealed, xml


async def answer(door: Door, fields: dict[str, str | int]) -> str:
    status, text = await door.submit(sealed(xml(fields)))
    assert status == 200
    return opened(text)


async def left(door: Door) -> int:
    """Messages that may be sent to him now."""
    assert isinstance(door.channel, WechatChannel)
    grant = await door.channel.contacts.take(CITIZEN, 9)
    return grant.count if grant.known else -1


@pytest.mark.parametrize("event", ["subscribe", "SCAN"])
async def test_greets_in_both_languages(door: Door, event: str) -> None:
    words = await answer(door, happened(event, EventKey="qrscene_7", Ticket="t"))

    assert "12345" in words
    assert "Write down what happened" in words
    assert not door.inbox.messages


async def test_greets_once_however_often_the_event_comes(door: Door) -> None:
    event = happened("subscribe")

    assert "12345" in await answer(door, event)
    assert await answer(door, event) == "success"


async def test_events_of_one_second_are_told_apart_by_kind_and_key(noticing: Door) -> None:
    first = happened("CLICK", EventKey="HOW")
    same_second = {**first, "EventKey": "WHERE"}

    assert await answer(noticing, first) == "打电话或发照片都行。"
    assert "12345" in await answer(noticing, same_second)


@pytest.mark.parametrize("event", ["VIEW", "LOCATION", "pic_sysphoto", "location_select", "what"])
async def test_says_nothing_to_what_asks_for_nothing(door: Door, event: str) -> None:
    assert await answer(door, happened(event, EventKey="x")) == "success"
    assert not door.inbox.messages


async def test_writes_nothing_down_for_a_position_that_comes_every_five_seconds(
    door: Door,
) -> None:
    await answer(door, happened("LOCATION", Latitude="36.6", Longitude="101.7", Precision="10"))

    assert not door.ports.shelf.standing  # type: ignore[attr-defined]


async def test_an_action_opens_a_short_window_and_a_message_a_long_one(door: Door) -> None:
    await answer(door, happened("CLICK", EventKey="HOW"))
    assert await left(door) == 3

    fresh = happened("x") | said("text", 7, Content="路灯坏了")
    fresh["CreateTime"] = happened("x")["CreateTime"]
    await answer(door, fresh)
    assert await left(door) == 5


async def test_whoever_leaves_can_no_longer_be_written_to(door: Door) -> None:
    await answer(door, happened("subscribe"))

    assert await answer(door, happened("unsubscribe")) == "success"
    assert await left(door) == 0


async def test_counts_template_messages_that_did_not_arrive(door: Door) -> None:
    for number, status in enumerate(("success", "failed:user block", "failed: system failed")):
        await answer(door, happened("TEMPLATESENDJOBFINISH", MsgID=number, Status=status))

    shown = [gauge.value for gauge in await door.channel.gauges() if "Template" in gauge.en]
    assert [value.split()[0] for value in shown] == ["2"]


async def test_an_event_is_not_read_again(door: Door) -> None:
    raw = door.channel.raw(xml(happened("subscribe")), at="2026-03-05T20:00:00+08:00", thread="")

    assert list(door.channel.again(raw)) == []
