"""The server of WeCom as its documents describe it: tokens, messages, customer service, files."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Json = dict[str, Any]

SORRY = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
TWO_DAYS = 48 * 3600


class Errcode(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Said:
    """What an account has told one citizen."""

    last_heard: float = 0
    count: int = 0  # since then


@dataclass
class Qyapi:
    """One enterprise. Codes of document 90313; where none is published, one that is not in use."""

    corpid: str
    secret: str
    address: str = ""  # where it stands
    waiting: dict[str, list[object]] = field(default_factory=dict)  # by open_kfid
    page_size: int = 1000
    blanks: int = 0  # pages without anything that come first, and say there is more
    files: dict[str, bytes] = field(default_factory=dict)
    members: set[str] = field(default_factory=set)
    unlicensed: set[str] = field(default_factory=set)  # members whom no message reaches
    bells: set[str] = field(default_factory=set)  # doorbell tokens that are good
    codes: set[str] = field(default_factory=set)  # of welcomes, not used yet
    # what it was asked
    called: list[tuple[str, Json]] = field(default_factory=list)
    sent: list[Json] = field(default_factory=list)  # what really reached somebody
    greeted: list[Json] = field(default_factory=list)
    # how it behaves
    slow: float = 0
    page: int | None = None  # answers everything with this status and `says`
    says: str = SORRY
    loses_answers: bool = False  # does what it is asked, but the answer never arrives
    fails: list[tuple[str, int]] = field(default_factory=list)  # path and errcode, once each
    expires_at: int | None = None  # the so-maniest call finds the token expired
    talks: dict[tuple[str, str], Said] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    issued: int = 0
    good_token: str = ""
    busy: int = 0  # calls that are not answered yet
    at_work: int = 0
    at_once: int = 0  # most calls of sync_msg at a time
    unasked: list[float] = field(default_factory=list)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/cgi-bin/gettoken", self._guarded(self._gettoken))
        app.router.add_get("/cgi-bin/media/get", self._guarded(self._media))
        for path, answer in (
            ("/cgi-bin/message/send", self._message_send),
            ("/cgi-bin/kf/sync_msg", self._sync_msg),
            ("/cgi-bin/kf/send_msg", self._send_msg),
            ("/cgi-bin/kf/send_msg_on_event", self._send_msg_on_event),
        ):
            app.router.add_post(path, self._guarded(self._with_body(answer)))
        return app

    def count(self, path: str) -> int:
        return sum(called == path for called, _ in self.called)

    def arrives(self, open_kfid: str, *items: object) -> None:
        """Citizens say something; whoever writes opens the window of 48 hours anew."""
        self.waiting.setdefault(open_kfid, []).extend(items)
        for item in items:
            if isinstance(item, dict) and item.get("origin") == 3:
                said = Said(time.time())
                self.talks[open_kfid, str(item.get("external_userid"))] = said

    def _guarded(
        self, answer: Callable[[web.Request], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def guarded(request: web.Request) -> web.Response:
            body = await request.json() if request.method == "POST" else dict(request.query)
            self.called.append((request.path, body))
            self.busy += 1
            try:
                await asyncio.sleep(self.slow)
                return await self._answered(request, answer)
            finally:
                self.busy -= 1

        return guarded

    async def _answered(
        self, request: web.Request, answer: Callable[[web.Request], Awaitable[web.Response]]
    ) -> web.Response:
        if self.page:
            return web.Response(text=self.says, status=self.page, content_type="text/html")
        try:
            self._prove(request)
            response = await answer(request)
        except Errcode as error:
            return _json(errcode=error.code, errmsg=f"hint: [{request.query_string}]")
        if self.loses_answers and request.path != "/cgi-bin/gettoken":
            assert request.transport
            request.transport.abort()
        return response

    def _prove(self, request: web.Request) -> None:
        for path, code in self.fails:
            if path == request.path:
                self.fails.remove((path, code))
                raise Errcode(code)
        if request.path == "/cgi-bin/gettoken":
            return
        if self.expires_at is not None and len(self.called) >= self.expires_at:
            self.good_token, self.expires_at = "", None
            raise Errcode(42001)
        if request.query.get("access_token") != self.good_token:
            raise Errcode(40014)

    async def _gettoken(self, request: web.Request) -> web.Response:
        if request.query["corpid"] != self.corpid or request.query["corpsecret"] != self.secret:
            raise Errcode(40001)
        if not self.good_token:
            self.issued += 1
            self.good_token = f"token-{self.issued}"
        return _json(access_token=self.good_token, expires_in=7200)

    async def _media(self, request: web.Request) -> web.Response:
        if request.query["media_id"] not in self.files:
            raise Errcode(40007)
        content = self.files[request.query["media_id"]]
        return web.Response(body=content, content_type="image/jpeg")

    def _with_body(
        self, answer: Callable[[Json], Awaitable[Json]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answered(request: web.Request) -> web.Response:
            return _json(**await answer(await request.json()))

        return answered

    async def _message_send(self, body: Json) -> Json:
        wanted = set(body["touser"].split("|"))
        if body["touser"] != "@all" and not wanted & self.members:
            raise Errcode(81013)
        if wanted - self.unlicensed:
            self.sent.append(body)
        return {
            "invaliduser": "|".join(sorted(wanted - self.members)).lower(),
            "unlicenseduser": "|".join(sorted(wanted & self.unlicensed)).lower(),
            "msgid": "m",
        }

    async def _sync_msg(self, body: Json) -> Json:
        self.at_work += 1
        self.at_once = max(self.at_once, self.at_work)
        try:
            await asyncio.sleep(self.slow)
            return self._synced(body)
        finally:
            self.at_work -= 1

    def _synced(self, body: Json) -> Json:
        if self.at_work > 5:
            raise Errcode(45033)
        self._expect_seldom(body.get("token", ""))
        if body["open_kfid"] not in self.waiting:
            raise Errcode(95000)
        items = self.waiting[body["open_kfid"]]
        place = body.get("cursor", "c0").split("-")[0]
        if self.blanks:
            self.blanks -= 1
            return {"next_cursor": f"{place}-{self.blanks}", "has_more": 1, "msg_list": []}
        begin = int(place[1:])
        end = min(len(items), begin + min(body.get("limit", 1000), self.page_size))
        more = int(end < len(items))
        return {"next_cursor": f"c{end}", "has_more": more, "msg_list": items[begin:end]}

    def _expect_seldom(self, token: str) -> None:
        """Without a good token of a doorbell, ten times a minute at the most."""
        if token in self.bells:
            return
        self.unasked = [at for at in self.unasked if time.time() - at < 60] + [time.time()]
        if len(self.unasked) > 10:
            raise Errcode(45009)
        if token:
            raise Errcode(95007)

    async def _send_msg(self, body: Json) -> Json:
        if not re.fullmatch("[0-9a-zA-Z_-]{1,32}", body["msgid"]):
            raise Errcode(40058)
        if body["msgid"] in self.ids:
            raise Errcode(95099)  # the document only says: "否则接口返回错误"
        said = self.talks.get((body["open_kfid"], body["touser"]), Said())
        if time.time() - said.last_heard > TWO_DAYS:
            raise Errcode(95002)
        if said.count == 5:
            raise Errcode(95001)
        said.count += 1
        self.ids.add(body["msgid"])
        self.sent.append(body)
        return {"msgid": body["msgid"]}

    async def _send_msg_on_event(self, body: Json) -> Json:
        if body["code"] not in self.codes:
            raise Errcode(95098)
        self.codes.remove(body["code"])
        self.greeted.append(body)
        return {"msgid": body["msgid"]}


def _json(errcode: int = 0, errmsg: str = "ok", **fields: Any) -> web.Response:
    return web.json_response({"errcode": errcode, "errmsg": errmsg, **fields})
