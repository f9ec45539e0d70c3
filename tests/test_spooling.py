"""What waits on disk while the database is away comes in when it is back, once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from channels.base import Channel, Problem, Refused, Unacceptable, Unavailable
from channels.message import InboundMessage, Raw, Receipt
from gateway.app import Gateway
from gateway.doors import Doors
from gateway.spooling import SpoolFolder, Unspool
from tests.channels.far_side import RECEIPT
from tests.channels.ports import CarPark
from tests.house import until
from tests.stages.pigeons import Pigeon
from tests.values import NOON, a_message

REPORT: dict[str, Any] = {"text": "桥头路灯坏了，请派人来修。", "reporter": {"ref": "u1"}}


class Store:
    """A gateway that can be away."""

    def __init__(self) -> None:
        self.messages: list[InboundMessage] = []
        self.failure: Exception | None = Unavailable()
        self.receipt = RECEIPT

    async def deliver(self, message: InboundMessage) -> Receipt:
        if self.failure:
            raise self.failure
        self.messages.append(message)
        return self.receipt


class LatePigeon(Pigeon):
    """What it brings waited on disk."""

    def again(self, raw: Raw) -> Iterable[InboundMessage]:
        return [a_message(channel="pigeon", sender="cote 7")]


@pytest.fixture
def partner(still: Gateway) -> Channel:
    return still.parts.doors.by_name["partner"]


@pytest.fixture
def unspool(still: Gateway, tmp_path: Path) -> Unspool:
    return Unspool(SpoolFolder(tmp_path / "spool"), still.parts.doors, CarPark())


def a_raw(partner: Channel, key: str, content: bytes = b"") -> Any:
    about = {"caller": "street-app", "key": key, "at": NOON.isoformat()}
    return partner.raw(content or json.dumps(REPORT).encode(), **about)


def files(unspool: Unspool) -> list[Path]:
    return list(unspool.spool.folder.iterdir())


async def test_comes_in_oldest_first_as_soon_as_the_store_is_back(
    unspool: Unspool, partner: Channel
) -> None:
    store = Store()
    for key in ("1", "2", "3"):
        await unspool.spool(a_raw(partner, key))
    await unspool.look(store.deliver)
    waiting = len(files(unspool))
    store.failure = None
    await unspool.look(store.deliver)
    await unspool.look(store.deliver)

    assert waiting == 3
    assert [message.external_id for message in store.messages] == ["1", "2", "3"]
    assert files(unspool) == []


async def test_what_cannot_be_taken_is_parked_and_the_next_comes_in(
    unspool: Unspool, partner: Channel
) -> None:
    store = Store()
    store.failure = Unacceptable(Problem("text", "too-long", "太长", "too long"))
    await unspool.spool(a_raw(partner, "1"))
    await unspool.spool(a_raw(partner, "2", b"{cut"))
    await unspool.look(store.deliver)

    assert isinstance(unspool.park, CarPark)
    assert [problem.code for _, problem in unspool.park.parked] == ["too-long", "unreadable"]
    assert files(unspool) == []


@pytest.mark.parametrize(
    ("receipt", "told"),
    [
        (RECEIPT, [("cote 7", RECEIPT.words)]),
        (replace(RECEIPT, known=True), []),  # he was told before
        (replace(RECEIPT, words=""), []),  # a conversation answers him
    ],
)
async def test_whoever_waited_for_the_store_is_told_his_number_once(
    unspool: Unspool, still: Gateway, receipt: Receipt, told: list[tuple[str, str]]
) -> None:
    pigeon, store = LatePigeon(still.parts.http), Store()
    late = replace(unspool, doors=Doors({"pigeon": pigeon}))
    store.failure, store.receipt = None, receipt
    await late.spool(Raw("pigeon", b"coo", {}))
    await late.look(store.deliver)

    assert pigeon.sent == told
    assert files(late) == []


async def test_a_citizen_who_cannot_be_told_holds_up_nobody(
    unspool: Unspool, still: Gateway
) -> None:
    pigeon, store = LatePigeon(still.parts.http), Store()
    late = replace(unspool, doors=Doors({"pigeon": pigeon}))
    store.failure = None
    pigeon.moods.append(Refused("blocked"))
    for content in (b"coo", b"coo coo"):
        await late.spool(Raw("pigeon", content, {}))
    await late.look(store.deliver)

    assert len(pigeon.sent) == 1
    assert files(late) == []


async def test_a_payload_of_a_door_that_is_gone_waits(unspool: Unspool, partner: Channel) -> None:
    store = Store()
    store.failure = None
    raw = a_raw(partner, "1")
    await unspool.spool(type(raw)("pigeon", raw.content, raw.about))
    await unspool.look(store.deliver)

    assert len(files(unspool)) == 1


async def test_the_running_service_brings_in_what_the_last_run_left(gateway: Gateway) -> None:
    partner = gateway.parts.doors.by_name["partner"]
    await partner.ports.spool(a_raw(partner, "left behind"))
    folder = gateway.parts.settings.folder / "spool"

    async def gone() -> bool:
        return not list(folder.iterdir())

    await until(gone)
    (message,) = partner.again(a_raw(partner, "left behind"))
    assert (await gateway.intake.deliver(message)).known
