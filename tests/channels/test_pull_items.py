"""What becomes of a partner's items: mapped, changed, unreadable; and of pages that are none."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from pydantic import ValidationError

from channels.base import IdReused, Problem, Refused, TryAgain, Unacceptable
from channels.message import Attachment, InboundMessage, Location, Receipt, Source
from channels.positions import wgs84
from channels.pull import PullChannel
from channels.pull.items import at
from channels.pull.settings import PullSettings
from tests.channels.doors import Door, opened
from tests.channels.far_side import RECEIPT
from tests.channels.pulling import SPECIMEN, a_round, ids, item, lay_out, parked, with_settings
from tests.channels.specimens.pull import SETTINGS, page


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with opened(PullChannel, SPECIMEN) as door:
        yield door


@dataclass
class Journal:
    """Keeps as the gateway does: an id once, with its words."""

    kept: dict[str, InboundMessage] = field(default_factory=dict)

    async def deliver(self, message: InboundMessage) -> Receipt:
        known = self.kept.setdefault(message.external_id, message)
        if (known.title, known.text, known.person) != (message.title, message.text, message.person):
            raise IdReused
        return Receipt(RECEIPT.number, RECEIPT.link, RECEIPT.words, known=known is not message)


async def brought(door: Door, journal: Journal, *batches: list[dict[str, Any]]) -> Journal:
    door.inbox.deliver = journal.deliver  # type: ignore[method-assign]
    for batch in batches:
        lay_out(door, {"": page(*batch)})
        await a_round(door)
    return journal


async def one(door: Door, **other: Any) -> InboundMessage:
    """What is made of the item with these things changed."""
    lay_out(door, {"": page(item(1, **other))})
    await a_round(door)
    (message,) = door.inbox.messages
    return message


OLD, NEW = item(1), item(1, body={"plain": "坑又大了，有人摔倒。"})


async def test_a_changed_item_is_added_to_what_it_was_before(door: Door) -> None:
    journal = await brought(door, Journal(), [OLD], [NEW])

    first, second = journal.kept.values()
    assert (first.external_id, first.remarks) == ("1", ())
    assert second.external_id.startswith("1#")
    assert second.thread == first.thread
    assert second.sender == first.sender
    assert "changed this item" in second.remarks[0].en


async def test_a_changed_item_is_added_once_whatever_comes_again(door: Door) -> None:
    journal = await brought(door, Journal(), [OLD], [NEW], [OLD], [NEW], [OLD, NEW], [NEW, OLD])

    assert len(journal.kept) == 2


async def test_another_time_stamp_alone_is_no_change(door: Door) -> None:
    later = {**OLD, "updated": "2026-03-06T00:00:00+08:00", "views": 17}
    journal = await brought(door, Journal(), [OLD], [later])

    assert list(journal.kept) == ["1"]


async def test_a_picture_that_was_added_is_a_change(door: Door) -> None:
    photos = [[{"url": f"PROVIDER/photos/{name}.jpg"}] for name in ("pit", "pit2")]
    batches = [[item(1, photos=photo)] for photo in (photos[0], photos[1], photos[1], photos[1])]
    journal = await brought(door, Journal(), *batches)

    first, second = journal.kept.values()
    assert [each.name for each in (*first.attachments, *second.attachments)] == [
        "pit.jpg",
        "pit2.jpg",
    ]


async def test_what_was_changed_can_be_read_again(door: Door) -> None:
    journal = await brought(door, Journal(), [OLD], [NEW])

    assert len(journal.kept) == 2
    for message in journal.kept.values():
        assert message.raw is not None
        assert list(door.channel.again(message.raw)) == [message]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ({"headline": "没有编号"}, "missing"),
        ({"clue_id": 5, "photos": []}, "missing"),
        ({"clue_id": {"nested": 1}, "headline": "编号不是字"}, "missing"),
        ("只是一句话", "unreadable"),
        (None, "unreadable"),
        ({"clue_id": 5, "headline": "半个\ud83d字"}, "bad-characters"),
    ],
)
async def test_what_cannot_be_read_is_parked_and_the_next_one_read(
    door: Door, bad: object, code: str
) -> None:
    lay_out(door, {"": page(bad, item(2))})
    await a_round(door)
    await a_round(door)

    assert [(json.loads(content), why) for content, why in parked(door)] == [(bad, code)]
    assert ids(door) == ["2"]


async def test_what_the_gateway_will_not_have_is_parked_with_its_reason(door: Door) -> None:
    lay_out(door, {"": page(item(1))})
    door.inbox.failure = Unacceptable(Problem("phone", "no-phone-number", "不像电话", "No phone"))

    await a_round(door)

    assert [why for _, why in parked(door)] == ["no-phone-number"]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"<html><body>502 Bad Gateway</body></html>", "no readable JSON"),
        (b'{"data": {"list": [', "no readable JSON"),
        (b"[" * 100_000, "no readable JSON"),
        ('{"data": {"list": ["坑"]}}'.encode("gb18030"), "no readable JSON"),
        ({"code": 40001, "message": "token expired"}, "no list at data.list"),
        ([], "no list at data.list"),
        ({"data": {"list": {"1": "one"}}}, "no list at data.list"),
        (b" " * (21 * 1024 * 1024), "larger than"),
    ],
)
async def test_a_page_that_is_none_is_asked_for_again(door: Door, answer: object, why: str) -> None:
    door.provider.answers["/clues"] = answer

    with pytest.raises(TryAgain, match=why):
        await a_round(door)

    assert await door.ports.shelf.get("watermark") is None
    assert not parked(door)


async def test_a_word_without_a_meaning_of_ours_goes_to_the_staff(door: Door) -> None:
    message = await one(door, type="表白")

    assert message.kind == ""
    assert [remark.zh for remark in message.remarks] == ["对方分类：表白"]


async def test_times_that_cannot_be_read_do_not_stop_an_item(door: Door) -> None:
    message = await one(door, seen="昨天傍晚")

    assert message.occurred_at is None
    assert [remark.en for remark in message.remarks] == ["A time cannot be read."]


@pytest.mark.parametrize(
    "written", [1772712067, "1772712067", 1772712067000, "2026-03-05 20:01:07"]
)
async def test_reads_times_however_programs_write_them(door: Door, written: object) -> None:
    message = await one(door, updated=written)

    assert message.sent_at == datetime.fromisoformat("2026-03-05T20:01:07+08:00")


@pytest.mark.parametrize("gps", [[0, 0], [36.62], [], None, ["", ""]])
async def test_where_no_position_stands_the_address_does(door: Door, gps: object) -> None:
    message = await one(door, place={"text": "夏都大街", "gps": gps})

    assert message.location == Location(address="夏都大街")
    assert message.remarks == ()


@pytest.mark.parametrize("gps", [["N36", "E101"], ["NaN", "NaN"], [float("inf"), 101.7]])
async def test_a_position_that_cannot_be_read_is_remarked_upon(
    door: Door, gps: list[object]
) -> None:
    message = await one(door, place={"text": "夏都大街", "gps": gps})

    assert message.location == Location(address="夏都大街")
    assert [remark.en for remark in message.remarks] == ["The position cannot be read."]


async def test_positions_of_chinese_maps_are_put_right() -> None:
    async with opened(PullChannel, with_settings(chinese_map=True)) as door:
        place = (await one(door)).location

    assert (place.latitude, place.longitude) == wgs84(36.6205, 101.781)


async def test_a_title_alone_is_enough(door: Door) -> None:
    message = await one(door, body=None)

    assert message.text == "人行道塌陷"


async def test_names_the_medium_and_where_it_was_published(door: Door) -> None:
    message = await one(door)

    assert message.source == Source("示范晚报", "https://paper.example.cn/clues/40711")


async def test_pictures_of_other_places_are_left_alone(door: Door) -> None:
    link = f"{door.far}/clues?all=yes"
    message = await one(door, photos=[{"url": link}])

    assert message.attachments == ()
    assert link in message.remarks[0].zh
    with pytest.raises(Refused):
        await door.channel.download(Attachment("image", link))
    assert not any("all" in asked.query for asked in door.provider.asked)


@pytest.mark.parametrize(
    ("path", "found"),
    [("a.b", [1]), ("a.c.1", [3]), ("a.c.*", [2, 3]), ("a.c.9", []), ("x", []), ("a.b.c", [])],
)
def test_a_path_finds_what_stands_there(path: str, found: list[object]) -> None:
    assert list(at({"a": {"b": 1, "c": [2, 3]}}, path)) == found


@pytest.mark.parametrize(
    "wrong",
    [
        {"fields": {"text": "a"}},
        {"fields": {"id": "a", "colour": "b"}},
        {"url": "ftp://paper.example.cn/"},
        {"key": "us"},
        {"secret": "only-half-of-a-signature"},
        {"media": ["https://img.example.cn"]},
        {"interval": 0},
    ],
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, Any]) -> None:
    sound = {**SETTINGS, "url": "https://paper.example.cn/", "media": [], "status": None}
    PullSettings.model_validate(sound)

    with pytest.raises(ValidationError):
        PullSettings.model_validate({**sound, **wrong})
