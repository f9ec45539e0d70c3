"""A form for what a newspaper or station published: no name, no number, but where it stands."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField
from multidict import MultiDictProxy

from channels.media import MediaChannel
from channels.message import Receipt
from gateway.database import Database
from gateway.numbers import read_number
from gateway.store import journal, tickets
from gateway.web.desk.frame import Frame
from gateway.web.desk.papers import Filing, Paper, Wrong, afresh, blank, typed

NAMES = ("publication", "title", "link", "published_on", "text", "address")


@dataclass(frozen=True, slots=True)
class Clippings:
    door: MediaChannel
    filing: Filing
    database: Database
    frame: Frame

    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.get("/clippings/new", self.new),
            web.post("/clippings/new/file", self.file),
            web.get("/clippings/{number}", self.filed),
        )

    async def new(self, request: web.Request) -> web.StreamResponse:
        return await self._form(request, blank(), self.filing.hindrance)

    async def file(self, request: web.Request) -> web.StreamResponse:
        data = await request.post()
        paper = typed(data, NAMES)
        payload = await asyncio.to_thread(_payload, paper, data)
        outcome = await self.filing.file(paper, payload)
        if isinstance(outcome, Receipt):
            raise web.HTTPSeeOther(f"/desk/clippings/{outcome.number}")
        return await self._form(request, afresh(paper, outcome), outcome)

    async def filed(self, request: web.Request) -> web.StreamResponse:
        number = read_number(request.match_info["number"], self.frame.town.city.number_prefix)
        kept = await self.database.read(journal.of_number, number or "")
        if kept is None or kept.message.channel != self.door.name:
            raise web.HTTPNotFound
        alarms = await self.database.read(tickets.unseen_alarms)
        return self.frame.render("desk/clipping_filed.html", request, kept=kept, alarms=alarms)

    async def _form(self, request: web.Request, paper: Paper, wrong: Wrong) -> web.StreamResponse:
        alarms = await self.database.read(tickets.unseen_alarms)
        return self.frame.render(
            "desk/clipping.html",
            request,
            wrong.status,
            paper=paper,
            wrong=wrong,
            names_here=(*NAMES, "attachments"),
            publications=self.door.settings.publications,
            alarms=alarms,
        )


def _payload(paper: Paper, data: MultiDictProxy[Any]) -> dict[str, Any]:
    given = {name: paper.get(name) for name in NAMES}
    address = given.pop("address")
    return {
        **given,
        "location": {"address": address},
        "attachments": [
            _file(part)
            for part in data.getall("photos", ())
            if isinstance(part, FileField) and part.filename
        ],
    }


def _file(part: FileField) -> dict[str, str]:
    """A picture by what its sender says it is; whether it is one is looked at later."""
    kind = "image" if part.content_type.startswith("image/") else "file"
    content = base64.b64encode(part.file.read()).decode()
    return {"kind": kind, "name": PurePath(part.filename).name[:120], "content": content}
