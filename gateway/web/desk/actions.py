"""What staff do with one ticket: each form of its page is one deed of the desk."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from aiohttp import web

from gateway.people import User
from gateway.stages.confirming import Desk, Invalid, NotAllowed
from gateway.store import tickets
from gateway.store.tickets import TicketChanged
from gateway.tickets import StepNotAllowed, Ticket
from gateway.web.desk.asked import Asked
from gateway.web.desk.forms import (
    Corrected,
    Decided,
    Problem,
    Reading,
    Seen,
    Worded,
    entered,
    read,
)
from gateway.web.desk.queue import following
from gateway.web.desk.tabs import BY_KEY, PROPOSED
from gateway.web.desk.ticket import Outcome, TicketPage

S = TypeVar("S", bound=Seen)
Act = Callable[[Ticket, S, User], Awaitable[Ticket]]


@dataclass(frozen=True, slots=True)
class Deeds:
    """Does one deed, or shows the page again with what stood in its way and what was typed."""

    page: TicketPage

    async def take(
        self, request: web.Request, deed: str, form_type: type[S], act: Act[S]
    ) -> Ticket | web.StreamResponse:
        """The ticket afterwards; a page instead when the deed was not done."""
        data = await request.post()
        form = read(form_type, data)
        number = request.match_info["number"]
        ticket = await self.page.database.read(tickets.of_number, number)
        typed = entered(deed, data)
        try:
            return await act(ticket, form, request["user"])
        except (TicketChanged, StepNotAllowed):
            outcome = Outcome(409, typed, seen=form.seen)
        except Invalid as error:
            outcome = Outcome(422, typed, Problem(error.field, error.zh, error.en))
        except NotAllowed as error:
            outcome = Outcome(403, typed, Problem("", error.zh, error.en))
        return await self.page.render(request, number, outcome)

    async def onwards(self, request: web.Request, deed: str, ticket: Ticket) -> web.StreamResponse:
        """To the next ticket of the list the person is working through."""
        asked = Asked.by(request)
        tab = BY_KEY.get(asked.tab, PROPOSED)
        found = await self.page.database.read(following, ticket, asked, tab, request["user"])
        where = f"/tickets/{found.number}" if found else ""
        raise web.HTTPSeeOther(f"/desk{where}{_with(asked.query(), deed, ticket)}")

    def back_to(self, request: web.Request, deed: str, ticket: Ticket) -> web.StreamResponse:
        """To the ticket the deed was about."""
        query = _with(Asked.by(request).query(), deed, ticket)
        raise web.HTTPSeeOther(f"/desk/tickets/{ticket.number}{query}")


def _with(query: str, deed: str, ticket: Ticket) -> str:
    return f"{query}{'&' if query else '?'}done={deed}.{ticket.number}"


@dataclass(frozen=True, slots=True)
class Actions:
    desk: Desk
    deeds: Deeds

    def routes(self) -> Iterable[web.RouteDef]:
        ticket = "/tickets/{number}"
        return (
            web.post(f"{ticket}/confirm", self.confirm),
            web.post(f"{ticket}/correct", self.correct),
            web.post(f"{ticket}/answer", self.answer),
            web.post(f"{ticket}/refuse", self.refuse),
            web.post(f"{ticket}/return", self.decide_return),
            web.post(f"{ticket}/alarm", self.see_alarm),
        )

    async def confirm(self, request: web.Request) -> web.StreamResponse:
        reading = self._reading(request)

        async def act(ticket: Ticket, form: Corrected, by: User) -> Ticket:
            correction = reading.correction(form, ticket)
            return await self.desk.confirm(ticket.id, form.version, by, correction)

        after = await self.deeds.take(request, "correct", Corrected, act)
        if not isinstance(after, Ticket):
            return after
        return await self.deeds.onwards(request, "confirmed", after)

    async def correct(self, request: web.Request) -> web.StreamResponse:
        reading = self._reading(request)

        async def act(ticket: Ticket, form: Corrected, by: User) -> Ticket:
            correction = reading.correction(form, ticket)
            if correction is None:
                raise Invalid("", "没有任何修改。", "Nothing was changed.")
            return await self.desk.correct(ticket.id, form.version, by, correction)

        after = await self.deeds.take(request, "correct", Corrected, act)
        return self._shown(request, "corrected", after)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        async def act(ticket: Ticket, form: Worded, by: User) -> Ticket:
            return await self.desk.answer(ticket.id, form.version, by, form.words)

        after = await self.deeds.take(request, "answer", Worded, act)
        if not isinstance(after, Ticket):
            return after
        return await self.deeds.onwards(request, "answered", after)

    async def refuse(self, request: web.Request) -> web.StreamResponse:
        async def act(ticket: Ticket, form: Worded, by: User) -> Ticket:
            return await self.desk.refuse(ticket.id, form.version, by, form.words)

        after = await self.deeds.take(request, "refuse", Worded, act)
        if not isinstance(after, Ticket):
            return after
        return await self.deeds.onwards(request, "refused", after)

    async def decide_return(self, request: web.Request) -> web.StreamResponse:
        async def act(ticket: Ticket, form: Decided, by: User) -> Ticket:
            return await self.desk.decide_return(
                ticket.id, form.version, by, accepted=form.accepted, reason=form.reason
            )

        after = await self.deeds.take(request, "return", Decided, act)
        return self._shown(request, "returned", after)

    async def see_alarm(self, request: web.Request) -> web.StreamResponse:
        number = request.match_info["number"]
        ticket = await self.deeds.page.database.read(tickets.of_number, number)
        await self.desk.see_alarm(ticket.id, request["user"])
        back = str((await request.post()).get("back", ""))
        inside = re.match(r"/desk(?:[/?]|$)", back)
        raise web.HTTPSeeOther(back if inside else f"/desk/tickets/{number}")

    def _reading(self, request: web.Request) -> Reading:
        frame = self.deeds.page.frame
        return Reading(frame.names(request), frame.town.city.timezone)

    def _shown(
        self, request: web.Request, deed: str, after: Ticket | web.StreamResponse
    ) -> web.StreamResponse:
        if not isinstance(after, Ticket):
            return after
        return self.deeds.back_to(request, deed, after)
