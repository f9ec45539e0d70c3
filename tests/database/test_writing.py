"""Writes are committed together, but each stands or falls alone."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError

from gateway.database import Database, open_database
from gateway.database.dialect import hold
from gateway.database.engine import WRITERS
from gateway.database.line import TOGETHER
from tests.database.conftest import note, noted, notes

PATIENCE = 20.0  # seconds


class Gate:
    """Holds one write up, so that others gather behind it and are committed together."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.opened = threading.Event()

    def note(self, connection: Connection, id_: int) -> int:
        self.reached.set()
        assert self.opened.wait(PATIENCE)
        return note(connection, id_)


def at_prompt(paper: Database) -> int:
    """How many writers serve those who do not want to be last."""
    return 1 if paper.prompt is paper.patient else WRITERS


async def at_once(paper: Database, *ids: int) -> list[int | BaseException]:
    """Write `ids` while every writer is busy, so they wait together; what became of each."""
    gates = [Gate() for _ in range(at_prompt(paper))]
    busy = []
    for number, gate in enumerate(gates):
        busy.append(asyncio.create_task(paper.write(gate.note, 1000 + number)))
        await asyncio.to_thread(gate.reached.wait, PATIENCE)
    waiting = [asyncio.create_task(paper.write(note, id_)) for id_ in ids]
    await asyncio.sleep(0)  # they stand in the queue now
    for gate in gates:
        gate.opened.set()
    await asyncio.gather(*busy)
    return await asyncio.gather(*waiting, return_exceptions=True)


async def test_many_waiting_writes_share_a_commit(paper: Database) -> None:
    commits: list[Connection] = []
    event.listen(paper.engine, "commit", commits.append)

    outcome = await at_once(paper, *range(TOGETHER))

    assert outcome == list(range(TOGETHER))
    assert len(commits) <= 2 * at_prompt(paper)  # one for each gate, one for what waited


async def test_one_failing_write_fails_alone(paper: Database) -> None:
    outcome = await at_once(paper, 1, 2, 2, 3)

    assert isinstance(outcome[2], IntegrityError)
    assert [each for each in outcome if not isinstance(each, BaseException)] == [1, 2, 3]
    assert (await paper.read(noted))[:3] == [1, 2, 3]


async def test_any_error_rolls_the_whole_change_back(paper: Database) -> None:
    def half(connection: Connection) -> None:
        note(connection, 1)
        raise asyncio.CancelledError  # no Exception, only a BaseException

    with pytest.raises(asyncio.CancelledError):
        await paper.write(half)

    assert await paper.read(noted) == []


async def test_a_cancelled_caller_leaves_all_or_nothing(paper: Database) -> None:
    gate = Gate()

    def two(connection: Connection) -> None:
        gate.note(connection, 1)
        note(connection, 2)

    caller = asyncio.create_task(paper.write(two))
    await asyncio.to_thread(gate.reached.wait, PATIENCE)
    caller.cancel()
    gate.opened.set()
    with pytest.raises(asyncio.CancelledError):
        await caller

    await paper.write(note, 3)  # whoever is next finds the writer in order
    assert await paper.read(noted) == [1, 2, 3]


async def test_whoever_gave_up_keeps_no_other_from_his_outcome(paper: Database) -> None:
    gates = [Gate() for _ in range(at_prompt(paper))]
    busy = []
    for number, gate in enumerate(gates):
        busy.append(asyncio.create_task(paper.write(gate.note, 1000 + number)))
        await asyncio.to_thread(gate.reached.wait, PATIENCE)
    impatient, patient = (asyncio.create_task(paper.write(note, id_)) for id_ in (1, 2))
    await asyncio.sleep(0)

    impatient.cancel()
    for gate in gates:
        gate.opened.set()

    assert await asyncio.wait_for(patient, PATIENCE) == 2
    await asyncio.gather(*busy)
    assert impatient.cancelled()


async def test_whoever_wants_to_be_last_lets_all_others_go_first(sqlite_url: str) -> None:
    async with open_database(sqlite_url) as paper:
        await paper.write(notes.create)
        gate, order = Gate(), list[int]()

        def noting(connection: Connection, id_: int) -> None:
            order.append(note(connection, id_))

        busy = asyncio.create_task(paper.write(gate.note, 1000))
        await asyncio.to_thread(gate.reached.wait, PATIENCE)
        writes = [paper.write_last(noting, 1), paper.write(noting, 2), paper.write(noting, 3)]
        waiting = [asyncio.create_task(write) for write in writes]
        await asyncio.sleep(0)  # they stand in line now
        gate.opened.set()
        await asyncio.gather(busy, *waiting)

    assert order == [2, 3, 1]


async def test_a_write_is_visible_as_soon_as_it_returns(paper: Database) -> None:
    for id_ in range(30):
        await paper.write(note, id_)

        assert await paper.read(noted) == list(range(id_ + 1))


async def test_who_only_reads_cannot_write(paper: Database) -> None:
    with pytest.raises((OperationalError, InternalError), match=r"read-?only"):
        await paper.read(note, 1)

    assert await paper.read(noted) == []


async def test_two_programs_write_into_one_database(paper: Database, database_url: str) -> None:
    async with open_database(database_url) as other:
        await asyncio.gather(*((paper, other)[id_ % 2].write(note, id_) for id_ in range(40)))

    assert await paper.read(noted) == list(range(40))


async def test_who_holds_a_name_lets_nobody_else_pass(paper: Database, database_url: str) -> None:
    inside = threading.Semaphore(1)

    def pass_through(connection: Connection, id_: int) -> int:
        hold(connection, "a name")
        alone = inside.acquire(blocking=False)
        time.sleep(0.002)  # long enough for another to come in, if he could
        inside.release()
        return note(connection, id_) if alone else -1

    async with open_database(database_url) as other:
        both = [(paper, other)[id_ % 2].write(pass_through, id_) for id_ in range(40)]
        passed = await asyncio.gather(*both)

    assert passed == list(range(40))


async def test_an_error_does_not_repeat_what_a_citizen_said(paper: Database) -> None:
    words = "我叫王小花，电话十三八零零"
    await paper.write(note, 1, words)

    with pytest.raises(IntegrityError) as caught:
        await paper.write(note, 1, words)

    assert words not in str(caught.value)
    assert words not in repr(caught.value)
