"""The queue: what waits for a person, most urgent first; and the way to one ticket by number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web
from sqlalchemy import Connection

from gateway.database import Database
from gateway.numbers import read_number
from gateway.people import User
from gateway.store import lists, reports, tickets
from gateway.store.tickets import NoSuchTicket
from gateway.tickets import Ticket
from gateway.web.desk.asked import Asked, after, written
from gateway.web.desk.frame import Frame
from gateway.web.desk.tabs import BY_KEY, LEADER, PROPOSED, TABS, Tab, shown_to

PAGE = 50
TICKET_PREFIX = "GD"


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list; `more` is the place behind its last ticket, "" on the last page."""

    tab: Tab
    tickets: Sequence[Ticket]
    more: str
    counts: Mapping[str, int]
    alarms: Sequence[Ticket]


@dataclass(frozen=True, slots=True)
class Queue:
    database: Database
    frame: Frame

    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.get("", self.show),
            web.get("/", self.show),
            web.get("/find", self.find),
        )

    async def show(self, request: web.Request) -> web.StreamResponse:
        asked, user = Asked.by(request), request["user"]
        listed = await self.database.read(listing, asked, user)
        part = request.headers.get("X-Part") == "live"
        return self.frame.render(
            "desk/live.html" if part else "desk/queue.html",
            request,
            listed=listed,
            alarms=listed.alarms,
            tabs=shown_to(user, listed.counts, listed.tab.key),
        )

    async def find(self, request: web.Request) -> web.StreamResponse:
        """A ticket by its own number or by the receipt number of one of its reports."""
        said = request.query.get("number", "")[:60]
        ticket = await self.database.read(self._found, said)
        if ticket is not None:
            raise web.HTTPSeeOther(f"/desk/tickets/{ticket.number}")
        alarms = await self.database.read(tickets.unseen_alarms)
        return self.frame.render("desk/unknown.html", request, 404, said=said, alarms=alarms)

    def _found(self, connection: Connection, said: str) -> Ticket | None:
        number = read_number(said, TICKET_PREFIX)
        receipt = read_number(said, self.frame.town.city.number_prefix)
        try:
            if number:
                return tickets.of_number(connection, number)
        except NoSuchTicket:
            pass
        report = reports.of_number(connection, receipt) if receipt else None
        return tickets.get(connection, report.ticket_id) if report else None


def listing(connection: Connection, asked: Asked, user: User) -> Listed:
    """The page that was asked for; where nothing was, what this person should see first."""
    counts = counted(connection, user)
    tab = BY_KEY.get(asked.tab) or (LEADER if counts.get(LEADER.key) else PROPOSED)
    found = page(connection, asked, tab, user, PAGE + 1)
    shown = found[:PAGE]
    more = written(after(shown[-1], tab)) if len(found) > PAGE else ""
    return Listed(tab, shown, more, counts, tickets.unseen_alarms(connection))


def page(
    connection: Connection, asked: Asked, tab: Tab, user: User, limit: int
) -> Sequence[Ticket]:
    find = lists.newest_first if tab.recent else lists.by_urgency
    return find(connection, asked.wanted(tab, user), asked.start(), limit)


def following(
    connection: Connection, ticket: Ticket, asked: Asked, tab: Tab, user: User
) -> Ticket | None:
    """The ticket after this one in the list, or the first one if this was the last."""
    for start in (written(after(ticket, tab)), ""):
        place = Asked(tab.key, asked.area, asked.category, asked.mine, start)
        for found in page(connection, place, tab, user, 2):
            if found.id != ticket.id:
                return found
    return None


def counted(connection: Connection, user: User) -> dict[str, int]:
    """How many tickets each tab holds."""
    known = tickets.counts(connection)
    special = {tab.key for tab in TABS if tab.wanted.undelivered or tab.wanted.untold}
    if user.supervisor:
        special.add(LEADER.key)
    counts = {tab.key: sum(known.get(status, 0) for status in tab.wanted.statuses) for tab in TABS}
    return (
        counts
        | {key: lists.count(connection, BY_KEY[key].wanted) for key in special}
        | ({} if user.supervisor else {LEADER.key: 0})
    )
