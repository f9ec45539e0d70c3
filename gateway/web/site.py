"""Puts the rooms of the site together: doors for citizens, desks for staff and units."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Middleware
from aiohttp_session import setup as set_up_sessions

from channels.base import Channel, Deliver
from channels.http import secure
from gateway.doorkeeping import Doorkeeper
from gateway.handoff.webhook import WEBHOOK
from gateway.parts import Parts
from gateway.people import Role
from gateway.settings import WebhookSettings
from gateway.stages.answering import UnitDesk
from gateway.stages.attending import Attend
from gateway.stages.confirming import Desk
from gateway.stages.hearing import Hear
from gateway.stages.intake import Intake
from gateway.stages.joining import Join
from gateway.stages.surveying import Survey
from gateway.web.api.callback import CallbackApi
from gateway.web.api.health import Health
from gateway.web.desk.room import make_desk
from gateway.web.errors import Errors
from gateway.web.pages import Pages, make_pages
from gateway.web.proxy import behind_proxy
from gateway.web.public.room import citizens_frame, public_routes
from gateway.web.session import Door, cookies
from gateway.web.units.room import UnitRoom

STATIC = Path(__file__).parent / "static"
LARGEST_REQUEST = 64 * 1024 * 1024  # bytes; each door has its own, lower limits


def make_site(
    parts: Parts,
    intake: Intake,
    desk: Desk,
    join: Join,
    units: UnitDesk,
    survey: Survey,
    attend: Attend,
) -> web.Application:
    pages = make_pages(parts.town.city.timezone, parts.clock)
    door = Door(parts.database, pages, parts.clock)
    frame = citizens_frame(parts)
    outermost = [Errors(pages, frame, parts.metrics).middleware]
    if parts.settings.proxy:
        outermost.insert(0, behind_proxy)
    site = web.Application(middlewares=outermost, client_max_size=LARGEST_REQUEST)
    site.on_response_prepare.append(secure)
    over_tls = parts.settings.address.startswith("https://")
    set_up_sessions(site, cookies(parts.secrecy, secure=over_tls))
    site.add_routes(Health(parts.database, parts.stream, parts.metrics).routes())
    site.add_routes(door.routes())
    site.router.add_static("/static", STATIC)
    site.add_routes(public_routes(parts, frame, intake.deliver, survey))
    site.add_subapp("/desk", make_desk(parts, desk, join, attend, intake, pages, door))
    for channel in parts.doors:
        _open(site, channel, parts.keeper, intake.deliver)
    site.add_subapp("/units", _guarded(door.room(Role.UNIT), _unit_room(parts, pages, units)))
    if parts.settings.webhook:
        site.add_routes(_callback(parts, parts.settings.webhook).routes())
    return site


def make_engine_room(parts: Parts) -> web.Application:
    """For a process without doors: only health and metrics."""
    room = web.Application()
    room.add_routes(Health(parts.database, parts.stream, parts.metrics).routes())
    return room


def _unit_room(parts: Parts, pages: Pages, units: UnitDesk) -> Iterable[web.RouteDef]:
    return UnitRoom(parts.database, pages, units, parts.town, parts.files).routes()


def _guarded(guard: Middleware, routes: Iterable[web.AbstractRouteDef]) -> web.Application:
    room = web.Application(middlewares=[guard])
    room.add_routes(routes)
    return room


def _callback(parts: Parts, wanted: WebhookSettings) -> CallbackApi:
    hear = Hear(parts.database, parts.stream, parts.town, parts.clock, WEBHOOK)
    return CallbackApi(hear, wanted.secret.get_secret_value().encode(), parts.clock)


def _open(site: web.Application, channel: Channel, keeper: Doorkeeper, deliver: Deliver) -> None:
    async def hang_up(_room: web.Application) -> None:
        await channel.hang_up()

    routes = list(channel.routes(deliver))
    if routes:
        room = _guarded(keeper.guard(channel), routes)
        room.on_shutdown.append(hang_up)  # a line kept open would hold up the closing
        site.add_subapp(channel.mount, room)
