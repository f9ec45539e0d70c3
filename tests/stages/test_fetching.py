"""What a provider keeps for the citizen is fetched soon, and once."""

from __future__ import annotations

import asyncio
import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import Connection, select

from channels.base import Refused, TryAgain
from channels.message import Attachment, Receipt
from gateway.app import Gateway
from gateway.database.door_tables import fetches
from gateway.store import history
from gateway.store.fetches import Fetch
from tests.house import walk_on
from tests.kept import kept
from tests.stages.pigeons import Coop, LoadedPigeon
from tests.values import Clock


def a_picture(width: int = 8, height: int = 8) -> bytes:
    file = io.BytesIO()
    Image.new("1", (width, height)).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
async def pigeon(still: Gateway) -> LoadedPigeon:
    pigeon = LoadedPigeon(still.parts.http)
    pigeon.carries["m1"] = a_picture()
    return pigeon


@pytest.fixture
async def coop(still: Gateway, clock: Clock, pigeon: LoadedPigeon) -> Coop:
    return Coop(still, clock, pigeon)


async def with_a_photo(coop: Coop) -> Receipt:
    return await coop.filed(attachments=(Attachment("image", "m1", "lamp.png"),))


async def missing(coop: Coop, receipt: Receipt) -> list[Fetch]:
    """Those of its attachments that have not come, or will not."""
    message = await kept(coop.gateway, receipt.number)
    query = select(fetches).where(fetches.c.message_id == message.id, fetches.c.state != "fetched")

    def read(connection: Connection) -> list[Fetch]:
        return [Fetch(**row._mapping) for row in connection.execute(query)]

    return await coop.gateway.parts.database.read(read)


async def test_an_attachment_is_fetched_after_the_message_was_kept(coop: Coop) -> None:
    receipt = await with_a_photo(coop)

    (file,) = (await kept(coop.gateway, receipt.number)).files
    assert (file.media_type, file.name) == ("image/png", "lamp.png")
    assert coop.gateway.parts.files.path(file.digest).read_bytes() == a_picture()
    assert await missing(coop, receipt) == []


async def test_a_far_side_that_is_down_is_asked_again_later(
    coop: Coop, pigeon: LoadedPigeon
) -> None:
    pigeon.moods.append(TryAgain("503"))
    receipt = await with_a_photo(coop)
    before = await missing(coop, receipt)
    coop.clock.ahead(timedelta(minutes=1))
    await coop.told()

    assert [(fetch.state, fetch.attempts) for fetch in before] == [("waiting", 1)]
    assert len((await kept(coop.gateway, receipt.number)).files) == 1


@pytest.mark.parametrize(
    "content", [b"not a picture at all", a_picture(40_000, 40_000)], ids=["garbage", "bomb"]
)
async def test_what_is_no_picture_is_not_kept_and_staff_are_told(
    coop: Coop, pigeon: LoadedPigeon, content: bytes
) -> None:
    pigeon.carries["m1"] = content
    receipt = await with_a_photo(coop)

    message = await kept(coop.gateway, receipt.number)
    assert message.files == ()
    assert [fetch.state for fetch in await missing(coop, receipt)] == ["failed"]
    lines = await coop.gateway.parts.database.read(
        history.of_ticket, (await coop.life.ticket(receipt)).id
    )
    assert ("第 1 个附件未能取到",) in [line.because for line in lines]


async def test_what_the_provider_will_never_give_is_not_asked_for_again(
    coop: Coop, pigeon: LoadedPigeon
) -> None:
    pigeon.moods.append(Refused("media expired"))
    receipt = await with_a_photo(coop)
    coop.clock.ahead(timedelta(days=1))
    await coop.told()

    assert [(fetch.state, fetch.attempts) for fetch in await missing(coop, receipt)] == [
        ("failed", 1)
    ]


async def test_an_attachment_fetched_by_two_at_once_is_kept_once(
    coop: Coop, pigeon: LoadedPigeon
) -> None:
    pigeon.moods.append(TryAgain("503"))
    receipt = await with_a_photo(coop)
    coop.clock.ahead(timedelta(minutes=1))
    message = await kept(coop.gateway, receipt.number)
    item = f"fetch:{message.id}:0"

    await asyncio.gather(coop.gateway.walk(item), coop.gateway.walk(item))
    await walk_on(coop.gateway)

    assert len((await kept(coop.gateway, receipt.number)).files) == 1


async def test_no_more_calls_than_allowed_go_to_one_far_side(
    coop: Coop, pigeon: LoadedPigeon
) -> None:
    keeper = coop.gateway.parts.keeper
    keeper.calls["pigeon"] = 32
    receipt = await with_a_photo(coop)
    waiting = await missing(coop, receipt)
    keeper.calls["pigeon"] = 31
    await coop.told()

    assert [(fetch.state, fetch.attempts) for fetch in waiting] == [("waiting", 0)]
    assert await missing(coop, receipt) == []
