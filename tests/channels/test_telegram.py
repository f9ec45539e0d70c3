"""The Telegram door at work: what it says back, what it parks, and how it keeps Telegram's pace."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from channels.base import IdReused, Problem, Refused, TryAgain, Unacceptable
from channels.message import Attachment, Reply
from channels.telegram import TelegramChannel
from channels.telegram.hints import NOT_READABLE
from channels.telegram.settings import TelegramSettings
from tests.channels.doors import LIMIT, Door, opened
from tests.channels.ports import CarPark
from tests.channels.specimens.telegram import (
    BOT,
    FILE,
    PHOTO,
    SECRET,
    SPECIMEN,
    TOKEN,
    told,
    update,
)

STICKER = {
    "file_id": "s",
    "file_unique_id": "s",
    "width": 512,
    "height": 512,
    "is_animated": False,
    "is_video": False,
    "type": "regular",
}
NO_WORDS = Problem("text", "no-words", "请用文字写下。", "Please say it in words.")
BLOCKED = {
    "ok": False,
    "error_code": 403,
    "description": "Forbidden: bot was blocked by the user",
}


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with opened(TelegramChannel, SPECIMEN) as door:
        yield door


def parked(door: Door) -> list[str]:
    assert isinstance(door.ports.park, CarPark)
    return [problem.code for _, problem in door.ports.park.parked]


def asked_for(door: Door, method: str) -> list[dict[str, Any]]:
    """What a method of the Bot API was called with, call by call."""
    path = f"{BOT}/{method}"
    return [json.loads(asked.body) for asked in door.provider.asked if asked.path == path]


async def test_a_hint_travels_back_in_the_answer(door: Door) -> None:
    answer = await door.push(told(update(sticker=STICKER)))

    assert json.loads(answer.text) == {
        "method": "sendMessage",
        "chat_id": 5550001,
        "text": NOT_READABLE,
    }
    assert not door.provider.asked


async def test_ten_stickers_at_once_get_one_hint(door: Door) -> None:
    answers = [await door.push(told(update(sticker=STICKER))) for _ in range(10)]

    assert [bool(answer.text) for answer in answers] == [True] + [False] * 9


async def test_parks_an_update_of_a_shape_it_does_not_know_and_thanks_for_it(door: Door) -> None:
    answer = await door.push(told({"update_id": 5, "message": {"text": "缺了头"}}))

    assert answer.status == 200
    assert parked(door) == ["unreadable"]
    assert not door.inbox.messages


async def test_tells_the_citizen_what_the_gateway_would_not_keep_and_parks_it(door: Door) -> None:
    door.inbox.failure = Unacceptable(NO_WORDS)

    answer = await door.push(told(update(text="👍")))

    assert answer.status == 200
    assert NO_WORDS.zh in json.loads(answer.text)["text"]
    assert NO_WORDS.en in json.loads(answer.text)["text"]
    assert parked(door) == ["no-words"]


async def test_parks_a_second_edit_within_a_second_without_a_word(door: Door) -> None:
    door.inbox.failure = IdReused()

    answer = await door.push(told(update("edited_message", text="路灯", edit_date=1772712099)))

    assert (answer.status, answer.text) == (200, "")
    assert parked(door) == ["id-reused"]


async def test_a_secret_that_is_no_ascii_is_just_wrong(door: Door) -> None:
    sent = told(update(text="路灯不亮"))
    strange = {**sent.headers, "X-Telegram-Bot-Api-Secret-Token": "密钥"}

    assert (await door.push(replace(sent, headers=strange))).status == 401


@pytest.mark.parametrize("kind", ["text/plain", "application/json; charset=gbk"])
async def test_refuses_another_type_or_charset(door: Door, kind: str) -> None:
    sent = told(update(text="路灯不亮"))

    answer = await door.push(replace(sent, headers={**sent.headers, "Content-Type": kind}))

    assert answer.status == 415


async def test_has_no_address_to_call_when_it_polls() -> None:
    polling = replace(SPECIMEN, settings={"token": TOKEN})
    async with opened(TelegramChannel, polling) as door:
        assert (await door.push(told(update(text="路灯不亮"), secret=""))).status == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"token": "not a token"},
        {"token": TOKEN, "webhook": "https://12345.example/updates"},
        {"token": TOKEN, "webhook": "https://12345.example/updates", "webhook_secret": "short"},
    ],
)
def test_refuses_settings_that_would_leave_the_door_unguarded(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refused:
        TelegramSettings.model_validate(wrong)

    assert TOKEN not in str(refused.value)


async def test_has_telegram_call_us_and_shows_what_waits_there(door: Door) -> None:
    listening = asyncio.create_task(door.channel.listen(door.inbox.deliver))
    async with asyncio.timeout(LIMIT):
        while not (asked := asked_for(door, "setWebhook")):
            await door.stirred.wait()
            door.stirred.clear()
    listening.cancel()
    with suppress(asyncio.CancelledError):
        await listening

    said = asked[0]
    assert said["url"] == "https://12345.example/channels/telegram/updates"
    assert said["secret_token"] == SECRET
    assert "edited_message" in said["allowed_updates"]
    assert "3" in {gauge.value for gauge in await door.channel.gauges()}


async def test_shows_choices_as_buttons_and_no_preview_of_the_secret_link(door: Door) -> None:
    await door.channel.send("5550001", Reply("是否满意？", choices=("满意", "不满意")))

    (said,) = asked_for(door, "sendMessage")
    assert said["reply_markup"]["keyboard"] == [[{"text": "满意"}], [{"text": "不满意"}]]
    assert said["link_preview_options"] == {"is_disabled": True}


async def test_buttons_go_away_with_the_next_words(door: Door) -> None:
    await door.channel.send("5550001", Reply("谢谢，已登记。"))

    (said,) = asked_for(door, "sendMessage")
    assert said["reply_markup"] == {"remove_keyboard": True}


async def test_a_citizen_who_blocked_the_bot_is_refused_for_good(door: Door) -> None:
    door.provider.answers[f"{BOT}/sendMessage"] = BLOCKED
    door.provider.statuses[f"{BOT}/sendMessage"] = 403

    with pytest.raises(Refused, match="blocked by the user"):
        await door.channel.send("5550001", Reply("您好"))


async def test_a_chat_that_is_gone_is_refused_for_good(door: Door) -> None:
    gone = {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}
    door.provider.answers[f"{BOT}/sendMessage"] = gone
    door.provider.statuses[f"{BOT}/sendMessage"] = 400

    with pytest.raises(Refused, match="BadRequest Chat not found"):
        await door.channel.send("5550001", Reply("您好"))


@pytest.mark.parametrize("status", [200, 401, 404, 502])
async def test_a_wrong_token_or_a_page_in_between_may_pass(
    door: Door, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    door.provider.answers[f"{BOT}/sendMessage"] = b"<html>the proxy of 5550001 is out</html>"
    door.provider.statuses[f"{BOT}/sendMessage"] = status

    with pytest.raises(TryAgain) as told_why:
        await door.channel.send("5550001", Reply("您的井盖"))

    ours = [each for each in caplog.records if each.name != "aiohttp.access"]  # the far side's own
    said = " ".join((str(told_why.value), *(each.getMessage() for each in ours)))
    assert not [secret for secret in (TOKEN, "5550001", "井盖", "proxy") if secret in said]


async def test_keeps_still_for_as_long_as_telegram_says(door: Door) -> None:
    flooded = {"ok": False, "error_code": 429, "parameters": {"retry_after": 2}}
    door.provider.answers[f"{BOT}/sendMessage"] = flooded
    door.provider.statuses[f"{BOT}/sendMessage"] = 429
    with pytest.raises(TryAgain):
        await door.channel.send("5550001", Reply("您好"))
    door.provider.answers[f"{BOT}/sendMessage"] = SPECIMEN.answers[f"{BOT}/sendMessage"]
    door.provider.statuses.clear()
    asked = len(door.provider.asked)

    with pytest.raises(TryAgain):
        await door.channel.send("5550002", Reply("您好"))
    assert len(door.provider.asked) == asked
    await asyncio.sleep(2)
    await door.channel.send("5550002", Reply("您好"))

    assert len(door.provider.asked) == asked + 1


async def test_a_file_cut_short_is_fetched_again(door: Door) -> None:
    door.provider.answers[f"{FILE}/all/photo-big"] = PHOTO[:-1]

    with pytest.raises(TryAgain):
        await door.channel.download(Attachment("image", "photo-big"))


async def test_a_file_telegram_will_not_give_is_refused(door: Door) -> None:
    too_big = {"ok": False, "error_code": 400, "description": "Bad Request: file is too big"}
    door.provider.answers[f"{BOT}/getFile"] = too_big
    door.provider.statuses[f"{BOT}/getFile"] = 400

    with pytest.raises(Refused):
        await door.channel.download(Attachment("video", "film"))


async def test_half_an_emoji_is_for_the_gateway_to_judge_and_is_not_sent_for_ever(
    door: Door,
) -> None:
    answer = await door.push(told(update(text="路灯不亮\ud83d")))

    assert answer.status == 200
    (message,) = door.inbox.messages
    assert message.raw is not None
    assert [again.text for again in door.channel.again(message.raw)] == [message.text]


async def test_an_answer_nested_without_end_may_pass(door: Door) -> None:
    door.provider.answers[f"{BOT}/sendMessage"] = b"[" * 100_000

    with pytest.raises(TryAgain):
        await door.channel.send("5550001", Reply("您好"))
