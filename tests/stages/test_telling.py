"""What citizens are told through doors that can send: once, with their link, whatever fails."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import cast

import pytest

from channels.base import Away, Channel, Gone, Refused, TryAgain
from channels.message import Receipt
from gateway.app import Gateway
from gateway.history import Event
from gateway.stages.announcing import LINK
from gateway.stages.feedback import RETRIES, fitted
from gateway.stages.retrying import LEASE
from gateway.store import history
from gateway.tickets import Return
from tests.house import PATIENCE
from tests.stages.pigeons import Coop, Pigeon, QuickPigeon, ShortPigeon
from tests.values import LAMP, WATER, Clock, a_supervisor

MARK = LINK["zh"]


@pytest.fixture
async def coop(still: Gateway, clock: Clock) -> Coop:
    return Coop(still, clock, Pigeon(still.parts.http))


def link_of(coop: Coop, receipt: Receipt) -> str:
    return coop.gateway.parts.full_link(receipt.number)


async def test_the_receipt_follows_where_the_door_could_not_say_it(coop: Coop) -> None:
    receipt = await coop.filed()
    sent = await coop.told()

    assert [recipient for recipient, _ in sent] == ["bird-1"]
    assert link_of(coop, receipt) in sent[0][1]
    assert "收到" in sent[0][1]


async def test_no_receipt_follows_where_it_was_said_at_once(coop: Coop) -> None:
    coop.move_in(QuickPigeon(coop.gateway.parts.http))
    receipt = await coop.filed()

    assert await coop.told() == []
    assert await coop.notices(receipt) == []


async def test_every_step_is_told_once_and_with_the_link(coop: Coop) -> None:
    receipt = await coop.filed()
    await coop.told()
    await coop.life.dispatched(receipt)
    await coop.told()
    await coop.life.answered(receipt, "路灯已经修好。")
    for _ in range(3):
        sent = await coop.told()

    assert [notice.about for notice in await coop.notices(receipt)] == [
        "receipt",
        "dispatched",
        "result",
    ]
    assert len(sent) == 3
    assert all(link_of(coop, receipt) in text for _, text in sent)
    assert "西宁市城市管理局" in sent[1][1]
    assert "路灯已经修好。" in sent[2][1]


async def test_danger_is_answered_at_once_with_numbers_to_call(coop: Coop) -> None:
    receipt = await coop.filed("楼道里有很浓的煤气味，像是燃气泄漏，快来人！")
    sent = await coop.told()

    assert any("119" in text for _, text in sent)
    assert (await coop.notice(receipt, "receipt_emergency")).state == "told"


async def test_who_is_merged_is_told_how_many_they_are(coop: Coop) -> None:
    one = await coop.filed(WATER)
    other = await coop.filed("我们院也停水了。", sender="bird-2")
    await coop.life.merged(other, into=one)
    sent = await coop.told()

    assert (await coop.notice(other, "merged")).state == "told"
    assert [text for _, text in sent if "已有 2 位" in text and link_of(coop, other) in text]
    assert [notice.about for notice in await coop.notices(one)] == ["receipt"]


async def test_nobody_is_told_of_others_when_he_merges_with_himself(coop: Coop) -> None:
    one, other = await coop.filed(WATER), await coop.filed(LAMP)
    await coop.life.merged(other, into=one)

    assert [notice.about for notice in await coop.notices(other)] == ["receipt"]


async def test_a_ticket_dispatched_twice_in_a_round_is_told_once(coop: Coop) -> None:
    receipt = await coop.filed()
    await coop.life.dispatched(receipt)
    ticket = await coop.life.ticket(receipt)

    await coop.gateway.units.give_back(
        ticket.id, None, ticket.lead, "unit:clerk", Return(ticket.lead, "不是我们的灯")
    )
    ticket = await coop.life.ticket(receipt)
    await coop.gateway.desk.decide_return(
        ticket.id, ticket.version, a_supervisor(), accepted=True, reason="同意"
    )
    await coop.life.dispatched(receipt, lead="xn-zj")
    await coop.told()

    assert (await coop.life.ticket(receipt)).dispatches == 2
    assert [n.about for n in await coop.notices(receipt)] == ["receipt", "dispatched"]


async def test_the_noted_words_hold_no_key(coop: Coop) -> None:
    receipt = await coop.filed()
    await coop.life.dispatched(receipt)
    await coop.life.answered(receipt)
    key = receipt.link.rpartition("/")[2]

    noted = await coop.notices(receipt)

    assert len(noted) == 3
    assert all(MARK in notice.words and key not in notice.words for notice in noted)


async def test_what_a_door_cannot_send_stands_on_the_page(coop: Coop) -> None:
    silent = await coop.life.filed()
    nameless = await coop.filed(WATER, sender="")
    await coop.life.dispatched(silent)
    await coop.told()

    assert (await coop.notice(silent, "dispatched")).state == "page"
    assert (await coop.notice(nameless, "receipt")).state == "page"
    assert coop.pigeon.sent == []


async def test_tries_again_later_and_tells_once(coop: Coop) -> None:
    coop.pigeon.moods.extend([TryAgain("429"), TryAgain("503")])
    receipt = await coop.filed()
    for _ in range(3):
        await coop.told()
        coop.clock.ahead(timedelta(hours=1))
    await coop.told()
    notice = await coop.notice(receipt, "receipt")

    assert (notice.state, notice.attempts) == ("told", 3)
    assert len(coop.pigeon.sent) == 1


@pytest.mark.parametrize(
    ("mood", "noted"),
    [(Away("not read yet"), ""), (Gone("not read in time"), ""), (TryAgain("503"), "send: 503")],
)
async def test_whoever_is_away_is_no_failure_of_the_door(
    coop: Coop, mood: Exception, noted: str
) -> None:
    coop.pigeon.moods.append(mood)
    await coop.filed()
    await coop.told()

    assert coop.gateway.parts.keeper.failures.get("pigeon", "") == noted


async def test_is_not_tried_before_its_time(coop: Coop) -> None:
    coop.pigeon.moods.append(TryAgain("503"))
    receipt = await coop.filed()
    await coop.told()
    await coop.gateway.walk((await coop.notice(receipt, "receipt")).item)

    assert coop.pigeon.sent == []


@pytest.mark.parametrize(
    ("moods", "attempts"),
    [([Refused("403")], 1), ([TryAgain("503")] * (RETRIES.tries + 3), RETRIES.tries)],
    ids=["refused", "never works"],
)
async def test_gives_up_where_staff_can_see_it(
    coop: Coop, moods: list[Exception], attempts: int
) -> None:
    coop.pigeon.moods.extend(moods)
    receipt = await coop.filed()
    for _ in range(RETRIES.tries + 3):
        await coop.told()
        coop.clock.ahead(timedelta(hours=5))
    notice = await coop.notice(receipt, "receipt")
    report = await coop.life.report(receipt)
    lines = await coop.gateway.parts.database.read(history.of_subject, report.id)

    assert (notice.state, notice.attempts) == ("failed", attempts)
    assert coop.pigeon.sent == []
    assert [line.event for line in lines].count(Event.NOTED) == 1
    rebuilt = await coop.gateway.parts.database.read(history.rebuild)
    assert rebuilt["report", report.id].status == report.status.value


async def test_two_lanes_with_one_notice_tell_once(coop: Coop) -> None:
    coop.pigeon.slow.clear()
    receipt = await coop.filed()
    item = (await coop.notice(receipt, "receipt")).item
    lanes = [asyncio.create_task(coop.gateway.walk(item)) for _ in range(4)]
    await asyncio.wait_for(coop.pigeon.asked.wait(), PATIENCE)
    await asyncio.wait(lanes, timeout=0.3)  # for the others
    coop.pigeon.slow.set()
    await asyncio.gather(*lanes)

    assert len(coop.pigeon.sent) == 1


async def test_a_sending_that_died_is_begun_again(coop: Coop) -> None:
    coop.pigeon.slow.clear()
    receipt = await coop.filed()
    item = (await coop.notice(receipt, "receipt")).item
    died = asyncio.create_task(coop.gateway.walk(item))
    await asyncio.wait_for(coop.pigeon.asked.wait(), PATIENCE)
    died.cancel()
    coop.pigeon.slow.set()

    at_once = list(await coop.told())
    coop.clock.ahead(LEASE)
    later = await coop.told()

    assert at_once == []
    assert len(later) == 1


async def test_a_door_that_was_closed_since_is_no_failure(coop: Coop) -> None:
    receipt = await coop.filed()
    del cast(dict[str, Channel], coop.gateway.parts.doors.by_name)["pigeon"]
    await coop.told()

    assert (await coop.notice(receipt, "receipt")).state == "page"


async def test_a_short_door_keeps_the_link_whole(coop: Coop) -> None:
    coop.move_in(ShortPigeon(coop.gateway.parts.http))
    receipt = await coop.filed()
    await coop.life.dispatched(receipt)
    await coop.life.answered(receipt, "长长的答复，" * 200)
    sent = await coop.told()

    assert len(sent) == 3
    for _, text in sent:
        assert len(text) <= 120
        assert text.endswith(link_of(coop, receipt)) or link_of(coop, receipt) in text


@pytest.mark.parametrize(
    ("longest", "expected"),
    [
        (None, "看这里：LINK 谢谢"),
        (14, "看这里：LINK 谢谢"),
        (10, "看这里：… LINK"),
        (5, "看这里：…"),
    ],
)
def test_what_is_too_long_ends_early_but_not_the_link(longest: int | None, expected: str) -> None:
    assert fitted(f"看这里：{MARK} 谢谢", MARK, "LINK", longest) == expected


async def test_english_reports_are_told_in_english(coop: Coop) -> None:
    receipt = await coop.filed("The street light at the gate is broken.", language="en")
    await coop.life.dispatched(receipt)
    sent = await coop.told()

    assert "Xining Urban Management Bureau" in sent[-1][1]
    assert LINK["en"] not in sent[-1][1]
    assert link_of(coop, receipt) in sent[-1][1]


async def test_a_notice_says_when_it_was_told_and_not_when_it_would_be_tried_again(
    coop: Coop, clock: Clock
) -> None:
    receipt = await coop.filed()
    await coop.told()

    (notice,) = await coop.notices(receipt)
    assert notice.next_at <= clock()
