"""A partner's batches become reports once, however they come, and he hears how they stand."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import func, select

from channels.lease import Lease
from channels.message import Receipt
from channels.pull import PullChannel
from gateway.app import Gateway
from gateway.database.door_tables import payloads
from gateway.database.tables import messages, reports
from gateway.settings import Settings
from tests.channels.far_side import FakeProvider
from tests.channels.specimen import addressed
from tests.channels.specimens.pull import ITEM, SETTINGS, page
from tests.house import walk_on
from tests.web.citizens import Life

WORDS = {
    1: "夏都大街人行道塌了一个坑。",
    2: "城北区朝阳东路家属院停水两天。",
    3: "城东区八一路工地半夜施工。",
}
BARE = {**ITEM, "headline": "", "caller": None, "photos": []}
BATCH = [{**BARE, "clue_id": number, "body": {"plain": words}} for number, words in WORDS.items()]


@pytest.fixture
def paper() -> FakeProvider:
    return FakeProvider({f"/clues/{number}/progress": {} for number in WORDS})


@pytest.fixture
async def address(paper: FakeProvider) -> AsyncIterator[str]:
    async with TestServer(paper.app()) as server:
        yield str(server.make_url("")).rstrip("/")


@pytest.fixture
def settings(settings: Settings, address: str) -> Settings:
    table = addressed(SETTINGS, address)
    return settings.model_copy(update={"channels": {**settings.channels, "pull-evening": table}})


async def fetched(gateway: Gateway, paper: FakeProvider, items: Sequence[object]) -> None:
    """By a door that has just been opened, as after a restart."""
    paper.answers["/clues"] = page(*items)
    known = gateway.parts.doors.get("pull-evening")
    assert isinstance(known, PullChannel)
    door = PullChannel(known.account, known.settings, known.ports)
    lease = Lease(known.ports.shelf, "polling", timedelta(minutes=1))
    await door.fetch(gateway.intake.deliver, lease)
    await lease.release()
    await walk_on(gateway)


async def told(gateway: Gateway) -> None:
    """Send what waits to be told."""
    await gateway.schedule.look()
    await walk_on(gateway)


async def counted(gateway: Gateway, table: Any) -> int:
    def count(connection: Any) -> int:
        found: int = connection.execute(select(func.count()).select_from(table)).scalar_one()
        return found

    return await gateway.parts.database.read(count)


async def number_of(gateway: Gateway, item: int) -> str:
    def find(connection: Any) -> str:
        asked = select(messages.c.number).where(messages.c.external_id == str(item))
        found: str = connection.execute(asked).scalar_one()
        return found

    return await gateway.parts.database.read(find)


async def test_a_batch_that_comes_again_in_any_order_makes_no_report(
    still: Gateway, paper: FakeProvider
) -> None:
    for batch in itertools.permutations(BATCH):
        await fetched(still, paper, batch)

    assert await counted(still, reports) == len(BATCH)
    assert await counted(still, messages) == len(BATCH)


async def test_a_changed_item_is_added_to_its_report_in_any_order(
    still: Gateway, paper: FakeProvider
) -> None:
    changed = {**BATCH[0], "body": {"plain": "坑又大了，已经有人摔倒。"}}
    for batch in ([BATCH[0]], [changed], [BATCH[0], changed], [changed]):
        await fetched(still, paper, batch)
    await fetched(still, paper, [{**changed, "clue_id": 2}])
    await fetched(still, paper, [BATCH[1]])

    assert await counted(still, reports) == 2
    assert await counted(still, messages) == 4


async def test_what_the_gateway_refuses_is_parked_and_the_rest_is_kept(
    still: Gateway, paper: FakeProvider
) -> None:
    far_away = {**BATCH[0], "place": {"text": "", "gps": [39.9, 116.4]}}
    for _ in range(2):
        await fetched(still, paper, [far_away, BATCH[1]])

    assert await counted(still, reports) == 1
    assert await counted(still, payloads) == 2  # the one that was kept, the one that was parked


async def test_the_partner_hears_how_his_item_stands(still: Gateway, paper: FakeProvider) -> None:
    await fetched(still, paper, BATCH[2:])
    number = await number_of(still, 3)
    life = Life(still)
    await told(still)
    await life.dispatched(Receipt(number, "", ""))
    await told(still)
    await life.answered(Receipt(number, "", ""), "工地已经停工。")

    heard = [json.loads(asked.body) for asked in paper.asked if asked.method == "POST"]
    assert {said["clue"] for said in heard} == {"3"}
    assert len(heard) == 3  # received, dispatched, answered
    assert "工地已经停工。" in heard[-1]["words"]
    keys = [asked.headers["Idempotency-Key"] for asked in paper.asked if asked.method == "POST"]
    assert len(set(keys)) == 3
