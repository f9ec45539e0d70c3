"""回访 and second rounds among several citizens of one ticket, in any order and at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from channels.message import Receipt
from gateway.history import Event
from gateway.reports import ReportStatus
from gateway.stages.confirming import Invalid
from gateway.stages.surveying import NothingToVoteOn, Word
from gateway.store import history, votes
from gateway.tickets import TicketStatus
from tests.house import walk_on
from tests.values import WATER, Clock, a_supervisor
from tests.web.citizens import Life

CONTENT, NOT_CONTENT = Word(1, True, 4), Word(1, False, 1)
WEEK = timedelta(days=7)

on_both = pytest.mark.parametrize("cellar", ["sqlite", "postgresql+redis"], indirect=True)


async def answered_together(life: Life, people: int) -> list[Receipt]:
    """Reports of so many people on one ticket that has its answer."""
    first = await life.filed(WATER, phone="13800000000")
    receipts = [first]
    for number in range(1, people):
        other = await life.filed(f"我们{number}号院也停水了。", phone=f"1380000000{number}")
        await life.merged(other, into=first)
        receipts.append(other)
    await life.dispatched(first)
    await life.answered(first)
    return receipts


async def vote(life: Life, receipt: Receipt, word: Word) -> None:
    await life.gateway.survey.vote((await life.report(receipt)).id, word)


@on_both
async def test_votes_that_come_at_once_all_count(life: Life) -> None:
    receipts = await answered_together(life, 6)
    words = [CONTENT, NOT_CONTENT, CONTENT, NOT_CONTENT, CONTENT, CONTENT]

    await asyncio.gather(*(vote(life, *pair) for pair in zip(receipts, words, strict=True)))
    ids = [(await life.report(receipt)).id for receipt in receipts]
    cast = await life.gateway.parts.database.read(votes.of_reports, ids)
    rounds = [(await life.report(receipt)).round for receipt in receipts]

    assert len(cast) == 6
    assert rounds == [1, 2, 1, 2, 1, 1]
    assert (await life.ticket(receipts[0])).round == 2


@on_both
async def test_one_vote_sent_many_times_at_once_counts_once(life: Life) -> None:
    (receipt,) = await answered_together(life, 1)

    await asyncio.gather(*(vote(life, receipt, NOT_CONTENT) for _ in range(8)))
    report = await life.report(receipt)
    lines = await life.gateway.parts.database.read(history.of_subject, report.id)

    assert report.round == 2
    assert [line.event for line in lines].count(Event.VOTED) == 1


@on_both
async def test_of_two_different_votes_at_once_one_is_refused(life: Life) -> None:
    (receipt,) = await answered_together(life, 1)

    outcomes = await asyncio.gather(
        vote(life, receipt, CONTENT), vote(life, receipt, NOT_CONTENT), return_exceptions=True
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "NoneType",
        "NothingToVoteOn",
    ]


async def test_the_second_round_of_one_leaves_the_others_their_vote(life: Life) -> None:
    one, other, third = await answered_together(life, 3)
    await vote(life, one, NOT_CONTENT)
    await walk_on(life.gateway)
    await vote(life, other, CONTENT)
    await life.dispatched(one)
    await vote(life, third, NOT_CONTENT)
    ticket = await life.ticket(one)
    await life.answered(one, "再次维修完毕。")

    assert ticket.status is TicketStatus.DISPATCHED
    assert ticket.round == 2
    assert [(await life.report(each)).status for each in (one, other, third)] == [
        ReportStatus.INFORMED,
        ReportStatus.CLOSED,
        ReportStatus.INFORMED,
    ]
    await vote(life, one, Word(2, True, 5))
    assert (await life.ticket(one)).status is TicketStatus.SURVEYING
    await vote(life, third, Word(2, True, 5))
    assert (await life.ticket(one)).status is TicketStatus.CLOSED


async def test_who_is_not_content_after_all_closed_opens_the_ticket_again(life: Life) -> None:
    one, other = await answered_together(life, 2)
    await vote(life, one, CONTENT)
    await vote(life, other, NOT_CONTENT)
    ticket = await life.ticket(one)

    assert ticket.round == 2
    assert ticket.status is TicketStatus.MATCHED
    assert (ticket.due_at, ticket.dispatched_at, ticket.signed_at) == (None, None, None)


async def test_a_second_round_is_seen_by_a_supervisor(life: Life) -> None:
    (receipt,) = await answered_together(life, 1)
    await vote(life, receipt, NOT_CONTENT)
    await walk_on(life.gateway)
    ticket = await life.ticket(receipt)

    assert ticket.proposal is not None
    assert ticket.proposal.mode == "supervisor"


async def test_the_answer_closes_a_ticket_on_which_nobody_may_vote_any_more(life: Life) -> None:
    one, other = await answered_together(life, 2)
    await vote(life, one, CONTENT)
    await vote(life, other, NOT_CONTENT)
    await walk_on(life.gateway)
    report, ticket = await life.report(other), await life.ticket(one)
    await life.gateway.join.split(report.id, ticket.version, a_supervisor())
    await walk_on(life.gateway)
    await life.dispatched(one)
    await life.answered(one)

    assert (await life.ticket(other)).id != ticket.id
    assert (await life.ticket(one)).status is TicketStatus.CLOSED


async def test_silence_closes_after_the_time_for_voting_and_not_before(
    life: Life, clock: Clock
) -> None:
    receipts = await answered_together(life, 2)
    await vote(life, receipts[0], CONTENT)
    clock.ahead(WEEK - timedelta(minutes=5))
    early = await life.gateway.survey.close_overdue()
    clock.ahead(timedelta(minutes=10))
    late = await life.gateway.survey.close_overdue()
    again = await life.gateway.survey.close_overdue()

    assert [early, late, again] == [0, 1, 0]
    assert (await life.ticket(receipts[0])).status is TicketStatus.CLOSED


@on_both
async def test_a_vote_at_the_last_moment_and_the_closing_are_no_conflict(
    life: Life, clock: Clock
) -> None:
    receipts = await answered_together(life, 5)
    clock.ahead(WEEK + timedelta(minutes=1))

    outcomes = await asyncio.gather(
        life.gateway.survey.close_overdue(),
        *(vote(life, receipt, CONTENT) for receipt in receipts),
        life.gateway.survey.close_overdue(),
        return_exceptions=True,
    )
    await life.gateway.survey.close_overdue()

    raised = [each for each in outcomes if isinstance(each, BaseException)]
    assert all(isinstance(each, NothingToVoteOn) for each in raised)
    assert (await life.ticket(receipts[0])).status is TicketStatus.CLOSED


@on_both
async def test_two_closings_at_once_close_each_report_once(life: Life, clock: Clock) -> None:
    receipts = await answered_together(life, 5)
    clock.ahead(WEEK + timedelta(minutes=1))

    closed = await asyncio.gather(*(life.gateway.survey.close_overdue() for _ in range(4)))
    ids = [(await life.report(receipt)).id for receipt in receipts]
    lines = [await life.gateway.parts.database.read(history.of_subject, each) for each in ids]

    assert sum(closed) == 5
    assert [[line.event for line in its].count(Event.CLOSED) for its in lines] == [1] * 5


async def test_the_history_rebuilds_what_votes_and_rounds_left(life: Life, clock: Clock) -> None:
    receipts = await answered_together(life, 3)
    await vote(life, receipts[0], NOT_CONTENT)
    await vote(life, receipts[1], CONTENT)
    clock.ahead(WEEK * 2)
    await life.gateway.survey.close_overdue()
    await walk_on(life.gateway)

    rebuilt = await life.gateway.parts.database.read(history.rebuild)
    for receipt in receipts:
        report, ticket = await life.report(receipt), await life.ticket(receipt)
        assert rebuilt["report", report.id].status == report.status.value
        assert rebuilt["report", report.id].ticket_id == ticket.id
        assert rebuilt["ticket", ticket.id].status == ticket.status.value


@pytest.mark.parametrize(
    "word", [Word(1, True, 0), Word(1, True, 6), Word(1, True, 3, "长" * 2001)]
)
async def test_a_word_out_of_bounds_is_no_vote(life: Life, word: Word) -> None:
    (receipt,) = await answered_together(life, 1)

    with pytest.raises(Invalid):
        await vote(life, receipt, word)
    assert (await life.report(receipt)).status is ReportStatus.INFORMED


@pytest.mark.parametrize("word", [Word(2, True, 5), Word(0, True, 5)])
async def test_a_word_on_another_round_is_no_vote(life: Life, word: Word) -> None:
    (receipt,) = await answered_together(life, 1)

    with pytest.raises(NothingToVoteOn):
        await vote(life, receipt, word)


async def test_nobody_votes_on_a_report_that_is_not_there(life: Life) -> None:
    with pytest.raises(NothingToVoteOn):
        await life.gateway.survey.vote("0" * 32, CONTENT)


@pytest.mark.parametrize(
    ("satisfied", "solved", "content"),
    [(5, True, True), (3, True, True), (2, True, False), (5, False, False)],
)
def test_content_is_solved_and_at_least_fairly_satisfied(
    satisfied: int, *, solved: bool, content: bool
) -> None:
    assert Word(1, solved, satisfied).content == content
