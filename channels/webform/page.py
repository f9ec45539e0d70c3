"""How every page for citizens is made: two languages side by side, ordinary or large type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from channels.http import SECURITY_HEADERS, language_of_header
from channels.message import Language
from channels.webform.settings import WebformSettings

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
MOUNT = "/report"
A_YEAR = 365 * 24 * 3600


def environment(*folders: Path) -> Environment:
    """Templates of these folders, which may extend `citizen.html`; everything is escaped."""
    return Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in (*folders, TEMPLATES)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def language_of(request: web.Request) -> Language:
    """As the address says (`?lang=en`), else the cookie, else the browser; else Chinese."""
    for wish in (request.query.get("lang"), request.cookies.get("lang")):
        if wish in ("zh", "en"):
            return "en" if wish == "en" else "zh"
    return language_of_header(request.headers)


def large_of(request: web.Request) -> bool:
    """Whether the page is wanted in large type (`?large=1`, else the cookie)."""
    return request.query.get("large", request.cookies.get("large")) == "1"


def translator(language: Language) -> Callable[[str, str], str]:
    """The `t` of the templates: both texts stand side by side, one of them is shown."""
    return lambda zh, en: en if language == "en" else zh


@dataclass(frozen=True, slots=True)
class Pages:
    """Renders citizens' pages of one city.

    A template finds in its context: `site` (the settings), `language`, `large`, `t(zh, en)`,
    `here(lang=…, large=…)` (this very address with that choice), `mount` (of the form), and
    whatever the caller adds.
    """

    site: WebformSettings
    templates: Environment = field(default_factory=environment)

    def render(
        self, request: web.Request, template: str, *, status: int = 200, **context: Any
    ) -> web.Response:
        """The page in the language and type size of the request, never to be cached."""
        language = language_of(request)
        text = self.templates.get_template(template).render(
            site=self.site,
            language=language,
            large=large_of(request),
            t=translator(language),
            here=_here(request),
            mount=MOUNT,
            **context,
        )
        response = web.Response(text=text, status=status, content_type="text/html", charset="utf-8")
        response.headers.update(SECURITY_HEADERS)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Language"] = "en" if language == "en" else "zh-CN"
        _remember(request, response)
        return response


def _here(request: web.Request) -> Callable[..., str]:
    def here(**choices: str) -> str:
        return str(request.rel_url.update_query(choices))

    return here


def _remember(request: web.Request, response: web.Response) -> None:
    allowed: Mapping[str, tuple[str, ...]] = {"lang": ("zh", "en"), "large": ("0", "1")}
    for name, values in allowed.items():
        if request.query.get(name) in values:
            response.set_cookie(
                name,
                request.query[name],
                max_age=A_YEAR,
                secure=request.secure,
                httponly=True,
                samesite="Lax",
            )
