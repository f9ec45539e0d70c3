"""Five hundred reports, a service that is killed again and again: each is found exactly once."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, TCPConnector
from sqlalchemy import Connection, func, select

from gateway.clock import now
from gateway.database import Database, open_database
from gateway.database.tables import messages, reports
from gateway.reports import MessageStatus
from gateway.schedule import forgotten
from tests.journeys.serving import Partner, Served
from tests.laws import broken_laws
from tests.servers import Valkey, running_valkey

REPORTS = 500
REPEATED = 60  # of them once more, by the same person in the same words, under another key
AT_A_TIME = 12  # the partner's connections
WITHIN = 240.0  # seconds until a variant says that it waited in vain; it takes some twenty

PLACES = ("五四大街", "胜利路", "七一路", "建国路", "昆仑路", "海湖路", "祁连路", "八一路")
TROUBLES = (
    "{place}{number}号门口的路灯不亮，晚上看不清路",
    "{place}{number}号院里停水，没有人通知",
    "{place}{number}号旁边的工地夜里施工，吵得睡不着",
    "{place}{number}号的垃圾三天没有清运，味道很大",
    "{place}{number}号楼下的井盖松动，车一过就响",
)

Disaster = Callable[[], Awaitable[None]]


def a_report(number: int) -> dict[str, object]:
    trouble = TROUBLES[number % len(TROUBLES)]
    place = PLACES[number % len(PLACES)]
    return {
        "text": trouble.format(place=place, number=number + 1),
        "location": {"address": f"{place}{number + 1}号"},
        "reporter": {"ref": f"u{number}", "phone": f"139{number:08}"},
    }


@pytest.fixture
def chance() -> random.Random:
    seed = secrets.randbits(32)
    print(f"seed {seed}")  # noqa: T201 - shown by pytest when the test fails
    return random.Random(seed)


@pytest.fixture
async def served(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Served]:
    served = Served(tmp_path, sqlite_url, "database")
    yield served
    await served.kill()


@pytest.fixture
def redis() -> Iterator[Valkey]:
    """A server of one's own: it is going to be killed."""
    with running_valkey() as server:
        yield server


@pytest.fixture
async def served_by_two(tmp_path: Path, postgres_url: str, redis: Valkey) -> AsyncIterator[Served]:
    served = Served(tmp_path, postgres_url, redis.url)
    yield served
    await served.kill()


async def test_no_report_is_lost_or_doubled_on_sqlite(
    served: Served, chance: random.Random
) -> None:
    async def killed() -> None:
        await served.kill()
        await served.start()

    await _survives(served, chance, [killed] * 3)


async def test_no_report_is_lost_or_doubled_on_postgresql_with_redis(
    served_by_two: Served, chance: random.Random
) -> None:
    async def killed() -> None:
        await served_by_two.kill()
        await served_by_two.start()

    await _survives(served_by_two, chance, [killed] * 3)


async def test_nothing_is_lost_when_redis_loses_everything(
    served_by_two: Served, redis: Valkey, chance: random.Random
) -> None:
    async def flushed() -> None:
        redis.forget()

    async def redis_killed() -> None:
        redis.kill()
        await asyncio.sleep(chance.uniform(0, 0.5))
        redis.start()

    async def all_killed() -> None:
        await served_by_two.kill()
        redis.kill()
        redis.start()
        await served_by_two.start()

    disasters: list[Disaster] = [flushed, redis_killed, all_killed, flushed, redis_killed]
    await _survives(served_by_two, chance, disasters)


async def _survives(served: Served, chance: random.Random, disasters: list[Disaster]) -> None:
    keys = {f"r{number}": number for number in range(REPORTS)}
    keys |= {f"again{number}": number for number in range(REPEATED)}
    async with asyncio.timeout(WITHIN):
        await served.start()
        async with ClientSession(connector=TCPConnector(limit=AT_A_TIME)) as http:
            partner = Partner(http, served.address)
            await _post_all(partner, keys, chance, disasters)
            # who is not sure whether he was heard asks once more
            for key in chance.sample(sorted(keys), 20):
                await partner.post(key, a_report(keys[key]))
        async with open_database(served.database) as database:
            await _at_rest(served, database)
            assert await served.stop() == 0
            await _expect_all(database, partner, keys)


async def _post_all(
    partner: Partner, keys: dict[str, int], chance: random.Random, disasters: list[Disaster]
) -> None:
    order = sorted(keys)
    chance.shuffle(order)
    moments = sorted(chance.sample(range(10, len(order) - 10), len(disasters)))
    lane = asyncio.Semaphore(AT_A_TIME)

    async def post(key: str) -> None:
        async with lane:
            await partner.post(key, a_report(keys[key]))

    async with asyncio.TaskGroup() as posting:
        for key in order:
            posting.create_task(post(key))
        for moment, disaster in zip(moments, disasters, strict=True):
            while len(partner.receipts) < moment:  # noqa: ASYNC110 - any moment will do
                await asyncio.sleep(0.002)
            await asyncio.sleep(chance.uniform(0, 0.05))
            await disaster()


async def _at_rest(served: Served, database: Database) -> None:
    """Until everything that was kept waits for a person."""
    while await database.read(forgotten, now() + timedelta(days=1)):
        assert served.process is not None
        assert served.process.returncode is None, served.log()
        await asyncio.sleep(0.2)


async def _expect_all(database: Database, partner: Partner, keys: dict[str, int]) -> None:
    assert partner.refused == []
    assert partner.receipts.keys() == keys.keys()
    assert all(len(set(numbers)) == 1 for numbers in partner.receipts.values())
    numbers = {numbers[0] for numbers in partner.receipts.values()}
    assert await database.read(_numbers) == numbers
    assert len(numbers) == REPORTS + REPEATED
    assert await database.read(_count, MessageStatus.OPENED) == REPORTS
    assert await database.read(_count, MessageStatus.ATTACHED) == REPEATED
    assert await database.read(_people) == REPORTS
    assert await database.read(broken_laws, at_rest=True) == []


def _numbers(connection: Connection) -> set[str]:
    return set(connection.execute(select(messages.c.number)).scalars())


def _count(connection: Connection, status: MessageStatus) -> int:
    query = select(func.count()).where(messages.c.status == status.value)
    return connection.execute(query).scalar_one()


def _people(connection: Connection) -> int:
    return connection.execute(select(func.count(func.distinct(reports.c.person)))).scalar_one()
