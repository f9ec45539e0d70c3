"""`make bench`, its fifth part: the confirmed tickets beside a suggestion, looked up among many.

What citizens say is made of the sample sentences, each with a road before it, which is told as a
place; one ticket in twenty is of one category. It is asked for tickets that wait, of ten one
without a category, as their page asks. What it costs this process in CPU time (on PostgreSQL
without the server) says more than the time when the machine has other things to do. Beside it
stands for how many of those whose category has three confirmed ones it finds three.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, insert

from gateway.database import Database, open_database
from gateway.database.judgement_tables import judgements
from gateway.database.migrate import migrate
from gateway.judgements import Subject
from gateway.reports import Report
from gateway.store import candidates, reports, tickets
from gateway.store.candidates import Known
from gateway.store.similar import LIKELY, MOST, Undecided, similar
from gateway.tickets import Ticket, TicketStatus
from nlp.learning.samples import Sample, lessons
from nlp.similarity import Described, keys
from tests.servers import running_postgres
from tests.values import NOON, a_report, a_ticket

TICKETS = int(os.environ.get("BENCH_TICKETS", "100000"))
ASKED = 300  # tickets that wait
AT_ONCE = 1000  # written in one transaction
ROADS = 400
CROWDED = 20  # one ticket of so many is of one category
UNKNOWN = 10  # and one has none that is known
JUDGED = {"suggested": "", "confidence": 90, "right": True, "version": "keywords"}

show = Console(highlight=False)


@dataclass(frozen=True, slots=True)
class Told:
    """A ticket with what opened it."""

    ticket: Ticket
    report: Report
    described: Described


def main() -> None:
    table = Table("", "p50 ms", "p99 ms", "最慢 worst ms", "CPU ms", "有三张 show three")
    with tempfile.TemporaryDirectory() as folder:
        for name, url in grounds(Path(folder)):
            table.add_row(name, *asyncio.run(measured(url)))
    show.print(
        f"{TICKETS:,} 张确认过的工单，查 {ASKED} 次 / {ASKED} times, among {TICKETS:,} confirmed"
    )
    show.print(table)


def grounds(folder: Path) -> Iterator[tuple[str, str]]:
    lite = f"sqlite:///{folder}/duokou.db"
    migrate(lite)
    yield "SQLite", lite
    with running_postgres(durable=True) as postgres, postgres.fresh() as url:
        yield "PostgreSQL", url


async def measured(url: str) -> tuple[str, ...]:
    random = Random(1)
    async with open_database(url) as database:
        there = await fill(database, random)
        waiting = [told(random, TicketStatus.PROPOSED) for _ in range(ASKED + 1)]
        await database.write(keep, waiting)
        await database.write(learn)
        await database.read(similar, undecided(random, waiting.pop()))  # counts the words
        spent, found, before = [], Counter[int](), time.process_time()
        for one in waiting:
            asked = undecided(random, one)
            started = time.perf_counter()
            shown = await database.read(similar, asked)
            spent.append(time.perf_counter() - started)
            if asked.category and there[asked.category] >= MOST:
                found[len(shown)] += 1
        cpu = (time.process_time() - before) / ASKED * 1000
    return (*percentiles(spent), f"{cpu:.1f}", f"{found[MOST]} / {found.total()}")


def percentiles(spent: list[float]) -> tuple[str, str, str]:
    ordered = sorted(spent)
    at = (ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100], ordered[-1])
    p50, p99, worst = (f"{seconds * 1000:.1f}" for seconds in at)
    return p50, p99, worst


async def fill(database: Database, random: Random) -> Counter[str]:
    """As many confirmed tickets as are wanted; how many of each category."""
    there = Counter[str]()
    for start in range(0, TICKETS, AT_ONCE):
        some = [told(random, TicketStatus.CLOSED) for _ in range(min(AT_ONCE, TICKETS - start))]
        await database.write(keep, some)
        await database.write(judge, some, start)
        there.update(one.ticket.category for one in some)
    return there


def told(random: Random, status: TicketStatus) -> Told:
    sample = random.choice(crowded() if random.randrange(CROWDED) == 0 else known_samples())
    road = f"第{random.randrange(ROADS)}大街"
    text = f"{road}{sample.text}"
    ticket = a_ticket(status=status, title=sample.title or text[:40], category=sample.category)
    what = Described(text, NOON, sample.title, sample.category, places=(road,))
    return Told(ticket, a_report(ticket), what)


@cache
def known_samples() -> tuple[Sample, ...]:
    return tuple(lessons())


@cache
def crowded() -> tuple[Sample, ...]:
    known = known_samples()
    return tuple(each for each in known if each.category == known[0].category)


def keep(connection: Connection, some: list[Told]) -> None:
    tickets.add(connection, *(one.ticket for one in some))
    reports.add(connection, *(one.report for one in some))
    known = (Known(one.report.id, one.described, keys(one.described)) for one in some)
    candidates.index(connection, *known)


def judge(connection: Connection, some: list[Told], start: int) -> None:
    rows = [
        {"ticket_id": one.ticket.id, "subject": subject.value, "judged": judged, **JUDGED}
        | {"at": NOON + timedelta(seconds=number)}
        for number, one in enumerate(some, start)
        for subject, judged in (
            (Subject.WHOLE, "right"),
            (Subject.CATEGORY, one.ticket.category),
            (Subject.FIRST_LEVEL, one.ticket.category[:2]),
        )
    ]
    connection.execute(insert(judgements), rows)


def learn(connection: Connection) -> None:
    """PostgreSQL looks at its tables by itself from time to time; SQLite never does."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("analyze")


def undecided(random: Random, one: Told) -> Undecided:
    own = one.ticket.category
    if random.randrange(UNKNOWN):
        return Undecided(one.ticket.id, one.report.id, own, own[:2])
    likely = (own, *(each.category for each in random.sample(known_samples(), LIKELY - 1)))
    return Undecided(one.ticket.id, one.report.id, likely=likely)


if __name__ == "__main__":
    main()
