"""What is not kept, with a reason that helps; and what is kept, once, as it was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal

import pytest

from channels.base import IdReused, Unacceptable
from channels.message import Attachment, Location, Person, Remark, Source
from gateway.app import Gateway
from gateway.numbers import spoken
from gateway.stages.acceptance import LARGEST_FILE, LONGEST, MOST_FILES
from tests.conftest import CELLARS
from tests.house import walk_on
from tests.kept import count, files_in, kept
from tests.values import LAMP, NOON, a_message, a_photo, a_picture

FAR_AHEAD = NOON + timedelta(hours=3)


REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "100,000 characters": ({"text": "长" * 100_000}, "text", "too-long"),
    "one too many": ({"text": "长" * (LONGEST + 1)}, "text", "too-long"),
    "nothing": ({"text": ""}, "text", "no-words"),
    "white space": ({"text": " \t\n　\u200b"}, "text", "no-words"),
    "emoji": ({"text": "😡😡👎🏿🕳️"}, "text", "no-words"),
    "punctuation": ({"text": "！？…——。"}, "text", "no-words"),
    "a NUL": ({"text": f"{LAMP}\0"}, "text", "bad-characters"),
    "half a character": ({"text": f"{LAMP}\ud83d"}, "text", "bad-characters"),
    "half a character quoted": ({"aside": "甲\ud83d"}, "text", "bad-characters"),
    "half a character in a remark": (
        {"remarks": (Remark("坏\ud83d", "bad"),)},
        "text",
        "bad-characters",
    ),
    "a NUL in a link": ({"source": Source("晚报", "http://a\0")}, "text", "bad-characters"),
    "half a character in a file's name": (
        {"attachments": (Attachment("file", "m1", "照片\ud83d.jpg"),)},
        "text",
        "bad-characters",
    ),
    "a NUL in the name": ({"person": Person(name="王\0")}, "name", "bad-characters"),
    "a long title": ({"title": "长" * 201}, "title", "too-long"),
    "a long address": ({"location": Location(address="长" * 301)}, "address", "too-long"),
    "a long name": ({"person": Person(name="长" * 81)}, "name", "too-long"),
    "no id": ({"external_id": ""}, "external_id", "missing"),
    "sent tomorrow": ({"sent_at": FAR_AHEAD}, "sent_at", "in-the-future"),
    "seen tomorrow": ({"occurred_at": FAR_AHEAD}, "occurred_at", "in-the-future"),
    "Beijing": ({"location": Location(39.9, 116.4)}, "location", "outside-the-city"),
    "nowhere": ({"location": Location(float("nan"), 101.7)}, "location", "outside-the-city"),
    "half a place": ({"location": Location(36.6)}, "location", "half-a-place"),
    "words for a phone": ({"phone": "我的电话"}, "phone", "no-phone-number"),
    "a short phone": ({"phone": "12"}, "phone", "no-phone-number"),
    "an unknown kind": ({"kind": "gossip"}, "kind", "unknown-kind"),
    "an unknown category": ({"category": "9999"}, "category", "unknown-category"),
    "too many files": (
        {"attachments": (a_photo(a_picture()),) * (MOST_FILES + 1)},
        "attachments",
        "too-many",
    ),
    "a large file": (
        {"attachments": (a_photo(b"\xff" * (LARGEST_FILE + 1)),)},
        "attachments",
        "too-large",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_refuses_with_a_reason_in_both_languages(still: Gateway, case: str) -> None:
    fields, field, code = REFUSED[case]

    with pytest.raises(Unacceptable) as caught:
        await still.intake.deliver(a_message(**{"text": LAMP, **fields}))

    (problem,) = caught.value.problems
    assert (problem.field, problem.code) == (field, code)
    assert problem.zh
    assert problem.en
    assert await count(still) == 0
    assert files_in(still) == []


async def test_names_every_problem_at_once(still: Gateway) -> None:
    wrong = a_message("😡", kind="gossip", phone="x", location=Location(39.9, 116.4))

    with pytest.raises(Unacceptable) as caught:
        await still.intake.deliver(wrong)

    found = {problem.field for problem in caught.value.problems}
    assert found >= {"text", "kind", "location"}


@pytest.mark.parametrize(
    "words",
    [
        "'; drop table messages; --",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "{{ 7*7 }} {% raw %} ${7*7} %s %(x)s {number}",
        "لا يوجد ضوء في الشارع",
        "路" * LONGEST,
        "7",
        "null",
        "༄༅། བོད་ཡིག 路灯坏了",
    ],
)
@pytest.mark.parametrize("cellar", CELLARS, indirect=True)
async def test_keeps_odd_words_as_they_are(still: Gateway, words: str) -> None:
    title = words[:200]
    person = Person(name=words[:80], confidential=True)
    place = Location(address=words[:300])
    receipt = await still.intake.deliver(
        a_message(words, title=title, person=person, location=place, sender=words[:200])
    )
    await walk_on(still)

    stored = await kept(still, receipt.number)
    message = stored.message
    assert (message.text, message.title) == (words, title)
    assert (message.person.name, message.location.address) == (words[:80], words[:300])
    assert stored.report_id is not None


async def test_a_photo_without_words_is_a_report(still: Gateway) -> None:
    receipt = await still.intake.deliver(a_message("", attachments=(a_photo(a_picture()),)))
    await walk_on(still)

    assert (await kept(still, receipt.number)).report_id is not None


@pytest.mark.parametrize("kind", ["image", "voice"])
async def test_what_a_door_has_yet_to_fetch_is_kept_without_words(
    still: Gateway, kind: Literal["image", "voice"]
) -> None:
    later = Attachment(kind, "media-7")  # as the chat doors bring it
    receipt = await still.intake.deliver(a_message("😡", attachments=(later,)))

    assert (await kept(still, receipt.number)).message.attachments == (later,)


async def test_the_same_delivery_gets_the_same_receipt(still: Gateway) -> None:
    first = await still.intake.deliver(message := a_message())
    second = await still.intake.deliver(message)

    assert (second.number, second.link) == (first.number, first.link)
    assert (first.known, second.known) == (False, True)
    assert await count(still) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"text": "别的话"},
        {"title": "别的标题"},
        {"location": Location(36.6, 101.7)},
        {"refers_to": "XN1234567890"},
    ],
)
async def test_an_id_with_other_content_is_refused(still: Gateway, other: dict[str, Any]) -> None:
    message = a_message()
    await still.intake.deliver(message)

    with pytest.raises(IdReused):
        await still.intake.deliver(replace(message, **other))


async def test_a_taken_number_is_drawn_again(still: Gateway) -> None:
    first = await still.intake.deliver(a_message())
    drawn = [first.number, first.number, "XN0000000001"]
    intake = replace(still.intake, draw=lambda _prefix: drawn.pop(0))

    second = await intake.deliver(a_message())

    assert second.number == "XN0000000001"


async def test_a_receipt_speaks_the_citizens_language(still: Gateway) -> None:
    english = await still.intake.deliver(a_message(language="en"))
    chinese = await still.intake.deliver(a_message(language="zh"))

    assert spoken(english.number) in english.words
    assert spoken(chinese.number) in chinese.words
    assert "您" in chinese.words
    assert "您" not in english.words
    assert english.link.startswith(f"/r/{english.number}/")
