"""From the cells of one row to a message, or to the reasons why there is none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from channels.base import Problem
from channels.files import cells as cell
from channels.message import InboundMessage, Location, Person

T = TypeVar("T")


class NoReport(Exception):
    """This row cannot be taken."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Reading:
    """How the rows of one file are to be read. `places` is field to column number."""

    headers: Sequence[str]
    places: Mapping[str, int]
    channel: str
    sent_default: datetime
    zone: ZoneInfo

    @property
    def makes_ids(self) -> bool:
        return "id" not in self.places

    def message(self, cells: Sequence[object]) -> InboundMessage:
        """Raises NoReport with everything that is wrong with the row."""
        row = _Row(self, cells, [])
        message = InboundMessage(
            channel=self.channel,
            account=row.text("source"),
            external_id=self._id(row),
            sender=row.text("sender"),
            text=row.text("text") or row.text("title"),
            sent_at=row.read("time", self._when, BAD_TIME) or self.sent_default,
            title=row.text("title"),
            location=row.location(),
            person=row.person(),
            occurred_at=row.read("occurred_at", self._when, BAD_TIME),
            kind=cell.kind(row.cell("kind")),
            category=row.text("category"),
            refers_to=row.text("refers_to"),
        )
        if not message.text:
            row.problems.append(NO_TEXT)
        if not cell.blank(cells[len(self.headers) :]):
            row.problems.append(TOO_LONG)
        if row.problems:
            raise NoReport(*row.problems)
        return message

    def _when(self, found: object) -> datetime:
        return cell.when(found, self.zone)

    def _id(self, row: _Row) -> str:
        if self.makes_ids:
            return self._digest(row.cells)
        written = row.text("id")
        if not written:
            row.problems.append(NO_ID)
        return written

    def _digest(self, cells: Sequence[object]) -> str:
        named = zip(self.headers, cells, strict=False)
        said = sorted((header, cell.text(found)) for header, found in named)
        content = "\0".join(part for pair in said for part in pair)
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class _Row:
    reading: Reading
    cells: Sequence[object]
    problems: list[Problem]

    def cell(self, field: str) -> object:
        place = self.reading.places.get(field, len(self.cells))
        return self.cells[place] if place < len(self.cells) else None

    def text(self, field: str) -> str:
        return cell.text(self.cell(field))

    def read(
        self, field: str, reader: Callable[[object], T], wrong: tuple[str, str, str]
    ) -> T | None:
        if not self.text(field):
            return None
        try:
            return reader(self.cell(field))
        except ValueError:
            self.problems.append(Problem(field, *wrong))
            return None

    def location(self) -> Location:
        address, district = self.text("address"), self.text("district")
        return Location(
            latitude=self.read("latitude", cell.degrees, BAD_DEGREES),
            longitude=self.read("longitude", cell.degrees, BAD_DEGREES),
            address=address if district in address else f"{district}{address}",
        )

    def person(self) -> Person:
        signed = self.text("anonymous")  # sources write here yes, no, or the name he signed with
        said = cell.says_yes_or_no(signed)
        return Person(
            name=self.text("name") or ("" if said else signed),
            phone=self.text("phone"),
            anonymous=said and cell.yes(signed),
            confidential=self.read("confidential", cell.yes, BAD_YES) or False,
            enterprise=self.read("enterprise", cell.yes, BAD_YES) or False,
        )


NO_TEXT = Problem("text", "no-words", "没有内容。", "There is no text.")
NO_ID = Problem(
    "id",
    "no-id",
    "编号列是空的；重复导入时无法辨认，因此不收。",
    "The column of ids is empty here: it could not be told apart on a second import.",
)
TOO_LONG = Problem(
    "row",
    "more-cells-than-headings",
    "这一行的格子比表头多，可能有未加引号的逗号。",
    "This row has more cells than there are headings: a comma without quotes?",
)
BAD_TIME = (
    "bad-time",
    "时间看不懂；可写成 2026-03-05 14:30 或 2026年3月5日。",
    "The time cannot be read; write 2026-03-05 14:30.",
)
BAD_YES = ("bad-yes-no", "应为“是”或“否”。", "This must be yes or no.")
BAD_DEGREES = ("bad-position", "经纬度应为数字。", "A position is given in numbers.")
