"""Doors open and shut without a restart; one that breaks is begun again and disturbs no other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestClient

from channels.base import Abilities, Channel, ChannelSettings, Deliver, TryAgain
from gateway import doorkeeping
from gateway.app import Gateway
from gateway.clock import now
from gateway.database import Database, open_database
from gateway.doorkeeping import Doorkeeper
from gateway.doors import Doors
from tests.channels.far_side import Inbox
from tests.channels.ports import ports
from tests.house import until


class Ear(Channel):
    """A door that goes and looks, and does what a test says."""

    name = "ear"
    label = ("耳", "Ear")
    abilities = Abilities()

    def __init__(self, account: str, http: ClientSession) -> None:
        super().__init__(account, ChannelSettings(), ports(http))
        self.begun = 0
        self.open = False
        self.error: Exception | None = None

    async def listen(self, deliver: Deliver) -> None:
        self.begun += 1
        if self.error:
            raise self.error
        self.open = True
        try:
            await asyncio.Event().wait()
        finally:
            self.open = False


@pytest.fixture
async def ears() -> AsyncIterator[tuple[Ear, Ear]]:
    async with ClientSession() as http:
        yield Ear("left", http), Ear("right", http)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorkeeping, "EVERY", 0.02)
    monkeypatch.setattr(doorkeeping, "FIRST_WAIT", 0.02)


@asynccontextmanager
async def at_the_door(url: str, *ears: Ear) -> AsyncIterator[Doorkeeper]:
    async with open_database(url) as database:
        keeper = Doorkeeper(database, now, Doors({ear.door: ear for ear in ears}))
        task = asyncio.create_task(keeper.run(Inbox().deliver))
        try:
            yield keeper
        finally:
            task.cancel()
            await asyncio.wait([task])


def holds(condition: Callable[[], bool]) -> Callable[[], Awaitable[bool]]:
    async def asked() -> bool:
        return condition()

    return asked


async def test_a_shut_door_stops_listening_and_listens_again_when_opened(
    sqlite_url: str, ears: tuple[Ear, Ear]
) -> None:
    left, right = ears
    async with at_the_door(sqlite_url, left, right) as keeper:
        await until(holds(lambda: left.open and right.open))

        await keeper.decide("ear-left", open_=False, by="user:wang")
        await until(holds(lambda: not left.open))
        assert right.open

        await keeper.decide("ear-left", open_=True, by="user:wang")
        await until(holds(lambda: left.open))


async def test_what_people_decided_is_known_to_another_process(
    database: Database, ears: tuple[Ear, Ear]
) -> None:
    here, there = (Doorkeeper(database, now, Doors({"ear-left": ears[0]})) for _ in range(2))

    await here.decide("ear-left", open_=False, by="user:wang")
    await there.look()

    assert not there.is_open(ears[0])
    assert (await there.states())["ear-left"].changed_by == "user:wang"


@pytest.mark.parametrize("error", [TryAgain("503 from the mail server"), KeyError("bug")])
async def test_a_door_that_fails_is_begun_again_and_its_error_is_shown(
    sqlite_url: str, ears: tuple[Ear, Ear], error: Exception
) -> None:
    left, right = ears
    left.error = error
    async with at_the_door(sqlite_url, left, right) as keeper:
        await until(holds(lambda: left.begun >= 2 and right.open))

        async def noted() -> bool:
            return (await keeper.states())["ear-left"].error_at is not None

        await until(noted)
        shown = (await keeper.states())["ear-left"].error
        left.error = None
        await until(holds(lambda: left.open))

    assert shown == (str(error) if isinstance(error, TryAgain) else "KeyError")
    assert right.begun == 1


async def test_requests_to_a_shut_door_are_turned_away_until_it_opens(
    gateway: Gateway, client: TestClient[Any, Any]
) -> None:
    keeper = gateway.parts.keeper

    await keeper.decide("partner", open_=False, by="user:wang")
    shut = await client.get("/channels/partner/openapi.json")
    other = await client.get("/report")
    await keeper.decide("partner", open_=True, by="user:wang")
    opened = await client.get("/channels/partner/openapi.json")

    assert (shut.status, shut.headers["Retry-After"]) == (503, "60")
    assert (await shut.json())["errors"][0]["code"] == "door-shut"
    assert other.status == 200
    assert opened.status == 200


async def test_a_browser_at_a_shut_door_sees_a_page(
    gateway: Gateway, client: TestClient[Any, Any]
) -> None:
    await gateway.parts.keeper.decide("webform", open_=False, by="user:wang")

    answer = await client.get("/report", headers={"Accept": "text/html"})

    assert answer.status == 503
    assert "这个渠道暂停受理" in await answer.text()


async def test_a_request_that_was_turned_away_is_shown_as_the_doors_last_error(
    gateway: Gateway, client: TestClient[Any, Any]
) -> None:
    await client.post("/channels/partner/v1/reports", json={"text": "x"})
    await gateway.parts.keeper.look()

    assert (await gateway.parts.keeper.states())["partner"].error == "POST 401 stale-timestamp"
