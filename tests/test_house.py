"""The tests' own view of the whole service: it opens, works and closes as in earnest."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from gateway.app import Gateway
from gateway.reports import MessageStatus
from gateway.store import journal
from tests.conftest import CELLARS
from tests.house import at_rest, kept_open, walk_on
from tests.values import a_message


@pytest.mark.parametrize("cellar", CELLARS, indirect=True)
async def test_a_message_is_worked_on_until_a_person_is_asked(
    gateway: Gateway, client: TestClient[Any, Any]
) -> None:
    receipt = await gateway.intake.deliver(a_message())

    await at_rest(gateway)

    kept = await gateway.parts.database.read(journal.of_number, receipt.number)
    assert kept is not None
    assert kept.status is MessageStatus.OPENED
    health = await client.get("/health")
    assert await health.json() == {"database": "ok", "stream": "ok"}


@pytest.mark.parametrize("cellar", CELLARS, indirect=True)
async def test_a_house_that_stands_still_waits_to_be_walked(still: Gateway) -> None:
    await still.intake.deliver(a_message())

    assert await still.parts.stream.waiting() == 1

    await walk_on(still)
    assert await still.parts.stream.waiting() == 0


async def test_a_context_that_cannot_be_entered_says_why() -> None:
    @asynccontextmanager
    async def broken() -> AsyncIterator[None]:
        raise LookupError("no such thing")
        yield

    with pytest.raises(LookupError, match="no such thing"):
        async with kept_open(broken()):
            pass
