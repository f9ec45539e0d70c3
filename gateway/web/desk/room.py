"""Puts the desk together as a part of the site of its own."""

from __future__ import annotations

from aiohttp import web

from gateway.parts import Parts
from gateway.people import Role
from gateway.stages.confirming import Desk
from gateway.stages.intake import Intake
from gateway.stages.joining import Join
from gateway.stages.mending import Mend
from gateway.stages.replaying import Replay
from gateway.web.desk.actions import Actions, Deeds
from gateway.web.desk.attachments import Attachments
from gateway.web.desk.doors import DoorsPage
from gateway.web.desk.events import Events, Pulse
from gateway.web.desk.frame import Frame
from gateway.web.desk.joins import Joins
from gateway.web.desk.mends import Mends
from gateway.web.desk.queue import Queue
from gateway.web.desk.ticket import TicketPage
from gateway.web.pages import Pages
from gateway.web.session import Door

LARGEST_FORM = 1024 * 1024  # bytes


def make_desk(
    parts: Parts, desk: Desk, join: Join, intake: Intake, pages: Pages, door: Door
) -> web.Application:
    """Mount it at /desk: operators and supervisors only."""
    frame = Frame(pages, parts.town)
    page = TicketPage(parts.database, frame)
    deeds = Deeds(page)
    pulse = Pulse(parts.database)
    replay = Replay(parts.database, parts.raws, intake)
    doors = DoorsPage(parts.database, frame, parts.doors, parts.keeper, parts.raws, replay)
    mend = Mend(parts.database, parts.stream, parts.clock)
    room = web.Application(
        middlewares=[door.room(Role.OPERATOR, Role.SUPERVISOR)], client_max_size=LARGEST_FORM
    )
    for part in (
        Queue(parts.database, frame),
        page,
        Actions(desk, deeds),
        Joins(join, deeds),
        Mends(mend, page),
        doors,
        Attachments(parts.files),
        Events(parts.database, pulse),
    ):
        room.add_routes(part.routes())
    room.cleanup_ctx.append(pulse.run)
    room.on_shutdown.append(pulse.stop)
    room.on_response_prepare.append(_keep_to_yourself)
    return room


async def _keep_to_yourself(_request: web.Request, response: web.StreamResponse) -> None:
    """Citizens' words stay in no cache; what is named by its content says so itself."""
    response.headers.setdefault("Cache-Control", "no-store")
