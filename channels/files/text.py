"""Rows of a CSV file, in whichever of the usual encodings it was saved."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from channels.files.problems import FileProblem

ENCODINGS = ("utf-8-sig", "gb18030")  # what Excel in China writes, besides .xlsx
LONGEST_CELL = 131_072  # characters; the csv module's own limit
CHUNK = 1024 * 1024


def rows(path: Path) -> Iterator[list[str]]:
    """The cells of each row, blank rows included as [].

    Raises FileProblem before the first row, also for a fault near the end of the file.
    """
    check(path)
    yield from _parsed(path)


def check(path: Path) -> int:
    """Reads the whole file, and counts its rows. Raises FileProblem."""
    return sum(1 for row in _parsed(path) if row)


def _parsed(path: Path) -> Iterator[list[str]]:
    encoding = encoding_of(path)
    number = 1
    with path.open(encoding=encoding, newline="") as file:
        delimiter = _delimiter(file.readline(LONGEST_CELL))
        file.seek(0)
        try:
            for row in csv.reader(file, delimiter=delimiter, strict=True):
                yield row
                number += 1
        except csv.Error as error:
            raise _malformed(number) from error


def encoding_of(path: Path) -> str:
    """Raises FileProblem when it is none we know."""
    with path.open("rb") as file:
        if any(b"\0" in chunk for chunk in iter(lambda: file.read(CHUNK), b"")):
            raise FileProblem(
                "not-text",
                "文件里有空字节：可能是 UTF-16 编码或根本不是文本。请另存为“CSV UTF-8”。",
                "There are NUL bytes in it: UTF-16, or no text at all. Save it as “CSV UTF-8”.",
            )
    for encoding in ENCODINGS:
        if _decodes(path, encoding):
            return encoding
    raise FileProblem(
        "unknown-encoding",
        "文件既不是 UTF-8 也不是 GB18030（GBK）编码。请另存为“CSV UTF-8”。",
        "The file is neither UTF-8 nor GB18030 (GBK). Save it as “CSV UTF-8”.",
    )


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            for chunk in iter(lambda: file.read(CHUNK), b""):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(heading: str) -> str:
    return max(",;\t", key=heading.count)


def _malformed(number: int) -> FileProblem:
    return FileProblem(
        "malformed-csv",
        f"第 {number} 行起格式有误：引号没有成对，或一格超过 {LONGEST_CELL} 个字。整个文件未采用。",
        f"From row {number} on it is malformed: a quote is not closed, or a cell is longer "
        f"than {LONGEST_CELL} characters. Nothing of the file was taken.",
    )
