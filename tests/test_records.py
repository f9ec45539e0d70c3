"""What a door may read back is what came through it, how it stands, and nobody's name."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, update

from channels.message import InboundMessage, Location, Person, Receipt
from channels.records import Span, Standing
from gateway.app import Gateway
from gateway.database.tables import tickets
from gateway.records import StoredRecords
from gateway.store import standings
from tests.conftest import CELLARS
from tests.values import LAMP, NOISE, NOON, WATER, a_message
from tests.web.citizens import LEAD, Life

WIDE = Span(NOON - timedelta(days=1), NOON + timedelta(days=1))
on_both = pytest.mark.parametrize("cellar", CELLARS, indirect=True)


@pytest.fixture
def records(still: Gateway) -> StoredRecords:
    return StoredRecords(still.parts.database, still.parts.town, "open311")


async def came(life: Life, words: str = LAMP, **fields: Any) -> Receipt:
    """Through the Open311 door, from the citizens' app unless another is named."""
    given = {"channel": "open311", "account": "citizens-app", "sender": ""}
    return await life.filed(words, **{**given, **fields})


async def standing(records: StoredRecords, receipt: Receipt) -> Standing:
    (found,) = await records.named("citizens-app", [receipt.number])
    return found


@on_both
async def test_a_report_closes_when_its_citizen_has_the_result(
    life: Life, records: StoredRecords
) -> None:
    receipt = await came(life)
    states = [await standing(records, receipt)]
    for step in (life.dispatched, life.signed, life.answered):
        await step(receipt)
        states.append(await standing(records, receipt))

    assert [each.closed for each in states] == [False, False, False, True]
    assert [each.state[0] for each in states] == [
        "已受理，待派单",
        "已派单，待承办单位签收",
        "承办单位已签收，办理中",
        "已答复：路灯已经修好。",
    ]
    assert states[-1].updated_at > states[0].updated_at
    unit = life.gateway.parts.town.city.units[LEAD]
    assert states[1].unit == (unit.name, unit.name_en)
    assert states[1].due_at is not None


@on_both
async def test_only_what_came_to_the_same_account_of_the_same_kind_is_there(
    life: Life, records: StoredRecords
) -> None:
    mine = await came(life)
    others = [
        await came(life, WATER, account="city-watch"),
        await came(life, NOISE, channel="partner"),
    ]
    numbers = [receipt.number for receipt in (mine, *others)]

    named = await records.named("citizens-app", numbers)
    listed = await records.within("citizens-app", WIDE, 10)

    assert [each.number for each in named] == [mine.number]
    assert [each.number for each in listed] == [mine.number]


async def test_nobody_is_named_in_what_can_be_read_back(life: Life, records: StoredRecords) -> None:
    person = Person("马小雨", "13900000000")
    place = Location(address="南川东路")
    receipt = await came(life, person=person, sender="rain@example.org", location=place)

    told = str(asdict(await standing(records, receipt)))
    assert "南川东路" in told
    for secret in ("马小雨", "13900000000", "rain@example.org"):
        assert secret not in told


async def test_of_a_confidential_report_only_its_progress_is_told(
    life: Life, records: StoredRecords
) -> None:
    place = Location(36.6231, 101.7782, "南川东路")
    receipt = await came(life, person=Person(confidential=True), location=place)
    await life.dispatched(receipt)
    await life.answered(receipt)

    found = await standing(records, receipt)
    assert (found.text, found.location, found.links) == ("", Location(), ())
    assert found.state == ("已答复", "Answered")
    assert found.closed


async def test_of_a_message_added_to_an_earlier_report_only_that_is_told(
    life: Life, records: StoredRecords
) -> None:
    first = await came(life, phone="13900000000")
    await life.dispatched(first)
    added = await came(life, "灯还是不亮。", phone="13900000000", refers_to=first.number)

    found = await standing(records, added)
    assert found.state == ("已并入此前的诉求", "Added to an earlier report")
    assert (found.unit, found.due_at) == (None, None)


async def test_the_service_is_what_staff_made_of_it(life: Life, records: StoredRecords) -> None:
    receipt = await came(life, category="0105")
    ticket = await life.ticket(receipt)

    assert (await standing(records, receipt)).service == ticket.category


@on_both
async def test_a_list_is_narrowed_by_time_service_and_status(
    life: Life, records: StoredRecords
) -> None:
    closed = await came(life, LAMP)
    await life.dispatched(closed)
    await life.answered(closed)
    waiting = await came(life, WATER)
    unread = await life.gateway.intake.deliver(_unread())
    service = (await standing(records, closed)).service

    async def found(**narrower: Any) -> list[str]:
        listed = await records.within("citizens-app", replace(WIDE, **narrower), 10)
        return [each.number for each in listed]

    assert await found() == [unread.number, waiting.number, closed.number]
    assert await found(closed=True) == [closed.number]
    assert await found(closed=False) == [unread.number, waiting.number]
    assert await found(services=(service,)) == [closed.number]
    assert await found(services=("0105",)) == [unread.number]
    assert await found(until=NOON) == []


async def test_a_report_that_nobody_could_place_keeps_the_service_it_came_with(
    life: Life, records: StoredRecords
) -> None:
    receipt = await came(life, category="0105")
    await life.gateway.parts.database.write(_place_nowhere)

    listed = await records.within("citizens-app", replace(WIDE, services=("0105",)), 10)

    assert [(each.number, each.service) for each in listed] == [(receipt.number, "0105")]


async def test_the_newest_come_first_and_no_more_than_were_asked_for(
    life: Life, records: StoredRecords
) -> None:
    _, second, third = [await came(life, words) for words in (LAMP, WATER, NOISE)]

    listed = await records.within("citizens-app", WIDE, 2)

    assert [each.number for each in listed] == [third.number, second.number]


async def test_a_list_is_found_by_an_index(life: Life, records: StoredRecords) -> None:
    await came(life)

    plan = await life.gateway.parts.database.read(_plan)

    assert "ix_messages_account" in plan
    assert "SCAN" not in plan


def test_every_second_level_category_is_a_service(records: StoredRecords) -> None:
    services = {service.code: service for service in records.services()}

    categories = records.town.city.taxonomy.categories
    assert services.keys() == {code for code in categories if len(code) == 4}
    assert services["0105"].group[0] == categories["01"].name


def _place_nowhere(connection: Connection) -> None:
    connection.execute(update(tickets).values(category=""))


def _unread() -> InboundMessage:
    given = {"channel": "open311", "account": "citizens-app", "sender": "", "category": "0105"}
    return a_message("暖气不热", **given)


def _plan(connection: Connection) -> str:
    """How SQLite goes about the query of `within`."""
    asked: list[tuple[str, Any]] = []

    def hear(_c: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        asked.append((statement, values))

    event.listen(connection, "before_cursor_execute", hear)
    standings.within(connection, "open311", "citizens-app", WIDE, 1000)
    event.remove(connection, "before_cursor_execute", hear)
    statement, values = asked[-1]
    rows = connection.exec_driver_sql(f"explain query plan {statement}", values)
    return " ".join(row.detail for row in rows)
