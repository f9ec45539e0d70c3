"""One SQLite file under several programs, and under one that is killed: it stays sound."""

from __future__ import annotations

import asyncio
import random
import signal
import sqlite3
import sys
import textwrap
from pathlib import Path

import pytest

from gateway.database import open_database
from tests.database.conftest import note, noted, notes

WRITER = textwrap.dedent(
    """
    import asyncio, sys
    from gateway.database import open_database
    from tests.database.conftest import note

    async def main():
        first, count = int(sys.argv[2]), int(sys.argv[3])
        async with open_database(sys.argv[1]) as database:
            for id_ in range(first, first + count):
                await database.write(note, id_, "一句话" * 200)
                print(id_, flush=True)

    asyncio.run(main())
    """
)
HOUSE = Path(__file__).parent.parent.parent
PATIENCE = 120.0  # seconds until a test says that it waited in vain


async def a_writer(url: str, first: int, count: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        WRITER,
        url,
        str(first),
        str(count),
        stdout=asyncio.subprocess.PIPE,
        cwd=HOUSE,
    )


async def said(writer: asyncio.subprocess.Process) -> list[int]:
    """What the program said it had written, however it ended."""
    output, _ = await asyncio.wait_for(writer.communicate(), PATIENCE)
    return [int(line) for line in output.split(b"\n")[:-1]]


def sound(path: Path) -> str:
    with sqlite3.connect(path) as connection:
        answer: str = connection.execute("pragma integrity_check").fetchone()[0]
    connection.close()
    return answer


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    path = tmp_path / "shared.db"
    async with open_database(f"sqlite:///{path}") as database:
        await database.write(notes.create)
    return path


async def test_three_programs_write_one_file_and_it_stays_sound(path: Path) -> None:
    url = f"sqlite:///{path}"
    writers = [await a_writer(url, first, 300) for first in (0, 1000, 2000)]

    written = [id_ for writer in writers for id_ in await said(writer)]

    assert len(written) == 900
    assert sound(path) == "ok"
    async with open_database(url) as database:
        assert await database.read(noted) == sorted(written)


async def test_what_was_written_outlives_a_killed_program(path: Path) -> None:
    url = f"sqlite:///{path}"
    acknowledged: list[int] = []
    for first in range(0, 4000, 1000):
        writer = await a_writer(url, first, 1000)
        assert writer.stdout is not None
        await asyncio.wait_for(writer.stdout.readline(), PATIENCE)
        await asyncio.sleep(random.Random(first).uniform(0.01, 0.15))
        writer.send_signal(signal.SIGKILL)
        acknowledged += [first, *await said(writer)]

    assert sound(path) == "ok"
    async with open_database(url) as database:
        assert set(acknowledged) <= set(await database.read(noted))
        await database.write(note, 9999)  # nobody holds the turn for ever


async def test_writers_take_turns_even_while_one_only_begins(path: Path) -> None:
    url = f"sqlite:///{path}"
    async with open_database(url) as one, open_database(url) as other:
        with one.turn:
            waiting = asyncio.create_task(other.write(note, 1))
            done, _ = await asyncio.wait({waiting}, timeout=0.1)
            assert not done

        await waiting
        assert await one.read(noted) == [1]


async def test_closing_writes_the_log_back_into_the_file(path: Path) -> None:
    async with open_database(f"sqlite:///{path}") as database:
        await database.write(note, 1)

    assert not path.with_name("shared.db-wal").exists()
    assert sound(path) == "ok"


async def test_every_writer_ends_when_the_database_closes(postgres_url: str) -> None:
    async with asyncio.timeout(PATIENCE), open_database(postgres_url) as database:
        writers = database.writers

    assert len(writers) > 1
    assert not [writer for writer in writers if writer.is_alive()]
