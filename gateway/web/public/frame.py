"""The frame that citizens' pages share: the form's look, and nothing left behind by a key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from channels.webform.page import Pages, environment, language_of
from channels.webform.settings import WebformSettings
from gateway.clock import Clock
from gateway.dates import promised, said
from gateway.numbers import spoken

TEMPLATES = Path(__file__).parent.parent / "templates" / "public"


@dataclass(frozen=True, slots=True)
class Frame:
    """Templates find what `Pages` gives them, and `when(moment)`, `promised(deadline)`, `spoken`,
    `form_open`, `chat`.
    """

    pages: Pages
    zone: ZoneInfo
    clock: Clock
    form_open: bool  # whether the web form stands open here
    chat: str  # where the web chat stands open, or ""

    def render(
        self, request: web.Request, template: str, *, status: int = 200, **context: Any
    ) -> web.Response:
        language, now = language_of(request), self.clock()

        def when(moment: datetime) -> str:
            return said(moment, language, self.zone, now)

        return self.pages.render(
            request,
            template,
            status=status,
            when=when,
            promised=lambda due: promised(due, language, self.zone),
            spoken=spoken,
            form_open=self.form_open,
            chat=self.chat,
            **context,
        )

    def private(
        self, request: web.Request, template: str, *, status: int = 200, **context: Any
    ) -> web.Response:
        """A page that no search engine and no neighbouring site may learn of."""
        response = self.render(request, template, status=status, **context)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response


def make_frame(
    site: WebformSettings, zone: ZoneInfo, clock: Clock, *, form_open: bool, chat: str
) -> Frame:
    return Frame(Pages(site, environment(TEMPLATES)), zone, clock, form_open, chat)
