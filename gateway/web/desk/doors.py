"""Every door's health, the switch that shuts it, and what came in but could not be read."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from channels.base import Channel, Gauge, TryAgain
from gateway.database import Database
from gateway.doorkeeping import Doorkeeper
from gateway.doors import Doors
from gateway.people import Role
from gateway.raws import Raws
from gateway.stages.confirming import NotAllowed
from gateway.stages.replaying import Replay
from gateway.store import payloads, tickets
from gateway.store.door_books import At, DoorBooks, door_books
from gateway.store.doors import DoorState
from gateway.store.payloads import Payload
from gateway.web.desk.frame import Frame

log = logging.getLogger(__name__)

MOST = 100
SHOWN = 2000  # characters of a parked payload
LONGEST_JSON = 64 * 1024  # bytes
GAUGE_WAIT = 1.0  # seconds; a page must not hang on a far side

ONLY_SUPERVISORS = NotAllowed(
    "只有值班长可以开关渠道。", "Only a supervisor may open or shut a door."
)


@dataclass(frozen=True, slots=True)
class Health:
    """One line of the page."""

    door: Channel
    state: DoorState
    last: datetime | None
    waiting: int
    fetching: int
    telling: int
    parked: int
    gauges: Sequence[Gauge]


@dataclass(frozen=True, slots=True)
class Parked:
    payload: Payload
    shown: str


@dataclass(frozen=True, slots=True)
class DoorsPage:
    database: Database
    frame: Frame
    doors: Doors
    keeper: Doorkeeper
    raws: Raws
    replay: Replay

    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.get("/doors", self.show),
            web.post("/doors", self.switch),
            web.post("/doors/parked", self.deal),
        )

    async def show(self, request: web.Request) -> web.StreamResponse:
        books = await self.database.read(door_books)
        states = await self.keeper.states()
        gauges = await asyncio.gather(*(_gauges(door) for door in self.doors))
        lines = [
            _health(door, states[door.door], books, found)
            for door, found in zip(self.doors, gauges, strict=True)
        ]
        parked = [
            Parked(payload, await self._shown(payload))
            for payload in await self.database.read(payloads.parked, MOST)
        ]
        alarms = await self.database.read(tickets.unseen_alarms)
        return self.frame.render(
            "desk/doors.html", request, lines=lines, parked=parked, alarms=alarms
        )

    async def switch(self, request: web.Request) -> web.StreamResponse:
        user = request["user"]
        if Role.SUPERVISOR not in user.roles:
            raise ONLY_SUPERVISORS
        form = await request.post()
        door = self.doors.get(str(form.get("door", "")))
        if door is None:
            raise web.HTTPNotFound
        open_ = form.get("open") == "yes"
        await self.keeper.decide(door.door, open_=open_, by=f"user:{user.name}")
        raise web.HTTPSeeOther("/desk/doors")

    async def deal(self, request: web.Request) -> web.StreamResponse:
        """Read a parked payload once more, or take it off the list."""
        form = await request.post()
        payload = await self.database.read(payloads.get, str(form.get("payload", ""))[:40])
        if payload is None:
            raise web.HTTPNotFound
        door = self.doors.get(payload.packed.door)
        if form.get("deed") == "again" and door is not None:
            await self.replay.one(door, payload)
        elif form.get("deed") == "release":
            await self.database.write(payloads.release, payload.id)
            log.info("payload %s released by %s", payload.id, request["user"].name)
        raise web.HTTPSeeOther("/desk/doors")

    async def _shown(self, payload: Payload) -> str:
        try:
            raw = await self.raws.opened(payload.packed)
        except FileNotFoundError:
            return ""
        return _readable(raw.content)[:SHOWN]


def _readable(content: bytes) -> str:
    """JSON with its characters written out: providers send Chinese as \\u4e2d\\u6587."""
    as_it_came = content[: SHOWN * 4].decode("utf-8", "replace")
    if len(content) > LONGEST_JSON:
        return as_it_came
    try:
        written = json.dumps(json.loads(content), ensure_ascii=False, indent=1)
    except (ValueError, RecursionError):
        return as_it_came
    return written.encode("utf-8", "replace").decode()


async def _gauges(door: Channel) -> Sequence[Gauge]:
    try:
        async with asyncio.timeout(GAUGE_WAIT):
            return tuple(await door.gauges())
    except (TryAgain, TimeoutError):
        return ()


def _health(door: Channel, state: DoorState, books: DoorBooks, gauges: Sequence[Gauge]) -> Health:
    return Health(
        door=door,
        state=state,
        last=books.last.get(door.door),
        waiting=_of(door, books.waiting),
        fetching=_of(door, books.fetching),
        telling=_of(door, books.telling),
        parked=books.parked.get(door.door, 0),
        gauges=gauges,
    )


def _of(door: Channel, counts: Mapping[At, int]) -> int:
    return sum(
        count
        for (channel, account), count in counts.items()
        if channel == door.name and door.serves(account)
    )
