"""What a browser loads: the launcher that any allowed site embeds, and the chat in its frame."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from channels.base import Problem
from channels.http import SECURITY_HEADERS, Rejected
from channels.webchat.settings import WebchatSettings

HERE = Path(__file__).parent
STATIC = HERE / "static"

FOREIGN = Problem(
    "",
    "foreign-origin",
    "这个网站没有获准使用网页对话。",
    "This site is not among those that may use the chat.",
)

_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?|\[[0-9a-fA-F:.]+\](:[0-9]{1,5})?")


def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
    )


@dataclass(frozen=True, slots=True)
class Page:
    settings: WebchatSettings
    templates: Environment = field(default_factory=_templates)

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return (
            web.get("/widget.js", self.widget),
            web.get("/panel", self.panel),
            web.static("/static", STATIC),
        )

    async def widget(self, _request: web.Request) -> web.FileResponse:
        """Asked for by every page of every site that embeds it, so browsers keep it a while."""
        headers = {"Cache-Control": "public, max-age=600"}
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return web.FileResponse(STATIC / "widget.js", headers=headers)

    async def panel(self, request: web.Request) -> web.Response:
        text = self.templates.get_template("panel.html").render(site=self.settings)
        response = web.Response(text=text, content_type="text/html", charset="utf-8")
        response.headers.update(SECURITY_HEADERS)
        # its frame-ancestors stands above X-Frame-Options, which knows no list (CSP 3, 6.4.2)
        response.headers["Content-Security-Policy"] = self._policy(request.host)
        response.headers["Cache-Control"] = "no-cache"
        return response

    def expect_own(self, request: web.Request) -> None:
        """Raises Rejected (403) unless a page of ours or of an allowed site calls."""
        origin = request.headers.get("Origin", "")
        if origin not in self.settings.origins and urlsplit(origin).netloc != request.host:
            raise Rejected(403, FOREIGN)

    def _policy(self, host: str) -> str:
        # for browsers to which 'self' does not mean WebSockets as well
        lines = f"ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
        return (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
            f"connect-src 'self' {lines}; form-action 'none'; base-uri 'none'; "
            f"frame-ancestors 'self' {' '.join(self.settings.origins)}"
        )
