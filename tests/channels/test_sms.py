"""The SMS door at work: pushes with many messages, who wants no more, and the day's figures."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from channels.base import IdReused, Problem, Refused, Unacceptable
from channels.message import Reply
from channels.sms import SmsChannel
from tests.channels.doors import Door, opened
from tests.channels.ports import CarPark
from tests.channels.specimens.sms import PHONE, SECRET, SPECIMEN, TOKEN, UPSTREAM, pushed, wrapped

REPORT = {
    "phone_number": PHONE,
    "send_time": "2026-03-05 20:31:07",
    "report_time": "2026-03-05 20:31:09",
    "success": True,
    "err_code": "DELIVERED",
    "err_msg": "用户接收成功",
    "sms_size": "2",
    "biz_id": "900619746936498440^0",
    "out_id": "",
}
WORDS = Reply("您好，编号 SF 123 456 7890 的事有结果了。")


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with opened(SmsChannel, SPECIMEN) as door:
        yield door


def parked(door: Door) -> list[str]:
    assert isinstance(door.ports.park, CarPark)
    return [problem.code for _, problem in door.ports.park.parked]


def texts(door: Door) -> list[str]:
    return [message.text for message in door.inbox.messages]


async def figures(door: Door) -> Mapping[str, str]:
    return {gauge.en: gauge.value for gauge in await door.channel.gauges()}


async def test_answers_as_the_provider_wants_to_hear_it(door: Door) -> None:
    answer = await door.push(pushed([UPSTREAM]))

    assert answer.status == 200
    assert json.loads(answer.text)["code"] == 0


async def test_keeps_the_good_ones_of_a_push_with_bad_ones_in_it(door: Door) -> None:
    broken = [{}, 7, {**UPSTREAM, "send_time": "昨天"}, {**UPSTREAM, "phone_number": None}]
    first = {**UPSTREAM, "content": "井盖丢了", "sequence_id": "1"}
    last = {**UPSTREAM, "content": "路灯不亮", "sequence_id": "2"}

    answer = await door.push(pushed([first, *broken, last]))

    assert answer.status == 200
    assert texts(door) == ["井盖丢了", "路灯不亮"]
    assert parked(door) == ["unreadable"] * 4


@pytest.mark.parametrize(
    "why",
    [
        IdReused(),
        Unacceptable(Problem("sent_at", "in-the-future", "还没有到。", "In the future.")),
    ],
)
async def test_parks_what_the_gateway_would_not_keep_and_takes_the_next(
    door: Door, why: Unacceptable
) -> None:
    door.inbox.failure = why

    answer = await door.push(pushed([UPSTREAM, {**UPSTREAM, "sequence_id": "2"}]))

    assert answer.status == 200
    assert parked(door) == [why.problems[0].code] * 2


async def test_whoever_sent_what_is_not_taken_is_told_why_once(door: Door) -> None:
    problem = Problem("text", "no-words", "请用文字写下发生了什么。", "Please say it in words.")
    door.inbox.failure = Unacceptable(problem)

    for _ in range(2):
        await door.push(pushed([UPSTREAM]))

    (asked,) = door.provider.asked
    assert asked.query["PhoneNumbers"] == PHONE
    assert problem.zh in asked.query["TemplateParam"]


async def test_a_provider_that_is_down_does_not_hold_up_what_it_pushes(door: Door) -> None:
    door.inbox.failure = Unacceptable(Problem("text", "no-words", "请用文字写。", "In words."))
    door.provider.failing = 503

    assert (await door.push(pushed([UPSTREAM]))).status == 200


async def test_choices_are_numbered_on_one_line_and_never_cut_off(door: Door) -> None:
    question = Reply("请问具体在什么地方？" * 9, choices=("东门", "西门"))

    await door.channel.send(PHONE, question)

    said = json.loads(door.provider.asked[0].query["TemplateParam"])["words"]
    assert said.endswith("… 1. 东门 2. 西门")
    assert len(said) == 60


async def test_a_message_without_an_id_is_told_apart_by_what_it_is(door: Door) -> None:
    bare = {name: value for name, value in UPSTREAM.items() if name != "sequence_id"}

    await door.push(pushed([bare, bare, {**bare, "send_time": "2026-03-05 20:31:08"}]))

    ids = [message.external_id for message in door.inbox.messages]
    assert ids[0] == ids[1] != ids[2]
    assert len(ids[0]) == 64


async def test_a_number_is_the_same_however_the_carrier_writes_it(door: Door) -> None:
    for number, written in enumerate((PHONE, f"86{PHONE}", f"+86{PHONE}", f"0086{PHONE}")):
        sequence = {"phone_number": written, "sequence_id": number + 1}
        await door.push(pushed([{**UPSTREAM, **sequence}]))

    assert {message.sender for message in door.inbox.messages} == {PHONE}
    assert {message.person.phone for message in door.inbox.messages} == {PHONE}


@pytest.mark.parametrize("stop", ["TD", "td ", "退订", "R"])
async def test_whoever_wants_no_more_is_left_alone_until_he_writes_again(
    door: Door, stop: str
) -> None:
    await door.push(pushed([{**UPSTREAM, "content": stop}]))
    assert not door.inbox.messages
    with pytest.raises(Refused):
        await door.channel.send(f"+86 {PHONE}", WORDS)

    await door.push(pushed([{**UPSTREAM, "sequence_id": "2"}]))
    await door.channel.send(PHONE, WORDS)

    assert len(door.provider.asked) == 1


async def test_counts_what_was_sent_what_arrived_and_what_did_not(door: Door) -> None:
    await door.channel.send(PHONE, WORDS)
    lost = {**REPORT, "success": False, "err_code": "MK:0005", "biz_id": "2"}
    odd = {**lost, "err_code": "MK:0012", "biz_id": "3"}

    for _ in range(2):  # the provider may push a report again
        answer = await door.push(pushed([REPORT, lost, odd], path="/reports"))
        assert answer.status == 200

    assert await figures(door) == {
        "Sent today (parts)": "1 (1)",
        "Arrived today (parts)": "1 (2)",
        "Did not arrive today": "2",
        "Last reason": "MK:0012",
    }
    assert not door.inbox.messages


async def test_parks_a_report_it_cannot_read(door: Door) -> None:
    answer = await door.push(pushed([{"success": True}, REPORT], path="/reports"))

    assert answer.status == 200
    assert parked(door) == ["unreadable"]
    assert (await figures(door))["Arrived today (parts)"] == "1 (2)"


@pytest.mark.parametrize("path", ["/upstream", "/reports"])
@pytest.mark.parametrize("token", ["", "%E4%BB%A4%E7%89%8C", TOKEN[:-1]])
async def test_a_push_without_the_token_counts_for_nothing(
    door: Door, path: str, token: str
) -> None:
    answer = await door.push(pushed([REPORT], path=path, token=token))

    assert answer.status == 401
    assert (await figures(door))["Arrived today (parts)"] == "0 (0)"


async def test_refuses_another_charset(door: Door) -> None:
    sent = pushed([UPSTREAM])
    gbk = replace(sent, headers={"Content-Type": "application/json; charset=gbk"})

    assert (await door.push(gbk)).status == 415


async def test_several_providers_accounts_are_several_doors() -> None:
    async with opened(SmsChannel, replace(SPECIMEN, account="county")) as door:
        await door.push(pushed([UPSTREAM]))

        assert door.channel.mount == "/channels/sms-county"
        assert door.inbox.messages[0].account == "county"


async def test_no_number_word_or_token_reaches_a_log(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await door.push(pushed([UPSTREAM, {"phone_number": PHONE}]))
    await door.push(pushed([REPORT], path="/reports"))
    await door.channel.send(PHONE, WORDS)

    # aiohttp.access is the test's own servers; the gateway turns it off
    said = [each.getMessage() for each in caplog.records if each.name != "aiohttp.access"]
    assert not [secret for secret in (PHONE, "井盖", TOKEN, SECRET) if secret in "\n".join(said)]


async def test_a_clock_a_day_ahead_of_ours_costs_no_message(door: Door) -> None:
    await door.push(pushed([{**UPSTREAM, "send_time": "2199-01-01 00:00:00"}]))

    assert door.inbox.messages[0].sent_at < datetime.now(UTC) + timedelta(seconds=1)


async def test_a_message_with_half_an_emoji_does_not_take_the_next_with_it(door: Door) -> None:
    cut = {**UPSTREAM, "content": "井盖丢了\ud83d", "sequence_id": "1"}
    content = json.dumps([cut, {**UPSTREAM, "content": "路灯不亮", "sequence_id": "2"}])

    answer = await door.push(wrapped(content.encode()))

    assert answer.status == 200
    assert texts(door) == ["路灯不亮"]
    assert parked(door) == ["unreadable"]
