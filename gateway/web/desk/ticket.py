"""The page of one ticket: the words, the reasons, and what a person may do with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import web
from sqlalchemy import Connection

from gateway.conversation.talk import Talk
from gateway.database import Database
from gateway.history import Step
from gateway.people import User
from gateway.reports import KeptMessage
from gateway.stages.joining import JOINABLE
from gateway.stages.routing import route_of
from gateway.store import tickets, transcripts, views
from gateway.store.similar import Similar, Undecided, similar
from gateway.store.views import Whole
from gateway.tickets import FOR_STAFF, Ticket, TicketStatus
from gateway.web.desk.asked import Asked
from gateway.web.desk.choices import categories, units
from gateway.web.desk.forms import NOTHING, Entered, Problem, Reading
from gateway.web.desk.frame import Frame
from gateway.web.desk.marks import marked, personal_in, reasons, reasons_in, told_in
from gateway.web.desk.queue import following
from gateway.web.desk.tabs import BY_KEY, PROPOSED
from gateway.web.desk.timeline import timeline
from routing_rules import Contested, Route, Taxonomy

MANY = 20  # reports shown at first; "all" shows the rest


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything of the page that comes out of the store."""

    whole: Whole
    next: Ticket | None
    alarms: Sequence[Ticket]
    changes: Sequence[Step]
    talks: Mapping[str, Talk]  # by the id of a message that was said in one

    def talks_of(self, kept: Iterable[KeptMessage]) -> Sequence[Talk]:
        """The conversations that these messages were said in, in their order."""
        found = [self.talks[one.id] for one in kept if one.id in self.talks]
        return list({talk.id: talk for talk in found}.values())


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the page answers a deed that was not done, and whose contact is laid open."""

    status: int = 200
    entered: Entered = NOTHING
    problem: Problem | None = None
    seen: int | None = None  # with 409: what the person had seen of the history
    revealed: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class TicketPage:
    database: Database
    frame: Frame

    def routes(self) -> Iterable[web.RouteDef]:
        return (web.get("/tickets/{number}", self.show),)

    async def show(self, request: web.Request) -> web.StreamResponse:
        return await self.render(request, request.match_info["number"], Outcome())

    async def render(
        self, request: web.Request, number: str, outcome: Outcome
    ) -> web.StreamResponse:
        """The page as it is now, with whatever the person entered. Raises NoSuchTicket."""
        most = MANY if request.query.get("all") != "1" else 1000
        shown = await self.database.read(
            _shown, number, Asked.by(request), request["user"], most, outcome.seen
        )
        alike = await self._similar(shown.whole)
        names = self.frame.names(request)
        ticket = shown.whole.ticket
        route = self._route(shown.whole)
        return self.frame.render(
            "desk/ticket.html",
            request,
            outcome.status,
            ticket=ticket,
            whole=shown.whole,
            next=shown.next,
            alarms=shown.alarms,
            changes=shown.changes,
            chats_of=shown.talks_of,
            similar=alike,
            told_in=told_in,
            outcome=outcome,
            timeline=timeline(shown.whole.steps),
            categories=categories(names),
            units=units(names, "lead"),
            reading=Reading(names, self.frame.town.city.timezone),
            marked=marked,
            reasons=reasons,
            reasons_in=reasons_in,
            personal_in=personal_in,
            rerouted=_new(route, ticket),
            contested=_open(route, ticket),
            may_confirm=may_confirm(ticket, request["user"]),
            joinable=JOINABLE,
        )

    async def _similar(self, whole: Whole) -> Sequence[Similar]:
        """Looked up whenever the page is opened: what was kept would miss all that came since."""
        if whole.ticket.status not in FOR_STAFF or not whole.carried:
            return ()
        asking = undecided(whole, self.frame.town.city.taxonomy)
        return await self.database.read(similar, asking)

    def _route(self, whole: Whole) -> Route | None:
        """What the rules say of a ticket that waits for confirmation, corrections included."""
        ticket = whole.ticket
        if ticket.status is not TicketStatus.PROPOSED or not whole.carried:
            return None
        first = whole.carried[0]
        city, now = self.frame.town.city, self.frame.pages.clock()
        return route_of(ticket, first.messages[0], first.report.suggestion, city, now)


def _new(route: Route | None, ticket: Ticket) -> Route | None:
    """The route since somebody corrected the ticket, if it is something new."""
    proposed = ticket.proposal.lead if ticket.proposal else ""
    return None if route is None or route.lead in (ticket.lead, proposed) else route


def _open(route: Route | None, ticket: Ticket) -> Contested | None:
    """The overlap of duties that nobody has decided yet, with its answers."""
    asked = ticket.proposal is not None and ticket.proposal.contested
    return route.contested if route and asked else None


def _shown(
    connection: Connection, number: str, asked: Asked, user: User, most: int, seen: int | None
) -> Shown:
    whole = views.whole(connection, number, most)
    ticket = whole.ticket
    tab = BY_KEY.get(asked.tab, PROPOSED)
    return Shown(
        whole,
        following(connection, ticket, asked, tab, user),
        tickets.unseen_alarms(connection),
        () if seen is None else views.steps_since(connection, ticket.id, seen),
        transcripts.of_messages(
            connection, [kept for one in whole.carried for kept in one.messages]
        ),
    )


def undecided(whole: Whole, taxonomy: Taxonomy) -> Undecided:
    """What confirmed tickets are compared with: the category as it is now, and what was guessed."""
    ticket, report = whole.ticket, whole.carried[0].report
    category = taxonomy.categories.get(ticket.category)
    guesses = report.suggestion.categories if report.suggestion else ()
    return Undecided(
        ticket.id,
        report.id,
        category.code if category and not taxonomy.children(category.code) else "",
        (category.parent or category.code) if category else "",
        tuple(guess.code for guess in guesses),
    )


def may_confirm(ticket: Ticket, user: User) -> bool:
    """Whether this person's role is enough; the stage decides, the page only says why not."""
    reserved = ticket.proposal is not None and ticket.proposal.mode == "supervisor"
    return user.supervisor or not reserved
