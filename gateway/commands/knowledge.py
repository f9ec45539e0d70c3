"""`duokou knowledge import|list|export`: the answers that staff keep, as a file and as a list."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.table import Table
from sqlalchemy import Connection

from channels.files import FileProblem
from channels.files.text import check
from gateway.article_files import reading_of, write
from gateway.clock import new_id, now
from gateway.commands.importing import bars
from gateway.commands.plainly import CommandFailed, say, show
from gateway.database import open_database
from gateway.database.migrate import migrate
from gateway.knowledge import Standing, Version
from gateway.settings import Settings
from gateway.stages.articles import Articles, FaultyTable, Taken
from gateway.store import knowledge
from gateway.town import Town

MOST_TOLD = 200  # faults; then it is another file altogether
MOST_LISTED = 1000


async def take_in(settings: Settings, path: Path) -> None:
    """All rows or none. Raises CommandFailed, CityError, OSError."""
    town = Town(settings.city)
    migrate(settings.database_url)
    async with open_database(settings.database_url) as database:
        articles = Articles(database, town, now, new_id)
        try:
            with bars() as shown:
                rows = await asyncio.to_thread(check, path)
                bar = shown.add_task("检查 checking", total=max(rows - 1, 0))
                reading = replace(
                    reading_of(town.city), tick=lambda row: shown.update(bar, completed=row - 1)
                )
                table = await asyncio.to_thread(reading.read, path)
                taken = await articles.take_in(table)
        except FileProblem as error:
            raise CommandFailed(f"{path.name}: {error}") from error
        except FaultyTable as error:
            raise _refused(error) from error
    _print(taken)


def _refused(error: FaultyTable) -> CommandFailed:
    for row, fault in error.faults[:MOST_TOLD]:
        say.print(
            f"第 {row} 行 row {row}: {fault.about}: {fault.zh} {fault.en}",
            style="yellow",
            markup=False,
        )
    count = len(error.faults)
    return CommandFailed(f"{count} 处有误，整个文件没有导入 / {count} faults, nothing was taken")


def _print(taken: Taken) -> None:
    table = Table("", "条 articles", title="知识库导入 knowledge import")
    table.add_row("新增 new", str(taken.new))
    table.add_row("更新为新版本 changed", str(taken.changed))
    table.add_row("没有变化 the same", str(taken.same))
    show.print(table)


async def list_all(settings: Settings, words: str) -> None:
    migrate(settings.database_url)
    async with open_database(settings.database_url) as database:
        found = await database.read(knowledge.found, words.split(), MOST_LISTED)
    _show(found)


def _show(found: Sequence[Version]) -> None:
    table = Table("编号 id", "问题 question", "出处 source", "有效 valid", "状态 status")
    for version in found:
        article = version.article
        days = f"{article.valid_from or ''} – {article.valid_until or ''}".strip(" –")
        standing = "有效 kept" if article.standing is Standing.KEPT else "停用 ended"
        table.add_row(version.id, article.question, article.source, days, standing)
    show.print(table)
    if len(found) == MOST_LISTED:
        say.print(f"只列出前 {MOST_LISTED} 条 / the first {MOST_LISTED} only", markup=False)


async def export(settings: Settings, path: Path) -> None:
    """Raises OSError."""
    migrate(settings.database_url)
    async with open_database(settings.database_url) as database:
        everything = await database.read(_everything)
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # as Excel reads it
        count = write(file, everything)
    show.print(f"已导出 {count} 条 / {count} articles written: {path}", markup=False)


def _everything(connection: Connection) -> list[Version]:
    return list(knowledge.everything(connection))
