"""Dead deliveries, unreached citizens, covered contacts, and work that was set aside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aiohttp import web
from sqlalchemy import Connection

from gateway.stages.mending import Mend
from gateway.store import journal, reports, tickets
from gateway.store.tickets import NoSuchTicket
from gateway.stream.base import Shunted
from gateway.tickets import Ticket
from gateway.web.desk.asked import Asked
from gateway.web.desk.ticket import Outcome, TicketPage

MOST = 200


@dataclass(frozen=True, slots=True)
class Aside:
    """An entry that was set aside, and the ticket it is about where there is one."""

    entry: Shunted
    ticket: Ticket | None


@dataclass(frozen=True, slots=True)
class Mends:
    mend: Mend
    page: TicketPage

    def routes(self) -> Iterable[web.RouteDef]:
        ticket = "/tickets/{number}"
        return (
            web.get("/aside", self.aside),
            web.post("/aside", self.try_again),
            web.post(f"{ticket}/contact", self.contact),
            web.post(f"{ticket}/resend", self.resend),
            web.post(f"{ticket}/called", self.called),
        )

    async def aside(self, request: web.Request) -> web.StreamResponse:
        entries = await self.mend.stream.shunted(MOST)

        def read(connection: Connection) -> tuple[list[Aside], list[Ticket]]:
            found = [Aside(entry, _ticket_of(connection, entry.item)) for entry in entries]
            return found, list(tickets.unseen_alarms(connection))

        found, alarms = await self.page.database.read(read)
        return self.page.frame.render("desk/aside.html", request, entries=found, alarms=alarms)

    async def try_again(self, request: web.Request) -> web.StreamResponse:
        await self.mend.try_again(str((await request.post()).get("entry", ""))[:80])
        raise web.HTTPSeeOther("/desk/aside")

    async def contact(self, request: web.Request) -> web.StreamResponse:
        """Shows one citizen's name and phone this once, and notes who looked."""
        number = request.match_info["number"]
        receipt = str((await request.post()).get("report", ""))
        ticket, known = await self.page.database.read(_carries, number, receipt)
        if not known:
            raise web.HTTPNotFound
        await self.mend.see_contact(ticket.id, receipt, request["user"])
        return await self.page.render(request, number, Outcome(revealed=receipt))

    async def resend(self, request: web.Request) -> web.StreamResponse:
        key = str((await request.post()).get("key", ""))[:60]
        await self.mend.resend(key, request["user"])
        raise self._again(request)

    async def called(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        report, about = str(form.get("report", "")), str(form.get("about", ""))
        round_ = str(form.get("round", ""))
        if not round_.isdecimal() or len(round_) > 4:
            raise web.HTTPBadRequest
        await self.mend.called(report, about, int(round_), request["user"])
        raise self._again(request)

    def _again(self, request: web.Request) -> web.HTTPSeeOther:
        number = request.match_info["number"]
        return web.HTTPSeeOther(f"/desk/tickets/{number}{Asked.by(request).query()}")


def _carries(connection: Connection, number: str, receipt: str) -> tuple[Ticket, bool]:
    ticket = tickets.of_number(connection, number)
    report = reports.of_number(connection, receipt)
    return ticket, report is not None and report.ticket_id == ticket.id


def _ticket_of(connection: Connection, item: str) -> Ticket | None:
    """The ticket an entry of the stream is about, as far as the store knows one."""
    subject, _, rest = item.partition(":")
    id_ = rest.partition(":")[0]
    if subject == "message":
        kept = journal.get(connection, id_)
        id_, subject = (kept.report_id or "", "report") if kept else ("", "")
    if subject in ("report", "notice"):
        report = reports.get(connection, id_)
        id_, subject = (report.ticket_id, "ticket") if report else ("", "")
    try:
        return tickets.get(connection, id_) if subject == "ticket" else None
    except NoSuchTicket:
        return None
