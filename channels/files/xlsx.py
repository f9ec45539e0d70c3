"""Rows of an Excel workbook, opened only after it has been weighed: a zip may be a bomb."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zlib import error as ZlibError

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from channels.files.problems import FileProblem
from channels.http import MIB

LARGEST = 128 * MIB  # unpacked, all parts together
HIGHEST_RATIO = 200  # unpacked to packed, of one part; sheets of plain text stay below 50
RATIO_MATTERS = MIB  # small parts may be as dense as they like
MOST_PARTS = 2_000
MOST_COLUMNS = 256
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what old .xls and encrypted .xlsx begin with
DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))

UNREADABLE = (zipfile.BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError)
BROKEN = (
    *UNREADABLE,
    InvalidFileException,
    ParseError,
    AttributeError,  # openpyxl on a workbook whose parts contradict each other
    IndexError,
    KeyError,
    OSError,  # openpyxl's word for a zip without a workbook
    TypeError,
    ValueError,
)


def rows(path: Path) -> Iterator[tuple[object, ...]]:
    """The cells of the first sheet, a tuple for each row, blank rows included.

    Raises FileProblem.
    """
    weigh(path)
    try:
        with _opened(path) as workbook:
            sheet = workbook.worksheets[0]
            sheet.reset_dimensions()  # what a file says of its own size is often wrong
            yield from _quietly(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True))
    except BROKEN as error:
        raise _broken() from error


def weigh(path: Path, largest: int = LARGEST) -> None:
    """Adds up what the parts unpack to, and reads each one through. Raises FileProblem."""
    with path.open("rb") as file:
        if file.read(len(OLE)) == OLE:
            raise FileProblem(
                "encrypted-or-old",
                "这是加密的工作簿或旧版 .xls：请去掉密码，另存为 .xlsx 再导入。",
                "This workbook is encrypted or an old .xls: remove the password, save as .xlsx.",
            )
    try:
        with zipfile.ZipFile(path) as archive:
            _weigh(archive, largest)
    except UNREADABLE as error:
        raise _broken() from error


def _weigh(archive: zipfile.ZipFile, largest: int) -> None:
    parts = archive.infolist()
    declared = sum(part.file_size for part in parts)
    if declared > largest or len(parts) > MOST_PARTS or any(map(_dense, parts)):
        raise _bomb()
    for part in parts:
        _read_through(archive, part)


def _dense(part: zipfile.ZipInfo) -> bool:
    return part.file_size > max(RATIO_MATTERS, HIGHEST_RATIO * part.compress_size)


def _read_through(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """zipfile gives no more than a part declares; one that lies fails its checksum here."""
    tail = b""
    is_xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    with archive.open(part) as content:
        while chunk := content.read(64 * 1024):
            if is_xml and any(doctype in tail + chunk for doctype in DOCTYPES):
                raise _broken()
            tail = chunk[-32:]


def declared_rows(path: Path) -> int | None:
    """How many rows the first sheet says it has, if it says so. Raises FileProblem."""
    weigh(path)
    try:
        with _opened(path) as workbook:
            return workbook.worksheets[0].max_row
    except BROKEN as error:
        raise _broken() from error


@contextmanager
def _opened(path: Path) -> Iterator[Workbook]:
    with path.open("rb") as file:  # openpyxl leaves a path it opened itself open when it fails
        with _silence():
            workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        yield workbook


def _quietly(rows: Iterator[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
    while True:
        with _silence():
            row = next(rows, None)
        if row is None:
            return
        yield row


@contextmanager
def _silence() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # about styles and dates we judge ourselves
        yield


def _bomb() -> FileProblem:
    return FileProblem(
        "too-large-unpacked",
        f"这个工作簿解压后超过 {LARGEST // MIB} MB，或压缩率异常，不予打开。请拆成几个文件。",
        f"Unpacked, this workbook exceeds {LARGEST // MIB} MB or is suspiciously dense; "
        "it is not opened. Split it into several files.",
    )


def _broken() -> FileProblem:
    return FileProblem(
        "broken-workbook",
        "这不是有效的 .xlsx 工作簿，或文件已损坏。",
        "This is no valid .xlsx workbook, or it is damaged.",
    )
