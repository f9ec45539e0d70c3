"""The knowledge base as a table in a file: read whole with every fault in it, and written out."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from channels.files import FileProblem
from channels.files.cells import blank, text, when
from channels.files.problems import listed
from channels.files.text import rows as rows_of
from gateway.knowledge import Article, Fault, Line, Standing, Table, Version, asked_as, faults
from routing_rules import City

# field: headings that mean it, the one that is written out first
HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("编号", "id"),
        "question": ("问题", "question"),
        "wordings": ("其他问法", "问法", "wordings", "other wordings"),
        "answer": ("答案", "答复", "answer"),
        "answer_en": ("英文答案", "answer_en", "answer in english"),
        "source": ("出处", "来源", "依据", "source"),
        "link": ("链接", "link", "url"),
        "category": ("分类", "category"),
        "units": ("单位", "承办单位", "units"),
        "valid_from": ("生效日期", "valid_from"),
        "valid_until": ("失效日期", "有效期至", "valid_until"),
        "standing": ("状态", "status", "standing"),
    }
)
NEEDED = ("question", "answer", "source")
STANDINGS: Mapping[str, Standing] = MappingProxyType(
    {
        "": Standing.KEPT,
        "有效": Standing.KEPT,
        "kept": Standing.KEPT,
        "停用": Standing.ENDED,
        "ended": Standing.ENDED,
    }
)
ID = re.compile(r"[\w.\-]{1,40}")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")  # no database and no page wants them


@dataclass(frozen=True, slots=True)
class Reading:
    """The codes a file may name, and the zone its days are meant in."""

    categories: Collection[str]
    units: Collection[str]
    zone: ZoneInfo
    tick: Callable[[int], None] = field(default=lambda row: None)

    def read(self, path: Path) -> Table:
        """Every row that holds anything. Raises FileProblem, OSError."""
        cells = rows_of(path)
        columns = _columns(next(cells, []))
        lines: list[Line] = []
        wrong: list[tuple[int, Fault]] = []
        for number, row in enumerate(cells, start=2):
            self.tick(number)
            if blank(row):
                continue
            line, found = self._line(number, columns, row)
            lines.append(line)
            wrong += ((number, fault) for fault in found)
        wrong += _twice(lines)
        return Table(lines, sorted(wrong, key=lambda each: each[0]))

    def _line(
        self, number: int, columns: Mapping[str, int], row: Sequence[str]
    ) -> tuple[Line, list[Fault]]:
        said = {
            name: UNSEEN.sub("", text(row[place])) if place < len(row) else ""
            for name, place in columns.items()
        }
        given: dict[str, Any] = {}
        wrong: list[Fault] = []
        for name, words in said.items():
            if name != "id":
                _take(given, wrong, name, self._value(name, words))
        id_ = said.get("id", "")
        if id_ and not ID.fullmatch(id_):
            wrong.append(BAD_ID)
        if len(row) > len(columns) and not blank(row[max(columns.values()) + 1 :]):
            wrong.append(TOO_MANY)
        line = Line(number, id_, given)
        return line, [*wrong, *faults(line.article(), self.categories, self.units)]

    def _value(self, name: str, words: str) -> Any:
        if name == "wordings":
            return parts(words, r"[|\n]")
        if name == "units":
            return parts(words, r"[|、,，;；\s]")
        if name in ("valid_from", "valid_until"):
            return self.day(name, words)
        if name == "standing":
            return STANDINGS.get(words.lower(), BAD_STANDING)
        return words

    def day(self, name: str, words: str) -> date | Fault | None:
        """The day that somebody wrote, in any usual way; the fault when it is none."""
        if not words:
            return None
        try:
            return when(words, self.zone).astimezone(self.zone).date()
        except (ValueError, OverflowError):
            return Fault(name, "日期看不懂，请写成 2026-03-05。", "Write the day as 2026-03-05.")


def reading_of(city: City) -> Reading:
    return Reading(city.taxonomy.categories, city.units, city.timezone)


def parts(words: str, at: str) -> tuple[str, ...]:
    """Each part once, in order, none of them empty."""
    return tuple(dict.fromkeys(part.strip() for part in re.split(at, words) if part.strip()))


def write(file: TextIO, versions: Iterable[Version]) -> int:
    """The table that `Reading.read` takes back as it was; gives the number of its rows."""
    writer = csv.writer(file)
    writer.writerow(headings[0] for headings in HEADINGS.values())
    rows = [list(_cells(version)) for version in versions]
    writer.writerows(rows)
    return len(rows)


def _cells(version: Version) -> Iterator[str]:
    for name in HEADINGS:
        value = version.id if name == "id" else getattr(version.article, name)
        match value:
            case Standing():
                yield "有效" if value is Standing.KEPT else "停用"
            case tuple():
                yield "|".join(value)
            case date():
                yield value.isoformat()
            case _:
                yield value or ""


def _columns(headings: Sequence[str]) -> dict[str, int]:
    """Field to column. Raises FileProblem without the columns that every article needs."""
    written = {heading.strip().lower(): place for place, heading in enumerate(headings)}
    found = {
        name: next(written[heading] for heading in known if heading in written)
        for name, known in HEADINGS.items()
        if not written.keys().isdisjoint(known)
    }
    if not found:
        raise FileProblem(
            "no-heading",
            f"文件是空的，或第一行没有认得的表头。可用：{_headings(HEADINGS)}",
            f"The file is empty, or its first row has no heading we know: {listed(HEADINGS)}",
        )
    missing = [name for name in NEEDED if name not in found]
    if missing:
        raise FileProblem(
            "missing-column",
            f"缺少列：{_headings(missing)}。现有：{listed(headings)}",
            f"Columns are missing: {listed(missing)}. There are: {listed(headings)}",
        )
    return found


def _headings(names: Iterable[str]) -> str:
    return "、".join(HEADINGS[name][0] for name in names)


def _take(given: dict[str, Any], wrong: list[Fault], name: str, value: Any) -> None:
    if isinstance(value, Fault):
        wrong.append(value)
    else:
        given[name] = value


def _twice(lines: Iterable[Line]) -> Iterator[tuple[int, Fault]]:
    """Rows with an id, or with a question of the same days, that an earlier row has already."""
    ids: dict[str, int] = {}
    asked: dict[str, list[tuple[int, Article]]] = {}
    for line in lines:
        article = line.article()
        before = ids.setdefault(line.id, line.number) if line.id else line.number
        if before != line.number:
            yield line.number, same_id(before)
        earlier = asked.setdefault(asked_as(article.question), [])
        for number, other in earlier:
            if article.meets(other) or not line.id:
                yield line.number, same_question(number)
                break
        earlier.append((line.number, article))


def same_id(row: int) -> Fault:
    return Fault("id", f"编号与第 {row} 行相同。", f"The id of row {row} once more.")


def same_question(row: int) -> Fault:
    return Fault("question", f"问题与第 {row} 行相同。", f"The question of row {row} once more.")


BAD_ID = Fault(
    "id",
    "编号只能有字母、数字、点和短横，最多 40 个。",
    "An id has letters, digits, dots and dashes, 40 at most.",
)
BAD_STANDING = Fault("standing", "状态应为“有效”或“停用”。", "The status is kept or ended.")
TOO_MANY = Fault(
    "row",
    "这一行的格子比表头多，可能有未加引号的逗号。",
    "This row has more cells than there are headings: a comma without quotes?",
)
