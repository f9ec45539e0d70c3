"""Reads a push of the platform, proven, in whatever form it comes, and answers in the same form."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import web

from channels.base import Problem, Shelf
from channels.http import Rejected, body, parsed
from channels.wechat.parse import Push, push_of
from channels.wechat.settings import WechatSettings
from channels.weixin.crypto import FORGED, FRESH, Seal, prove
from channels.weixin.texts import split
from channels.weixin.xml import fields_of, written

LARGEST = 256 * 1024  # bytes; a push in compatible mode, thrice as long as a plain one, has 30 000

SEALED = Problem(
    "Encrypt",
    "sealed",
    "内容已加密，但没有设置 aes_key。",
    "The content is encrypted, but there is no aes_key in the settings.",
)
UNSEALED = Problem(
    "Encrypt",
    "not-sealed",
    "设置了 aes_key，只接受加密的推送。",
    "With an aes_key in the settings, only encrypted pushes are taken.",
)
USED_UP = Problem(
    "nonce",
    "nonce-reused",
    "这个签名已用于另一条内容。",
    "This signature was used for other content.",
)
OTHER_ACCOUNT = Problem(
    "ToUserName",
    "other-account",
    "这条内容是发给另一个公众号的。",
    "This was sent to another official account.",
)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A genuine push: what it says, as plain bytes too, and the form its answer must have."""

    push: Push
    content: bytes = field(repr=False)
    json: bool
    seal: Seal | None
    at: float  # seconds since 1970

    def answer(self, words: str = "") -> web.Response:
        """The passive reply; without words "success", which the platform shows to nobody."""
        if not words:
            return web.Response(text="success")
        plain = self._shaped(
            {
                "ToUserName": self.push.sender,
                "FromUserName": self.push.account,
                "CreateTime": int(self.at),
                "MsgType": "text",
                "Content": split(words)[0],
            }
        )
        if self.seal is None:
            return self._response(plain)
        sealed = self.seal.sealed(plain.encode(), self.at)
        numbered = {name: int(v) if name == "TimeStamp" else v for name, v in sealed.items()}
        return self._response(self._shaped(numbered))

    def _shaped(self, fields: Mapping[str, str | int]) -> str:
        return json.dumps(dict(fields), ensure_ascii=False) if self.json else written(fields)

    def _response(self, text: str) -> web.Response:
        return web.Response(
            text=text, content_type="application/json" if self.json else "application/xml"
        )


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Proves and reads the requests of one account."""

    settings: WechatSettings
    shelf: Shelf
    clock: Callable[[], float] = time.time

    @property
    def seal(self) -> Seal | None:
        key = self.settings.aes_key
        return Seal.of(self.settings.token, key, self.settings.app_id) if key else None

    def greeting(self, request: web.Request) -> web.Response:
        """The answer when the address is entered in the console. Raises Rejected."""
        prove(self.settings.token, request.query, self.clock())
        echo = request.query.get("echostr", "")
        if not (echo.isascii() and echo.isprintable() and 0 < len(echo) <= 256):
            raise Rejected(400, FORGED)
        return web.Response(text=echo, headers={"X-Content-Type-Options": "nosniff"})

    async def read(self, request: web.Request) -> Arrived:
        """Raises Rejected: 403 forged, stale or another account's, 413, 415, 400 unreadable."""
        at = self.clock()
        content = await body(request, LARGEST)
        seal = self.seal
        if seal is None:
            prove(self.settings.token, request.query, at)
            await self._expect_first_use(request.query, content)
            fields = fields_of(content)
            plain = content
        else:
            plain = _opened(seal, request.query, content, at)
            fields = fields_of(plain)
        if seal is None and "Encrypt" in fields and "MsgType" not in fields:
            raise Rejected(400, SEALED)
        push = parsed(push_of, fields)
        if self.settings.original_id not in ("", push.account):
            raise Rejected(403, OTHER_ACCOUNT)
        return Arrived(push, plain, content.lstrip()[:1] == b"{", seal, at)

    async def _expect_first_use(self, query: Mapping[str, str], content: bytes) -> None:
        """A plain push's signature covers no body, so it is good for one content only.

        The platform's own retries carry the same content and pass.
        """
        used = f"{query.get('timestamp')} {query.get('nonce')}"
        key = f"nonce:{hashlib.sha256(used.encode()).hexdigest()[:40]}"
        mark = hashlib.sha256(content).hexdigest()
        if await self.shelf.swap(key, None, mark, timedelta(seconds=2 * FRESH)):
            return
        if await self.shelf.get(key) not in (None, mark):
            raise Rejected(403, USED_UP)


def _opened(seal: Seal, query: Mapping[str, str], content: bytes, at: float) -> bytes:
    if query.get("encrypt_type") == "raw" or "msg_signature" not in query:
        raise Rejected(403, UNSEALED)
    return seal.opened(query, fields_of(content).get("Encrypt", ""), at)
