"""Conversations as their doors allow them: windows, shut doors, lengths, and a citizen at two."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from channels.message import InboundMessage
from gateway.app import Gateway
from gateway.settings import Settings
from tests.channels.far_side import FakeProvider
from tests.channels.specimens import wechat
from tests.chatting import BIN, CALL, Arrive, Bot, Citizen
from tests.house import walk_on
from tests.values import Clock, a_user
from tests.web.browsing import Reader

ME = a_user("xiaoma")
WECHAT_TAKES = timedelta(hours=48)  # after a citizen's message


@dataclass
class WechatCitizen(Citizen):
    def message(self, text: str, **fields: Any) -> InboundMessage:
        return super().message(text, **{"channel": "wechat", **fields})


@pytest.fixture
async def account() -> AsyncIterator[Bot]:
    """Like `bot`, for an official account of WeChat."""
    far = FakeProvider(dict(wechat.SPECIMEN.answers))
    async with TestServer(far.app()) as server:
        yield far, dict(wechat.SPECIMEN.at(str(server.make_url("")).rstrip("/")).settings)


@pytest.fixture
def settings(settings: Settings, account: Bot) -> Settings:
    channels = {**settings.channels, "wechat": account[1]}
    return settings.model_copy(update={"channels": channels})


@pytest.fixture
def citizen(arrive: Arrive) -> Citizen:
    """Who has said nothing yet."""
    return arrive()


@pytest.fixture
def follower(still: Gateway, account: Bot) -> WechatCitizen:
    return WechatCitizen(still, account[0])


async def taken(citizen: Citizen) -> str:
    """The address of his talk, which has been taken."""
    await citizen.gateway.attend.take(citizen.talk_id, ME)
    await walk_on(citizen.gateway)
    return f"/desk/chats/{citizen.talk_id}"


async def test_warns_that_the_platform_takes_no_more_replies_after_so_long(
    operator: Reader, follower: WechatCitizen, clock: Clock
) -> None:
    await follower.says(CALL)
    path = await taken(follower)
    in_time = await operator.get(path)
    clock.ahead(WECHAT_TAKES)

    late = await operator.get(path)
    english = await operator.get(f"{path}?lang=en")

    assert "这个平台只收" not in in_time.words
    assert "这个平台只收市民说话后 2 天内的回复" in late.words
    assert "takes replies only within 2 d" in english.words


async def test_warns_that_the_replies_to_one_message_are_used_up(
    operator: Reader, follower: WechatCitizen, still: Gateway
) -> None:
    await follower.says(CALL)
    path = await taken(follower)
    for place in range(3):
        await still.attend.say(follower.talk_id, f"第 {place} 句", ME)
    await walk_on(still)

    page = await operator.get(path)

    assert "只收 5 条回复，已经用完" in page.words


async def test_says_that_a_shut_door_sends_later(
    operator: Reader, citizen: Citizen, still: Gateway
) -> None:
    await citizen.says(CALL)
    path = await taken(citizen)
    await still.parts.keeper.decide("telegram", open_=False, by="user:laozhao")
    await still.attend.say(citizen.talk_id, "您好", ME)
    await walk_on(still)

    page = await operator.get(path)

    assert "这个渠道已关闭" in page.words
    assert "等待发送" in page.words


async def test_refuses_what_the_door_would_cut_off(
    operator: Reader, follower: WechatCitizen
) -> None:
    await follower.says(CALL)
    page = await operator.get(await taken(follower))

    refused = await operator.send(page, "/say", words="长" * 1801)

    assert 'maxlength="1800"' in page.text
    assert refused.status == 422
    assert "最多 1800 个字" in refused.words


async def test_shows_the_talk_that_the_citizen_began_elsewhere(
    operator: Reader, citizen: Citizen, follower: WechatCitizen
) -> None:
    await citizen.says(BIN)
    await citizen.says("换个渠道")
    code = citizen.heard()[-1].partition("「继续 ")[2][:8]
    await follower.says(f"继续 {code}")

    page = await operator.get(f"/desk/chats/{follower.talk_id}")

    (report,) = [one for one in await citizen.messages() if one.report_id]
    assert f"/desk/chats/{citizen.talk_id}" in page.text
    assert f"#r-{report.number}" in page.text
    assert code not in page.text
