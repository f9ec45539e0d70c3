"""Doors at work, for the tests of what is peculiar to one of them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from channels.partner import PartnerChannel
from channels.webform import WebformChannel
from tests.channels.doors import Door, opened
from tests.channels.specimens import SPECIMENS


@pytest.fixture
async def partner() -> AsyncIterator[Door]:
    async with opened(PartnerChannel, SPECIMENS["partner"]) as door:
        yield door


@pytest.fixture
async def webform() -> AsyncIterator[Door]:
    async with opened(WebformChannel, SPECIMENS["webform"]) as door:
        yield door
