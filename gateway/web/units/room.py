"""The embedded unit desk: HTTP in front of one call each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aiohttp import web

from channels.webform.page import language_of
from gateway.database import Database
from gateway.files import PICTURES, Files
from gateway.people import User
from gateway.stages.answering import RETURN_REASONS, UnitDesk, return_of
from gateway.stages.confirming import Invalid, NotAllowed
from gateway.stages.orders import title_for_units
from gateway.store.tickets import NoSuchTicket, TicketChanged
from gateway.tickets import StepNotAllowed, Ticket
from gateway.town import Town
from gateway.web.errors import CHANGED
from gateway.web.names import Names
from gateway.web.pages import Pages
from gateway.web.remaining import remaining
from gateway.web.units.entered import Entered, entered, unit_named
from gateway.web.units.reading import TABS, Shown, attached, in_hand, listed, shown

DONE = {"sign": "signed", "answer": "answered", "return": "returned"}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a form comes back with what was written in it; `field` is what to change, if any."""

    form: str = ""
    field: str = ""
    zh: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class UnitRoom:
    """`user.unit` says whose desk it is; what is not theirs is not there (404)."""

    database: Database
    pages: Pages
    desk: UnitDesk
    town: Town
    files: Files = field(repr=False)

    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.get("", self.list),
            web.get("/tickets/{number}", self.show),
            web.post("/tickets/{number}/sign", self.sign),
            web.post("/tickets/{number}/answer", self.answer),
            web.post("/tickets/{number}/return", self.give_back),
            web.get("/files/{number}/{digest}", self.file),
        )

    async def list(self, request: web.Request) -> web.Response:
        wish = request.query.get("tab", "")
        tab = next((tab for tab in TABS if tab.key == wish), TABS[0])
        page = _whole(request.query.get("page", ""))
        found = await self.database.read(listed, self._unit(request), tab, page)
        title = partial(title_for_units, city=self.town.city)
        return self._render(
            "units/list.html", request, tab=tab, tabs=TABS, found=found, page=page, title=title
        )

    async def show(self, request: web.Request) -> web.Response:
        seen = await self._shown(request)
        return self._ticket(request, 200, seen, Entered(), Trouble())

    async def sign(self, request: web.Request) -> web.StreamResponse:
        async def deed(ticket: Ticket, form: Entered, unit: str, by: str, person: str) -> None:
            await self.desk.sign(ticket.id, form.version, unit, by, person)

        return await self._done(request, "sign", deed)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        async def deed(ticket: Ticket, form: Entered, unit: str, by: str, person: str) -> None:
            await self.desk.answer(ticket.id, form.version, unit, by, form.result, person)

        return await self._done(request, "answer", deed)

    async def give_back(self, request: web.Request) -> web.StreamResponse:
        async def deed(ticket: Ticket, form: Entered, unit: str, by: str, person: str) -> None:
            if not form.reason_code:
                raise Invalid("reason_code", "请选择退单原因。", "Choose the kind of reason.")
            proposed = unit_named(self.town.city, form.proposed_unit)
            return_ = return_of(unit, form.reason_code, form.reason, proposed)
            await self.desk.give_back(ticket.id, form.version, unit, by, return_, person)

        return await self._done(request, "return", deed)

    async def file(self, request: web.Request) -> web.StreamResponse:
        number, digest = request.match_info["number"], request.match_info["digest"]
        found = await self.database.read(
            attached, self._unit(request), number, digest, self.town.city
        )
        if found is None or not self.files.path(digest).is_file():
            raise web.HTTPNotFound
        shows = found.media_type in PICTURES.values()  # anything else might be a page with scripts
        headers = {
            "Content-Type": found.media_type if shows else "application/octet-stream",
            "Content-Disposition": "inline" if shows else f'attachment; filename="{digest[:12]}"',
            "Cache-Control": "private, max-age=3600",
            "X-Content-Type-Options": "nosniff",
        }
        return web.FileResponse(self.files.path(digest), headers=headers)

    async def _done(
        self,
        request: web.Request,
        form_name: str,
        deed: Callable[[Ticket, Entered, str, str, str], Awaitable[None]],
    ) -> web.StreamResponse:
        """Do it and show the ticket; what cannot be done comes back with all that was written."""
        unit, user = self._unit(request), _user(request)
        number = request.match_info["number"]
        held = await self.database.read(in_hand, unit, number)
        if held.outside:
            raise NotAllowed("这张工单由外部派单系统办理。", "Another system has this in hand.")
        form = entered(await request.post())
        try:
            await deed(held.ticket, form, unit, f"unit:{unit}", user.name)
        except Invalid as error:
            trouble = Trouble(form_name, error.field, error.zh, error.en)
            return self._ticket(request, 422, await self._shown(request), form, trouble)
        except (TicketChanged, StepNotAllowed):
            return await self._overtaken(request, form, form_name)
        raise web.HTTPSeeOther(f"/units/tickets/{number}?done={DONE[form_name]}")

    async def _overtaken(
        self, request: web.Request, form: Entered, form_name: str
    ) -> web.StreamResponse:
        trouble = Trouble(form_name, "", CHANGED.zh, CHANGED.en)
        try:
            seen = await self._shown(request)
        except NoSuchTicket:
            return self._render("units/gone.html", request, 409, form=form, trouble=trouble)
        return self._ticket(request, 409, seen, form, trouble)

    async def _shown(self, request: web.Request) -> Shown:
        number = request.match_info["number"]
        return await self.database.read(shown, self._unit(request), number, self.town.city)

    def _ticket(
        self, request: web.Request, status: int, seen: Shown, form: Entered, trouble: Trouble
    ) -> web.Response:
        return self._render(
            "units/ticket.html",
            request,
            status,
            seen=seen,
            tab=next(tab for tab in TABS if seen.ticket.status in tab.statuses),
            form=form,
            trouble=trouble,
            done=request.query.get("done", "") if request.method == "GET" else "",
            reasons=RETURN_REASONS,
            units=[unit for unit in self.town.city.units.values() if unit.id != seen.ticket.lead],
        )

    def _render(
        self, template: str, request: web.Request, status: int = 200, **values: Any
    ) -> web.Response:
        language = language_of(request)
        names = Names(self.town.city, language)
        if number := request.match_info.get("number"):  # also after a form that was sent
            other = "zh" if language == "en" else "en"
            values["other_language"] = f"/units/tickets/{number}?lang={other}"
        unit = self._unit(request)
        response = self.pages.render(
            template, request, status, names=names, unit=unit, remaining=remaining, **values
        )
        response.headers["Cache-Control"] = "no-store"  # citizens' words on a shared computer
        return response

    def _unit(self, request: web.Request) -> str:
        unit = _user(request).unit
        if unit is None or unit not in self.town.city.units:
            raise NotAllowed(
                "您的账号没有对应的承办单位，请联系管理员。",
                "Your account belongs to no unit; ask the administrator.",
            )
        return unit


def _user(request: web.Request) -> User:
    user: User = request["user"]
    return user


def _whole(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 0
