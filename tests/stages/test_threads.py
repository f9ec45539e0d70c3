"""Messages of one thread are one matter: the first opens a report, the others add to it."""

from __future__ import annotations

import pytest

from gateway.app import Gateway
from gateway.reports import MessageStatus
from tests.conftest import CELLARS
from tests.stages.test_conversation import sent
from tests.values import LAMP, WATER, a_message

on_both = pytest.mark.parametrize("cellar", CELLARS, indirect=True)


@on_both
async def test_the_first_of_a_thread_opens_and_the_others_add(still: Gateway) -> None:
    first, second, third = await sent(
        still,
        a_message(LAMP, thread="album-1"),
        a_message("还有这一张照片。", thread="album-1"),
        a_message(WATER, thread="album-2"),
    )

    assert [m.status for m in (first, second, third)] == [
        MessageStatus.OPENED,
        MessageStatus.ATTACHED,
        MessageStatus.OPENED,
    ]
    assert second.report_id == first.report_id


async def test_a_phone_number_given_on_the_way_belongs_to_the_same_matter(still: Gateway) -> None:
    first, second = await sent(
        still,
        a_message(LAMP, thread="chat-1"),
        a_message("这是我的电话。", thread="chat-1", phone="13900000001"),
    )

    assert second.report_id == first.report_id


async def test_a_thread_of_the_same_name_is_another_senders_own(still: Gateway) -> None:
    first, second = await sent(
        still,
        a_message(LAMP, thread="1", sender="citizen-1"),
        a_message(WATER, thread="1", sender="citizen-2"),
    )

    assert second.report_id != first.report_id


async def test_nobody_in_particular_has_no_thread(still: Gateway) -> None:
    first, second = await sent(
        still,
        a_message(LAMP, thread="1", sender=""),
        a_message(WATER, thread="1", sender=""),
    )

    assert second.report_id != first.report_id
