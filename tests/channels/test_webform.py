"""The web form: in two languages, nothing typed is lost, nothing broken gets in."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import IdReused, Problem, Unacceptable
from channels.webform.parse import TICKET, message_of
from channels.webform.settings import District
from tests.channels.doors import Door
from tests.channels.far_side import RECEIPT
from tests.channels.specimen import Sent
from tests.channels.specimens.webform import FIELDS, PHOTO, URLENCODED, multipart

NOW = datetime(2026, 3, 6, tzinfo=UTC)
DISTRICTS = (District(code="east", zh="城东区", en="East District"),)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NO_WORDS = Problem("text", "no-words", "请写下发生了什么。", "Please say what happened.")


async def page(door: Door, query: str = "", **headers: str) -> str:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    response = await door.client.get("/report" + query, headers=names)
    assert response.status == 200
    return await response.text()


def ticket_in(text: str) -> str:
    found = re.search(r'name="ticket" value="([^"]*)"', text)
    assert found
    return found[1]


async def test_sends_the_citizen_on_to_his_receipt(webform: Door) -> None:
    response = await webform.post(multipart(FIELDS))

    assert response.status == 303
    assert response.headers["Location"] == RECEIPT.link


async def test_takes_a_form_without_files_too(webform: Door) -> None:
    body = f"ticket={FIELDS['ticket']}&text=%E8%B7%AF%E7%81%AF+x".encode()

    status, _ = await webform.submit(Sent("", body, URLENCODED))

    assert status == 303
    assert webform.inbox.messages[0].text == "路灯 x"


async def test_every_page_gets_a_ticket_of_its_own(webform: Door) -> None:
    first, second = ticket_in(await page(webform)), ticket_in(await page(webform))

    assert TICKET.fullmatch(first)
    assert first != second


@pytest.mark.parametrize(
    ("query", "headers", "language"),
    [
        ("", {}, "zh-CN"),
        ("", {"Accept_Language": "en-GB,en"}, "en"),
        ("?lang=zh", {"Accept_Language": "en"}, "zh-CN"),
        ("?lang=en", {}, "en"),
        ("?lang=xx", {}, "zh-CN"),
        ("", {"Cookie": "lang=en"}, "en"),
        ("?lang=zh", {"Cookie": "lang=en"}, "zh-CN"),
    ],
)
async def test_speaks_the_language_that_was_chosen(
    webform: Door, query: str, headers: dict[str, str], language: str
) -> None:
    assert f'<html lang="{language}"' in await page(webform, query, **headers)


async def test_remembers_language_and_type_size(webform: Door) -> None:
    await page(webform, "?lang=en&large=1")

    again = await page(webform)
    assert '<html lang="en" class="large">' in again
    assert 'class="large"' not in await page(webform, "?large=0")


async def test_the_english_page_holds_no_chinese_but_the_way_back(webform: Door) -> None:
    text = await page(webform, "?lang=en")

    assert CHINESE.findall(text) == ["中", "文"]


async def test_errors_come_back_in_english_without_chinese(webform: Door) -> None:
    webform.inbox.failure = Unacceptable(NO_WORDS)

    _, text = await webform.submit(multipart({"ticket": FIELDS["ticket"]}, query="?lang=en"))

    assert CHINESE.findall(text) == ["中", "文"]
    assert "Please say what happened." in text


async def test_keeps_all_that_was_typed_when_something_is_wrong(webform: Door) -> None:
    webform.inbox.failure = Unacceptable(NO_WORDS)

    status, text = await webform.submit(multipart(FIELDS, [("a.jpg", PHOTO)]))

    assert status == 422
    for name in ("title", "address", "latitude", "longitude", "occurred_at", "phone"):
        assert f'value="{FIELDS[name]}"' in text
    assert "楼下烧烤摊每晚营业到两点" in text
    assert '<option value="complaint" selected>' in text
    assert '<option value="east" selected>' in text
    assert re.search(r'id="confidential"[^>]* checked', text)
    assert not re.search(r'id="anonymous"[^>]* checked', text)
    assert "照片不能保留" in text
    assert ticket_in(text) == FIELDS["ticket"]


async def test_ties_each_error_to_its_field(webform: Door) -> None:
    webform.inbox.failure = Unacceptable(
        NO_WORDS,
        Problem("location", "outside", "不在本市", "Outside"),
        Problem("attachments", "no-picture", "不是照片", "No picture"),
        Problem("external_id", "odd", "没有对应的栏目", "No such field"),
    )

    _, text = await webform.submit(multipart(FIELDS))

    for field, words in (("text", NO_WORDS.zh), ("latitude", "不在本市"), ("photos", "不是照片")):
        assert f'<a href="#{field}">{words}</a>' in text
        assert re.search(f'id="{field}"[^>]*aria-invalid="true"[^>]*"{field}-wrong', text)
        assert f'id="{field}-wrong"' in text
    assert "<li>没有对应的栏目</li>" in text
    assert "<details open>" in text


async def test_escapes_whatever_people_write(webform: Door) -> None:
    webform.inbox.failure = Unacceptable(NO_WORDS)
    attack = "\"'><script>alert(1)</script>{{ 7*7 }}"
    fields = dict.fromkeys(FIELDS, attack) | {"ticket": FIELDS["ticket"], "website": ""}
    fields |= {"kind": "", "district": "", "latitude": "", "longitude": "", "occurred_at": ""}

    _, text = await webform.submit(multipart(fields))

    assert "<script>alert" not in text
    assert unescape(text).count(attack) == 6  # text, title, address, name, phone, earlier number


async def test_a_filled_honeypot_loses_nothing_but_itself(webform: Door) -> None:
    status, text = await webform.submit(multipart(FIELDS | {"website": "http://spam"}))

    assert status == 422
    assert not webform.inbox.messages
    assert "请再提交一次" in text
    assert "楼下烧烤摊" in text
    assert "http://spam" not in text

    again = multipart(FIELDS | {"website": "", "ticket": ticket_in(text)})
    assert (await webform.submit(again))[0] == 303


@pytest.mark.parametrize("ticket", ["", "x", "x" * 23, "路" * 22, "x" * 21 + "'"])
async def test_a_form_without_a_proper_ticket_gets_a_new_one(webform: Door, ticket: str) -> None:
    status, text = await webform.submit(multipart(FIELDS | {"ticket": ticket}))

    assert status == 422
    assert not webform.inbox.messages
    assert TICKET.fullmatch(ticket_in(text))
    assert "楼下烧烤摊" in text


async def test_other_content_under_a_used_ticket_may_become_another_report(webform: Door) -> None:
    webform.inbox.failure = IdReused()

    status, text = await webform.submit(multipart(FIELDS))

    assert status == 409
    assert ticket_in(text) != FIELDS["ticket"]
    assert "楼下烧烤摊" in text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"occurred_at": "昨天"}, "occurred_at"),
        ({"latitude": "north"}, "latitude"),
        ({"latitude": "nan"}, "latitude"),
        ({"longitude": ""}, "latitude"),
        ({"longitude": "181"}, "latitude"),
        ({"district": "atlantis"}, "district"),
        ({"kind": "chase'--"}, "kind"),
    ],
)
async def test_says_which_field_it_cannot_read(
    webform: Door, changes: dict[str, str], field: str
) -> None:
    status, text = await webform.submit(multipart(FIELDS | changes))

    assert status == 422
    assert f'<a href="#{field}">' in text
    assert not webform.inbox.messages


async def test_needs_no_inline_script_or_style(webform: Door) -> None:
    text = await page(webform)

    assert not re.findall(r"<script(?![^>]* src=)|<style| style=| on[a-z]+=", text)


async def test_serves_what_its_pages_refer_to(webform: Door) -> None:
    text = await page(webform)
    files = set(re.findall(r'(?:src|href)="(/report/static/[^"]+)"', text))

    assert len(files) == 3
    for file in files:
        assert (await webform.client.get(file)).status == 200


async def test_emergency_numbers_stand_first(webform: Door) -> None:
    text = await page(webform)

    assert re.findall(r'href="tel:(\d+)"', text)[:3] == ["110", "119", "120"]
    assert text.index("tel:110") < text.index("<form")


async def test_every_field_has_a_label(webform: Door) -> None:
    text = await page(webform)
    fields = set(re.findall(r'<(?:input|select|textarea) id="([^"]+)"', text))

    assert fields >= {"text", "district", "photos", "anonymous", "refers_to"}
    assert fields == set(re.findall(r'<label for="([^"]+)"', text))


@given(
    st.dictionaries(
        st.sampled_from(sorted(FIELDS)),
        st.text(max_size=20) | st.sampled_from(["36.6", "east", "help", "2026-03-05"]),
    )
)
def test_any_fields_are_a_message_or_unacceptable(fields: dict[str, str]) -> None:
    try:
        message = message_of(fields, (), NOW, DISTRICTS)
    except Unacceptable:
        return
    assert message.text == fields.get("text", "").replace("\r\n", "\n").strip()


@pytest.mark.parametrize(
    ("district", "address", "expected"),
    [
        ("east", "某某路", "城东区某某路"),
        ("east", "城东区某某路", "城东区某某路"),
        ("east", "", "城东区"),
        ("", "某某路", "某某路"),
    ],
)
def test_names_the_district_once(district: str, address: str, expected: str) -> None:
    message = message_of({"district": district, "address": address}, (), NOW, DISTRICTS)

    assert message.location.address == expected
