"""The running gateway with all its chat doors, its far sides, and a clock that can be moved."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout, TCPConnector, web

from channels.wechat import WechatChannel
from gateway.app import Gateway, running
from gateway.settings import Settings
from tests.dialogues.far_sides import FarSides, far_sides
from tests.house import kept_open

PATIENCE = 240.0  # seconds; what takes longer even on a busy machine will not come


@dataclass(slots=True)
class MovedClock:
    """The real time, and how far it was moved ahead of that."""

    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass(slots=True)
class Hall:
    """`gateway` is another one after each restart; database, address and far sides stay."""

    settings: Settings
    far: FarSides
    http: ClientSession
    clock: MovedClock = field(default_factory=MovedClock)
    port: int = 0
    opened: AsyncExitStack = field(default_factory=AsyncExitStack)
    _gateway: Gateway | None = None

    @property
    def gateway(self) -> Gateway:
        assert self._gateway is not None
        return self._gateway

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        self.opened = AsyncExitStack()
        gateway = await self.opened.enter_async_context(
            kept_open(running(self.settings, self.clock))
        )
        door = gateway.parts.doors.by_name["wechat"]
        assert isinstance(door, WechatChannel)
        door.timely.patience = PATIENCE  # the platform is to wait, rather than to hear "later"
        runner = web.AppRunner(gateway.site, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        self.opened.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", self.port).start()
        self.port = runner.addresses[0][1]
        self._gateway = gateway

    async def stop(self) -> None:
        await self.opened.aclose()
        self._gateway = None

    async def later(self, by: timedelta) -> None:
        """Time passes; whatever is due now is woken as the schedule does it."""
        self.clock.ahead += by
        await self.gateway.schedule.look()


@asynccontextmanager
async def open_hall(folder: Path, known: Path) -> AsyncIterator[Hall]:
    """In a folder of its own, with a copy of the database `known`."""
    database = folder / "var" / "duokou.db"
    database.parent.mkdir(parents=True)
    shutil.copy(known, database)
    async with (
        far_sides() as far,
        ClientSession(
            connector=TCPConnector(limit=0), timeout=ClientTimeout(total=2 * PATIENCE)
        ) as http,
    ):
        settings = Settings.model_validate(
            {
                "folder": database.parent,
                "secret": "a secret of the tests alone",
                "proxy": True,  # so that each web chat comes from an address of its own
                "channels": {"webform": {}, **far.settings},
            }
        )
        hall = Hall(settings, far, http)
        await hall.start()
        try:
            yield hall
        finally:
            await hall.stop()
