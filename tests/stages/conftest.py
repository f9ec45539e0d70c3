"""People, words and looks that the stages' tests share, and a second process at their store."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from channels.message import Receipt
from gateway.app import Gateway
from gateway.settings import Settings
from gateway.store import candidates
from gateway.store.candidates import Candidate
from gateway.town import Town
from tests.house import kept_open, standing_still
from tests.laws import broken_laws
from tests.values import Clock, a_user
from tests.web.citizens import Life


@pytest.fixture
async def other(still: Gateway, settings: Settings, clock: Clock) -> AsyncIterator[Gateway]:
    """Like `still` and on its store, but with a database connection and a town of its own."""
    town = Town(settings.city)
    async with kept_open(standing_still(settings, town, clock)) as opened:
        yield opened


MINE, YOURS, THEIRS = "13900000001", "13900000002", "13900000003"
SAME_LAMP = "五四大街12号门前的路灯好几天没亮了，城西区这边晚上一片漆黑。"
STAFF = a_user()


async def pairs(life: Life, receipt: Receipt) -> list[Candidate]:
    ticket = await life.ticket(receipt)
    return list(await life.gateway.parts.database.read(candidates.of_ticket, ticket.id))


async def laws(life: Life) -> list[str]:
    return await life.gateway.parts.database.read(broken_laws, at_rest=True)
