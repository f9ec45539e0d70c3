"""Citizens are told within the provider's limits, and nothing twice."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Refused, TryAgain
from channels.choices import numbered
from channels.kefu import KefuChannel
from channels.kefu.sending import content_of, msgid_of
from channels.message import Attachment, Reply
from tests.channels.enterprise import Office, office
from tests.channels.qyapi import TWO_DAYS, Qyapi
from tests.channels.specimens.kefu import CITIZEN, KFID, SPECIMEN, TEXT
from tests.channels.specimens.wecom import CORP, SECRET

SEND = "/cgi-bin/kf/send_msg"
RECIPIENT = f"{KFID}/{CITIZEN}"
LINK = "https://12345.example.gov.cn/r/ZZ260301000001A/s3cr3t"


@pytest.fixture
def far() -> Qyapi:
    return Qyapi(CORP, SECRET, waiting={KFID: []})


@pytest.fixture
async def kefu(far: Qyapi) -> AsyncIterator[Office]:
    async with office(KefuChannel, SPECIMEN, far) as door:
        await written(door, "m1")
        yield door


async def written(door: Office, msgid: str) -> None:
    """The citizen writes, and we have it."""
    door.far.arrives(KFID, {**TEXT, "msgid": msgid, "send_time": int(time.time())})
    await door.shelf.drop(f"looked:{KFID}")
    await door.listen_until(lambda: msgid in door.desk.ids)


async def test_five_messages_may_follow_his_and_the_sixth_is_not_even_tried(kefu: Office) -> None:
    for number in range(5):
        await kefu.channel.send(RECIPIENT, Reply(f"进展 {number}"))

    with pytest.raises(Refused):
        await kefu.channel.send(RECIPIENT, Reply("进展 5"))

    assert len(kefu.far.sent) == 5
    assert kefu.far.count(SEND) == 5


async def test_when_he_writes_again_five_more_may_follow(kefu: Office) -> None:
    for number in range(5):
        await kefu.channel.send(RECIPIENT, Reply(f"进展 {number}"))
    await written(kefu, "m2")

    await kefu.channel.send(RECIPIENT, Reply("进展 5"))

    assert len(kefu.far.sent) == 6


async def test_a_message_fetched_twice_does_not_open_the_window_again(kefu: Office) -> None:
    await kefu.channel.send(RECIPIENT, Reply("已登记"))
    before = await kefu.shelf.get(f"window:{RECIPIENT}")
    await kefu.shelf.drop(f"cursor:{KFID}")
    await kefu.shelf.drop(f"looked:{KFID}")

    await kefu.listen_until(lambda: len(kefu.desk.kept) == 2)

    assert await kefu.shelf.get(f"window:{RECIPIENT}") == before


async def test_after_48_hours_the_provider_refuses(kefu: Office) -> None:
    kefu.far.talks[KFID, CITIZEN].last_heard -= TWO_DAYS + 1
    await kefu.shelf.drop(f"window:{RECIPIENT}")

    with pytest.raises(Refused):
        await kefu.channel.send(RECIPIENT, Reply("已办结"))


async def test_a_repeat_after_success_is_not_sent(kefu: Office) -> None:
    await kefu.channel.send(RECIPIENT, Reply("已登记"))
    await kefu.channel.send(RECIPIENT, Reply("已登记"))

    assert kefu.far.count(SEND) == 1


async def test_a_repeat_after_a_lost_answer_reaches_him_once(kefu: Office) -> None:
    kefu.far.loses_answers = True
    with pytest.raises(TryAgain):
        await kefu.channel.send(RECIPIENT, Reply("已登记"))
    kefu.far.loses_answers = False

    await kefu.channel.send(RECIPIENT, Reply("已登记"))

    assert len(kefu.far.sent) == 1


async def test_a_lost_answer_is_not_taken_for_success_when_the_window_is_shut(
    kefu: Office,
) -> None:
    kefu.far.page = 502
    with pytest.raises(TryAgain):
        await kefu.channel.send(RECIPIENT, Reply("已登记"))
    kefu.far.page = None
    kefu.far.talks[KFID, CITIZEN].last_heard -= TWO_DAYS + 1

    with pytest.raises(Refused):
        await kefu.channel.send(RECIPIENT, Reply("已登记"))


async def test_the_same_words_after_another_question_are_an_answer_of_their_own(
    kefu: Office,
) -> None:
    await kefu.channel.send(RECIPIENT, Reply("正在办理"))
    await written(kefu, "m2")

    await kefu.channel.send(RECIPIENT, Reply("正在办理"))

    assert len(kefu.far.sent) == 2


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (-1, TryAgain),
        (45009, TryAgain),
        (45033, TryAgain),
        (95018, TryAgain),  # a person is talking to him
        (60020, TryAgain),
        (40003, Refused),
        (95000, Refused),
        (95001, Refused),
        (95002, Refused),
        (95024, Refused),
    ],
)
async def test_what_passes_is_told_from_what_lasts(
    kefu: Office, code: int, error: type[Exception]
) -> None:
    kefu.far.fails = [(SEND, code)]

    with pytest.raises(error) as caught:
        await kefu.channel.send(RECIPIENT, Reply("已登记"))

    assert str(code) in str(caught.value)
    assert CITIZEN not in str(caught.value)


async def test_what_passes_works_the_next_time(kefu: Office) -> None:
    kefu.far.fails = [(SEND, 45009)]
    with pytest.raises(TryAgain):
        await kefu.channel.send(RECIPIENT, Reply("已登记"))

    await kefu.channel.send(RECIPIENT, Reply("已登记"))

    assert len(kefu.far.sent) == 1


async def test_a_wrong_secret_waits_for_the_administrator_and_shows_in_no_error(
    far: Qyapi,
) -> None:
    async with office(KefuChannel, SPECIMEN, far, secret="a-secret-that-was-changed") as kefu:
        with pytest.raises(TryAgain) as caught:
            await kefu.channel.send(RECIPIENT, Reply("已登记"))

        assert "40001" in str(caught.value)
        assert "a-secret-that-was-changed" not in repr(caught.value)


async def test_files_are_fetched_until_the_provider_forgets_them(kefu: Office) -> None:
    kefu.far.files["media-1"] = b"\xff\xd8\xff\xe0 a picture"
    assert (
        await kefu.channel.download(Attachment("image", "media-1")) == b"\xff\xd8\xff\xe0 a picture"
    )

    del kefu.far.files["media-1"]
    with pytest.raises(Refused):
        await kefu.channel.download(Attachment("image", "media-1"))


@pytest.mark.parametrize("status", [200, 502])
async def test_an_error_page_is_not_taken_for_a_file(kefu: Office, status: int) -> None:
    kefu.far.page = status

    with pytest.raises(TryAgain):
        await kefu.channel.download(Attachment("image", "media-1"))


def test_choices_are_a_menu() -> None:
    content = content_of(Reply("问题解决了吗？", ("解决了", "没有")))

    assert content["msgtype"] == "msgmenu"
    said = [choice["click"]["content"] for choice in content["msgmenu"]["list"]]
    assert said == ["解决了", "没有"]


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("选一个", tuple(f"第 {number} 个" for number in range(11))),
        ("选一个", ("长" * 43,)),
        ("长" * 342, ("是", "否")),
        ("长" * 700, ("是", "否")),
    ],
)
def test_choices_that_no_menu_holds_are_numbered(text: str, choices: tuple[str, ...]) -> None:
    content = content_of(Reply(text, choices))

    assert content["msgtype"] == "text"
    assert content["text"]["content"].endswith(numbered(choices))
    assert len(content["text"]["content"].encode()) <= 2048


def test_a_long_text_keeps_its_link() -> None:
    content = content_of(Reply("很长的答复。" * 300 + LINK))["text"]["content"]

    assert content.endswith(LINK)
    assert len(content.encode()) <= 2048


@given(st.text(min_size=1), st.text(), st.text())
def test_a_msgid_is_what_the_provider_takes(recipient: str, text: str, after: str) -> None:
    msgid = msgid_of(recipient, Reply(text), after)

    assert len(msgid) == 32
    assert msgid.isalnum()
    assert msgid.isascii()
    assert msgid == msgid_of(recipient, Reply(text), after)
    assert msgid != msgid_of(recipient, Reply(text), after + "'")


def test_the_id_of_a_reply_tells_it_apart_whatever_was_written_since() -> None:
    said = Reply("还在办理。", id="1")

    assert msgid_of("a", said, "m1") == msgid_of("a", said, "m2")
    assert msgid_of("a", said, "m1") != msgid_of("a", replace(said, id="2"), "m1")
    assert msgid_of("a", said, "m1") != msgid_of("b", said, "m1")
