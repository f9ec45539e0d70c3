"""What a message is: a matter of its own, or more about one that the same person has."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from channels.message import InboundMessage, Receipt
from gateway.app import Gateway
from gateway.numbers import spoken
from gateway.reports import KeptMessage, MessageStatus, ReportStatus
from gateway.stages.opening import TITLE
from gateway.store import journal
from gateway.tickets import TicketStatus
from tests.conftest import CELLARS
from tests.house import walk_afresh, walk_on
from tests.laws import broken_laws
from tests.values import LAMP, THANKS, WATER, Clock, a_message, again
from tests.web.citizens import Life

on_both = pytest.mark.parametrize("cellar", CELLARS, indirect=True)
MINE, YOURS = "13900000001", "13900000002"


async def kept(still: Gateway, receipt: Receipt) -> KeptMessage:
    found = await still.parts.database.read(journal.of_number, receipt.number)
    assert found is not None
    return found


async def sent(still: Gateway, *messages: InboundMessage) -> list[KeptMessage]:
    """Delivered one after the other, and walked to the end only then."""
    receipts = [await still.intake.deliver(message) for message in messages]
    await walk_on(still)
    return [await kept(still, receipt) for receipt in receipts]


async def test_a_message_becomes_a_report_under_its_own_number(still: Gateway) -> None:
    (message,) = await sent(still, a_message(phone=MINE))

    report = await Life(still).report(Receipt(message.number, "", ""))
    assert message.status is MessageStatus.OPENED
    assert (report.number, report.message_id) == (message.number, message.id)


async def test_no_phone_number_is_cut_in_two_at_the_end_of_a_title(still: Gateway) -> None:
    text = "祁连路口的路灯从上周起一直不亮，老人晚上出门看不清路，请联系我13900000001。"
    assert text.index(MINE) < TITLE < text.index(MINE) + len(MINE)

    (message,) = await sent(still, a_message(text))

    ticket = await Life(still).ticket(Receipt(message.number, "", ""))
    assert ticket.title == text[: text.index(MINE)]


async def test_the_same_words_of_the_same_person_are_no_second_report(still: Gateway) -> None:
    first, second = await sent(still, one := a_message(phone=MINE), again(one))

    assert second.status is MessageStatus.ATTACHED
    assert second.report_id == first.report_id
    assert (await Life(still).report(Receipt(first.number, "", ""))).chased == 1


async def test_blanks_and_punctuation_do_not_make_words_new(still: Gateway) -> None:
    first, second = await sent(
        still, a_message("路灯不亮，请修。", phone=MINE), a_message("路灯 不亮！请修", phone=MINE)
    )

    assert second.report_id == first.report_id


async def test_the_same_words_through_another_door_are_no_second_report(still: Gateway) -> None:
    first, second = await sent(
        still,
        a_message(phone="139 0000 0001"),
        a_message(phone="+86-13900000001", channel="webform", account="", sender=""),
    )

    assert second.report_id == first.report_id


async def test_the_same_words_of_somebody_else_are_his_own_report(still: Gateway) -> None:
    first, second = await sent(still, a_message(phone=MINE), a_message(phone=YOURS))

    assert second.status is MessageStatus.OPENED
    assert second.report_id != first.report_id


async def test_nobody_in_particular_is_never_the_same_person(still: Gateway) -> None:
    unknown = {"sender": "", "channel": "webform", "account": ""}
    first, second = await sent(still, one := a_message(**unknown), again(one))

    assert first.person is None
    assert second.report_id != first.report_id


async def test_the_same_words_long_after_are_a_new_event(still: Gateway, clock: Clock) -> None:
    (first,) = await sent(still, a_message(phone=MINE))
    clock.ahead(timedelta(days=31))

    (second,) = await sent(still, a_message(phone=MINE))

    assert second.report_id != first.report_id


async def test_the_same_words_after_the_result_are_a_new_report(life: Life) -> None:
    first = await life.through(phone=MINE)

    second = await life.filed(phone=MINE)

    assert (await life.report(second)).number == second.number
    assert (await life.report(first)).status is ReportStatus.INFORMED


@pytest.mark.parametrize("said", ["{0}还没修好", "编号 {1}，还没修好"])
async def test_who_names_his_number_says_more_about_that_report(still: Gateway, said: str) -> None:
    (first,) = await sent(still, a_message(phone=MINE))
    words = said.format(first.number, spoken(first.number))

    (second,) = await sent(still, a_message(words, phone=MINE))

    assert (second.status, second.report_id) == (MessageStatus.ATTACHED, first.report_id)


async def test_a_number_given_beside_the_words_counts_as_well(still: Gateway) -> None:
    (first,) = await sent(still, a_message(phone=MINE))

    (second,) = await sent(still, a_message(WATER, phone=MINE, refers_to=first.number.lower()))

    assert second.report_id == first.report_id


async def test_somebody_elses_number_opens_nothing_of_his(still: Gateway) -> None:
    (first,) = await sent(still, a_message(phone=MINE))

    (second,) = await sent(still, a_message(WATER, phone=YOURS, refers_to=first.number))

    assert second.status is MessageStatus.OPENED
    assert second.report_id != first.report_id


async def test_a_number_that_was_never_given_is_only_a_word(still: Gateway) -> None:
    (message,) = await sent(still, a_message("XN 123 456 7897 是什么", phone=MINE))

    assert message.status is MessageStatus.OPENED


async def test_thanks_for_the_result_begin_no_second_round(life: Life) -> None:
    first = await life.through(phone=MINE)

    await life.filed(THANKS, phone=MINE, refers_to=first.number)

    report = await life.report(first)
    assert (report.status, report.round) == (ReportStatus.INFORMED, 1)


async def test_a_complaint_about_the_result_begins_a_second_round(life: Life) -> None:
    first = await life.through(phone=MINE)

    await life.filed("根本没有修，灯还是不亮！", phone=MINE, refers_to=first.number)

    report, ticket = await life.report(first), await life.ticket(first)
    assert (report.status, report.round) == (ReportStatus.FILED, 2)
    assert (ticket.status, ticket.round) == (TicketStatus.PROPOSED, 2)
    assert ticket.proposal is not None
    assert ticket.proposal.mode == "supervisor"


async def test_what_one_sender_wrote_is_settled_in_the_order_it_came(still: Gateway) -> None:
    first = await still.intake.deliver(a_message(phone=MINE))
    second = await still.intake.deliver(
        a_message("补充：是东边那盏", phone=MINE, refers_to=first.number)
    )
    later, earlier = await kept(still, second), await kept(still, first)

    await still.walk(f"message:{later.id}")  # the stream may hand them out in any order

    assert (await kept(still, first)).status is MessageStatus.OPENED
    assert (await kept(still, second)).report_id == (await kept(still, first)).report_id
    await still.walk(f"message:{earlier.id}")


@on_both
async def test_two_copies_on_two_workers_are_one_report(still: Gateway, other: Gateway) -> None:
    for number in range(8):
        phone = f"1390000{number:04}"
        one = a_message(phone=phone, sender=f"a{number}")
        copy = again(one, sender=f"b{number}", account="another-app")
        here, there = await asyncio.gather(still.intake.deliver(one), other.intake.deliver(copy))
        first, second = await kept(still, here), await kept(still, there)

        await asyncio.gather(
            walk_afresh(still, f"message:{first.id}"), walk_afresh(other, f"message:{second.id}")
        )

        first, second = await kept(still, here), await kept(still, there)
        assert {first.status, second.status} == {MessageStatus.OPENED, MessageStatus.ATTACHED}
        assert first.report_id == second.report_id
    await walk_on(still)
    assert await still.parts.database.read(broken_laws, at_rest=True) == []


@on_both
async def test_one_message_on_two_workers_is_settled_once(still: Gateway, other: Gateway) -> None:
    receipts = [await still.intake.deliver(a_message(phone=f"1390001{n:04}")) for n in range(8)]

    for receipt in receipts:
        item = f"message:{(await kept(still, receipt)).id}"
        await asyncio.gather(walk_afresh(still, item), walk_afresh(other, item))
        assert (await kept(still, receipt)).status is MessageStatus.OPENED
    await walk_on(still)
    assert await still.parts.database.read(broken_laws, at_rest=True) == []


async def test_a_long_wait_of_one_sender_is_settled_whole(still: Gateway) -> None:
    texts = [LAMP, WATER, LAMP, "井盖坏了", WATER]

    messages = await sent(still, *(a_message(text, phone=MINE) for text in texts))

    opened = [message.status is MessageStatus.OPENED for message in messages]
    assert opened == [True, True, False, True, False]
