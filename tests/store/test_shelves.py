"""A door's shelf keeps what was put there, for as long as was said, for every process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from channels.base import Shelf
from gateway.clock import now
from gateway.database import Database, open_database
from gateway.doors import StoredShelf
from tests.channels.ports import MemoryShelf

OVER = timedelta(seconds=-1)
HOUR = timedelta(hours=1)


@pytest.fixture(params=["memory", "store"])
async def shelf(request: pytest.FixtureRequest) -> AsyncIterator[Shelf]:
    if request.param == "memory":
        yield MemoryShelf()
        return
    url: str = request.getfixturevalue("sqlite_url")
    async with open_database(url) as database:
        yield StoredShelf(database, now, "wechat")


async def test_what_was_put_there_stands_there_until_it_is_dropped(shelf: Shelf) -> None:
    await shelf.put("cursor", "1")
    await shelf.put("cursor", "2", HOUR)
    found = await shelf.get("cursor")
    await shelf.drop("cursor")

    assert found == "2"
    assert await shelf.get("cursor") is None


async def test_what_is_over_is_gone(shelf: Shelf) -> None:
    await shelf.put("token", "old", OVER)

    assert await shelf.get("token") is None


async def test_a_swap_takes_place_only_if_the_old_value_stands_there(shelf: Shelf) -> None:
    await shelf.put("left", "5")

    assert await shelf.swap("left", "5", "4")
    assert not await shelf.swap("left", "5", "3")
    assert await shelf.get("left") == "4"


async def test_only_the_first_claims_what_is_free_or_over(shelf: Shelf) -> None:
    await shelf.put("refreshing", "somebody long ago", OVER)

    assert await shelf.swap("refreshing", None, "me", HOUR)
    assert not await shelf.swap("refreshing", None, "you", HOUR)
    assert await shelf.get("refreshing") == "me"


async def test_a_swap_of_what_is_over_fails(shelf: Shelf) -> None:
    await shelf.put("left", "5", OVER)

    assert not await shelf.swap("left", "5", "4")


async def test_doors_and_keys_do_not_mix(database: Database) -> None:
    wechat, mail = StoredShelf(database, now, "wechat"), StoredShelf(database, now, "mail")

    await wechat.put("cursor", "1")
    await mail.put("cursor", "2")
    await mail.put("other", "3")

    assert await wechat.get("cursor") == "1"
    assert await wechat.get("other") is None
