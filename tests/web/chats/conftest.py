"""Citizens at Telegram, and the desk that talks with them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gateway.app import Gateway
from gateway.settings import Settings
from tests.chatting import CALL, Arrive, Bot, Citizen, telegram


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    async with telegram() as opened:
        yield opened


@pytest.fixture
def settings(settings: Settings, bot: Bot) -> Settings:
    channels = {**settings.channels, "telegram": bot[1]}
    return settings.model_copy(update={"channels": channels})


@pytest.fixture
def arrive(still: Gateway, bot: Bot) -> Arrive:
    return lambda: Citizen(still, bot[0])


@pytest.fixture
async def citizen(arrive: Arrive) -> Citizen:
    """Somebody who has asked for a person."""
    waiting = arrive()
    await waiting.says(CALL)
    return waiting
