"""Reads files of reports, row by row, and says of every row that cannot be taken why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from channels.base import Problem
from channels.files import text, xlsx
from channels.files.cells import blank
from channels.files.mapping import guess_mapping, positions
from channels.files.problems import FileProblem
from channels.files.reports import NoReport, Reading
from channels.message import InboundMessage

__all__ = ["FileProblem", "Row", "count", "guess_mapping", "read"]


@dataclass(frozen=True, slots=True)
class Row:
    """A row as a person counts it: the heading is row 1. Either a message, or problems."""

    number: int
    message: InboundMessage | None = field(default=None, repr=False)
    problems: tuple[Problem, ...] = ()


def count(path: Path) -> int | None:
    """About how many rows stand below the heading, for a progress bar. Raises FileProblem."""
    with _openable():
        rows = xlsx.declared_rows(path) if _is_workbook(path) else text.check(path)
    return None if rows is None else max(rows - 1, 0)


def read(
    path: Path,
    mapping: Mapping[str, str],
    channel: str,
    sent_default: datetime,
    zone: ZoneInfo,
) -> Iterator[Row]:
    """Every row that holds anything, in order.

    `mapping` says which column holds a field (see `mapping.HEADINGS`); usual headings are
    understood without it. `sent_default` is the time of rows that name none, `zone` that of
    times without one. A row without an id gets one from its content, so that the same file
    read twice gives the same ids. Raises FileProblem before the first row.
    """
    with _openable():
        rows = xlsx.rows(path) if _is_workbook(path) else text.rows(path)
        first = next(rows, ())
    headers = _headers(first)
    places = positions(headers, mapping)
    return _rows(rows, Reading(headers, places, channel, sent_default, zone))


def _rows(rows: Iterator[Sequence[object]], reading: Reading) -> Iterator[Row]:
    first_seen: dict[str, int] = {}
    for number, cells in enumerate(rows, start=2):
        if blank(cells):
            continue
        try:
            message = reading.message(cells)
        except NoReport as error:
            yield Row(number, None, error.problems)
            continue
        before = first_seen.setdefault(message.external_id, number)
        if before != number and reading.makes_ids:
            yield Row(number, None, (_same_as(before),))
        else:
            yield Row(number, message)


@contextmanager
def _openable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileProblem(
            "cannot-open",
            f"文件打不开：{error.strerror}",
            f"The file cannot be opened: {error.strerror}",
        ) from error


def _is_workbook(path: Path) -> bool:
    if path.suffix.lower() not in (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls"):
        raise FileProblem(
            "unknown-type", "只能导入 .csv 和 .xlsx 文件。", "Only .csv and .xlsx can be imported."
        )
    return path.suffix.lower().startswith(".xls")


def _headers(cells: Sequence[object]) -> list[str]:
    headers = [str(cell).strip() if cell is not None else "" for cell in cells]
    while headers and not headers[-1]:
        headers.pop()
    if not headers:
        raise FileProblem(
            "no-heading",
            "文件是空的，或第一行没有表头。",
            "The file is empty or has no heading row.",
        )
    return headers


def _same_as(number: int) -> Problem:
    return Problem(
        "id",
        "identical-row",
        f"与第 {number} 行内容完全相同；没有编号列，视为同一件诉求。",
        f"The same as row {number} in every cell; without a column of ids, it is the same report.",
    )
