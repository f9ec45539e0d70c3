"""Whatever a citizen says, in whatever order: in the end nothing of it is left under way."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from gateway.app import Gateway
from gateway.conversation.talk import Draft, State
from gateway.reports import MessageStatus
from gateway.settings import Settings
from tests.channels.far_side import FakeProvider
from tests.chatting import BIN, CALL, Citizen, later, telegram
from tests.laws import broken_laws
from tests.values import LAMP, NOISE, WATER, Clock

SHORT = """
    路灯坏了 五四大街12号 昨天晚上 13900000001 139000 查进度 撤回 是 不 2 补充 补充：在桥头 上一步
    算了
    另一件事 换个渠道 继续abcd2345 你好 谢谢 别问了，快来人 你们这帮废物 哈哈 XN1234567890
    居住证在哪里办？ 法院判得不公 help"""
SAYS = (BIN, LAMP, NOISE, WATER, CALL, "1. 路灯坏了\n2. 井盖碎了", *SHORT.split())
ASKS = ("ask_what", "ask_where", "ask_which", "ask_when", "ask_divide")
LONG = timedelta(minutes=31)  # longer than any question waits, and any call for a person


@pytest.fixture
async def bot() -> AsyncIterator[tuple[FakeProvider, dict[str, Any]]]:
    async with telegram() as opened:
        yield opened


@pytest.fixture
def settings(settings: Settings, bot: tuple[FakeProvider, dict[str, Any]]) -> Settings:
    return settings.model_copy(update={"channels": {"telegram": bot[1]}})


@pytest.mark.parametrize("seed", range(12))
async def test_any_talk_ends_with_an_empty_draft_and_an_outcome_of_each_message(
    still: Gateway, bot: tuple[FakeProvider, dict[str, Any]], clock: Clock, seed: int
) -> None:
    chance = random.Random(seed)
    citizen = Citizen(still, bot[0])

    for said in chance.choices(SAYS, k=8):
        await citizen.says(said)
        await later(still, clock, timedelta(seconds=chance.choice([3, 20, 90, 1000])))
    for _ in range(3):
        await later(still, clock, LONG)

    talk = await citizen.talk()
    assert (talk.state, talk.question, talk.draft) == (State.OPEN, None, Draft())
    open_still = {MessageStatus.KEPT, MessageStatus.DRAFTED}
    assert not open_still & {one.status for one in await citizen.messages()}
    assert await still.parts.database.read(broken_laws, at_rest=True) == []
    assert {line.state for line in await citizen.lines()} == {"told"}


@pytest.mark.parametrize("seed", range(4))
async def test_who_answers_every_question_with_something_else_is_asked_three_at_most(
    still: Gateway, bot: tuple[FakeProvider, dict[str, Any]], clock: Clock, seed: int
) -> None:
    chance = random.Random(seed)
    citizen = Citizen(still, bot[0])

    await citizen.says("路灯坏了")
    for said in chance.choices(["不知道", "随便", "你猜", "天气不错啊", "哈哈哈", "那个什么"], k=6):
        await later(still, clock, timedelta(seconds=20))
        await citizen.says(said)
    await later(still, clock, LONG)

    told = [line.template for line in await citizen.lines()]
    asked = [template for template in told if template in ASKS]
    assert len(asked) <= 3
    assert len(asked) == len(set(asked))
    assert {"filed", "filed_silent"} & set(told)
