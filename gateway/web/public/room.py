"""Opens the citizens' own room: start page, asking, and the page behind each secret link."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

from channels.base import Deliver
from channels.webchat import WebchatChannel
from channels.webform import WebformChannel
from channels.webform.page import MOUNT, STATIC
from channels.webform.settings import WebformSettings
from gateway.parts import Parts
from gateway.stages.surveying import Survey
from gateway.town import city_words
from gateway.web.public.asking import Asking
from gateway.web.public.frame import Frame, make_frame
from gateway.web.public.guarding import Guard
from gateway.web.public.progress import Progress


def citizens_frame(parts: Parts) -> Frame:
    """With the settings of the web form where it is open, with the city's own words elsewhere."""
    city = parts.town.city
    form = parts.doors.get(WebformChannel.name)
    site = form.settings if form else WebformSettings.model_validate(city_words(city))
    chats = (door.mount for door in parts.doors if door.name == WebchatChannel.name)
    return make_frame(
        site, city.timezone, parts.clock, form_open=form is not None, chat=next(chats, "")
    )


def public_routes(
    parts: Parts, frame: Frame, deliver: Deliver, survey: Survey
) -> Iterable[web.AbstractRouteDef]:
    p = parts
    guard = Guard(p.database, p.clock)
    yield from Asking(p.database, p.town, p.secrecy, p.clock, frame, guard).routes()
    yield from Progress(p.database, p.town, p.secrecy, p.clock, frame, deliver, survey).routes()
    if not frame.form_open:
        yield web.static(f"{MOUNT}/static", STATIC)
