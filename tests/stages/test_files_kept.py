"""What is attached is typed by its content, kept once, and there before its message is."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from channels.base import Unacceptable
from channels.message import Attachment
from gateway.app import Gateway
from gateway.reports import KeptMessage
from gateway.store import journal
from tests.kept import count, files_in, kept
from tests.values import a_message, a_photo, a_picture, again


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp"), ("GIF", "image/gif")],
)
async def test_a_picture_is_typed_by_its_content(
    still: Gateway, kind: str, media_type: str
) -> None:
    content = a_picture(kind)

    receipt = await still.intake.deliver(a_message(attachments=(a_photo(content, "virus.exe"),)))

    (file,) = (await kept(still, receipt.number)).files
    assert (file.media_type, file.size, file.name) == (media_type, len(content), "virus.exe")
    assert file.digest == hashlib.sha256(content).hexdigest()
    assert still.parts.files.path(file.digest).read_bytes() == content


def _bomb() -> bytes:
    """A small file that claims to be a picture of 400 million pixels."""
    content = bytearray(a_picture("PNG"))
    content[16:24] = (20_000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(bytes(content[12:29])).to_bytes(4, "big")
    return bytes(content)


NO_PICTURES: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "text": lambda: b"just words",
    "half a picture": lambda: a_picture("PNG")[:30],
    "a page": lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "a picture of another kind": lambda: a_picture("BMP"),
    "a picture bomb": _bomb,
}


@pytest.mark.parametrize("case", NO_PICTURES)
async def test_what_is_no_picture_is_refused_whole(still: Gateway, case: str) -> None:
    good, bad = a_photo(a_picture()), a_photo(NO_PICTURES[case](), "bad.jpg")

    with pytest.raises(Unacceptable) as caught:
        await still.intake.deliver(a_message(attachments=(good, bad)))

    assert caught.value.problems[0].code == "not-what-it-says"
    assert "bad.jpg" in caught.value.problems[0].en
    assert await count(still) == 0
    assert files_in(still) == []


async def test_another_file_is_typed_by_its_content_too(still: Gateway) -> None:
    file = Attachment("file", "a.exe", "a.exe", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")

    receipt = await still.intake.deliver(a_message(attachments=(file,)))

    (stored,) = (await kept(still, receipt.number)).files
    assert stored.media_type == "application/pdf"


async def test_a_file_of_no_known_kind_is_refused(still: Gateway) -> None:
    file = Attachment("file", "a.pdf", "a.pdf", b"\x01\x02 nobody knows this")

    with pytest.raises(Unacceptable):
        await still.intake.deliver(a_message(attachments=(file,)))


async def test_the_bytes_are_there_before_the_message_is(
    still: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    keep = journal.keep

    def look(*args: Any) -> tuple[KeptMessage, bool]:
        seen.append(len(files_in(still)))
        return keep(*args)

    monkeypatch.setattr("gateway.store.journal.keep", look)
    await still.intake.deliver(a_message(attachments=(a_photo(a_picture()),)))

    assert seen == [1]


async def test_the_same_bytes_are_kept_once(still: Gateway) -> None:
    one = a_message(attachments=(a_photo(a_picture()), a_photo(a_picture(), "again.jpg")))
    await still.intake.deliver(one)
    await still.intake.deliver(again(one, sender="another"))

    assert len(files_in(still)) == 1
