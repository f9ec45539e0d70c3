"""What a Telegram update says: whose message it is, what it carries, what belongs to what."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.message import InboundMessage, Location, Person, Source
from channels.telegram.content import TOO_LARGE
from channels.telegram.hints import GREETING, IN_A_GROUP, NOT_READABLE
from channels.telegram.reading import EDITED, FORWARDED, Heard, read
from tests.channels.specimens.telegram import DATE, PHOTOGRAPHED, person, update

BOT = 7654321
OURS = {"id": BOT, "is_bot": True, "first_name": "12345"}
GROUP = {"id": -100200, "type": "supergroup", "title": "河湾小区业主"}
CHANNEL = {"id": -100300, "type": "channel", "title": "河湾晚报", "username": "riverbend_news"}
OWN_CARD = {"phone_number": "8613900000000", "first_name": "小燕", "user_id": 5550001}


def heard(content: Mapping[str, Any]) -> Heard:
    found = read(content, "", BOT)
    assert found is not None
    return found


def kept(content: Mapping[str, Any]) -> InboundMessage:
    message = heard(content).message
    assert message is not None
    return message


def answering(earlier: Mapping[str, object]) -> dict[str, Any]:
    whole = {"message_id": 40, "date": DATE, "chat": {"id": 5550001, "type": "private"}, **earlier}
    return {"reply_to_message": whole}


def test_an_edit_belongs_to_the_message_it_changes_and_is_a_message_of_its_own() -> None:
    first = kept(update(text="路灯不亮"))

    edit = kept(update("edited_message", text="路灯不亮，已经三天了", edit_date=DATE + 60))

    assert edit.thread == first.thread
    assert edit.external_id != first.external_id
    assert edit.sent_at == datetime.fromtimestamp(DATE + 60, UTC)
    assert EDITED in edit.remarks


def test_pictures_of_one_album_share_a_thread() -> None:
    one = heard(update(media_group_id="77", message_id=41, caption="路面塌了", photo=[photo("a")]))
    two = heard(update(media_group_id="77", message_id=42, photo=[photo("b")]))

    assert one.album
    assert one.thread == two.thread


def photo(reference: str) -> dict[str, object]:
    return {"file_id": reference, "file_unique_id": reference, "width": 9, "height": 9}


FILE = {"file_id": "f", "file_unique_id": "f", "duration": 3, "width": 9, "height": 9}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"voice": FILE}, "voice"),
        ({"audio": FILE}, "voice"),
        ({"video": FILE}, "video"),
        ({"video_note": {**FILE, "length": 240}}, "video"),
        ({"animation": FILE, "document": FILE}, "video"),
        ({"document": {**FILE, "mime_type": "image/jpeg"}}, "image"),
        ({"document": {**FILE, "mime_type": "image/tiff"}}, "file"),
        ({"document": FILE}, "file"),
    ],
)
def test_every_file_is_carried_once_and_as_what_it_is(content: Any, kind: str) -> None:
    (attachment,) = kept(update(**content)).attachments

    assert (attachment.kind, attachment.reference) == (kind, "f")


def test_a_venue_gives_its_address_and_place() -> None:
    place = {"latitude": 36.6, "longitude": 101.8}

    message = kept(update(venue={"location": place, "title": "河湾公园", "address": "滨河路 9 号"}))

    assert message.location == Location(36.6, 101.8, "河湾公园 滨河路 9 号")


def test_a_live_location_is_one_message_however_its_bearer_moves() -> None:
    place = {"latitude": 36.6, "longitude": 101.8, "live_period": 600}

    assert read(update("edited_message", location=place, edit_date=DATE + 5), "", BOT) is None


def test_takes_a_phone_number_only_from_whom_it_belongs_to() -> None:
    own = kept(update(contact=OWN_CARD))
    other = kept(update(contact={**OWN_CARD, "user_id": 5550009, "first_name": "物业李经理"}))
    unknown = kept(update(contact={"phone_number": "+8613900000001", "first_name": "房东"}))

    assert own.person.phone == "+8613900000000"
    assert other.person.phone == unknown.person.phone == ""
    assert "物业李经理" in other.aside
    assert "+8613900000000" in other.aside


@pytest.mark.parametrize("kind", ["sticker", "dice"])
def test_a_sticker_is_no_report_and_gets_a_friendly_hint(kind: str) -> None:
    content: dict[str, Any] = {
        "sticker": {
            "file_id": "s",
            "file_unique_id": "s",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "type": "regular",
        },
        "dice": {"emoji": "🎲", "value": 3},
    }

    found = heard(update(**{kind: content[kind]}))

    assert found == Heard(5550001, hint=NOT_READABLE)


@pytest.mark.parametrize(
    "text", ["/start", "/help@riverbend_bot", "/START from-a-poster", "/report"]
)
def test_a_command_alone_is_greeted(text: str) -> None:
    assert heard(update(text=text)) == Heard(5550001, hint=GREETING)


def test_the_report_command_is_no_part_of_the_words() -> None:
    assert kept(update(text="/report@riverbend_bot 桥栏杆断了")).text == "桥栏杆断了"


def test_a_notice_of_the_service_is_passed_over() -> None:
    assert read(update(new_chat_title="新名字"), "", BOT) is None
    assert read({"update_id": 1, "my_chat_member": {}}, "", BOT) is None


def test_never_listens_to_another_bot() -> None:
    assert read(update(text="买药请找我", sender=person(is_bot=True)), "", BOT) is None


def test_a_group_may_talk_among_itself() -> None:
    assert read(update(text="今晚谁去跳舞", chat=GROUP), "", BOT) is None
    assert read(update(chat=GROUP, caption="晚霞", photo=[photo("a")]), "", BOT) is None


def test_what_a_group_sends_to_us_is_answered_in_private() -> None:
    message = kept(update(text="/report 小区大门的灯坏了", chat=GROUP))

    assert message.sender == "5550001"
    assert message.external_id == "-100200/41"


def test_a_conversation_is_held_in_a_private_chat_only() -> None:
    assert not kept(update(text="路灯不亮")).public
    assert kept(update(text="/report 路灯不亮", chat=GROUP)).public


def test_a_bare_command_in_a_group_is_explained_there() -> None:
    assert heard(update(text="/report", chat=GROUP)) == Heard(-100200, hint=IN_A_GROUP)


def test_a_report_on_somebody_elses_message_quotes_it() -> None:
    neighbour = {"from": person(5550008), "text": "三号楼电梯又困人了", "chat": GROUP}

    message = kept(update(text="/report 请尽快修", chat=GROUP, **answering(neighbour)))

    assert message.text == "请尽快修"
    assert message.aside == "三号楼电梯又困人了"


def test_an_answer_to_our_receipt_names_its_number() -> None:
    receipt = {"from": OURS, "text": "我们收到了，编号 XN 123 456 7890，请记好。"}

    message = kept(update(text="补充：在东门那边", **answering(receipt)))

    assert message.refers_to == "XN 123 456 7890"
    assert not message.proven
    assert message.aside == ""


def test_an_answer_to_ones_own_message_belongs_to_it() -> None:
    found = heard(update(text="就是这盏灯", **answering({"from": person(), "text": "路灯不亮"})))

    assert found.answers == "5550001/40"


def test_a_channel_post_is_a_publication_that_nobody_can_be_told_of() -> None:
    post = update("channel_post", text="滨河路今晨积水", chat=CHANNEL, sender_chat=CHANNEL)
    del post["channel_post"]["from"]

    message = kept(post)

    assert message.sender == ""
    assert message.person == Person()
    assert message.source == Source("河湾晚报", "https://t.me/riverbend_news/41")


def test_an_anonymous_admin_stays_so() -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}

    content = update(text="/report 器材坏了", chat=GROUP, sender_chat=GROUP, sender=anonymous)

    assert kept(content).sender == ""


def test_says_when_a_message_was_forwarded() -> None:
    origin = {"type": "hidden_user", "date": DATE, "sender_user_name": "某人"}

    assert FORWARDED in kept(update(text="听说要停水", forward_origin=origin)).remarks


def test_says_when_a_file_is_too_large_to_be_fetched() -> None:
    film = {"file_id": "f", "file_unique_id": "f", "file_size": 21 * 1024 * 1024}

    assert kept(update(text="有视频", document=film)).remarks == (TOO_LARGE,)


@pytest.mark.parametrize(
    ("code", "language"), [("en", "en"), ("en-GB", "en"), ("zh-hans", "zh"), ("bo", "zh")]
)
def test_answers_in_english_only_whoever_uses_it(code: str, language: str) -> None:
    content = update(text="hello", sender=person(language_code=code))

    assert kept(content).language == language


def test_keeps_a_name_within_what_a_report_may_hold() -> None:
    long = person(first_name="甲" * 64, last_name="乙" * 64)

    assert len(kept(update(text="路灯不亮", sender=long)).person.name) == 80


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
WHOLE = update(
    text="路灯不亮",
    contact=OWN_CARD,
    location={"latitude": 36.6, "longitude": 101.8},
    photo=PHOTOGRAPHED["message"]["photo"],
    **answering({"from": person(), "text": "早先"}),
)
PLACES = [
    ("update_id",),
    ("message",),
    *(("message", name) for name in WHOLE["message"]),
    ("message", "from", "id"),
    ("message", "from", "first_name"),
    ("message", "chat", "id"),
    ("message", "chat", "type"),
    ("message", "photo", 1, "file_id"),
    ("message", "location", "latitude"),
    ("message", "contact", "phone_number"),
    ("message", "reply_to_message", "text"),
]


@given(st.sampled_from(PLACES), JSON)
def test_anything_at_all_in_a_field_is_read_or_refused(
    place: tuple[str | int, ...], value: object
) -> None:
    content = copy.deepcopy(WHOLE)
    inner: Any = content
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value

    try:
        found = read(content, "", BOT)
    except ValueError:
        return

    message = found.message if found else None
    if message is not None:
        assert all(isinstance(word, str) for word in (message.text, message.person.name))


def test_a_clock_a_day_ahead_of_ours_costs_no_message() -> None:
    now = datetime.now(UTC)

    message = kept(update(text="路灯不亮", date=int(now.timestamp()) + 86_400))

    assert message.sent_at < now + timedelta(seconds=1)
