"""The start page, and asking where a report stands: number and phone ending, safe from guessing."""

from __future__ import annotations

import asyncio
import hmac
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from channels.base import Problem
from channels.http import Rejected
from channels.webform.reading import submitted
from gateway.clock import Clock
from gateway.database import Database
from gateway.numbers import read_number
from gateway.secrecy import Secrecy, bare_phone
from gateway.town import Town
from gateway.web.public.frame import Frame
from gateway.web.public.guarding import Guard
from gateway.web.public.reading import phone_of

ENDING = 4  # digits of the phone number
EVEN = 0.4  # seconds that every answer takes at least, whatever was found

NO_NUMBER = Problem("number", "missing", "请填写编号。", "Enter the number of your report.")
MISTYPED = Problem(
    "number",
    "mistyped",
    "编号写错了，请对照您记下的编号再看一遍：两个字母和十个数字。",
    "The number is mistyped; compare it with your note: two letters and ten digits.",
)
NO_ENDING = Problem(
    "ending",
    "no-ending",
    "请填写手机号码的最后四位数字。",
    "Enter the last four digits of your phone number.",
)
# one answer for three cases, so that it tells a guesser nothing
NOT_FOUND = Problem(
    "",
    "not-found",
    "没有查到。可能是编号或手机尾号不对，也可能登记时没有留电话。",
    "Nothing found. The number or the phone ending may be wrong, or no phone number was left.",
)


@dataclass(frozen=True, slots=True)
class Asking:
    database: Database
    town: Town
    secrecy: Secrecy
    clock: Clock
    frame: Frame
    guard: Guard

    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.get("/", self.start),
            web.get("/progress", self.ask),
            web.post("/progress", self.find),
        )

    async def start(self, request: web.Request) -> web.StreamResponse:
        return self.frame.render(request, "start.html")

    async def ask(self, request: web.Request) -> web.StreamResponse:
        return self._form(request, 200, {}, ())

    async def find(self, request: web.Request) -> web.StreamResponse:
        until = asyncio.get_running_loop().time() + EVEN
        try:
            fields = (await submitted(request)).fields
        except Rejected as error:
            return self._form(request, error.status, {}, error.problems)
        number = read_number(fields.get("number", ""), self.town.city.number_prefix)
        ending = ending_of(fields.get("ending", ""))
        if number is None or ending is None:
            return self._form(request, 422, fields, _missing(fields, number, ending))
        again_at = await self.guard.admit(number, request.remote or "")
        if again_at is not None:
            return self._wait(request, fields, again_at)
        right = await self._fits(number, ending)
        await asyncio.sleep(until - asyncio.get_running_loop().time())
        if not right:
            return self._form(request, 404, fields, (NOT_FOUND,))
        raise web.HTTPSeeOther(self.secrecy.link(number), headers={"Cache-Control": "no-store"})

    async def _fits(self, number: str, ending: str) -> bool:
        phone = bare_phone(await self.database.read(phone_of, number))
        return hmac.compare_digest(phone[-ENDING:].encode(), ending.encode())

    def _wait(
        self, request: web.Request, fields: Mapping[str, str], again_at: datetime
    ) -> web.Response:
        response = self._form(request, 429, fields, (), again_at)
        left = again_at - self.clock()
        response.headers["Retry-After"] = str(max(1, int(left.total_seconds()) + 1))
        return response

    def _form(
        self,
        request: web.Request,
        status: int,
        fields: Mapping[str, str],
        problems: Iterable[Problem],
        again_at: datetime | None = None,
    ) -> web.Response:
        return self.frame.private(
            request,
            "ask.html",
            status=status,
            number=fields.get("number", "")[:60],
            prefix=self.town.city.number_prefix,
            wrong={problem.field: problem for problem in problems},
            again_at=again_at,
        )


def ending_of(written: str) -> str | None:
    """Four digits; of a whole phone number the last four. None when it is neither."""
    plain = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", written))
    if not re.fullmatch(r"\+?[0-9]{4,16}", plain):
        return None
    return plain[-ENDING:]


def _missing(
    fields: Mapping[str, str], number: str | None, ending: str | None
) -> Iterable[Problem]:
    if number is None:
        yield MISTYPED if fields.get("number", "").strip() else NO_NUMBER
    if ending is None:
        yield NO_ENDING
