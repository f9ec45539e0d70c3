"""People at the desks, logged in over real HTTP to a service that the test walks itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher

from gateway.app import Gateway
from gateway.people import Role, User
from gateway.store import people
from tests.values import NOON
from tests.web.browsing import Reader
from tests.web.citizens import Browser

PASSWORD = "only for these tests"
HASHED = PasswordHasher(1, 8, 1).hash(PASSWORD)  # checked as any other, but quickly

Enter = Callable[..., Awaitable[Reader]]


@pytest.fixture
async def site(still: Gateway) -> AsyncIterator[TestServer]:
    server = TestServer(still.site)
    async with server:
        yield server


@pytest.fixture
async def enter(site: TestServer, still: Gateway) -> AsyncIterator[Enter]:
    """`await enter("name", Role…, unit=…)`: a browser of his own, logged in."""
    async with AsyncExitStack() as browsers:

        async def log_in(name: str, *roles: Role, unit: str | None = None) -> Reader:
            user = User(name, HASHED, frozenset(roles), unit)
            await still.parts.database.write(people.add, user, NOON)
            client: TestClient[Any, Any] = TestClient(site)
            reader = Reader(await browsers.enter_async_context(client))
            await reader.log_in(name, PASSWORD)
            return reader

        yield log_in


@pytest.fixture
async def stranger(site: TestServer) -> AsyncIterator[Reader]:
    async with TestClient(site) as client:
        yield Reader(client)


@pytest.fixture
async def browser(site: TestServer) -> AsyncIterator[Browser]:
    """A citizen's, in which no scripts run."""
    async with TestClient(site) as opened:
        yield opened


@pytest.fixture
async def operator(enter: Enter) -> Reader:
    return await enter("xiaoma", Role.OPERATOR)


@pytest.fixture
async def supervisor(enter: Enter) -> Reader:
    return await enter("laozhao", Role.SUPERVISOR)
