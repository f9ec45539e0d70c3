"""Judgements of made-up tickets, as many as a page needs to draw something."""

from __future__ import annotations

from datetime import datetime

from gateway.database import Database
from gateway.judgements import Judgement, Subject
from gateway.store import judgements
from tests.values import an_id


async def judge(database: Database, at: datetime, subject: Subject = Subject.CATEGORY) -> None:
    """Of each confidence one suggestion in ten, the surer the more of them right."""
    told = [
        _one(subject, per_cent, number, at)
        for per_cent in (40, 60, 80, 95)
        for number in range(per_cent // 5)
    ]
    await database.write(judgements.keep, told)


def _one(subject: Subject, per_cent: int, number: int, at: datetime) -> Judgement:
    right = number >= (100 - per_cent) // 10
    judged = "0213" if right else "0214"
    return Judgement(an_id(), subject, "0213", per_cent / 100, judged, right, "keywords-5", at)
