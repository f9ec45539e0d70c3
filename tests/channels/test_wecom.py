"""What is peculiar to a WeCom application: sealed both ways, answered at once, one recipient."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
from pydantic import SecretStr

from channels.base import IdReused, Problem, Refused, TryAgain, Unacceptable
from channels.message import Attachment, InboundMessage, Reply
from channels.wecom import WecomChannel
from channels.wecom.parse import parse
from channels.weixin.xml import fields_of
from tests.channels.enterprise import Office, office
from tests.channels.far_side import RECEIPT
from tests.channels.qyapi import Qyapi
from tests.channels.specimen import Sent
from tests.channels.specimens.wecom import (
    AES_KEY,
    CORP,
    PLACE,
    SEAL,
    SECRET,
    SPECIMEN,
    TEXT,
    TOKEN,
    opened,
    push,
    sealed,
)


@pytest.fixture
def far() -> Qyapi:
    return Qyapi(CORP, SECRET, members={"ZhangSan", "LiSi"})


@pytest.fixture
async def wecom(far: Qyapi) -> AsyncIterator[Office]:
    async with office(WecomChannel, SPECIMEN, far) as door:
        yield door


async def said_back(door: Office, sent: Sent) -> dict[str, str]:
    """The fields of the sealed answer; nothing when it is empty."""
    response = await door.post(sent)
    assert response.status == 200
    answer = await response.text()
    return dict(fields_of(opened(answer).encode())) if answer else {}


def minding(error: Exception) -> Callable[[InboundMessage], None]:
    def mind(_message: InboundMessage) -> None:
        raise error

    return mind


async def test_the_receipt_goes_back_sealed_to_whoever_wrote(wecom: Office) -> None:
    answer = await said_back(wecom, sealed(TEXT))

    assert (answer["ToUserName"], answer["FromUserName"]) == ("ZhangSan", CORP)
    assert (answer["MsgType"], answer["Content"]) == ("text", RECEIPT.words)


async def test_the_envelope_of_the_answer_is_what_the_document_asks_for(wecom: Office) -> None:
    envelope = fields_of(await (await wecom.post(sealed(TEXT))).read())

    assert set(envelope) == {"Encrypt", "MsgSignature", "TimeStamp", "Nonce"}


async def test_the_console_gets_back_what_it_sealed_within_a_second(wecom: Office) -> None:
    wecom.far.slow = 60  # nothing of the far side is needed
    found = SEAL.sealed(b"7364510981726354", time.time())
    begun = time.monotonic()

    response = await wecom.get(
        {
            "msg_signature": found["MsgSignature"],
            "timestamp": found["TimeStamp"],
            "nonce": found["Nonce"],
            "echostr": found["Encrypt"],
        }
    )

    assert await response.read() == b"7364510981726354"
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize(
    ("made", "status"),
    [
        (lambda: replace(sealed(TEXT), body=TEXT), 400),
        (lambda: sealed(TEXT, seal=replace(SEAL, receiver="ww-another")), 403),
        (lambda: sealed(TEXT.replace(CORP.encode(), b"ww-another")), 403),
        (lambda: sealed(push("text", Content="x", AgentID=7)), 403),
        (lambda: sealed(push("text", Content="x", FromUserName="")), 400),
        (lambda: sealed(b"<xml><MsgType>text</MsgType>"), 400),
    ],
    ids=["clear", "sealed for another", "for another", "other app", "from nobody", "cut"],
)
async def test_what_is_not_for_us_or_no_push_is_turned_away(
    wecom: Office, made: Callable[[], Sent], status: int
) -> None:
    response = await wecom.post(made())

    assert response.status == status
    assert not wecom.desk.kept


@pytest.mark.parametrize(
    ("event", "greeted"),
    [
        ("subscribe", True),
        ("click", True),
        ("enter_agent", False),
        ("unsubscribe", False),
        ("LOCATION", False),
        ("view", False),
    ],
)
async def test_events_are_no_reports_and_some_are_greeted(
    wecom: Office, event: str, greeted: bool
) -> None:
    answer = await said_back(wecom, sealed(push("event", Event=event, EventKey="")))

    assert ("12345" in answer.get("Content", "")) == greeted
    assert not wecom.desk.kept
    assert not wecom.park.parked


async def test_what_cannot_be_kept_is_parked_and_the_reason_said_at_once(wecom: Office) -> None:
    odd = Problem("location", "outside-the-city", "不在本市范围内]]>", "Not in this city.")
    wecom.desk.minds = minding(Unacceptable(odd))

    answer = await said_back(wecom, sealed(PLACE))

    assert answer["Content"] == "不在本市范围内]]> Not in this city."
    assert wecom.parked == ["outside-the-city"]


async def test_an_id_used_for_other_words_is_parked_and_taken(wecom: Office) -> None:
    wecom.desk.minds = minding(IdReused())

    assert await said_back(wecom, sealed(TEXT)) == {}
    assert wecom.parked == ["id-reused"]


async def test_a_kind_nobody_published_is_parked_and_words_are_asked_for(wecom: Office) -> None:
    answer = await said_back(wecom, sealed(push("hologram", MediaId="m")))

    assert "请用文字" in answer["Content"]
    assert wecom.parked == ["unknown-kind"]


async def test_without_words_the_push_is_answered_with_nothing(wecom: Office) -> None:
    wecom.desk.receipt = replace(RECEIPT, words="")

    response = await wecom.post(sealed(TEXT))

    assert (response.status, await response.text()) == (200, "")
    assert len(wecom.desk.kept) == 1


async def test_a_file_the_provider_forgot_is_refused(wecom: Office) -> None:
    with pytest.raises(Refused):
        await wecom.channel.download(Attachment("image", "media-gone"))


async def test_a_message_is_kept_and_answered_while_the_far_side_is_down(wecom: Office) -> None:
    wecom.far.page = 502

    assert (await said_back(wecom, sealed(TEXT)))["Content"] == RECEIPT.words


async def test_no_secret_and_nothing_of_a_citizen_is_logged(
    far: Qyapi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with office(WecomChannel, SPECIMEN, far) as wecom:
        await wecom.post(sealed(TEXT))
        await wecom.post(sealed(TEXT, seal=replace(SEAL, token=SecretStr("a-guess"))))
        await wecom.channel.send("ZhangSan", Reply("已办结"))
        far.page = 502
        with pytest.raises(TryAgain) as caught:
            await wecom.channel.send("ZhangSan", Reply("已办结"))

    # what the far side notes of the requests it gets is not ours
    ours = [each for each in caplog.records if each.name != "aiohttp.access"]
    said = " ".join(each.getMessage() for each in ours)
    seen = f"{caught.value!r} {caught.value.__cause__!r} {said}"
    assert not [secret for secret in (SECRET, TOKEN, AES_KEY, "token-1") if secret in seen]
    assert "红绿灯" not in seen


def test_a_link_without_a_title_is_its_address() -> None:
    message = parse(fields_of(push("link", Url="https://p.example/1")), "north")

    assert message is not None
    assert (message.text, message.account) == ("https://p.example/1", "north")


def test_english_words_are_answered_in_english() -> None:
    message = parse(fields_of(push("text", Content="The lamp is broken")), "")

    assert message is not None
    assert message.language == "en"


async def test_a_clock_a_day_ahead_of_ours_costs_no_message(wecom: Office) -> None:
    tomorrow = int(time.time()) + 86_400

    await wecom.post(sealed(push("text", Content="路灯坏了", CreateTime=tomorrow)))

    (message,) = wecom.desk.kept
    assert message.sent_at.timestamp() < time.time() + 1


@pytest.mark.parametrize(
    "odd",
    [
        push("image", MediaId=""),
        push("text"),
        push("text", Content="路灯坏了", CreateTime="9" * 30),
        push("text", Content="路灯坏了", MsgId=""),
        push("location", Location_X="north", Location_Y="1"),
    ],
)
async def test_what_cannot_be_read_is_parked_and_whoever_wrote_is_told(
    wecom: Office, odd: bytes
) -> None:
    answer = await said_back(wecom, sealed(odd))

    assert wecom.parked == ["unreadable"]
    assert "再发一次" in answer["Content"]
    assert wecom.desk.kept == []
