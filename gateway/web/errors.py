"""Turns what was raised into an answer: a page for people, RFC 9457 problem JSON for machines."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from channels.base import Unavailable
from channels.webform.page import language_of
from gateway.doorkeeping import RETRY_AFTER, SHUT
from gateway.metrics import Metrics
from gateway.stages.confirming import Invalid, NotAllowed
from gateway.store.tickets import NoSuchTicket, TicketChanged
from gateway.tickets import StepNotAllowed
from gateway.web.pages import Pages
from gateway.web.public.frame import Frame

log = logging.getLogger(__name__)

STAFF_ROOMS = ("/desk", "/units", "/login", "/logout")


@dataclass(frozen=True, slots=True)
class Explained:
    """What a person reads about an error: a status and the words in both languages."""

    status: int
    zh: str
    en: str


CHANGED = Explained(
    409,
    "这张工单刚被其他人修改过，您的操作没有保存。请看最新内容后再操作。",
    "Somebody else has just changed this ticket; nothing of yours was saved. Look again first.",
)
AWAY = Explained(
    503,
    "系统正在恢复，请一分钟后再试；您写的内容还没有收下。紧急情况请直接拨打 110、119、120。",
    "The system is recovering; try again in a minute. Nothing was kept yet. "
    "In an emergency call 110, 119 or 120.",
)
BROKEN = Explained(
    500,
    "系统出错了，已经记录。请稍后再试；紧急情况请直接拨打 110、119、120。",
    "Something broke and was noted. Try again soon; in an emergency call 110, 119 or 120.",
)
STATUSES = {
    400: Explained(400, "请求的内容读不懂。", "The request cannot be understood."),
    401: Explained(401, "请先登录。", "Log in first."),
    403: Explained(403, "您没有权限，或页面已过期，请刷新后再试。", "Not allowed, or expired."),
    404: Explained(404, "没有这个页面或工单。", "There is no such page or ticket."),
    405: Explained(405, "这个地址不支持这种操作。", "This address does not do that."),
    413: Explained(413, "内容太大，请缩小后再发。", "Too large; send less."),
    415: Explained(415, "内容的类型不对。", "Wrong type of content."),
    429: Explained(429, "操作太频繁，请过一会儿再试。", "Too often; wait a while."),
    503: Explained(503, SHUT.zh, SHUT.en),  # nothing but the doorkeeper raises it
}


def explained(error: Exception) -> Explained:
    """The answer to an error that the rooms share; BROKEN for anything unforeseen."""
    match error:
        case TicketChanged():
            return CHANGED
        case StepNotAllowed():
            return Explained(
                409,
                "工单现在的状态不能这样操作，请刷新后再看。",
                "The ticket's present state does not allow this; look again.",
            )
        case NoSuchTicket():
            return STATUSES[404]
        case NotAllowed():
            return Explained(403, error.zh, error.en)
        case Invalid():
            return Explained(422, error.zh, error.en)
        case web.HTTPException():
            known = STATUSES.get(error.status)
            return known or Explained(error.status, error.reason, error.reason)
    return BROKEN


@dataclass(frozen=True, slots=True)
class Errors:
    """The outermost middleware: no error leaves without words, none with a stack trace."""

    pages: Pages
    citizens: Frame
    metrics: Metrics

    @property
    def middleware(self) -> Middleware:
        @web.middleware
        async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
            started = time.perf_counter()
            try:
                response = await self._answered(request, handler)
            except web.HTTPException:  # a redirect, which is an answer too
                self._measured(request, started)
                raise
            if isinstance(response, web.Response):  # a stream of events stays open on purpose
                self._measured(request, started)
            return response

        return answer

    def _measured(self, request: web.Request, started: float) -> None:
        if request.match_info.http_exception is None:
            room = request.path.split("/", 2)[1][:20] or "home"
            self.metrics.requests.labels(room).observe(time.perf_counter() - started)

    async def _answered(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as error:
            if error.status < 400:
                raise
            return self._show(request, explained(error))
        except (TicketChanged, StepNotAllowed, NoSuchTicket, NotAllowed, Invalid) as error:
            return self._show(request, explained(error))
        except Unavailable as error:
            log.error("request to %s: the database is away", _place(request), exc_info=error)
            response = self._show(request, AWAY)
            response.headers["Retry-After"] = RETRY_AFTER
            return response
        except Exception as error:  # what worker.py is for work, this is for HTTP: the last place
            log.error("request to %s failed", _place(request), exc_info=error)
            return self._show(request, BROKEN)

    def _show(self, request: web.Request, what: Explained) -> web.Response:
        words = what.en if language_of(request) == "en" else what.zh
        if _wants_json(request):
            return web.json_response(
                {"type": "about:blank", "status": what.status, "title": words},
                status=what.status,
                content_type="application/problem+json",
            )
        if request.path.startswith(STAFF_ROOMS):
            return self.pages.render("error.html", request, what.status, what=what)
        template = "unknown.html" if what.status == 404 else "wrong.html"
        return self.citizens.private(request, template, status=what.status, what=what)


def _wants_json(request: web.Request) -> bool:
    return "json" in request.headers.get("Accept", "") or request.content_type.endswith("json")


def _place(request: web.Request) -> str:
    """The route's pattern, not the path: a path may hold a secret link."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "nowhere"
