"""查进度 by text message: a phone that is written from proves more than one that is typed."""

from __future__ import annotations

import pytest

from gateway.settings import Settings
from gateway.store import journal, replies
from tests.channels.specimen import addressed
from tests.channels.specimens.sms import SETTINGS
from tests.values import LAMP, WATER
from tests.web.citizens import PHONE, Life


@pytest.fixture
def settings(settings: Settings) -> Settings:
    sms = addressed(SETTINGS, "http://127.0.0.1:9")  # nobody is sent anything here
    doors = {**settings.channels, "sms": sms, "webchat": {}}
    return settings.model_copy(update={"channels": doors})


async def told(life: Life, text: str, channel: str, sender: str, phone: str) -> list[str]:
    receipt = await life.filed(text, channel=channel, sender=sender, phone=phone)
    read = life.gateway.parts.database.read
    kept = await read(journal.of_number, receipt.number)
    assert kept is not None
    return [line.template for line in await read(replies.of_talk, kept.talk, 20)]


async def test_whoever_writes_from_the_phone_hears_of_what_it_reported(life: Life) -> None:
    await life.filed(LAMP, phone=PHONE)
    await life.filed(WATER, phone=PHONE)

    assert await told(life, "查进度", "sms", PHONE, PHONE) == ["progress_one"] * 2


async def test_whoever_merely_types_the_phone_hears_nothing_of_it(life: Life) -> None:
    await life.filed(LAMP, phone=PHONE)

    assert await told(life, "查进度", "webchat", "somebody", PHONE) == ["progress_none"]
