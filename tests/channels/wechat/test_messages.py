"""What the WeChat door makes of each kind of message, and of those it cannot take."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from channels.base import IdReused, Problem, Unacceptable
from channels.http import Rejected
from channels.message import InboundMessage
from channels.wechat.parse import message_of, push_of
from channels.wechat.words import only_emoji
from channels.weixin.xml import fields_of
from tests.channels.doors import Door
from tests.channels.specimens.wechat import CITIZEN, SENT_AT, TEXT, opened, said, sealed, xml

NOW = datetime.fromtimestamp(SENT_AT + 2, UTC)
RECORDED = Path(__file__).parents[3].parent / "shared" / "fixtures" / "wechat-xml"

needs_recorded = pytest.mark.skipif(
    not RECORDED.is_dir(), reason=f"the recorded messages are not there: {RECORDED}"
)


def read(fields: Mapping[str, str | int], now: datetime = NOW) -> InboundMessage:
    return message_of(push_of(fields_of(xml(fields))), "", now)


def refusal(fields: Mapping[str, str | int]) -> str:
    with pytest.raises(Unacceptable) as caught:
        read(fields)
    return caught.value.problems[0].code


async def told(door: Door, fields: Mapping[str, str | int]) -> str:
    status, answer = await door.submit(sealed(xml(fields)))
    assert status == 200
    return opened(answer)


def test_a_link_is_kept_with_its_title_and_address() -> None:
    link = said("link", 7, Title="塌方视频", Description="", Url="https://example.com/v")

    assert read(link).text == "[链接] 塌方视频\nhttps://example.com/v"


def test_a_voice_without_recognition_is_still_a_voice() -> None:
    message = read(said("voice", 7, MediaId="m", Format="amr", Recognition=""))

    assert [each.kind for each in message.attachments] == ["voice"]
    assert (message.text, message.remarks) == ("", ())


def test_a_voice_is_named_by_its_format() -> None:
    odd = read(said("voice", 7, MediaId="m", Format="../../etc"))
    speex = read(said("voice", 7, MediaId="m", Format="Speex"))

    assert odd.attachments[0].name == "7.amr"
    assert speex.attachments[0].name == "7.speex"


def test_a_short_video_is_a_video() -> None:
    assert read(said("shortvideo", 7, MediaId="m")).attachments[0].kind == "video"


def test_a_picture_without_a_media_id_is_fetched_by_its_address() -> None:
    link = "https://mmbiz.qpic.cn/mmbiz_jpg/a/0"

    assert read(said("image", 7, PicUrl=link)).attachments[0].reference == link


@pytest.mark.parametrize("link", ["http://127.0.0.1/", "http://evil.example/.qpic.cn", "file:///"])
def test_a_picture_elsewhere_is_not_fetched(link: str) -> None:
    assert refusal(said("image", 7, PicUrl=link)) == "unreadable"


@pytest.mark.parametrize("where", [("", "1"), ("north", "1"), ("91", "1"), ("nan", "1")])
def test_a_place_that_is_none_is_unreadable(where: tuple[str, str]) -> None:
    place = said("location", 7, Location_X=where[0], Location_Y=where[1], Label="x")

    assert refusal(place) == "unreadable"


def test_english_words_make_an_english_message() -> None:
    assert read(said("text", 7, Content="The street lamp is broken")).language == "en"


def test_a_message_without_an_id_has_always_the_same() -> None:
    bare = {name: value for name, value in TEXT.items() if name != "MsgId"}

    first, again, other = (read(bare), read(bare), read(bare | {"Content": "另一件事"}))
    assert first.external_id == again.external_id
    assert first.external_id != other.external_id


def test_a_time_that_lies_ahead_is_taken_for_the_present() -> None:
    ahead = int((NOW + timedelta(days=1)).timestamp())

    assert read(TEXT | {"CreateTime": ahead}).sent_at == NOW
    assert read(TEXT).sent_at == datetime.fromtimestamp(SENT_AT, UTC)


@pytest.mark.parametrize("text", ["[微笑]", "[捂脸][捂脸] 👍", "/::)", "😀", "/:rose/:rose"])
def test_knows_stickers_from_words(text: str) -> None:
    assert only_emoji(text)


@pytest.mark.parametrize("text", ["好的", "[井盖]", "[微笑]谢谢", "/:8 号楼", "12345", ""])
def test_knows_words_from_stickers(text: str) -> None:
    assert not only_emoji(text)


async def test_says_in_plain_words_why_a_sticker_is_no_report(door: Door) -> None:
    words = await told(door, said("text", 7, Content="[微笑]"))

    assert "请用文字" in words
    assert "in words" in words
    assert not door.inbox.messages
    assert not door.ports.park.parked  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["file", "miniprogrampage", "unknown"])
async def test_parks_what_it_cannot_take_and_says_so(door: Door, kind: str) -> None:
    words = await told(door, said(kind, 7, Title="合同.docx"))

    [(raw, problem)] = door.ports.park.parked  # type: ignore[attr-defined]
    assert "收不了" in words
    assert problem.code == "unknown-kind"
    assert "合同".encode() in raw.content


async def test_parks_what_the_gateway_will_not_keep_and_says_why(door: Door) -> None:
    far = Problem("location", "outside-the-city", "不在本市。", "Not in this city.")
    door.inbox.failure = Unacceptable(far)

    words = await told(door, TEXT)

    [(raw, problem)] = door.ports.park.parked  # type: ignore[attr-defined]
    assert words == "不在本市。\nNot in this city."
    assert (raw.door, problem) == ("wechat", far)


async def test_an_id_reused_with_other_content_is_parked_and_not_brought_again(door: Door) -> None:
    door.inbox.failure = IdReused()

    words = await told(door, TEXT)

    [(_, problem)] = door.ports.park.parked  # type: ignore[attr-defined]
    assert words == "success"
    assert problem.code == "id-reused"


async def test_two_citizens_with_one_id_are_told_apart(door: Door) -> None:
    await told(door, said("text", 7, sender="oA", Content="路灯坏了"))
    await told(door, said("text", 7, sender="oB", Content="水管裂了"))

    first, second = door.inbox.messages
    assert (first.sender, first.external_id) == ("oA", "7")
    assert (second.sender, second.external_id) == ("oB", "7")
    assert first.thread == second.thread == "7"  # of one sender: the gateway takes both together


async def test_what_a_citizen_sends_in_a_row_belongs_together(door: Door) -> None:
    for number in (11, 12, 13):
        await told(door, said("text", number, Content=f"第 {number} 句"))
    await told(door, said("image", 14, MediaId="m"))
    await told(door, said("text", 15, sender="oOther", Content="别人的事"))

    threads = [message.thread for message in door.inbox.messages]
    assert threads == ["11", "11", "11", "11", "15"]


async def test_a_repeated_message_keeps_its_thread(door: Door) -> None:
    for number in (11, 12, 12, 11):
        await told(door, said("text", number, Content=f"第 {number} 句"))

    assert {message.thread for message in door.inbox.messages} == {"11"}


@needs_recorded
@pytest.mark.parametrize("name", sorted(path.stem for path in RECORDED.glob("*.xml")))
async def test_every_recorded_push_is_kept_or_answered(door: Door, name: str) -> None:
    fields = recorded(name) | {"ToUserName": str(TEXT["ToUserName"])}

    status, answer = await door.submit(sealed(xml(fields)))

    kept = len(door.inbox.messages)
    parked = len(door.ports.park.parked)  # type: ignore[attr-defined]
    assert status == 200
    assert opened(answer)
    assert (kept, parked) == _becomes(name)


def recorded(name: str) -> dict[str, str]:
    return dict(fields_of((RECORDED / f"{name}.xml").read_bytes()))


def _becomes(name: str) -> tuple[int, int]:
    """Messages kept, payloads parked."""
    if name.startswith("event_"):
        return 0, 0
    # the recorded picture has an address that is none, the unknown kind is unknown
    return (0, 1) if name in ("image", "unknown") else (1, 0)


@needs_recorded
def test_all_recorded_pushes_are_there() -> None:
    assert len(list(RECORDED.glob("*.xml"))) == 42


def test_an_envelope_that_is_not_whole_is_an_error() -> None:
    for name in ("FromUserName", "ToUserName", "CreateTime", "MsgType"):
        fields = {key: str(value) for key, value in TEXT.items() if key != name}
        with pytest.raises((KeyError, ValueError, Rejected)):
            push_of(fields)


def test_the_sender_and_his_words_stay_out_of_repr() -> None:
    push = push_of(fields_of(xml(TEXT | {"CreateTime": int(time.time())})))

    assert CITIZEN not in repr(push)
    assert "井盖" not in repr(push)
