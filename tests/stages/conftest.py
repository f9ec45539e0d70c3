"""A second process at the same store, for what two workers may do to each other."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gateway.app import Gateway
from gateway.settings import Settings
from gateway.town import Town
from tests.house import kept_open, standing_still
from tests.values import Clock
from tests.web.citizens import Life


@pytest.fixture
async def other(still: Gateway, settings: Settings, clock: Clock) -> AsyncIterator[Gateway]:
    """Like `still` and on its store, but with a database connection and a town of its own."""
    town = Town(settings.city)
    async with kept_open(standing_still(settings, town, clock)) as opened:
        yield opened


@pytest.fixture
def life(still: Gateway) -> Life:
    return Life(still)
