"""Puts the desk together as a part of the site of its own."""

from __future__ import annotations

from collections.abc import Iterator

from aiohttp import web

from channels.hotline import HotlineChannel
from channels.media import MediaChannel
from gateway.clock import new_id
from gateway.knowing import Knowledge
from gateway.parts import Parts
from gateway.people import Role
from gateway.stages.articles import Articles
from gateway.stages.attending import Attend
from gateway.stages.confirming import Desk
from gateway.stages.intake import Intake
from gateway.stages.joining import Join
from gateway.stages.mending import Mend
from gateway.stages.replaying import Replay
from gateway.web.desk.actions import Actions, Deeds
from gateway.web.desk.attachments import Attachments
from gateway.web.desk.calls import Calls
from gateway.web.desk.chats import ChatsPage
from gateway.web.desk.chats_deeds import ChatDeeds
from gateway.web.desk.clippings import Clippings
from gateway.web.desk.doors import DoorsPage
from gateway.web.desk.events import Events, Pulse
from gateway.web.desk.frame import Frame
from gateway.web.desk.joins import Joins
from gateway.web.desk.knowledge import KnowledgePage
from gateway.web.desk.knowledge_forms import KnowledgeForms
from gateway.web.desk.mends import Mends
from gateway.web.desk.papers import Filing
from gateway.web.desk.parked import Parked
from gateway.web.desk.queue import Queue
from gateway.web.desk.suggestions import SuggestionsPage
from gateway.web.desk.ticket import TicketPage
from gateway.web.pages import Pages
from gateway.web.session import Door


def make_desk(
    parts: Parts, desk: Desk, join: Join, attend: Attend, intake: Intake, pages: Pages, door: Door
) -> web.Application:
    """Mount it at /desk: operators and supervisors only."""
    frame = Frame(pages, parts.town, frozenset(channel.door for channel in parts.doors))
    page = TicketPage(parts.database, frame)
    deeds = Deeds(page)
    pulse = Pulse(parts.database)
    replay = Replay(parts.database, parts.raws, intake)
    parked = Parked(parts.database, parts.doors, parts.raws, replay)
    doors = DoorsPage(parts.database, frame, parts.doors, parts.keeper, parked)
    chats = ChatsPage(parts.database, frame, parts.doors, parts.keeper)
    mend = Mend(parts.database, parts.stream, parts.clock)
    forms = tuple(_forms(parts, join, intake, frame))
    staff = door.room(Role.OPERATOR, Role.SUPERVISOR)
    room = web.Application(middlewares=[staff, chats.counting])
    for part in (
        Queue(parts.database, frame),
        page,
        Actions(desk, deeds),
        Joins(join, deeds),
        Mends(mend, page),
        doors,
        chats,
        ChatDeeds(attend, chats),
        *forms,
        *_knowledge(parts, frame),
        SuggestionsPage(parts.database, frame),
        Attachments(parts.files),
        Events(parts.database, pulse),
    ):
        room.add_routes(part.routes())
    room.cleanup_ctx.append(pulse.run)
    room.on_shutdown.append(pulse.stop)
    room.on_response_prepare.append(_keep_to_yourself)
    return room


def _knowledge(parts: Parts, frame: Frame) -> Iterator[KnowledgeForms | KnowledgePage]:
    """The forms first: their addresses look like an article's."""
    articles = Articles(parts.database, parts.town, parts.clock, new_id)
    yield KnowledgeForms(parts.database, frame, articles)
    yield KnowledgePage(parts.database, frame, articles, Knowledge())


def _forms(parts: Parts, join: Join, intake: Intake, frame: Frame) -> Iterator[Calls | Clippings]:
    """For what staff enter themselves, where the settings have a door for it."""
    database = parts.database
    for channel in parts.doors:
        if isinstance(channel, HotlineChannel) and channel.door == "hotline":
            filing = Filing(channel, intake.deliver, database, parts.clock, parts.keeper)
            yield Calls(channel, filing, database, parts.secrecy, join, frame)
        if isinstance(channel, MediaChannel) and channel.door == "media":
            filing = Filing(channel, intake.deliver, database, parts.clock, parts.keeper)
            yield Clippings(channel, filing, database, frame)


async def _keep_to_yourself(_request: web.Request, response: web.StreamResponse) -> None:
    """Citizens' words stay in no cache; what is named by its content says so itself."""
    response.headers.setdefault("Cache-Control", "no-store")
