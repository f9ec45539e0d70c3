"""`duokou replay`: what came through a door in a span of time, once more through intake."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.table import Table

from channels.base import Channel
from channels.moments import moment
from gateway.app import Gateway, Share, running
from gateway.clock import now
from gateway.commands.plainly import WrongUse, say, show
from gateway.rereading import Outcome
from gateway.settings import Settings
from gateway.stages.replaying import Replay

WORDS = {
    Outcome.NEW: "新收 new",
    Outcome.KNOWN: "此前已收 known before",
    Outcome.CHANGED: "编号已用于其他内容 id used for other content",
    Outcome.REFUSED: "不能接收 refused",
    Outcome.NOTHING: "不是诉求 no message",
    Outcome.UNREADABLE: "读不懂 unreadable",
    Outcome.GONE: "原文已清除 forgotten",
}


async def replay(
    settings: Settings, channel: str, since: str, until: str | None
) -> Counter[Outcome]:
    """`channel` is a kind ("mail") or one door of it ("mail-mayor"). Raises WrongUse."""
    books: Counter[Outcome] = Counter()
    async with running(settings, share=Share.WORK) as gateway:
        span = _moment(gateway, since), _moment(gateway, until) if until else now()
        doors = _doors(gateway, channel)
        again = Replay(gateway.parts.database, gateway.parts.raws, gateway.intake)
        with _bars() as bars:
            for door in doors:
                bar = bars.add_task(door.door, total=None, read=0)
                async for outcomes in again.span(door, *span):
                    books.update(outcomes)
                    bars.update(bar, read=books.total())
    return books


def _doors(gateway: Gateway, channel: str) -> list[Channel]:
    found = [door for door in gateway.parts.doors if channel in (door.name, door.door)]
    if not found:
        known = ", ".join(door.door for door in gateway.parts.doors)
        raise WrongUse(f"--channel: 设置里没有 not in the settings: {channel}; 可用 known: {known}")
    return found


def _moment(gateway: Gateway, text: str) -> datetime:
    try:
        return moment(text, gateway.parts.town.city.timezone)
    except ValueError as error:
        raise WrongUse(f"时间看不懂，例 2026-11-20 08:00 / not a time: {text}") from error


def print_books(books: Counter[Outcome]) -> None:
    table = Table("", "条 messages", title="重放结果 replay")
    for outcome, words in WORDS.items():
        if books[outcome] or outcome in (Outcome.NEW, Outcome.KNOWN):
            table.add_row(words, str(books[outcome]))
    show.print(table)


def _bars() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.fields[read]}"))
    return Progress(*columns, console=say)
