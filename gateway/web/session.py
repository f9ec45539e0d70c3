"""Logging in and staying so: encrypted cookies, CSRF tokens, and who may enter which room."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from aiohttp_session import get_session, new_session
from aiohttp_session.cookie_storage import EncryptedCookieStorage

from gateway.clock import Clock
from gateway.database import Database
from gateway.passwords import NOBODY, matches
from gateway.people import Role, User
from gateway.secrecy import Secrecy, fingerprint
from gateway.store import people
from gateway.store.guesses import SLOT
from gateway.web.pages import Pages

HOURS = 12  # of a shift; then one logs in again
GUESSES = 10  # per name and slot
GUESSES_FROM = 60  # per address and slot: one office, many people


def cookies(secrecy: Secrecy, *, secure: bool) -> EncryptedCookieStorage:
    return EncryptedCookieStorage(
        secrecy.key("session"),
        cookie_name="duokou",
        max_age=HOURS * 3600,
        httponly=True,
        secure=secure,
        samesite="Lax",
    )


@dataclass(frozen=True, slots=True)
class Door:
    """Who may enter: `room(role, …)` is the middleware of a part of the site."""

    database: Database
    pages: Pages
    clock: Clock

    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.get("/login", self.show),
            web.post("/login", self.enter),
            web.post("/logout", self.leave),
        )

    async def show(self, request: web.Request) -> web.StreamResponse:
        return self.pages.render("login.html", request, error="", next=_inside(request))

    async def enter(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        name, password = str(form.get("name", ""))[:60], str(form.get("password", ""))[:200]
        if await self._too_many(request, name):
            return self._refuse(request, "wait", 429)
        user = await self.database.read(people.get, name)
        right = await matches(password, user.password if user else NOBODY)
        if user is None or not right or user.disabled:
            return self._refuse(request, "wrong", 401)
        session = await new_session(request)
        session["name"], session["epoch"] = user.name, user.epoch
        session["csrf"] = secrets.token_urlsafe(24)
        raise web.HTTPSeeOther(_inside(request) or ("/desk" if user.staff else "/units"))

    async def leave(self, request: web.Request) -> web.StreamResponse:
        session = await get_session(request)
        form = await request.post()
        if hmac.compare_digest(str(form.get("csrf", "")), str(session.get("csrf", "-"))):
            session.invalidate()
        raise web.HTTPSeeOther("/login")

    def room(self, *roles: Role) -> Middleware:
        """Lets in who has one of the roles; checks the CSRF token of whatever changes things."""

        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            user = await self._user(request)
            if user is None:
                if request.method != "GET" or "json" in request.headers.get("Accept", ""):
                    raise web.HTTPUnauthorized
                raise web.HTTPSeeOther(f"/login?next={quote(request.path_qs)}")
            if not user.roles & set(roles):
                raise web.HTTPForbidden
            await self._check_csrf(request)
            return await handler(request)

        return guard

    async def _user(self, request: web.Request) -> User | None:
        session = await get_session(request)
        user = await self.database.read(people.get, str(session.get("name", "")))
        if user is None or user.disabled or user.epoch != session.get("epoch"):
            return None
        request["user"], request["csrf"] = user, session["csrf"]
        return user

    async def _check_csrf(self, request: web.Request) -> None:
        if request.method in {"GET", "HEAD"}:
            return
        given = request.headers.get("X-CSRF-Token") or str((await request.post()).get("csrf", ""))
        if not hmac.compare_digest(given.encode(), str(request["csrf"]).encode()):
            raise web.HTTPForbidden

    async def _too_many(self, request: web.Request, name: str) -> bool:
        slot = int(self.clock().timestamp()) // SLOT
        by_name = f"login:{fingerprint(name)[:32]}"
        from_there = f"login-from:{fingerprint(request.remote or '')[:32]}"
        here = await self.database.write(people.count_attempt, from_there, slot)
        there = await self.database.write(people.count_attempt, by_name, slot)
        return there > GUESSES or here > GUESSES_FROM

    def _refuse(self, request: web.Request, error: str, status: int) -> web.Response:
        return self.pages.render("login.html", request, status, error=error, next=_inside(request))


def _inside(request: web.Request) -> str:
    """Where to go after the log-in; never to another site."""
    wish = request.query.get("next", "")
    return wish if wish.startswith("/") and not wish.startswith(("//", "/\\")) else ""
