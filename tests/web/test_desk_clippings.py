"""What the press reported is entered at the desk: no name, but a link that is safe to follow."""

from __future__ import annotations

import pytest
from aiohttp import FormData

from channels.message import Source
from gateway.app import Gateway
from gateway.settings import Settings
from gateway.store import tickets
from tests.house import walk_on
from tests.kept import count, kept
from tests.values import NOISE, a_picture
from tests.web.browsing import Page, Reader
from tests.web.desk_scenes import number_of

LINK = "https://news.example.com/2026/11/17/1.html?a=1&b=2"
CLIPPING = {
    "publication": "西宁晚报",
    "title": "工地夜间施工扰民",
    "text": NOISE,
    "link": LINK,
    "published_on": "2026-11-17",
}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"channels": {**settings.channels, "media": {}}})


async def blank(reader: Reader) -> Page:
    return await reader.get("/desk/clippings/new")


async def clip(reader: Reader, **changes: str) -> Page:
    return await reader.send(await blank(reader), "/clippings/new/file", **{**CLIPPING, **changes})


async def with_file(reader: Reader, content: bytes, name: str, media_type: str) -> Page:
    form = (await blank(reader)).form("/clippings/new/file")
    data = FormData(quote_fields=False)
    for field, values in {**form.fields, **{k: [v] for k, v in CLIPPING.items()}}.items():
        if field != "photos":
            data.add_field(field, values[0])
    data.add_field("photos", content, filename=name, content_type=media_type)
    async with reader.client.post(form.action, data=data) as answer:
        return Page(answer.status, answer.url.path_qs, await answer.text(), answer.headers)


async def test_a_clipping_is_filed_without_anybodys_name(still: Gateway, operator: Reader) -> None:
    page = await clip(operator)

    message = (await kept(still, number_of(page))).message
    assert (message.channel, message.account, message.sender) == ("media", "desk", "")
    assert message.source == Source("西宁晚报", LINK)
    assert (message.title, message.person.phone) == ("工地夜间施工扰民", "")
    assert f"{message.sent_at:%Y-%m-%d}" == "2026-11-17"


async def test_its_ticket_shows_where_it_stood_as_a_link_that_is_safe_to_follow(
    still: Gateway, operator: Reader
) -> None:
    page = await clip(operator)
    await walk_on(still)

    ticket = await still.parts.database.read(tickets.of_receipt, number_of(page))
    shown = await operator.get(f"/desk/tickets/{ticket.number}")
    escaped = LINK.replace("&", "&amp;")
    assert f'<a href="{escaped}" target="_blank" rel="noopener noreferrer">' in shown.text
    assert "西宁晚报" in shown.words
    assert "没有留联系方式" in shown.words


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("link", "javascript:alert(1)"),
        ("publication", "没有登记的报"),
        ("published_on", "tomorrow"),
        ("published_on", "2026-12-24"),
        ("text", "……"),
    ],
)
async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    still: Gateway, operator: Reader, field: str, value: str
) -> None:
    page = await clip(operator, **{field: value})

    assert page.status == 422
    assert f'id="wrong-{field}"' in page.text
    form = page.form("/clippings/new/file").fields
    assert form["title"] == [CLIPPING["title"]]
    assert await count(still) == 0


async def test_photos_come_with_it(still: Gateway, operator: Reader) -> None:
    page = await with_file(operator, a_picture("JPEG"), "../版面.jpg", "image/jpeg")

    [file] = (await kept(still, number_of(page))).files
    assert (file.media_type, file.name) == ("image/jpeg", "版面.jpg")


async def test_what_is_no_picture_is_refused_beside_its_field(
    still: Gateway, operator: Reader
) -> None:
    page = await with_file(operator, b"<script>alert(1)</script>", "a.jpg", "image/jpeg")

    assert page.status == 422
    assert 'id="wrong-attachments"' in page.text
    assert await count(still) == 0
