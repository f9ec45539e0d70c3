"""Every door's health, and the switch that shuts it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from channels.base import Channel, Gauge, TryAgain
from gateway.database import Database
from gateway.doorkeeping import Doorkeeper
from gateway.doors import Doors
from gateway.people import Role
from gateway.stages.confirming import NotAllowed
from gateway.stages.replaying import SETTLED
from gateway.store import tickets
from gateway.store.door_books import At, DoorBooks, door_books
from gateway.store.doors import DoorState
from gateway.web.desk.frame import Frame
from gateway.web.desk.parked import READ_AGAIN, Parked

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
class DoorsPage:
    database: Database
    frame: Frame
    doors: Doors
    keeper: Doorkeeper
    parked: Parked

    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.get("/doors", self.show),
            web.post("/doors", self.switch),
            *self.parked.routes(),
        )

    async def show(self, request: web.Request) -> web.StreamResponse:
        books = await self.database.read(door_books)
        states = await self.keeper.states()
        gauges = await asyncio.gather(*(_gauges(door) for door in self.doors))
        lines = [
            _health(door, states[door.door], books, found)
            for door, found in zip(self.doors, gauges, strict=True)
        ]
        parked = await self.parked.listed(request)
        alarms = await self.database.read(tickets.unseen_alarms)
        return self.frame.render(
            "desk/doors.html",
            request,
            lines=lines,
            parked=parked,
            read_again=READ_AGAIN,
            settled=SETTLED,
            alarms=alarms,
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
