"""News for open pages: they hear of a change, once, and of what they missed."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import Connection

from gateway.app import Gateway
from gateway.people import Role
from gateway.store import history
from gateway.web.desk import events
from gateway.web.desk.events import Heard
from tests.values import WATER, a_user
from tests.web.browsing import Reader
from tests.web.desk_scenes import filed

SOON = 30.0  # seconds until a test says that it waited in vain


class Stream:
    """The lines of an event stream, one event at a time."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    async def event(self) -> dict[str, str]:
        event: dict[str, str] = {}
        async with asyncio.timeout(SOON):
            while line := (await self.answer.content.readline()).decode():
                name, _, value = line.strip().partition(": ")
                if name:
                    event[name] = value
                elif event:
                    return event
        return event


@asynccontextmanager
async def listening(reader: Reader, query: str = "", **headers: str) -> AsyncIterator[Stream]:
    async with reader.client.get(f"/desk/events{query}", headers=headers) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        yield Stream(answer)


async def test_hears_which_ticket_changed(operator: Reader, still: Gateway) -> None:
    quiet, busy = await filed(still), await filed(still, WATER)

    async with listening(operator) as news:
        ready = await news.event()
        await still.desk.confirm(busy.id, busy.version, a_user("laozhao", Role.SUPERVISOR))
        changed = await news.event()

    assert ready["event"] == "ready"
    assert changed["event"] == "changed"
    assert json.loads(changed["data"])["tickets"] == [busy.number]
    assert int(changed["id"]) > int(ready["id"])
    assert quiet.number not in changed["data"]


async def test_hears_on_coming_back_what_was_missed(operator: Reader, still: Gateway) -> None:
    await filed(still)
    last = await still.parts.database.read(history.newest)
    missed = await filed(still, WATER)

    for headers, query in (({"Last-Event-ID": str(last)}, ""), ({}, f"?after={last}")):
        async with listening(operator, query, **headers) as news:
            await news.event()
            changed = await news.event()

        assert json.loads(changed["data"])["tickets"] == [missed.number]


async def test_lets_listeners_go_when_the_service_closes(
    operator: Reader, site: TestServer
) -> None:
    async with listening(operator) as news:
        await news.event()

        async with asyncio.timeout(SOON):
            await site.close()

        assert await news.event() == {}


async def test_whoever_leaves_at_once_is_no_error(
    operator: Reader,
    site: TestServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked, left, heard = threading.Event(), threading.Event(), events._heard

    def slowly(connection: Connection, talk_id: str) -> Heard:
        asked.set()
        left.wait(SOON)
        return heard(connection, talk_id)

    assert site.runner
    assert site.runner.server
    site.runner.server.handler_cancellation = False  # as it is outside of tests
    monkeypatch.setattr(events, "_heard", slowly)
    page = asyncio.create_task(operator.client.get("/desk/events"))
    await asyncio.to_thread(asked.wait, SOON)
    page.cancel()
    await asyncio.gather(page, return_exceptions=True)
    await asyncio.sleep(0.1)  # until the server has seen it
    left.set()
    await asyncio.sleep(0.2)  # and until it has answered nobody

    assert [each.message for each in caplog.records if each.levelno >= logging.WARNING] == []


async def test_tells_strangers_nothing(stranger: Reader) -> None:
    answer = await stranger.get("/desk/events", follow=False)

    assert answer.status == 303
