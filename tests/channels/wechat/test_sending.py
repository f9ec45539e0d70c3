"""Telling a citizen later: within his window, by template after it, and never twice."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest

from channels.base import Refused, TryAgain
from channels.message import Attachment, Reply
from channels.wechat import WechatChannel
from channels.wechat.contacts import Contacts
from tests.channels.doors import Door
from tests.channels.far_side import Asked
from tests.channels.ports import MemoryShelf
from tests.channels.specimens.wechat import (
    ACCESS_TOKEN,
    APP_SECRET,
    CITIZEN,
    PHOTO,
    happened,
    said,
    sealed,
    xml,
)

SEND, TEMPLATE = "/cgi-bin/message/custom/send", "/cgi-bin/message/template/send"
TOKEN = "/cgi-bin/stable_token"
MEDIA = "/cgi-bin/media/get"
OK = {"errcode": 0, "errmsg": "ok"}
LINK = "https://12345.example.gov.cn/r/ZZ260301000001A/abcdef"
RESULT = f"您反映的井盖问题已经办结：市政部门今天换了新井盖，并检查了整条街。{LINK}"


def posted(door: Door, path: str = SEND) -> list[dict[str, Any]]:
    return [json.loads(asked.body) for asked in door.provider.asked if asked.path == path]


async def wrote_now(door: Door, number: int = 7) -> None:
    """The citizen writes; his window opens."""
    now = {"CreateTime": int(time.time())}
    await door.post(sealed(xml(said("text", number, Content="路灯坏了") | now)))


async def wrote_long_ago(door: Door) -> None:
    await door.post(sealed(xml(said("text", 7, Content="路灯坏了"))))


def refusing(door: Door, code: int, path: str = SEND) -> None:
    door.provider.answers[path] = {"errcode": code, "errmsg": f"of {ACCESS_TOKEN}"}


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


async def test_three_days_later_a_template_message_goes_out(noticing: Door) -> None:
    await wrote_long_ago(noticing)
    noticing.provider.answers[TEMPLATE] = OK

    await noticing.channel.send(CITIZEN, Reply(RESULT))

    [body] = posted(noticing, TEMPLATE)
    assert not posted(noticing)
    assert (body["touser"], body["url"]) == (CITIZEN, LINK)
    assert body["data"]["thing2"]["value"] == "您反映的井盖问题已经办结：市政部门今天…"
    assert len(body["data"]["thing2"]["value"]) <= 20
    assert len(body["client_msg_id"]) == 32


async def test_without_a_template_it_is_refused_without_asking(door: Door) -> None:
    await wrote_long_ago(door)

    with pytest.raises(Refused):
        await door.channel.send(CITIZEN, Reply(RESULT))

    assert not door.provider.asked


@pytest.mark.parametrize("code", [45015, 45047, 45009])
async def test_what_the_platform_refuses_goes_by_template(noticing: Door, code: int) -> None:
    await wrote_now(noticing)
    refusing(noticing, code)
    noticing.provider.answers[TEMPLATE] = OK

    await noticing.channel.send(CITIZEN, Reply(RESULT))

    assert len(posted(noticing, TEMPLATE)) == 1


async def test_a_window_the_platform_closed_is_not_tried_again(noticing: Door) -> None:
    refusing(noticing, 45015)
    noticing.provider.answers[TEMPLATE] = OK
    await noticing.channel.send(CITIZEN, Reply("第一次"))

    await noticing.channel.send(CITIZEN, Reply("第二次"))

    assert len(posted(noticing)) == 1
    assert len(posted(noticing, TEMPLATE)) == 2


@pytest.mark.parametrize(
    ("code", "kind"),
    [(-1, TryAgain), (45011, TryAgain), (40164, TryAgain), (43004, Refused), (45015, Refused)],
)
async def test_classifies_and_shows_the_desk_what_was_refused(
    door: Door, code: int, kind: type[Exception]
) -> None:
    refusing(door, code)

    with pytest.raises(kind) as caught:
        await door.channel.send(CITIZEN, Reply("您好"))

    shown = [gauge.value for gauge in await door.channel.gauges() if "refused" in gauge.en]
    assert shown[0].startswith(f"{code} ")
    assert ACCESS_TOKEN not in f"{caught.value}{shown}"


async def test_a_template_that_is_refused_too_is_refused(noticing: Door) -> None:
    await wrote_long_ago(noticing)
    refusing(noticing, 43101, TEMPLATE)

    with pytest.raises(Refused):
        await noticing.channel.send(CITIZEN, Reply(RESULT))


async def test_long_words_go_out_in_parts_that_fit(door: Door) -> None:
    words = "市政部门已经到现场更换井盖。" * 90

    await door.channel.send(CITIZEN, Reply(words))

    parts = [body["text"]["content"] for body in posted(door)]
    assert "".join(parts) == words
    assert len(parts) == 3
    assert all(len(part) <= 600 and len(part.encode()) <= 2048 for part in parts)


async def test_long_words_are_shortened_to_what_the_window_has_left(door: Door) -> None:
    await wrote_now(door)
    for number in range(4):
        await door.channel.send(CITIZEN, Reply(f"第 {number} 次"))

    await door.channel.send(CITIZEN, Reply("市政部门已经到现场更换井盖。" * 90 + LINK))

    last = posted(door)[-1]["text"]["content"]
    assert len(posted(door)) == 5
    assert last.endswith(f"… {LINK}")


async def test_goes_on_where_it_was_interrupted(door: Door) -> None:
    await wrote_now(door)
    words = "市政部门已经到现场更换井盖。" * 90
    calls = 0

    def fail_the_second(asked: Asked) -> None:
        nonlocal calls
        calls += asked.path == SEND
        refusing(door, -1) if calls == 2 else door.provider.answers.update({SEND: OK})

    door.provider.hears = fail_the_second
    with pytest.raises(TryAgain):
        await door.channel.send(CITIZEN, Reply(words))
    await door.channel.send(CITIZEN, Reply(words))

    parts = [body["text"]["content"] for body in posted(door)]
    assert "".join([parts[0], *parts[2:]]) == words
    assert await _left(door) == 2


async def test_the_same_words_may_be_sent_again_later(door: Door) -> None:
    for _ in range(2):
        await door.channel.send(CITIZEN, Reply("您好"))

    assert len(posted(door)) == 2


async def test_a_failure_of_the_platform_gives_the_count_back(door: Door) -> None:
    await wrote_now(door)
    refusing(door, -1)

    with pytest.raises(TryAgain):
        await door.channel.send(CITIZEN, Reply("您好"))

    assert await _left(door) == 5


async def test_a_token_that_expired_is_renewed_once_for_a_whole_batch(door: Door) -> None:
    await door.channel.send(CITIZEN, Reply("您好"))
    good = "84_the-next-token"
    door.provider.answers[TOKEN] = {"access_token": good, "expires_in": 7200}

    def judge(asked: Asked) -> None:
        fresh = asked.query.get("access_token") == good
        door.provider.answers[SEND] = OK if fresh else {"errcode": 42001}

    door.provider.hears = judge
    await asyncio.gather(*(door.channel.send(f"oA-{n}", Reply("您好")) for n in range(20)))

    assert len(posted(door, TOKEN)) == 2
    assert [body["force_refresh"] for body in posted(door, TOKEN)] == [False, False]


async def test_insists_when_the_platform_gives_the_refused_token_again(door: Door) -> None:
    await door.channel.send(CITIZEN, Reply("您好"))
    refusing(door, 40001)

    with pytest.raises(TryAgain):
        await door.channel.send(CITIZEN, Reply("您好"))

    assert [body["force_refresh"] for body in posted(door, TOKEN)] == [False, False, True]


async def test_asks_for_a_token_as_the_platform_wants_it(door: Door) -> None:
    await door.channel.send(CITIZEN, Reply("您好"))

    [body] = posted(door, TOKEN)
    assert (body["grant_type"], body["secret"]) == ("client_credential", APP_SECRET)


async def test_a_video_is_fetched_from_where_it_is(door: Door) -> None:
    door.provider.answers[MEDIA] = {"video_url": f"{door.far}/videos/7.mp4"}
    door.provider.answers["/videos/7.mp4"] = b"\x00\x00\x00\x18ftypmp42"

    video = await door.channel.download(Attachment("video", "media-video"))

    assert video.endswith(b"ftypmp42")


async def test_media_that_are_gone_are_gone_for_good(door: Door) -> None:
    refusing(door, 40007, MEDIA)

    with pytest.raises(Refused):
        await door.channel.download(Attachment("image", "media-picture"))


@pytest.mark.parametrize("answer", [{"video_url": "ftp://a/b"}, {"what": 1}])
async def test_an_answer_that_is_no_file_is_refused(door: Door, answer: object) -> None:
    door.provider.answers[MEDIA] = answer

    with pytest.raises(Refused):
        await door.channel.download(Attachment("video", "media-video"))


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


async def test_shows_the_quota_that_is_left(door: Door) -> None:
    listening = asyncio.create_task(door.channel.listen(door.inbox.deliver))
    async with asyncio.timeout(5):
        while len(posted(door, "/cgi-bin/openapi/quota/get")) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    await asyncio.sleep(0.02)
    listening.cancel()

    shown = {gauge.en: gauge.value for gauge in await door.channel.gauges()}
    assert shown["Customer messages left today"] == "499988 / 500000"
    assert shown["Access token works for (minutes)"] in ("119", "120")


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


async def _left(door: Door) -> int:
    assert isinstance(door.channel, WechatChannel)
    return (await door.channel.contacts.take(CITIZEN, 9)).count


async def test_an_answer_from_our_menu_opens_the_short_window(door: Door) -> None:
    now = {"CreateTime": happened("x")["CreateTime"], "bizmsgmenuid": 1}

    await door.post(sealed(xml(said("text", 7, Content="满意") | now)))

    assert await _left(door) == 3
    assert [message.text for message in door.inbox.messages] == ["满意"]
