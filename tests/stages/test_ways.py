"""Who cannot be told by his own door is told by the next way he left, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from channels.base import Refused, TryAgain
from channels.message import Receipt
from gateway.app import Gateway
from gateway.stages.feedback import RETRIES
from tests.stages.pigeons import Coop, Pigeon, TextPigeon
from tests.values import Clock

PHONE = "139 0000 0000"
_LONG = timedelta(hours=2)


@pytest.fixture
async def text(still: Gateway) -> TextPigeon:
    return TextPigeon(still.parts.http)


@pytest.fixture
async def coop(still: Gateway, clock: Clock, text: TextPigeon) -> Coop:
    coop = Coop(still, clock, Pigeon(still.parts.http))
    coop.move_in_beside(text)
    return coop


async def everything_but_the_result(coop: Coop, receipt: Receipt) -> None:
    await coop.told()
    await coop.life.dispatched(receipt)
    await coop.told()


def results(sent: list[tuple[str, str]]) -> list[str]:
    return [recipient for recipient, words in sent if "路灯已经修好" in words]


async def test_the_result_goes_by_phone_when_his_own_door_refuses(
    coop: Coop, text: TextPigeon
) -> None:
    receipt = await coop.filed(phone=PHONE)
    await everything_but_the_result(coop, receipt)
    coop.pigeon.moods.append(Refused("48 hours are over"))
    await coop.life.answered(receipt)
    await coop.told()

    assert results(text.sent) == ["13900000000"]
    assert (await coop.notice(receipt, "result")).state == "told"


async def test_the_next_way_is_not_taken_while_its_door_is_shut(
    coop: Coop, text: TextPigeon
) -> None:
    keeper = coop.gateway.parts.keeper
    receipt = await coop.filed(phone=PHONE)
    await everything_but_the_result(coop, receipt)
    await keeper.decide(text.door, open_=False, by="user:wang")
    coop.pigeon.moods.extend(Refused("48 hours are over") for _ in range(2))
    await coop.life.answered(receipt)

    await coop.told()
    while_shut = list(text.sent)
    await keeper.decide(text.door, open_=True, by="user:wang")
    coop.clock.ahead(_LONG)
    await coop.told()

    assert results(while_shut) == []
    assert results(text.sent) == ["13900000000"]


async def test_whoever_was_told_by_his_own_door_gets_no_text_message(
    coop: Coop, text: TextPigeon
) -> None:
    await coop.life.through(channel="pigeon", sender="bird-1", phone=PHONE)
    sent = await coop.told()

    assert results(sent) == ["bird-1"]
    assert text.sent == []


async def test_a_door_that_stays_down_gives_way_at_the_last_try(
    coop: Coop, text: TextPigeon
) -> None:
    receipt = await coop.filed(phone=PHONE)
    await everything_but_the_result(coop, receipt)
    coop.pigeon.moods.extend(TryAgain("503") for _ in range(RETRIES.tries))
    await coop.life.answered(receipt)
    for _ in range(RETRIES.tries):
        coop.clock.ahead(_LONG)
        await coop.told()

    assert results(text.sent) == ["13900000000"]
    assert results(coop.pigeon.sent) == []


async def test_whoever_left_only_his_phone_hears_the_result_and_not_every_step(
    coop: Coop, text: TextPigeon
) -> None:
    receipt = await coop.life.through(phone=PHONE)
    await coop.told()

    assert results(text.sent) == ["13900000000"]
    assert len(text.sent) == 1
    assert (await coop.notice(receipt, "dispatched")).state == "page"


async def test_a_phone_number_left_on_the_way_counts(coop: Coop, text: TextPigeon) -> None:
    receipt = await coop.filed(thread="chat")
    await coop.filed("我的电话在这里。", thread="chat", phone=PHONE)
    await everything_but_the_result(coop, receipt)
    coop.pigeon.moods.append(Refused("he is away"))
    await coop.life.answered(receipt)
    await coop.told()

    assert results(text.sent) == ["13900000000"]


async def test_a_notice_waits_while_its_door_is_shut(coop: Coop) -> None:
    await coop.gateway.parts.keeper.decide("pigeon", open_=False, by="user:wang")
    receipt = await coop.filed()
    assert await coop.told() == []

    await coop.gateway.parts.keeper.decide("pigeon", open_=True, by="user:wang")
    await coop.told()

    assert (await coop.notice(receipt, "receipt")).state == "told"
    assert (await coop.notice(receipt, "receipt")).attempts == 1
