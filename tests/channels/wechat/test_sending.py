"""Telling a citizen later: by message, by template after his window, and never twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from channels.base import Refused, TryAgain
from channels.message import Reply
from channels.wechat import WechatChannel
from channels.wechat.troubles import SUBSCRIPTION
from tests.channels.doors import LIMIT, Door, opened
from tests.channels.far_side import Asked
from tests.channels.specimens.wechat import (
    ACCESS_TOKEN,
    APP_SECRET,
    CITIZEN,
    SPECIMEN,
)
from tests.channels.wechat.platform import (
    OK,
    SEND,
    TEMPLATE,
    TOKEN,
    left,
    posted,
    refusing,
    wrote_long_ago,
    wrote_now,
)

LINK = "https://12345.example.gov.cn/r/ZZ260301000001A/abcdef"
RESULT = f"您反映的井盖问题已经办结：市政部门今天换了新井盖，并检查了整条街。{LINK}"


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


async def test_a_subscription_notice_goes_its_own_way() -> None:
    notice = {"kind": "subscription", "id": "template-of-results", "fields": {"thing1": "{text}"}}
    settings = {**SPECIMEN.settings, "notice": notice}
    async with opened(WechatChannel, replace(SPECIMEN, settings=settings)) as door:
        await wrote_long_ago(door)
        door.provider.answers[SUBSCRIPTION] = OK

        await door.channel.send(CITIZEN, Reply("已经办结"))

        [body] = posted(door, SUBSCRIPTION)
    assert body == {
        "touser": CITIZEN,
        "template_id": "template-of-results",
        "data": {"thing1": {"value": "已经办结"}},
    }


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
    assert await left(door) == 2


async def test_once_all_of_it_arrived_the_same_words_are_whole_again(door: Door) -> None:
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
    before = len(posted(door))
    await door.channel.send(CITIZEN, Reply(words))

    assert len(posted(door)) - before == 3


async def test_the_same_words_may_be_sent_again_later(door: Door) -> None:
    for _ in range(2):
        await door.channel.send(CITIZEN, Reply("您好"))

    assert len(posted(door)) == 2


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


async def gauges(door: Door) -> dict[str, str]:
    return {gauge.en: gauge.value for gauge in await door.channel.gauges()}


async def test_shows_the_quota_that_isleft(door: Door) -> None:
    listening = asyncio.create_task(door.channel.listen(door.inbox.deliver))
    async with asyncio.timeout(LIMIT):
        while "Customer messages left today" not in (shown := await gauges(door)):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    listening.cancel()

    assert shown["Customer messages left today"] == "499988 / 500000"
    assert shown["Access token works for (minutes)"] in ("119", "120")
