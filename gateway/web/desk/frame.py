"""What every page of the desk shows besides its own matter: names, dangers, time left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from channels.webform.page import language_of
from gateway.tickets import Ticket
from gateway.town import Town
from gateway.web.desk.asked import Asked
from gateway.web.desk.marks import covered
from gateway.web.names import Names
from gateway.web.pages import Pages
from gateway.web.remaining import Remaining, remaining

DONE = frozenset(
    {
        "confirmed",
        "answered",
        "refused",
        "returned",
        "corrected",
        "merged",
        "split",
        "apart",
        "alarm",
    }
)


@dataclass(frozen=True, slots=True)
class Frame:
    """Renders the desk's templates; `asked` keeps the list a person is working through."""

    pages: Pages
    town: Town
    doors: frozenset[str]  # by name; the menu has a form for some

    def names(self, request: web.Request) -> Names:
        return Names(self.town.city, language_of(request))

    def render(
        self, template: str, request: web.Request, status: int = 200, **values: Any
    ) -> web.Response:
        now = self.pages.clock()

        def left(ticket: Ticket) -> Remaining:
            return remaining(ticket, now)

        known = {
            "names": self.names(request),
            "asked": Asked.by(request),
            "left": left,
            "covered": covered,
            "here": _address(request),
            "doors": self.doors,
            "done": _done(request),
            "other_language": _in_other_language(request),
        }
        return self.pages.render(template, request, status, **{**known, **values})


def _address(request: web.Request, **wishes: str) -> str:
    """Where this page can be read again; one that answers a form stands at the form's page."""
    path = request.path if request.method == "GET" else request.path.rpartition("/")[0]
    query = urlencode({**request.query, **wishes})
    return f"{path}?{query}" if query else path


def _in_other_language(request: web.Request) -> str:
    return _address(request, lang="zh" if language_of(request) == "en" else "en")


def _done(request: web.Request) -> tuple[str, str] | None:
    """The deed that led to this page, and the number of its ticket."""
    deed, _, number = request.query.get("done", "").partition(".")
    return (deed, number) if deed in DONE and number.isalnum() and len(number) < 20 else None
