"""Renders the pages of staff and units: Chinese first, English beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from channels.webform.page import language_of
from gateway.clock import Clock
from gateway.numbers import spoken

HERE = Path(__file__).parent
LANGUAGES = ("zh", "en")


@pass_context
def t(context: Context, zh: str, en: str) -> str:
    """The words in the language of the page."""
    return en if context["lang"] == "en" else zh


@dataclass(frozen=True, slots=True)
class Pages:
    """`render("desk/queue.html", request, …)`; every template may use `t(zh, en)`.

    Filters: `moment` (a time in the city), `spoken` (a number in groups).
    """

    environment: Environment
    clock: Clock

    def render(
        self, template: str, request: web.Request, status: int = 200, **values: Any
    ) -> web.Response:
        language = language_of(request)
        known: Mapping[str, Any] = {
            "lang": language,
            "request": request,
            "other_language": _in_language(request, "zh" if language == "en" else "en"),
            "now": self.clock(),
            "user": request.get("user"),
            "csrf": request.get("csrf", ""),
        }
        text = self.environment.get_template(template).render({**known, **values})
        response = web.Response(text=text, content_type="text/html", status=status)
        if request.query.get("lang") in LANGUAGES:
            response.set_cookie("lang", language, samesite="Lax", max_age=31_536_000)
        return response


def make_pages(zone: ZoneInfo, clock: Clock) -> Pages:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def moment(value: datetime | None, form: str = "%m-%d %H:%M") -> str:
        return value.astimezone(zone).strftime(form) if value else ""

    environment.globals["t"] = t
    environment.filters["moment"] = moment
    environment.filters["spoken"] = spoken
    return Pages(environment, clock)


def _in_language(request: web.Request, language: str) -> str:
    return f"{request.path}?{urlencode({**request.query, 'lang': language})}"
