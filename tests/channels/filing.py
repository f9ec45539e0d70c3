"""Files of reports made for tests, and what is read from them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from channels.files import Row, read
from channels.message import InboundMessage

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 6, tzinfo=UTC)


def rows_of(path: Path, mapping: Mapping[str, str] | None = None) -> list[Row]:
    return list(read(path, mapping or {}, "files", NOW, SHANGHAI))


def messages_of(path: Path, mapping: Mapping[str, str] | None = None) -> list[InboundMessage]:
    return [row.message for row in rows_of(path, mapping) if row.message]


def codes(row: Row) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in row.problems]


def a_csv(folder: Path, *rows: Sequence[object], encoding: str = "utf-8") -> Path:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    path = folder / "reports.csv"
    path.write_bytes(written.getvalue().encode(encoding))
    return path


def a_workbook(folder: Path, *rows: Sequence[object]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    path = folder / "reports.xlsx"
    book.save(path)
    return path
