"""Workbooks that mean harm, or are none, are refused before they are opened."""

from __future__ import annotations

import random
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from channels.files import FileProblem, count, read
from channels.files.xlsx import MOST_PARTS, OLE, weigh
from channels.http import MIB

SHEET = "xl/worksheets/sheet1.xml"


def refusal(path: Path) -> str:
    with pytest.raises(FileProblem) as caught:
        read(path, {}, "files", datetime(2026, 3, 6, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))
    return caught.value.problem.code


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = Workbook()
    book.worksheets[0].append(["id", "text"])
    book.worksheets[0].append([1, "路灯不亮"])
    path = tmp_path / "a.xlsx"
    book.save(path)
    return path


def with_part(workbook: Path, name: str, content: bytes) -> Path:
    """The same workbook with one part replaced or added."""
    changed = workbook.with_name("changed.xlsx")
    with (
        zipfile.ZipFile(workbook) as old,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, content)
    return changed


def test_reads_a_sound_workbook(workbook: Path) -> None:
    rows = list(read(workbook, {}, "files", datetime.now(UTC), ZoneInfo("Asia/Shanghai")))

    assert [row.message.text for row in rows if row.message] == ["路灯不亮"]


def test_refuses_a_workbook_that_is_too_large_unpacked(workbook: Path) -> None:
    path = with_part(workbook, "xl/media/image1.png", random.Random(0).randbytes(2 * MIB))
    weigh(path)

    with pytest.raises(FileProblem):
        weigh(path, largest=2 * MIB)


def test_refuses_a_bomb_that_is_only_suspiciously_dense(workbook: Path) -> None:
    path = with_part(workbook, "xl/media/image1.png", b"\0" * (8 * MIB))

    assert refusal(path) == "too-large-unpacked"


def test_refuses_a_bomb_that_lies_about_its_size(workbook: Path) -> None:
    path = with_part(workbook, SHEET, b" " * (3 * MIB))
    content = path.read_bytes()
    lie = content.replace((3 * MIB).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lie != content
    path.write_bytes(lie)

    assert refusal(path) == "broken-workbook"


def test_refuses_a_workbook_of_too_many_parts(tmp_path: Path) -> None:
    path = tmp_path / "many.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(MOST_PARTS + 1):
            archive.writestr(f"{number}.xml", b"")

    assert refusal(path) == "too-large-unpacked"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("blanks", [0, 32_743, 65_511])  # the latter two at the seam of chunks
def test_refuses_a_document_type_wherever_it_hides(
    workbook: Path, encoding: str, blanks: int
) -> None:
    entity = '<!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'
    laughs = '<?xml version="1.0"?>' + " " * blanks + entity

    path = with_part(workbook, SHEET, laughs.encode(encoding))

    with pytest.raises(FileProblem):
        weigh(path)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 cut short", b"id,text\n1,x\n"])
def test_refuses_what_is_no_workbook(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)

    assert refusal(path) == "broken-workbook"


def test_refuses_a_workbook_that_was_cut_short_or_damaged(workbook: Path) -> None:
    content = workbook.read_bytes()
    for damaged in (content[: len(content) // 2], content[:700] + b"!!" + content[702:]):
        workbook.write_bytes(damaged)

        assert refusal(workbook) == "broken-workbook"


def test_asks_for_encrypted_and_old_workbooks_in_another_form(tmp_path: Path) -> None:
    path = tmp_path / "secret.xlsx"
    path.write_bytes(OLE + b"\0" * 600)

    assert refusal(path) == "encrypted-or-old"
    with pytest.raises(FileProblem):
        count(path)


@pytest.mark.parametrize(
    ("part", "content"),
    [
        (SHEET, b"<worksheet><sheetData><row"),
        ("xl/workbook.xml", b"<workbook/>"),
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/_rels/workbook.xml.rels", b"<Relationships/>"),
    ],
)
def test_refuses_a_zip_whose_parts_make_no_sense(workbook: Path, part: str, content: bytes) -> None:
    assert refusal(with_part(workbook, part, content)) in ("broken-workbook", "no-heading")
