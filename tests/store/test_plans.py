"""Every query that a page, a stage or the sweep runs is served by an index, on either database."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Connection, Table, event, insert, select

from channels.message import Receipt
from gateway.app import Gateway
from gateway.database import judgement_tables, tables, talk_tables
from gateway.passwords import hashed
from gateway.people import Role
from gateway.settings import Settings
from gateway.store import journal, people
from gateway.tickets import Result
from gateway.web.desk.tabs import TABS
from tests.conftest import CELLARS
from tests.house import walk_on
from tests.values import CHASE, LAMP, NOON, WATER, Clock, a_user, one_more
from tests.web.browsing import Reader
from tests.web.citizens import LEAD, Life

ROWS = 12_000  # of each big table: enough that PostgreSQL would rather look a row up than read all
BIG = (tables.messages, tables.reports, tables.tickets, tables.history, tables.notices)
ALSO_BIG = (
    tables.deliveries,
    tables.ticket_units,
    tables.match_keys,
    tables.descriptions,
    judgement_tables.judgements,
    talk_tables.talks,
    talk_tables.replies,
)
BOUNDED = (  # these stop after a few rows, wherever the planner begins
    "FROM history ORDER BY history.seq DESC",  # the newest line
    "FROM (SELECT tickets.id AS id",  # closed tickets, counted up to a limit
    "FROM talks ORDER BY talks.heard_at DESC",  # the newest ones
)
PASSWORD = "correct horse battery staple"
UNIQUE = ("id", "number", "message_id", "external_id", "report_id", "ticket_id", "key")

Statement = tuple[str, Any]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"channels": {**settings.channels, "webchat": {}}})


@contextmanager
def overheard(house: Gateway) -> Iterator[dict[str, Any]]:
    """Every statement that reads or changes rows, with values it was run with."""
    heard: dict[str, Any] = {}

    def hear(_c: Any, _cursor: Any, statement: str, values: Any, _x: Any, many: bool) -> None:
        if re.match(r"\s*(select|update|delete|with)\b", statement, re.IGNORECASE):
            heard.setdefault(statement, values[0] if many else values)

    engines = {house.parts.database.engine, house.parts.database.reading}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", hear)
    yield heard
    for engine in engines:
        event.remove(engine, "before_cursor_execute", hear)


async def everything_once(house: Gateway) -> None:
    """A day on which every page is opened and every deed is done."""
    life, mine, yours = Life(house), f"139{one_more():08}", f"138{one_more():08}"
    first = await life.filed(LAMP, phone=mine, sender=mine)
    await life.filed(LAMP, phone=mine, sender=mine)
    await life.filed(CHASE, phone=mine)
    other = await life.filed("五四大街12号门前的路灯好几天没亮了", phone=yours)
    await life.filed(f"{first.number} 还没修", phone=mine)
    await life.filed(WATER)
    await life.merged(other, into=first)
    report, ticket = await life.report(other), await life.ticket(other)
    await house.join.split(report.id, ticket.version, a_user())
    await walk_on(house)
    await _opened(house, first.number)
    await life.dispatched(first)
    await _opened(house, first.number)
    ticket = await life.ticket(first)
    await house.units.answer(ticket.id, None, ticket.lead, "unit:x", Result("修好了"))
    await walk_on(house)
    await _opened(house, first.number)
    await _talked(house)
    await house.schedule.look(timedelta(0))
    await walk_on(house)


async def _talked(house: Gateway) -> None:
    """A conversation, a person who joins it, and the pages that show it."""
    life, sender, by = Life(house), f"chat-{one_more()}", a_user()
    for words in ("您好", "五四大街12号的路灯坏了三天。", "昨天又坏了", "查进度", "撤回", "不撤回"):
        await life.filed(words, channel="webchat", sender=sender)
    called = await life.filed("转人工", channel="webchat", sender=sender)
    kept = await house.parts.database.read(journal.of_number, called.number)
    assert kept is not None
    await house.attend.take(kept.talk, by)
    await house.attend.say(kept.talk, "您好，请讲。", by)
    await house.attend.end(kept.talk, by, file=True)
    await walk_on(house)
    async with TestClient(TestServer(house.site)) as client:
        await Reader(client).log_in("laozhao", PASSWORD)
        for path in ("/desk/chats", f"/desk/chats/{kept.talk}", "/desk/knowledge"):
            await _fine(client, path)


async def _opened(house: Gateway, number: str) -> None:
    """Every page that lists or shows something, as staff, unit and citizen see it."""
    ticket = (await Life(house).ticket(_receipt(number))).number
    async with TestClient(TestServer(house.site)) as client:
        await Reader(client).log_in("laozhao", PASSWORD)
        for tab in TABS:
            for more in ("", "&area=6301", "&category=02", "&mine=1"):
                await _fine(client, f"/desk?tab={tab.key}{more}")
        for path in (f"/desk/tickets/{ticket}", f"/desk/find?q={number}", "/desk/aside"):
            await _fine(client, path)
    async with TestClient(TestServer(house.site)) as client:
        await Reader(client).log_in("clerk", PASSWORD)
        for path in ("/units", "/units?list=done", f"/units/tickets/{ticket}"):
            await _fine(client, path)
    async with TestClient(TestServer(house.site)) as client:
        for path in (house.parts.secrecy.link(number), "/health", "/metrics"):
            await _fine(client, path)


async def _fine(client: TestClient[Any, Any], path: str) -> None:
    async with client.get(path) as answer:
        assert answer.status in {200, 404}, path


def _receipt(number: str) -> Receipt:
    return Receipt(number, "", "")


async def with_people(house: Gateway) -> None:
    staff = a_user("laozhao", Role.SUPERVISOR, Role.OPERATOR)
    clerk = a_user("clerk", Role.UNIT, unit=LEAD)
    for user in (staff, clerk):
        await house.parts.database.write(people.add, replace(user, password=hashed(PASSWORD)), NOON)


def fill(connection: Connection) -> None:
    """Many rows like those that are there already, as after some busy and finished months."""
    for table in (*BIG, *ALSO_BIG):
        patterns = [dict(row._mapping) for row in connection.execute(select(table).limit(20))]
        assert patterns, table.name
        rows = [_like(table, patterns[number % len(patterns)], number) for number in range(ROWS)]
        connection.execute(insert(table), rows)


def _like(table: Table, pattern: dict[str, Any], number: int) -> dict[str, Any]:
    own: dict[str, Any] = {
        name: f"{table.name[:3]}{number:029x}" for name in UNIQUE if name in pattern
    }
    if "status" in pattern:
        own["status"] = {"messages": "opened"}.get(table.name, "closed")
    if "state" in pattern:
        own["state"] = {"deliveries": "sent", "talks": "open"}.get(table.name, "told")
    if table is talk_tables.talks:
        own |= {"code": "", "wake_at": None}
    for name in {"talk", "talk_id"} & pattern.keys():
        own[name] = f"talk-{number % 3000}"
    if "person" in pattern:
        own["person"] = f"person-{number % 9000}"
    if "number" in own:
        own["number"] = f"ZZ{number:010}"
    row = {**pattern, **own}
    row.pop("seq", None)
    return row


def learn(connection: Connection) -> None:
    """PostgreSQL looks at its tables by itself from time to time; SQLite never does."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("analyze")


def full_scans(connection: Connection, statement: str, values: Any) -> list[str]:
    """The big tables that the statement would read from end to end."""
    if connection.dialect.name == "sqlite":
        return _scanned_by_sqlite(connection, statement, values)
    plan = connection.exec_driver_sql(f"explain (format json) {statement}", values).scalar_one()
    nodes = list(_nodes(plan[0]["Plan"] if isinstance(plan, list) else json.loads(plan)[0]["Plan"]))
    return [
        node["Relation Name"]
        for node in nodes
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in NAMES
    ]


def _scanned_by_sqlite(connection: Connection, statement: str, values: Any) -> list[str]:
    """An index that is read whole is a scan as well, unless it holds only a few rows."""
    steps = connection.exec_driver_sql(f"explain query plan {statement}", values).all()
    scans = [SCAN.match(str(step[3])) for step in steps]
    named = {scan["table"]: scan["index"] for scan in scans if scan}
    return sorted(table for table in named if table in NAMES and named[table] not in PARTIAL)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)


SCAN = re.compile(r"SCAN (?P<table>\S+)(?: USING (?:COVERING )?INDEX (?P<index>\S+))?")
PARTIAL = {
    index.name
    for table in (*BIG, *ALSO_BIG)
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
}
NAMES = {table.name for table in (*BIG, *ALSO_BIG)}


@pytest.mark.parametrize("cellar", CELLARS, indirect=True)
async def test_no_page_and_no_stage_reads_a_big_table_whole(still: Gateway, clock: Clock) -> None:
    await with_people(still)
    await everything_once(still)
    database = still.parts.database
    await database.write(fill)
    await database.write(learn)

    with overheard(still) as heard:
        await everything_once(still)

    scanned = {
        statement: found
        for statement, values in heard.items()
        if not any(part in statement for part in BOUNDED)
        and (found := await database.write(full_scans, statement, values))
    }
    assert scanned == {}
    assert len(heard) > 60
