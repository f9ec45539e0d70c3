"""`duokou check`: is everything sound, and is anything set aside or stuck?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from redis.exceptions import RedisError
from rich.table import Table
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from gateway.app import door_settings
from gateway.clock import now
from gateway.commands.plainly import show
from gateway.database import Database, open_database
from gateway.database.migrate import drift, newest, revision
from gateway.models import opened, remark
from gateway.schedule import forgotten
from gateway.settings import Settings, SettingsError
from gateway.store import deliveries, doors, fetches, notices, payloads, tickets
from gateway.stream import open_stream
from gateway.town import Town
from nlp.aids import TARGETS
from nlp.learning.directory import read_card
from nlp.learning.problems import LearningProblem
from nlp.learning.shelf import Shelf
from routing_rules import CityError
from routing_rules.check import check_city

STUCK_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; `bad` findings make the command fail."""

    what: str
    says: str
    bad: bool = False


EMPTY = Finding("数据库 database", "空的，启动时会建好 / empty: serve will fill it")


async def check(settings: Settings) -> bool:
    """Print every finding; true when all is sound."""
    findings = [Finding("设置 settings", "ok"), *_city(settings)]
    findings += await _guarded("数据库 database", lambda: _with_database(settings))
    table = Table("检查 check", "结果 result")
    for finding in findings:
        table.add_row(finding.what, finding.says, style="red" if finding.bad else "")
    show.print(table)
    return not any(finding.bad for finding in findings)


def _city(settings: Settings) -> list[Finding]:
    try:
        town = Town(settings.city)
    except CityError as error:
        return [Finding("城市 city", str(error), bad=True)]
    report = check_city(settings.city)
    found = [Finding("城市 city", f"{town.city.name} {town.city.version}")]
    found += [Finding("城市 city", str(problem), bad=True) for problem in report.problems]
    found += [Finding("城市 city", note) for note in report.notes]
    return [*found, *_models(settings, town), _channels(settings, town)]


def _models(settings: Settings, town: Town) -> Iterator[Finding]:
    """What speaks for each target; a damaged model is not used, so somebody has to know."""
    shelf, what = Shelf(settings.models), "模型 models"
    for target in TARGETS:
        try:
            model = opened(shelf, target, town.city)
        except LearningProblem as error:
            yield Finding(what, f"{target}: {error}", bad=True)
        else:
            yield Finding(what, f"{target}: {model.name if model else '出厂能力 out of the box'}")
            path = shelf.in_use(target)
            if path and (note := remark(read_card(path), town.city)):
                yield Finding(what, f"{target}: {note}")


def _channels(settings: Settings, town: Town) -> Finding:
    try:
        known = door_settings(settings, town)
    except SettingsError as error:
        return Finding("渠道 channels", str(error), bad=True)
    return Finding("渠道 channels", ", ".join(known))


async def _guarded(what: str, look: Callable[[], Awaitable[list[Finding]]]) -> list[Finding]:
    try:
        return await look()
    except (SQLAlchemyError, RedisError, OSError) as error:
        return [Finding(what, type(error).__name__, bad=True)]


async def _with_database(settings: Settings) -> list[Finding]:
    if not settings.database and not settings.database_file.exists():
        return [EMPTY]
    async with open_database(settings.database_url) as database:
        found = await database.read(revision)
        if found is None:
            return [EMPTY]
        if found != newest():
            says = f"{found}，需要 {newest()}：请运行 duokou migrate / run duokou migrate"
            return [Finding("数据库 database", says, bad=True)]
        differs = await database.read(drift)
        shape = Finding(
            "数据库 database", f"{found}, {len(differs)} 处不同 differences", bool(differs)
        )
        counted = await database.read(_counted)
        stream = await _guarded("队列 stream", lambda: _stream(settings, database))
        return [shape, *counted, *stream]


def _counted(connection: Connection) -> list[Finding]:
    standing = forgotten(connection, now() - STUCK_AFTER)
    dead = deliveries.counts(connection).get("dead", 0)
    untold = notices.counts(connection).get("failed", 0)
    lost = fetches.counts(connection).get("failed", 0)
    parked = sum(payloads.count_parked(connection).values())
    shut = [state.name for state in doors.states(connection).values() if not state.open]
    open_tickets = sum(tickets.counts(connection).values())
    return [
        Finding("工单 tickets", str(open_tickets)),
        Finding("停滞超过 5 分钟 stuck", str(len(standing)), bool(standing)),
        Finding("未送达单位 undelivered", str(dead), bool(dead)),
        Finding("未能告知市民 citizens not told", str(untold), bool(untold)),
        Finding("未能取到的附件 attachments that did not come", str(lost), bool(lost)),
        Finding("读不懂的来件 parked payloads", str(parked), bool(parked)),
        Finding("关闭的渠道 doors that are shut", ", ".join(shut) or "0"),
    ]


async def _stream(settings: Settings, database: Database) -> list[Finding]:
    async with open_stream(settings.stream, database, now) as stream:
        aside = await stream.shunted(10_000)
        waiting = await stream.waiting()
    return [
        Finding("队列 stream", f"{waiting} 项待处理 waiting"),
        Finding("搁置 set aside", str(len(aside)), bool(aside)),
        *(
            Finding("搁置 set aside", f"{each.item}: {each.reason}", bad=True)
            for each in aside[:20]
        ),
    ]
