"""The confirmed tickets most like one that waits: its category first, of these the nearest."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Connection

from gateway.database import Database
from gateway.judgements import Judgement, Subject
from gateway.store import candidates, judgements, reports, tickets
from gateway.store.candidates import Known
from gateway.store.similar import LOOKED_UP, MOST, NEWEST, Similar, Undecided, similar
from gateway.tickets import Ticket, TicketStatus
from nlp.similarity import Described, keys
from tests.values import NOON, a_report, a_ticket

LAMP = "路灯杆被车撞歪了，快倒下来"
LAMPS = "0213"
OTHER_LAMPS = ("路灯白天也亮着", "路灯一闪一闪的", "这边的路灯全灭了", "路灯罩子掉了")

_minutes = count()


def keep(connection: Connection, /, text: str, *more: str, **fields: Any) -> Ticket:
    """A ticket with a report for each text, as it was confirmed after all that were kept before."""
    given = {"status": TicketStatus.CLOSED, "category": LAMPS, "title": text[:20]}
    confirmed = fields.pop("confirmed", True)
    ticket = a_ticket(**{**given, **fields})
    tickets.add(connection, ticket)
    for each in (text, *more):
        report = a_report(ticket)
        reports.add(connection, report)
        what = Described(each, NOON, category=ticket.category or None)
        candidates.index(connection, Known(report.id, what, keys(what)))
    if confirmed:
        said = {Subject.WHOLE: "right", Subject.CATEGORY: ticket.category}
        said[Subject.FIRST_LEVEL] = ticket.category[:2]
        at = NOON + timedelta(minutes=next(_minutes))
        judgements.keep(
            connection,
            [Judgement(ticket.id, *pair, 0.5, pair[1], True, "", at) for pair in said.items()],
        )
    return ticket


async def like(
    database: Database, text: str = LAMP, category: str = LAMPS, **known: Any
) -> list[Similar]:
    def asked(connection: Connection) -> Undecided:
        ticket = keep(connection, text, category=category, confirmed=False)
        report, *_ = reports.of_ticket(connection, ticket.id)
        return Undecided(
            ticket.id, report.id, **{"category": category, "first_level": category[:2], **known}
        )

    return await database.read(similar, await database.write(asked))


def texts(found: list[Similar]) -> list[str]:
    return [one.ticket.title for one in found]


async def test_three_of_the_same_category_are_shown_whatever_they_say(database: Database) -> None:
    for text in (*OTHER_LAMPS[:2], "晚上黑漆漆的，看不清"):
        await database.write(keep, text)

    found = await like(database, "天黑以后走不了")

    assert len(found) == MOST
    assert all(one.same and one.related for one in found)
    assert {one.words for one in found} == {()}


async def test_of_these_the_nearest_in_what_they_say_come_first(database: Database) -> None:
    await database.write(keep, "东边的路灯杆撞歪了")
    for text in OTHER_LAMPS:
        await database.write(keep, text)

    found = await like(database)

    assert texts(found)[0] == "东边的路灯杆撞歪了"
    assert "路灯" in found[0].words
    assert len(found) == MOST


async def test_the_same_category_comes_before_nearer_words(database: Database) -> None:
    await database.write(keep, LAMP, category="0604")
    await database.write(keep, "晚上黑漆漆的，看不清")

    found = await like(database)

    assert [(one.same, one.related) for one in found] == [(True, True), (False, False)]


async def test_of_another_category_only_what_is_near_is_shown(database: Database) -> None:
    await database.write(keep, "小区的路灯杆歪了", category="0214")
    await database.write(keep, "垃圾桶满了没人清运", category="0201")

    found = await like(database)

    assert texts(found) == ["小区的路灯杆歪了"]
    assert (found[0].same, found[0].related) == (False, True)


async def test_without_a_category_it_goes_by_what_they_say_among_those_considered(
    database: Database,
) -> None:
    for text in ("路灯杆歪了", "垃圾桶满了没人清运"):
        await database.write(keep, text)
    await database.write(keep, "说不清是什么事", category="")

    found = await like(database, category="", likely=("0604", LAMPS))

    assert texts(found) == ["路灯杆歪了"]
    assert (found[0].same, found[0].related) == (False, False)


@pytest.mark.parametrize(
    "fields",
    [
        {"confirmed": False},
        {"confidential": True},
        {"status": TicketStatus.MERGED},
        {"status": TicketStatus.RETURNED},
        {"status": TicketStatus.PROPOSED},
    ],
)
async def test_what_does_not_stand_or_is_secret_is_never_shown(
    database: Database, fields: dict[str, Any]
) -> None:
    await database.write(keep, LAMP, **fields)

    assert await like(database) == []


async def test_never_the_ticket_itself(database: Database) -> None:
    returned = await database.write(keep, LAMP)
    report, *_ = await database.read(reports.of_ticket, returned.id)

    assert await database.read(similar, Undecided(returned.id, report.id, LAMPS, "02")) == []


async def test_a_ticket_of_many_reports_is_shown_once_by_its_oldest(database: Database) -> None:
    await database.write(keep, "垃圾桶满了没人清运", LAMP, LAMP, category="0201")
    await database.write(keep, LAMP, LAMP, category="0604")

    found = await like(database)

    assert texts(found) == [LAMP[:20]]


async def test_an_old_one_in_nearly_the_same_words_is_found_beyond_the_newest(
    database: Database,
) -> None:
    def many(connection: Connection) -> None:
        for number in range(NEWEST + LOOKED_UP):
            keep(connection, f"{'甲乙丙丁戊己庚辛'[number % 8]}的窗外黑漆漆的，看不清")

    old = await database.write(keep, LAMP)
    await database.write(many)

    found = await like(database, f"听说{LAMP}")

    assert found[0].ticket.id == old.id
    assert len(found) == MOST


async def test_nothing_is_like_what_was_not_understood(database: Database) -> None:
    await database.write(keep, LAMP)

    assert await database.read(similar, Undecided("ticket", "report", LAMPS, "02")) == []
