"""An agent's form for a call: the number first, what is known of the caller at once, one page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from sqlalchemy import Connection

from channels.hotline import HotlineChannel
from channels.message import Receipt
from gateway.database import Database
from gateway.numbers import read_number
from gateway.people import User
from gateway.reports import KeptMessage
from gateway.secrecy import Secrecy
from gateway.stages.joining import Join
from gateway.store import journal, tickets, views
from gateway.store.tickets import NoSuchTicket
from gateway.store.views import Standing
from gateway.tickets import Ticket
from gateway.web.desk.frame import Frame
from gateway.web.desk.papers import NOTHING, Filing, Paper, Wrong, afresh, blank, typed

TEXTS = ("caller", "name", "address", "summary", "transcript", "recording", "callback")
CHOICES = ("line_id", "kind", "community", "refers_to", "started_at")
TICKS = ("enterprise", "confidential")
NAMES = (*TEXTS, *CHOICES, *TICKS)


@dataclass(frozen=True, slots=True)
class Filed:
    """A call that was filed, its ticket once it has one, and what else the caller waits for."""

    kept: KeptMessage
    ticket: Ticket | None
    earlier: Sequence[Standing]
    alarms: Sequence[Ticket]


@dataclass(frozen=True, slots=True)
class Calls:
    door: HotlineChannel
    filing: Filing
    database: Database
    secrecy: Secrecy
    join: Join
    frame: Frame

    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.get("/calls/new", self.new),
            web.post("/calls/new/earlier", self.earlier),
            web.post("/calls/new/file", self.file),
            web.get("/calls/{number}", self.filed),
            web.post("/calls/{number}/join", self.add_to),
        )

    async def new(self, request: web.Request) -> web.StreamResponse:
        paper = blank()
        started = {"started_at": self.filing.clock().isoformat()}
        return await self._form(request, Paper(paper.id, started), self.filing.hindrance)

    async def earlier(self, request: web.Request) -> web.StreamResponse:
        """The form as it was typed, with what this caller waits for; or that part of it alone."""
        paper = typed(await request.post(), NAMES)
        return await self._form(request, paper, self.filing.hindrance)

    async def file(self, request: web.Request) -> web.StreamResponse:
        paper = typed(await request.post(), NAMES)
        outcome = await self.filing.file(paper, _payload(paper, request["user"]))
        if isinstance(outcome, Receipt):
            raise web.HTTPSeeOther(f"/desk/calls/{outcome.number}")
        return await self._form(request, afresh(paper, outcome), outcome)

    async def filed(self, request: web.Request) -> web.StreamResponse:
        found = await self._found(request)
        return self.frame.render("desk/call_filed.html", request, filed=found, alarms=found.alarms)

    async def add_to(self, request: web.Request) -> web.StreamResponse:
        """The call is more about an earlier matter of this caller: their tickets become one."""
        found = await self._found(request)
        wanted = str((await request.post()).get("target", ""))
        target = next((each for each in found.earlier if each.ticket.number == wanted), None)
        if found.ticket is None or target is None:
            raise web.HTTPSeeOther(f"/desk/calls/{found.kept.number}?wait=1")
        ticket = found.ticket
        await self.join.merge(ticket.id, target.ticket.id, ticket.version, request["user"])
        raise web.HTTPSeeOther(f"/desk/tickets/{wanted}?done=merged.{wanted}")

    async def _found(self, request: web.Request) -> Filed:
        number = read_number(request.match_info["number"], self.frame.town.city.number_prefix)
        found = await self.database.read(_filed, number or "")
        if found is None or found.kept.message.channel != self.door.name:
            raise web.HTTPNotFound
        return found

    async def _form(self, request: web.Request, paper: Paper, wrong: Wrong) -> web.StreamResponse:
        person = self.secrecy.phone(paper.get("caller"))
        earlier, alarms = await self.database.read(_around, person)
        part = request.headers.get("X-Part") == "earlier"
        return self.frame.render(
            "desk/call_earlier.html" if part else "desk/call.html",
            request,
            wrong.status,
            paper=paper,
            wrong=wrong,
            names_here=NAMES,
            lines=self.door.settings.lines,
            earlier=earlier,
            asked=request.path.endswith("/earlier") or wrong != NOTHING,
            alarms=alarms,
        )


def _payload(paper: Paper, agent: User) -> dict[str, Any]:
    given = {name: paper.get(name) for name in (*TEXTS, *CHOICES) if paper.get(name)}
    address = given.pop("address", "")
    ticks = {name: paper.get(name) == "1" for name in TICKS}
    return {
        "summary": "",
        **given,
        **ticks,
        "location": {"address": address},
        "agent_id": agent.name,
    }


def _around(
    connection: Connection, person: str | None
) -> tuple[Sequence[Standing], Sequence[Ticket]]:
    return views.standing(connection, person), tickets.unseen_alarms(connection)


def _ticket(connection: Connection, number: str) -> Ticket | None:
    try:
        return tickets.of_receipt(connection, number)
    except NoSuchTicket:
        return None  # the machine has not come to it yet


def _filed(connection: Connection, number: str) -> Filed | None:
    kept = journal.of_number(connection, number)
    if kept is None:
        return None
    ticket = _ticket(connection, number)
    standing = views.standing(connection, kept.person)
    others = [each for each in standing if ticket is None or each.ticket.id != ticket.id]
    return Filed(kept, ticket, others, tickets.unseen_alarms(connection))
