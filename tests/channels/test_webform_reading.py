"""Taking a submitted form apart: byte for byte what was sent, or a page that says why not."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.http import SECURITY_HEADERS, Rejected
from channels.webform import reading
from channels.webform.reading import LARGEST, LARGEST_FIELD, MOST_PARTS
from tests.channels.doors import Door
from tests.channels.specimen import Sent
from tests.channels.specimens.webform import FIELDS, PHOTO, URLENCODED, multipart


def broken(body: bytes, content_type: str | None = None) -> Sent:
    sent = multipart(FIELDS)
    return Sent("", body, {"Content-Type": content_type or sent.headers["Content-Type"]})


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (broken(b"{}", "application/json"), 415),
        (broken(b"text=x", "application/x-www-form-urlencoded; charset=gbk"), 415),
        (broken(b"text=%B2%E2", URLENCODED["Content-Type"]), 400),
        (broken("text=测试".encode("gbk"), URLENCODED["Content-Type"]), 400),
        (broken(b"&".join([b"a=1"] * (MOST_PARTS + 1)), URLENCODED["Content-Type"]), 400),
        (broken(b"text=" + b"x" * LARGEST_FIELD, URLENCODED["Content-Type"]), 413),
        (broken(multipart(FIELDS).body.replace("楼下".encode(), "楼下".encode("gbk"))), 400),
        (broken(multipart(FIELDS).body[:-30]), 400),
        (broken(b""), 400),
        (broken(b"x", "multipart/form-data; boundary="), 400),
        (broken(b"x", "multipart/form-data; boundary=" + "b" * 100), 400),
        (multipart({f"field{n}": "" for n in range(MOST_PARTS + 1)}), 400),
        (multipart({"text": "x" * (LARGEST_FIELD + 1)}), 413),
        (replace(broken(b"x"), headers={"Content-Length": str(LARGEST + 1), **URLENCODED}), 413),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else "",
)
async def test_answers_a_broken_form_with_a_page_that_says_why(
    webform: Door, sent: Sent, status: int
) -> None:
    found, text = await webform.submit(sent)

    assert found == status
    assert "没有提交成功" in text
    assert not webform.inbox.messages


async def test_stops_reading_a_body_that_grows_too_large(webform: Door) -> None:
    photo = b"x" * (LARGEST // 4)
    sent = multipart(FIELDS, [(f"{n}.jpg", photo) for n in range(5)])

    status, text = await webform.submit(sent)

    assert status == 413
    assert "41 MB" in text
    assert not webform.inbox.messages


async def test_any_damaged_form_is_taken_or_refused_but_never_breaks(webform: Door) -> None:
    whole = multipart(FIELDS, [("a.jpg", PHOTO)])
    chance = random.Random(0)
    for _ in range(150):
        damaged = bytearray(whole.body)
        for _ in range(chance.randint(1, 8)):
            place = chance.randrange(len(damaged))
            damaged[place : place + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))

        status, _ = await webform.submit(replace(whole, body=bytes(damaged)))

        assert status in (303, 400, 422), bytes(damaged)


async def test_a_path_in_a_file_name_is_left_out(webform: Door) -> None:
    await webform.post(multipart(FIELDS, [("C:\\家\\../../x.jpg", PHOTO)]))

    assert [file.name for file in webform.inbox.messages[0].attachments] == ["x.jpg"]


@pytest.mark.parametrize("query", ["", "?lang=en"])
async def test_every_page_carries_the_security_headers(webform: Door, query: str) -> None:
    shown = await webform.client.get("/report" + query)
    refused = await webform.post(broken(b"{}", "application/json"))

    for response in (shown, refused):
        assert SECURITY_HEADERS.items() <= response.headers.items()
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('filename="a%22b.jpg"', 'a"b.jpg'),
        (r'filename="a\"b.jpg"', '"b.jpg'),
        ("filename*=utf-8''%E8%B7%AF.jpg", "路.jpg"),
        ("filename=\"x.jpg\"; filename*=utf-8''%E8%B7%AF.jpg", "路.jpg"),
    ],
)
def test_reads_file_names_as_browsers_and_programs_write_them(disposition: str, name: str) -> None:
    part = f'Content-Disposition: form-data; name="photos"; {disposition}\r\n\r\nx'
    (photo,) = reading.multipart(f"--b\r\n{part}\r\n--b--\r\n".encode(), "b").photos

    assert (photo.name, photo.content) == (name, b"x")


@given(st.binary(max_size=200).filter(lambda content: b"\r\n--b" not in content))
def test_any_photo_arrives_byte_for_byte(content: bytes) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="photos"; filename="x"\r\n\r\n%s\r\n--b--'

    photos = reading.multipart(body % content, "b").photos

    assert [photo.content for photo in photos] == [content][: len(content)]


@given(st.binary(max_size=200) | st.text('-b\r\n="; :', max_size=40).map(str.encode))
def test_any_body_is_a_form_or_a_value_error(content: bytes) -> None:
    try:
        reading.multipart(b"--b\r\n" + content + b"--b--", "b")
    except (ValueError, Rejected):
        return
