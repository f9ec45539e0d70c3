"""Danger that stands in the transcript alone makes a person look, as any other danger does."""

from __future__ import annotations

import pytest

from channels.message import RECORDING, InboundMessage, Source
from gateway.app import Gateway
from gateway.reports import Report
from gateway.store import reports, tickets
from gateway.tickets import Ticket
from tests.house import walk_on
from tests.values import LAMP, a_message

PHONE = "13900000001"
SMELL = "我家门口路灯坏了。还有，楼道里现在有很浓的煤气味，老人都头晕了，快来人！"
QUIET = "我家门口路灯坏了三天了，麻烦安排人来修。"


def a_call(transcript: str, text: str = LAMP, **fields: object) -> InboundMessage:
    source = Source(RECORDING, "rec-1")
    return a_message(text, phone=PHONE, aside=transcript, source=source, **fields)


async def walked(still: Gateway, message: InboundMessage) -> tuple[Report, Ticket]:
    receipt = await still.intake.deliver(message)
    await walk_on(still)
    ticket = await still.parts.database.read(tickets.of_receipt, receipt.number)
    return (await still.parts.database.read(reports.of_ticket, ticket.id))[0], ticket


async def test_danger_in_the_transcript_alone_raises_the_alarm(still: Gateway) -> None:
    report, ticket = await walked(still, a_call(SMELL))

    assert (ticket.alarm, ticket.urgency) == (True, "U0")
    assert ticket.proposal is not None
    assert ticket.proposal.mode == "supervisor"
    assert report.suggestion is not None
    places = [(why.start, why.end) for why in report.suggestion.because if why.field == "aside"]
    assert any("煤气" in SMELL[start or 0 : end] for start, end in places)


async def test_a_threat_in_the_transcript_alone_is_told_to_whoever_looks(still: Gateway) -> None:
    report, ticket = await walked(still, a_call("再不解决，我们就去上访。"))

    assert report.suggestion is not None
    assert (ticket.alarm, report.suggestion.review) == (False, True)
    assert any("扬言" in why.says and why.field == "aside" for why in report.suggestion.because)


async def test_a_quiet_transcript_changes_nothing(still: Gateway) -> None:
    quiet, ticket = await walked(still, a_call(QUIET))
    without, _ = await walked(still, a_message(LAMP, phone="13900000002"))

    assert not ticket.alarm
    assert quiet.suggestion == without.suggestion


async def test_what_stands_aside_for_another_reason_raises_no_alarm(still: Gateway) -> None:
    _, quoted = await walked(still, a_message(LAMP, phone=PHONE, aside=SMELL))
    _, printed = await walked(still, a_message(LAMP, aside=SMELL, source=Source("西宁晚报")))

    assert not quoted.alarm
    assert not printed.alarm


@pytest.mark.parametrize("transcript", [SMELL, QUIET])
async def test_a_call_that_adds_to_a_report_is_heard_as_well(
    still: Gateway, transcript: str
) -> None:
    first = await still.intake.deliver(a_message(LAMP, phone=PHONE))
    await walk_on(still)
    more = a_call(transcript, "市民再次来电催办。", refers_to=first.number)
    await still.intake.deliver(more)
    await walk_on(still)

    ticket = await still.parts.database.read(tickets.of_receipt, first.number)
    assert ticket.alarm == (transcript == SMELL)


async def test_numbers_named_in_the_transcript_are_known_as_personal(still: Gateway) -> None:
    report, _ = await walked(still, a_call("我的电话是13900123456，你记一下。"))

    assert report.suggestion is not None
    assert "aside" in {span.field for span in report.suggestion.personal}
