"""A partner to be fetched from: items, pages, whole rounds, and what the door made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.lease import Lease
from channels.pull import PullChannel
from tests.channels.doors import Door
from tests.channels.far_side import Asked
from tests.channels.ports import CarPark
from tests.channels.specimen import Specimen, addressed
from tests.channels.specimens import SPECIMENS
from tests.channels.specimens.pull import ITEM, SETTINGS

SPECIMEN = SPECIMENS["pull"]
MINUTE = timedelta(minutes=1)


def with_settings(**other: Any) -> Specimen:
    return replace(SPECIMEN, settings={**SETTINGS, **other})


def item(number: int, **other: Any) -> dict[str, Any]:
    """Each updated a minute after the one before."""
    updated = datetime(2026, 3, 5, 12, tzinfo=UTC) + timedelta(minutes=number)
    return {**ITEM, "clue_id": number, "updated": updated.isoformat(), "photos": [], **other}


def lay_out(door: Door, pages: Mapping[str, object]) -> None:
    """Pages by the cursor that asks for them."""

    def hear(asked: Asked) -> None:
        if asked.path == "/clues":
            answer = pages[asked.query.get("cursor", "")]
            door.provider.answers["/clues"] = addressed(answer, door.far)

    door.provider.hears = hear


async def a_round(door: Door) -> None:
    """Raises what the round raised."""
    assert isinstance(door.channel, PullChannel)
    lease = Lease(door.ports.shelf, "polling", MINUTE)
    try:
        await door.channel.fetch(door.inbox.deliver, lease)
    finally:
        await lease.release()


def ids(door: Door) -> list[str]:
    return [message.external_id for message in door.inbox.messages]


def asked_since(door: Door) -> list[str | None]:
    """What each request for a page asked for."""
    return [asked.query.get("since") for asked in door.provider.asked if asked.path == "/clues"]


def parked(door: Door) -> list[tuple[bytes, str]]:
    park = door.ports.park
    assert isinstance(park, CarPark)
    return [(raw.content, problem.code) for raw, problem in park.parked]


def restarted(door: Door) -> Door:
    """The same door after a restart: it knows what stands on its shelf, and nothing else."""
    channel = door.channel
    return replace(door, channel=PullChannel(channel.account, channel.settings, door.ports))
