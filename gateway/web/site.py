"""Puts the rooms of the site together: doors for citizens, desks for staff and units."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from aiohttp import web
from aiohttp_session import setup as set_up_sessions

from channels.base import Channel, Deliver
from gateway.parts import Parts
from gateway.stages.answering import UnitDesk
from gateway.stages.confirming import Desk
from gateway.stages.intake import Intake
from gateway.stages.joining import Join
from gateway.stages.surveying import Survey
from gateway.web.api.health import Health
from gateway.web.errors import Errors
from gateway.web.pages import make_pages
from gateway.web.session import Door, cookies

STATIC = Path(__file__).parent / "static"
LARGEST_REQUEST = 64 * 1024 * 1024  # bytes; each door has its own, lower limits


def make_site(
    parts: Parts, intake: Intake, desk: Desk, join: Join, units: UnitDesk, survey: Survey
) -> web.Application:
    pages = make_pages(parts.town.city.timezone, parts.clock)
    door = Door(parts.database, pages, parts.clock)
    errors = Errors(pages, parts.metrics)
    site = web.Application(middlewares=[errors.middleware], client_max_size=LARGEST_REQUEST)
    secure = parts.settings.address.startswith("https://")
    set_up_sessions(site, cookies(parts.secrecy, secure=secure))
    site.add_routes(Health(parts.database, parts.stream, parts.metrics).routes())
    site.add_routes(door.routes())
    site.router.add_static("/static", STATIC)
    for channel in parts.channels.values():
        _open(site, channel, intake.deliver)
    return site


def _open(site: web.Application, channel: Channel, deliver: Deliver) -> None:
    routes = list(channel.routes(deliver))
    if routes:
        site.add_subapp(channel.mount, _room(routes))


def _room(routes: Iterable[web.AbstractRouteDef]) -> web.Application:
    room = web.Application(client_max_size=LARGEST_REQUEST)
    room.add_routes(routes)
    return room
