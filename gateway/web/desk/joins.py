"""One event or not: merging tickets, splitting them, keeping two apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aiohttp import web

from gateway.numbers import read_number
from gateway.people import User
from gateway.stages.confirming import Invalid
from gateway.stages.joining import Join
from gateway.store import tickets
from gateway.store.tickets import NoSuchTicket
from gateway.tickets import Ticket
from gateway.web.desk.actions import Deeds
from gateway.web.desk.asked import Asked
from gateway.web.desk.forms import Joined, Parted, SetApart
from gateway.web.desk.queue import TICKET_PREFIX


@dataclass(frozen=True, slots=True)
class Joins:
    join: Join
    deeds: Deeds

    def routes(self) -> Iterable[web.RouteDef]:
        ticket = "/tickets/{number}"
        return (
            web.post(f"{ticket}/merge", self.merge),
            web.post(f"{ticket}/split", self.split),
            web.post(f"{ticket}/apart", self.keep_apart),
            web.post(f"{ticket}/set-apart", self.set_apart),
        )

    async def merge(self, request: web.Request) -> web.StreamResponse:
        """All reports of this ticket go to the one named; that one is shown then."""

        async def act(ticket: Ticket, form: Joined, by: User) -> Ticket:
            target = await self._named(form.target)
            return await self.join.merge(ticket.id, target.id, form.version, by)

        after = await self.deeds.take(request, "merge", Joined, act)
        return after if not isinstance(after, Ticket) else self._back(request, "merged", after)

    async def split(self, request: web.Request) -> web.StreamResponse:
        async def act(_ticket: Ticket, form: Parted, by: User) -> Ticket:
            return await self.join.split(form.report, form.version, by)

        after = await self.deeds.take(request, "split", Parted, act)
        return after if not isinstance(after, Ticket) else self._back(request, "split", after)

    async def set_apart(self, request: web.Request) -> web.StreamResponse:
        """A message that came to the wrong report becomes one of its own, which is shown then."""

        async def act(_ticket: Ticket, form: SetApart, by: User) -> Ticket:
            return await self.join.stand_alone(form.message, form.version, by)

        after = await self.deeds.take(request, "apart", SetApart, act)
        return after if not isinstance(after, Ticket) else self._back(request, "apart", after)

    async def keep_apart(self, request: web.Request) -> web.StreamResponse:
        number = request.match_info["number"]
        database = self.deeds.page.database
        ticket = await database.read(tickets.of_number, number)
        other = str((await request.post()).get("other", ""))
        await self.join.reject(ticket.id, other, request["user"])
        raise web.HTTPSeeOther(f"/desk/tickets/{number}{Asked.by(request).query()}")

    async def _named(self, said: str) -> Ticket:
        number = read_number(said, TICKET_PREFIX)
        try:
            return await self.deeds.page.database.read(tickets.of_number, number or "")
        except NoSuchTicket as error:
            raise Invalid(
                "target", "没有这个工单号。", "There is no ticket with this number."
            ) from error

    def _back(self, request: web.Request, deed: str, ticket: Ticket) -> web.StreamResponse:
        return self.deeds.back_to(request, deed, ticket)
