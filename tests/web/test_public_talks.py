"""What a citizen's page says of messages that were part of a conversation."""

from __future__ import annotations

from typing import Any

import pytest

from channels.message import Receipt
from gateway.settings import Settings
from gateway.stages.withdrawing import withdraw
from tests.values import Clock
from tests.web.citizens import Browser, Life, page, words_of


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"channels": {**settings.channels, "webchat": {}}})


async def said(life: Life, text: str, **fields: Any) -> Receipt:
    return await life.filed(text, channel="webchat", sender="zhang", **fields)


async def test_a_word_that_was_answered_is_no_report(browser: Browser, life: Life) -> None:
    receipt = await said(life, "您好")

    assert "没有单独登记" in words_of(await page(browser, receipt.link))
    assert "nothing of its own was filed" in words_of(await page(browser, receipt.link, "en"))


async def test_what_is_not_said_to_its_end_will_be_filed(browser: Browser, life: Life) -> None:
    receipt = await said(life, "路灯坏了，晚上什么都看不清")

    assert "说完就登记" in words_of(await page(browser, receipt.link))


async def test_a_report_of_a_conversation_has_all_that_was_said(
    browser: Browser, life: Life
) -> None:
    receipt = await said(life, "路灯坏了，晚上什么都看不清")
    await said(life, "五四大街12号", external_id="the second")

    shown = words_of(await page(browser, receipt.link))

    assert "已经受理" in shown
    assert "五四大街12号" in shown


async def test_no_receipt_is_said_before_there_is_a_report(life: Life) -> None:
    assert not (await said(life, "您好")).words


async def test_his_page_says_that_he_withdrew_it(
    life: Life, browser: Browser, clock: Clock
) -> None:
    receipt = await life.filed()
    report = await life.report(receipt)
    await life.gateway.parts.database.write(withdraw, report, clock())

    assert "已经撤回" in words_of(await page(browser, receipt.link))
    assert "withdrawn" in words_of(await page(browser, receipt.link, "en"))
