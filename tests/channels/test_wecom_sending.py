"""What a WeCom application tells its citizens: to one of them, once, choices and all."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from channels.base import Refused, TryAgain
from channels.message import Reply
from channels.wecom import WecomChannel
from tests.channels.enterprise import Office, office
from tests.channels.qyapi import Qyapi
from tests.channels.specimens.wecom import CORP, SECRET, SPECIMEN

SEND = "/cgi-bin/message/send"


@pytest.fixture
async def wecom() -> AsyncIterator[Office]:
    far = Qyapi(CORP, SECRET, members={"ZhangSan", "LiSi"})
    async with office(WecomChannel, SPECIMEN, far) as door:
        yield door


async def test_words_go_to_one_member(wecom: Office) -> None:
    await wecom.channel.send("ZhangSan", Reply("已办结"))

    (sent,) = wecom.far.sent
    assert (sent["touser"], sent["text"]["content"]) == ("ZhangSan", "已办结")
    assert sent["enable_duplicate_check"] == 1


async def test_words_that_he_has_heard_are_said_again_when_they_are_meant_again(
    wecom: Office,
) -> None:
    for number in ("1", "2", "2"):  # the last is the gateway's second try
        await wecom.channel.send("ZhangSan", Reply("还在办理。", id=number))

    assert [sent["enable_duplicate_check"] for sent in wecom.far.sent] == [1, 0]


async def test_words_whose_answer_was_lost_are_not_shown_twice(wecom: Office) -> None:
    wecom.far.loses_answers = True
    with pytest.raises(TryAgain):
        await wecom.channel.send("ZhangSan", Reply("还在办理。", id="1"))
    wecom.far.loses_answers = False

    await wecom.channel.send("ZhangSan", Reply("还在办理。", id="1"))

    assert [sent["enable_duplicate_check"] for sent in wecom.far.sent] == [1, 1]


async def test_choices_are_numbered_and_never_cut_off(wecom: Office) -> None:
    await wecom.channel.send("ZhangSan", Reply("请问在哪里？" * 200, ("东门", "西门")))

    said = wecom.far.sent[0]["text"]["content"]
    assert said.endswith("…\n1. 东门\n2. 西门")
    assert len(said.encode()) <= 2048


@pytest.mark.parametrize("recipient", ["@all", "ZhangSan|LiSi", "|".join(["x"] * 10_000)])
async def test_nobody_reaches_many_at_once(wecom: Office, recipient: str) -> None:
    with pytest.raises(Refused):
        await wecom.channel.send(recipient, Reply("已办结"))

    assert not wecom.far.called


async def test_whoever_left_the_enterprise_is_out_of_reach(wecom: Office) -> None:
    with pytest.raises(Refused):
        await wecom.channel.send("WangWu", Reply("已办结"))


async def test_whoever_is_named_in_the_answer_to_a_good_call_is_out_of_reach(
    wecom: Office,
) -> None:
    wecom.far.unlicensed = {"ZhangSan"}

    with pytest.raises(Refused):
        await wecom.channel.send("ZhangSan", Reply("已办结"))


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (-1, TryAgain),
        (45009, TryAgain),
        (45033, TryAgain),
        (48002, TryAgain),
        (60020, TryAgain),
        (40003, Refused),
        (45002, Refused),
        (301002, Refused),
    ],
)
async def test_what_passes_is_told_from_what_lasts(
    wecom: Office, code: int, error: type[Exception]
) -> None:
    wecom.far.fails = [(SEND, code)]

    with pytest.raises(error):
        await wecom.channel.send("ZhangSan", Reply("已办结"))


@pytest.mark.parametrize("status", [200, 429, 502])
async def test_error_pages_pass(wecom: Office, status: int) -> None:
    wecom.far.page = status

    with pytest.raises(TryAgain):
        await wecom.channel.send("ZhangSan", Reply("已办结"))


async def test_an_expired_token_is_renewed_once_for_all(wecom: Office) -> None:
    await wecom.channel.send("ZhangSan", Reply("1"))
    wecom.far.good_token = ""

    for number in range(2, 5):
        await wecom.channel.send("ZhangSan", Reply(str(number)))

    assert [sent["text"]["content"] for sent in wecom.far.sent] == ["1", "2", "3", "4"]
    assert wecom.far.issued == 2
