"""What attachments really are, whatever they call themselves."""

from __future__ import annotations

import io
import zipfile

import pytest

from gateway.files import NotWhatItSays, file_type


def archive(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, "下水道堵了。" * 2000)
    return written.getvalue()


@pytest.mark.parametrize(
    ("names", "ends"),
    [
        (("照片.txt",), "/zip"),
        (("[Content_Types].xml", "word/document.xml"), "wordprocessingml.document"),
        (("[Content_Types].xml", "xl/workbook.xml"), "spreadsheetml.sheet"),
        (("[Content_Types].xml", "ppt/presentation.xml"), "presentationml.presentation"),
    ],
)
def test_tells_an_archive_from_an_office_document(names: tuple[str, ...], ends: str) -> None:
    assert file_type(archive(*names)).endswith(ends)


@pytest.mark.parametrize("content", [b"", b"P", b"just some words"])
def test_keeps_nothing_of_no_known_type(content: bytes) -> None:
    with pytest.raises(NotWhatItSays):
        file_type(content)
