"""A day in the gateway's life, for the test that lives through many: how each deed is done."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import Connection, select

from channels.message import InboundMessage
from gateway.app import Gateway
from gateway.database.migrate import migrate
from gateway.database.tables import tickets
from gateway.settings import PACKAGED_CITY, Settings
from gateway.stages.confirming import Invalid, NotAllowed
from gateway.stages.surveying import NothingToVoteOn
from gateway.store import tickets as stored
from gateway.store.talks import TalkChanged
from gateway.store.tickets import TicketChanged
from gateway.tickets import StepNotAllowed, Ticket, TicketStatus
from gateway.town import Town
from tests.house import standing_still, walk_on
from tests.laws import broken_laws
from tests.stages.fragile import Fragile, PowerCut
from tests.values import Clock

T = TypeVar("T")

REFUSALS = (TicketChanged, TalkChanged, StepNotAllowed, NotAllowed, Invalid, NothingToVoteOn)


@cache
def the_town() -> Town:
    return Town(PACKAGED_CITY)


@cache
def migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        migrate(f"sqlite:///{folder}/new.db")
        return Path(folder, "new.db").read_bytes()


class Day(RuleBasedStateMachine):
    """On a real SQLite store with the real stages; what happens is up to the test."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        (self.folder / "duokou.db").write_bytes(migrated())
        self.clock = Clock()
        self.runner = asyncio.Runner()
        self.opened = AsyncExitStack()
        self.sent: list[InboundMessage] = []
        self.numbers: dict[str, str] = {}
        wanted = Settings.model_validate(
            {
                "folder": self.folder,
                "secret": "of the tests alone",
                "channels": {"webform": {}, "webchat": {}},
            }
        )
        self.house: Gateway = self.runner.run(
            self.opened.enter_async_context(
                standing_still(wanted, the_town(), self.clock, Fragile.around)
            )
        )

    def teardown(self) -> None:
        self.fragile.cut_in = None
        try:
            self._restart()
            self.runner.run(walk_on(self.house))
            assert self._laws(at_rest=True) == []
        finally:
            self.runner.run(self.opened.aclose())
            self.runner.close()
            shutil.rmtree(self.folder)

    @property
    def fragile(self) -> Fragile:
        database = self.house.parts.database
        assert isinstance(database, Fragile)
        return database

    def _deliver(self, message: InboundMessage) -> None:
        self.sent.append(message)

        async def deliver() -> None:
            receipt = await self.house.intake.deliver(message)
            known = self.numbers.setdefault(message.external_id, receipt.number)
            assert receipt.number == known

        self._do(deliver())

    def _do(self, deed: Coroutine[Any, Any, object]) -> None:
        """Refusals are answers like others; after a power cut the service starts again."""
        try:
            self.runner.run(deed)
        except REFUSALS:
            pass
        except PowerCut:
            self._restart()

    def _restart(self) -> None:
        """What another process held is free again, and what stands around is found."""
        self.clock.ahead(timedelta(minutes=2))
        self.runner.run(self.house.schedule.look(timedelta(0)))

    async def _walk(self, most: int) -> None:
        stream = self.house.parts.stream
        if await stream.waiting():
            entries = await stream.take(most)
            await self.house.walk(*(entry.item for entry in entries))
            await stream.done(*entries)

    def _laws(self, *, at_rest: bool) -> list[str]:
        return self.runner.run(self.fragile.read(broken_laws, at_rest=at_rest))

    def _rows(self, query: Any) -> list[Any]:
        def read(connection: Connection) -> list[Any]:
            return list(connection.execute(query.order_by(query.selected_columns[0])))

        return self.runner.run(self.fragile.read(read))

    def _ticket(self, which: int, likely: frozenset[TicketStatus]) -> Ticket | None:
        """One in a likely status, if there is any; otherwise any, to be refused."""
        found = self._rows(select(tickets.c.id, tickets.c.status))
        if not found:
            return None
        fitting = [row for row in found if row[1] in likely]
        return self.runner.run(self.fragile.read(stored.get, self._one(fitting or found, which)[0]))

    def _one(self, of: Sequence[T], which: int) -> T:
        return of[which % len(of)]
