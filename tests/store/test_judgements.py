"""Judgements are counted by confidence; a ticket judged again counts once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from gateway.database import Database
from gateway.judgements import Bin, Judgement, Subject
from gateway.store import judgements
from tests.values import NOON, an_id

SPAN = (NOON - timedelta(days=1), NOON + timedelta(days=1))


def one(confidence: float, judged: str = "0213", suggested: str = "0213") -> Judgement:
    right = judged == suggested
    return Judgement(
        an_id(), Subject.CATEGORY, suggested, confidence, judged, right, "keywords-5", NOON
    )


async def test_they_are_counted_by_confidence(database: Database) -> None:
    told = [one(0.8), one(0.801), one(0.8, "0214"), one(0.5, "0214")]
    await database.write(judgements.keep, told)

    found = await database.read(judgements.bins, *SPAN)

    assert found[Subject.CATEGORY] == [Bin(50, 1, 0), Bin(80, 3, 2)]
    assert found[Subject.UNIT] == []


async def test_a_ticket_judged_again_counts_as_last_judged(database: Database) -> None:
    first = one(0.8, "0214")
    await database.write(judgements.keep, [first])
    await database.write(judgements.keep, [replace(first, judged="0213", right=True)])

    found = await database.read(judgements.bins, *SPAN)

    assert found[Subject.CATEGORY] == [Bin(80, 1, 1)]


async def test_what_lies_outside_the_time_is_left_out(database: Database) -> None:
    await database.write(judgements.keep, [replace(one(0.8), at=SPAN[1])])
    assert (await database.read(judgements.bins, *SPAN))[Subject.CATEGORY] == []


async def test_the_most_frequent_mistakes_come_first(database: Database) -> None:
    told = [one(0.8, "0214"), one(0.8, "0301"), one(0.7, "0214"), one(0.9)]
    await database.write(judgements.keep, told)

    found = await database.read(judgements.mistaken, Subject.CATEGORY, *SPAN, 5)

    assert found == [("0213", "0214", 2), ("0213", "0301", 1)]
