"""What only a Redis can do to us: forget, hang, be gone, hold something else."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time

import pytest
from redis import Redis
from redis.exceptions import RedisError, ResponseError

from gateway.stream import Stream
from tests.servers import Valkey
from tests.stream.conftest import Queue, all_of, items


@pytest.fixture(params=["redis"])
def queue(queue: Queue) -> Queue:
    return queue


async def test_goes_on_after_redis_forgot_everything(stream: Stream, valkey: Valkey) -> None:
    await stream.append("ticket:1")
    valkey.forget()

    assert not await stream.take(10)
    await stream.append("ticket:2")

    taken = await stream.take(10)
    assert items(taken) == ["ticket:2"]
    await stream.done(*taken)
    assert await stream.waiting() == 0


async def test_finds_what_came_before_its_group_was_made_again(
    stream: Stream, valkey: Valkey
) -> None:
    valkey.forget()
    await stream.append("ticket:1", "ticket:2")

    assert items(await all_of(stream)) == ["ticket:1", "ticket:2"]


async def test_a_taker_that_is_waiting_survives_a_flush(stream: Stream, valkey: Valkey) -> None:
    taking = asyncio.create_task(stream.take(10))
    await asyncio.sleep(0.1)
    valkey.forget()
    await stream.append("ticket:1")

    taken = list(await taking)

    assert items(taken or await stream.take(10)) == ["ticket:1"]


async def test_settling_after_a_flush_does_no_harm(stream: Stream, valkey: Valkey) -> None:
    await stream.append("ticket:1", "ticket:2")
    first, second = await stream.take(10)
    valkey.forget()

    await stream.done(first)
    await stream.shunt(second, "broken")

    assert [aside.item for aside in await stream.shunted(10)] == ["ticket:2"]


async def test_appending_to_a_dead_redis_is_only_noted(
    stream: Stream, valkey: Valkey, caplog: pytest.LogCaptureFixture
) -> None:
    valkey.kill()

    with caplog.at_level(logging.WARNING):
        await stream.append("ticket:1", "ticket:2")

    assert "2 items not appended" in caplog.text
    assert "ticket:1" not in caplog.text
    valkey.start()


async def test_taking_from_a_dead_redis_says_so_and_works_again_later(
    stream: Stream, valkey: Valkey
) -> None:
    valkey.kill()
    with pytest.raises((RedisError, OSError)):
        await stream.take(10)

    valkey.start()
    await stream.append("ticket:1")

    assert items(await stream.take(10)) == ["ticket:1"]


async def test_a_redis_that_hangs_does_not_hold_up_who_appends(
    stream: Stream, valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.stream.redis.REMIND_WITHIN", 1.0)
    assert valkey.server is not None
    os.kill(valkey.server.pid, signal.SIGSTOP)
    try:
        started = time.monotonic()

        await stream.append("ticket:1")

        assert time.monotonic() - started < 3.5  # a second, and then some on a busy machine
    finally:
        os.kill(valkey.server.pid, signal.SIGCONT)


async def test_opening_again_keeps_the_group(queue: Queue) -> None:
    stream = await queue.taker()
    await stream.append("ticket:1", "ticket:2")
    await stream.take(1)

    assert items(await (await queue.taker()).take(10)) == ["ticket:2"]


async def test_a_key_of_somebody_else_stops_the_start(queue: Queue, valkey: Valkey) -> None:
    with Redis.from_url(valkey.url) as redis:
        redis.set("duokou", "mine")

    with pytest.raises(ResponseError, match="WRONGTYPE"):
        await queue.taker()
