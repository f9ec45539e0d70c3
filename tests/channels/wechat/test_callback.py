"""What is let in by the WeChat door, in each mode, and in which form it answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

import pytest
from pydantic import ValidationError

from channels.wechat.settings import WechatSettings
from channels.weixin.crypto import signature
from channels.weixin.xml import written
from tests.channels.doors import Door
from tests.channels.far_side import RECEIPT
from tests.channels.specimen import Sent
from tests.channels.specimens.wechat import (
    ACCOUNT,
    CITIZEN,
    PLAIN_SETTINGS,
    SEAL,
    TEXT,
    opened,
    plain,
    query,
    said,
    sealed,
    sealed_json,
    xml,
)

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    b"<xml><FromUserName>oA</FromUserName><Content>&b;</Content></xml>"
)


async def greeted(door: Door, words: str) -> tuple[int, str]:
    response = await door.client.get(door.channel.mount + query() + words)
    return response.status, await response.text()


async def test_repeats_the_word_it_is_greeted_with(door: Door) -> None:
    assert await greeted(door, "&echostr=4375120948345356249") == (200, "4375120948345356249")


async def test_does_not_repeat_what_a_stranger_says(door: Door) -> None:
    forged = query(token="guessed") + "&echostr=1"

    response = await door.client.get(door.channel.mount + forged)

    assert response.status == 403


@pytest.mark.parametrize("words", ["", "&echostr=", "&echostr=%00", "&echostr=" + "1" * 257])
async def test_does_not_repeat_what_is_no_greeting(door: Door, words: str) -> None:
    assert (await greeted(door, words))[0] == 400


async def test_a_greeting_is_never_a_page(door: Door) -> None:
    word = quote("<script>alert(1)</script>")

    response = await door.client.get(f"{door.channel.mount}{query()}&echostr={word}")

    assert response.content_type == "text/plain"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_answers_a_sealed_push_with_a_sealed_receipt(door: Door) -> None:
    status, answer = await door.submit(sealed(xml(TEXT)))

    assert status == 200
    assert RECEIPT.words not in answer
    assert opened(answer) == RECEIPT.words


async def test_answers_json_with_json(door: Door) -> None:
    _, answer = await door.submit(sealed_json(TEXT))

    assert json.loads(answer).keys() == {"Encrypt", "MsgSignature", "TimeStamp", "Nonce"}
    assert opened(answer) == RECEIPT.words


async def test_answers_plain_xml_and_json_plainly(plain_door: Door) -> None:
    _, in_xml = await plain_door.submit(plain(xml(TEXT)))
    _, in_json = await plain_door.submit(plain(json.dumps(TEXT).encode()))

    assert RECEIPT.words in in_xml
    assert json.loads(in_json)["Content"] == RECEIPT.words


async def test_believes_the_sealed_half_of_a_compatible_push(door: Door) -> None:
    forged = written({"Content": "假的", "MsgId": 1}).removeprefix("<xml>").removesuffix("</xml>")

    await door.submit(sealed(xml(TEXT), besides=forged))

    assert [message.text for message in door.inbox.messages] == [TEXT["Content"]]


async def test_reads_the_plain_half_of_a_compatible_push_without_a_key(plain_door: Door) -> None:
    both = xml(TEXT | {"Encrypt": "b3BhcXVl"})

    status, _ = await plain_door.submit(plain(both))

    assert status == 200
    assert [message.text for message in plain_door.inbox.messages] == [TEXT["Content"]]


async def test_says_that_the_key_is_missing_for_a_sealed_push(plain_door: Door) -> None:
    response = await plain_door.post(sealed(xml(TEXT)))

    assert response.status == 400
    assert (await response.json())["errors"][0]["code"] == "sealed"


async def test_takes_no_plain_push_once_there_is_a_key(door: Door) -> None:
    response = await door.post(plain(xml(TEXT)))

    assert response.status == 403
    assert (await response.json())["errors"][0]["code"] == "not-sealed"
    assert not door.inbox.messages


async def test_the_signature_of_one_sealed_push_does_not_open_another(door: Door) -> None:
    one, other = sealed(xml(TEXT)), sealed(xml(TEXT | {"Content": "另一条"}))

    response = await door.post(replace(other, path=one.path))

    assert response.status == 403


async def test_a_plain_signature_is_good_for_one_content_only(plain_door: Door) -> None:
    first = plain(xml(TEXT))
    stolen = replace(first, body=xml(TEXT | {"Content": "伪造的内容", "MsgId": 9}))

    assert (await plain_door.post(first)).status == 200
    assert (await plain_door.post(stolen)).status == 403
    assert (await plain_door.post(first)).status == 200  # the platform tries up to three times
    assert {message.external_id for message in plain_door.inbox.messages} == {str(TEXT["MsgId"])}


async def test_notes_a_clock_that_is_a_day_off_for_the_desk(door: Door) -> None:
    response = await door.post(sealed(xml(TEXT), late=86_400))

    shown = [gauge.value for gauge in await door.channel.gauges() if "clock" in gauge.en]
    assert response.status == 403
    seconds = int(shown[0].split()[0])
    assert 86_400 <= seconds < 86_460  # a push travels a moment


async def test_notes_no_clock_for_a_forgery(door: Door) -> None:
    await door.post(sealed(xml(TEXT), late=86_400, token="guessed"))

    assert not [gauge for gauge in await door.channel.gauges() if "clock" in gauge.en]


@pytest.mark.parametrize(
    "sent",
    [
        lambda: sealed(BOMB),
        lambda: sealed(b"<!DOCTYPE xml>" + xml(TEXT)),
        lambda: sealed(xml(TEXT).replace(b"<Content>", b"<Content>1</Content><Content>")),
        lambda: sealed(xml(TEXT).decode().encode("gb18030")),
        lambda: sealed(b"<xml>" + b"<a>" * 200_000),
        lambda: Sent(query(0, ""), b"<xml><Encrypt></Encrypt></xml>", {}),
        lambda: Sent(query(0, "AAAA"), b"<xml><Encrypt>AAAA</Encrypt></xml>", {}),
        lambda: Sent(query(0, "x"), b"\x00", {}),
        lambda: Sent(query(0, "x"), b"<xml><NoEncrypt/></xml>", {}),
        lambda: sealed(xml(TEXT | {"CreateTime": "tomorrow"})),
        lambda: sealed(xml(TEXT | {"CreateTime": "9" * 12})),
        lambda: sealed(xml(TEXT | {"FromUserName": "市民"})),
    ],
)
async def test_refuses_garbage_that_is_signed(door: Door, sent: Callable[[], Sent]) -> None:
    response = await door.post(sent())

    assert response.status in (400, 403, 413)
    assert not door.inbox.messages


async def test_refuses_what_was_sent_to_another_official_account(door: Door) -> None:
    response = await door.post(sealed(xml(TEXT | {"ToUserName": "gh_somebody_else"})))

    assert response.status == 403
    assert not door.inbox.messages


async def test_refuses_a_compressed_body(door: Door) -> None:
    sent = sealed(xml(TEXT))
    headers = {**sent.headers, "Content-Encoding": "gzip"}

    response = await door.post(replace(sent, headers=headers))

    assert response.status in (400, 415)


async def test_no_words_of_ours_break_out_of_a_reply(plain_door: Door) -> None:
    evil = "收到 ]]></Content><MsgType>news</MsgType><!-- 1"
    plain_door.inbox.receipt = replace(RECEIPT, words=evil)

    _, answer = await plain_door.submit(plain(xml(TEXT)))

    assert opened(answer) == evil


async def test_several_accounts_stand_side_by_side(door: Door) -> None:
    other = type(door.channel)("north", door.channel.settings, door.ports)

    raw = other.raw(xml(TEXT), at="2026-03-05T20:00:00+08:00", thread="")
    assert other.mount == "/channels/wechat-north"
    assert [message.account for message in other.again(raw)] == ["north"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"aes_key": "too-short"},
        {"app_id": "gh_2f3a4b5c6d7e"},
        {"token": "ab"},
        {"api": "https://api.weixin.qq.com/"},
        {"notice": {"id": "template-of-results", "fields": {}}},
        {"tokn": "x"},
    ],
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, object]) -> None:
    right = {**PLAIN_SETTINGS, "api": "https://api.weixin.qq.com"}
    WechatSettings.model_validate(right)

    with pytest.raises(ValidationError):
        WechatSettings.model_validate(right | wrong)


def test_signs_as_the_published_example_does() -> None:
    # "消息加解密说明": the example of plain mode, token AAAAA
    assert (
        signature("AAAAA", "1714037059", "486452656") == "899cf89e464efb63f54ddac96b0a0a235f53aa78"
    )


def test_the_specimen_is_sealed_for_its_own_account() -> None:
    assert (SEAL.receiver, ACCOUNT, CITIZEN) == (
        PLAIN_SETTINGS["app_id"],
        PLAIN_SETTINGS["original_id"],
        said("text", 1)["FromUserName"],
    )
