"""A WeChat door at work: in secure mode, and in plain mode."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from channels.wechat import WechatChannel
from tests.channels.doors import Door, opened
from tests.channels.specimens.wechat import PLAIN_SETTINGS, SPECIMEN

NOTICE = {
    "id": "template-of-results",
    "fields": {"thing2": "{text}", "time3": "{time}", "character_string5": "{link}"},
}


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with opened(WechatChannel, SPECIMEN) as door:
        yield door


@pytest.fixture
async def plain_door() -> AsyncIterator[Door]:
    async with opened(WechatChannel, replace(SPECIMEN, settings=PLAIN_SETTINGS)) as door:
        yield door


@pytest.fixture
async def noticing() -> AsyncIterator[Door]:
    """With a template for what comes after the 48 hours."""
    settings = {**SPECIMEN.settings, "notice": NOTICE, "menu": {"HOW": "打电话或发照片都行。"}}
    async with opened(WechatChannel, replace(SPECIMEN, settings=settings)) as door:
        yield door
