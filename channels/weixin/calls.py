"""Calls to the platform's JSON interfaces: what failed for now, what for good, never a token."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession
from yarl import URL

from channels.base import Refused, TryAgain
from channels.calling import Call, answered, judge
from channels.http import MIB
from channels.weixin.token import AccessToken

LARGEST = 25 * MIB  # of an answer; the largest file of the platform has 20 MB

# codes of "全局返回码" (official account) and "全局错误码" (WeCom), the same in both
TOKEN_CODES = frozenset({40001, 40014, 42001})  # wrong, unknown, expired
SPENT = 45009  # the daily calls of one interface; another may have some left
BUSY = -1  # "系统繁忙，此时请开发者稍候再试"


class Again(TryAgain):
    """The platform answered `errcode`: not now."""

    def __init__(self, what: str, errcode: int) -> None:
        super().__init__(f"{what}: errcode {errcode}")
        self.errcode = errcode


class TokenRefused(Again):
    """The platform did not take the access token."""


class Never(Refused):
    """The platform answered `errcode`: not like this, ever."""

    def __init__(self, what: str, errcode: int) -> None:
        super().__init__(f"{what}: errcode {errcode}")
        self.errcode = errcode


async def asked(
    http: ClientSession,
    method: str,
    url: str,
    *,
    query: Mapping[str, str] | None = None,
    body: object = None,
    passing: frozenset[int] = frozenset(),
) -> dict[str, Any]:
    """One call that answers with JSON, without a token of its own accord.

    `passing`: codes, besides -1, after which the same call may succeed later. Raises Again
    (TokenRefused), Never, or plain TryAgain and Refused when there was no JSON to speak of.
    The platform's `errmsg` is left out of errors: it repeats parts of what it was sent.
    """
    content, _ = await _exchanged(http, method, url, query or {}, body)
    return _judged(content, _path(url), passing)


@dataclass(frozen=True, slots=True)
class Download:
    """`media_type` as the platform said, in lower case and without parameters."""

    content: bytes
    media_type: str


async def got(http: ClientSession, url: str) -> Download:
    """A file at a full address, without a token. Raises TryAgain, Refused."""
    content, media_type = await _exchanged(http, "GET", url, {}, None)
    return _file(Download(content, media_type), "a file")


@dataclass(frozen=True, slots=True)
class Api:
    """The interfaces of one account: each call carries its token, renewed once if need be.

    `root` is the address without a slash at its end, `https://api.weixin.qq.com`.
    """

    http: ClientSession
    root: str
    token: AccessToken
    passing: frozenset[int] = frozenset()

    async def call(self, path: str, body: object = None, **query: str) -> dict[str, Any]:
        """POST with a body, else GET; the answer's JSON. Raises as `asked` does."""
        method = "GET" if body is None else "POST"
        url = self.root + path
        token = await self.token.current()
        try:
            return await asked(
                self.http, method, url, query=_with(query, token), body=body, passing=self.passing
            )
        except TokenRefused:
            token = await self.token.instead_of(token)
        return await asked(
            self.http, method, url, query=_with(query, token), body=body, passing=self.passing
        )

    async def fetch(self, path: str, **query: str) -> Download:
        """GET of a file. Raises as `asked` does: an error comes as JSON in place of the file."""
        token = await self.token.current()
        try:
            return await self._file(path, _with(query, token))
        except TokenRefused:
            token = await self.token.instead_of(token)
        return await self._file(path, _with(query, token))

    async def _file(self, path: str, query: Mapping[str, str]) -> Download:
        content, media_type = await _exchanged(self.http, "GET", self.root + path, query, None)
        if content.lstrip()[:1] == b"{" and b"errcode" in content[:200]:
            _judged(content, path, self.passing)
        return _file(Download(content, media_type), path)


def _with(query: Mapping[str, str], token: str) -> dict[str, str]:
    return {**query, "access_token": token}


def _file(download: Download, what: str) -> Download:
    if not download.content or download.media_type == "text/html":
        raise TryAgain(f"{what}: nothing, or a page in place of the file")
    return download


def _path(url: str) -> str:
    """Fit for an error: without the query, which may hold a secret (`gettoken` of WeCom)."""
    return "/" + url.partition("?")[0].partition("://")[2].partition("/")[2]


async def _exchanged(
    http: ClientSession, method: str, url: str, query: Mapping[str, str], body: object
) -> tuple[bytes, str]:
    # citizens would be shown \uXXXX as it stands
    data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
    headers = {} if data is None else {"Content-Type": "application/json"}
    try:
        call = Call(method, URL(url).extend_query(query), headers, data)
        answer = await answered(http, call, LARGEST)
        judge(answer.status)
    except TryAgain as error:
        # what caused it may quote the address, and that the token
        raise TryAgain(f"{_path(url)}: {error}") from None
    except Refused as error:
        raise Refused(f"{_path(url)}: {error}") from None
    except ValueError:
        raise Refused("an address that is none") from None
    return answer.content, answer.content_type.lower()


def _judged(content: bytes, what: str, passing: frozenset[int]) -> dict[str, Any]:
    try:
        answer = json.loads(content)
        errcode = int(answer.get("errcode", 0))
    except (ValueError, TypeError, AttributeError, RecursionError):
        # their maintenance page, with status 200
        raise TryAgain(f"{what}: the answer is no JSON") from None
    if errcode == 0:
        return dict(answer)
    if errcode in TOKEN_CODES:
        raise TokenRefused(what, errcode)
    if errcode == BUSY or errcode in passing:
        raise Again(what, errcode)
    raise Never(what, errcode)
