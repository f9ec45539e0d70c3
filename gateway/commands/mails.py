"""`duokou import --channel mail`: mails out of files, through the mailbox's own filters."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

from rich.progress import Progress

from channels.base import Problem
from channels.mail import MailChannel
from channels.mail.archive import Filed, count, filed
from channels.mail.ledger import Ledger
from channels.mail.reception import Reception
from gateway.app import Gateway, Share, running
from gateway.commands.importing import Books, bars, wait
from gateway.commands.plainly import CommandFailed
from gateway.settings import Settings


def is_mail(channel: str) -> bool:
    """Whether this names a mailbox: the kind, or a door of it."""
    return channel.partition("-")[0] == MailChannel.name


async def import_mails(settings: Settings, path: Path, door: str) -> Books:
    """Take in every mail and wait until each has its outcome; what is set aside is parked too.

    Raises CommandFailed.
    """
    books = Books()
    try:
        total = await asyncio.to_thread(count, path)
        async with running(settings, share=Share.WORK) as gateway:
            with bars() as shown:
                await _take(gateway, filed(path), door, books, shown, total)
                await wait(gateway, books, shown)
    except OSError as error:
        raise CommandFailed(
            f"{path.name}: 文件打不开 / cannot be opened: {error.strerror}"
        ) from error
    if not books.rows:
        raise CommandFailed(f"{path.name}: 没有 .eml 或 .mbox / holds no .eml or .mbox")
    return books


async def _take(
    gateway: Gateway, mails: Iterator[Filed], door: str, books: Books, shown: Progress, total: int
) -> None:
    """One after another: an answer must not overtake the mail it answers."""
    bar = shown.add_task("收件 keeping", total=total)
    reception = _reception(gateway, door)
    while mail := await asyncio.to_thread(next, mails, None):
        books.rows += 1
        books.names[books.rows] = mail.name
        taken = await reception.take(mail.content, mail.arrived, gateway.intake.deliver)
        if isinstance(taken, Problem):
            books.refused.append((books.rows, (taken,)))
        elif taken.known:
            books.known += 1
        else:
            books.numbers.append(taken.number)
        shown.update(bar, advance=1)


def _reception(gateway: Gateway, door: str) -> Reception:
    """The door's own if it is in the settings; else one that remembers under the same name."""
    parts = gateway.parts
    known = parts.doors.get(door)
    if isinstance(known, MailChannel):
        return known.reception
    ports = parts.lender.ports(door)
    account = door.partition("-")[2]
    return Reception(door, account, frozenset(), Ledger(ports.shelf), ports.park)
