"""`duokou import`: a file of reports through the same intake as everything else."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from channels.base import Problem, Unacceptable
from channels.files import FileProblem, Row, count, read
from channels.message import InboundMessage
from gateway.app import Gateway, Share, running
from gateway.clock import now
from gateway.commands.plainly import CommandFailed, WrongUse, say, show
from gateway.commands.waiting import through
from gateway.reports import MessageStatus
from gateway.settings import Settings

AT_A_TIME = 64  # rows kept together: as many as share one commit


@dataclass(slots=True)
class Books:
    """Every row ends on exactly one of these; `numbers` are the receipts of the new ones."""

    rows: int = 0
    known: int = 0
    refused: list[tuple[int, Sequence[Problem]]] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    outcomes: Counter[MessageStatus] = field(default_factory=Counter)
    names: dict[int, str] = field(default_factory=dict)  # of rows that are files of their own

    @property
    def balanced(self) -> bool:
        taken = self.outcomes[MessageStatus.OPENED] + self.outcomes[MessageStatus.ATTACHED]
        return self.rows == taken + self.known + len(self.refused)


def mapping_of(pairs: Sequence[str]) -> dict[str, str]:
    """`["text=内容", …]` as a dictionary. Raises WrongUse."""
    mapping: dict[str, str] = {}
    for pair in pairs:
        name, _, column = pair.partition("=")
        if not column:
            raise WrongUse(f"--map 要写成 字段=列名 / write --map field=column, not {pair}")
        mapping[name] = column
    return mapping


async def import_file(
    settings: Settings, path: Path, channel: str, mapping: Mapping[str, str]
) -> Books:
    """Keep every row that can be kept and wait until each has its outcome.

    Raises WrongUse, CommandFailed.
    """
    if not re.fullmatch(r"[\w\-.]{1,40}", channel):
        raise WrongUse("--channel: 1 到 40 个字母、数字或汉字 / 1 to 40 letters or digits")
    books = Books()
    try:
        total = await asyncio.to_thread(count, path)
        async with running(settings, share=Share.WORK) as gateway:
            zone = gateway.parts.town.city.timezone
            rows = read(path, mapping, channel, now(), zone)
            with bars() as shown:
                await _keep(gateway, rows, books, shown, total)
                await wait(gateway, books, shown)
    except FileProblem as error:
        raise CommandFailed(f"{path.name}: {error}") from error
    return books


async def _keep(
    gateway: Gateway, rows: Iterator[Row], books: Books, shown: Progress, total: int | None
) -> None:
    bar = shown.add_task("收件 keeping", total=total)
    while batch := await asyncio.to_thread(_next, rows):
        await asyncio.gather(*(_keep_row(gateway, row, books) for row in batch))
        books.rows += len(batch)
        shown.update(bar, advance=len(batch))
    shown.update(bar, total=books.rows)


def _next(rows: Iterator[Row]) -> list[Row]:
    return list(islice(rows, AT_A_TIME))


async def _keep_row(gateway: Gateway, row: Row, books: Books) -> None:
    if row.message is None:
        books.refused.append((row.number, row.problems))
        return
    await _deliver(gateway, row.number, row.message, books)


async def _deliver(gateway: Gateway, number: int, message: InboundMessage, books: Books) -> None:
    try:
        receipt = await gateway.intake.deliver(message)
    except Unacceptable as error:
        books.refused.append((number, error.problems))
        return
    if receipt.known:
        books.known += 1
    else:
        books.numbers.append(receipt.number)


async def wait(gateway: Gateway, books: Books, shown: Progress) -> None:
    """Until every new message has its outcome and its ticket stands before a person."""
    bar = shown.add_task("理解归并 understanding", total=len(books.numbers))
    books.outcomes = await through(
        gateway.parts.database, books.numbers, lambda ready: shown.update(bar, completed=ready)
    )


def print_books(books: Books) -> None:
    for number, problems in sorted(books.refused, key=lambda refusal: refusal[0]):
        why = "；".join(f"{problem.zh} {problem.en}" for problem in problems)
        which = books.names.get(number) or f"第 {number} 行 row {number}"
        say.print(f"{which}: {why}", style="yellow", markup=False)
    table = Table("", "条 rows", title="导入结果 import")
    table.add_row("读到 read", str(books.rows))
    table.add_row("新诉求 new reports", str(books.outcomes[MessageStatus.OPENED]))
    table.add_row("并入已有诉求 attached", str(books.outcomes[MessageStatus.ATTACHED]))
    table.add_row("此前已收 known before", str(books.known))
    table.add_row("未能接收 refused", str(len(books.refused)))
    show.print(table)


def bars() -> Progress:
    """What there is to do, and how much of it is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeRemainingColumn(), console=say)
