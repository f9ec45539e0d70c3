"""A door that programs push signed JSON through: sent again as often as they like, kept once."""

from __future__ import annotations

import asyncio
import json
import time
from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, ParamSpec, TypeVar

from aiohttp import web
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError

from channels.base import Channel, ChannelSettings, Deliver, IdReused, Problem, Unacceptable
from channels.http import (
    MIB,
    Rejected,
    body,
    expect_type,
    json_of,
    language_of_header,
    problem_json,
)
from channels.message import InboundMessage, Raw, Receipt
from channels.openapi import Api, document
from channels.shapes import problems
from channels.signature import FORGED, claimed, prove

P = ParamSpec("P")
T = TypeVar("T")

LARGEST = 55 * MIB  # four attachments of 10 MB in base64, and the words
DESK = "desk"  # the account of what staff typed in; no caller may be called so
LONG_TO_READ = 256 * 1024  # bytes; from here on, hashing and decoding would hold up other requests


class Caller(BaseModel):
    """A program that may push here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    secret: SecretStr = Field(min_length=16)


def _somebody_else(caller: str) -> str:
    if caller == DESK:
        raise ValueError(f"{DESK} is what staff typed in")
    return caller


Callers = dict[Annotated[str, AfterValidator(_somebody_else)], Caller]


class SignedChannel(Channel):
    """`callers` by their id, which stands in X-Duokou-Key and becomes the message's account."""

    api: ClassVar[Api]
    largest: ClassVar[int] = LARGEST
    fields: Mapping[str, str] = MappingProxyType({})  # the gateway's name of a field: the caller's
    settings: ChannelSettings

    @property
    @abstractmethod
    def callers(self) -> Mapping[str, Caller]: ...

    @abstractmethod
    def read(self, payload: object, caller: str, key: str, made_at: datetime) -> InboundMessage:
        """`key` is the idempotency key. Raises ValidationError, Rejected."""

    def serves(self, account: str) -> bool:
        return account in self.callers or account == DESK

    def routes(self, deliver: Deliver) -> Iterable[web.AbstractRouteDef]:
        async def take(request: web.Request) -> web.Response:
            language = language_of_header(request.headers)
            try:
                return _kept(await deliver(await self._message(request)))
            except Rejected as error:
                response = problem_json(language, error.status, error.problems, **error.members)
                if error.status == 401:
                    response.headers["WWW-Authenticate"] = "Duokou-HMAC"
                return response
            except IdReused as error:
                return problem_json(language, 409, error.problems)
            except Unacceptable as error:
                return problem_json(language, 422, [*self.named(error.problems)])

        async def describe(request: web.Request) -> web.Response:
            return web.json_response(document(self.api, self.mount))

        return (web.post(self.api.path, take), web.get("/openapi.json", describe))

    def named(self, found: Iterable[Problem]) -> Iterable[Problem]:
        """The problems with the field names that callers of this door know."""
        for problem in found:
            yield replace(problem, field=self.fields.get(problem.field, problem.field))

    def again(self, raw: Raw) -> Iterable[InboundMessage]:
        yield self._read(raw)

    def written(self, payload: Mapping[str, Any], key: str, at: datetime) -> InboundMessage:
        """What a person typed in, as if it had been pushed. Raises Rejected."""
        content = json.dumps(payload, ensure_ascii=False).encode()
        return self._read(self.raw(content, caller=DESK, key=key, at=at.isoformat()))

    async def unread(self, raw: Raw, rejected: Rejected) -> None:
        """What is to happen to a proven request that cannot be read; nothing, unless a door says.

        The caller is told in any case.
        """

    async def _message(self, request: web.Request) -> InboundMessage:
        claim = claimed(request.headers, time.time())
        caller = self.callers.get(claim.caller)
        if caller is None:
            raise Rejected(401, FORGED)
        expect_type(request, "application/json")
        content = await body(request, self.largest)
        path = request.rel_url.raw_path
        secret = caller.secret.get_secret_value()
        about = {"caller": claim.caller, "key": claim.key, "at": claim.made_at.isoformat()}
        raw = self.raw(content, **about)
        await _unhurried(len(content), prove, claim, secret, "POST", path, content)
        try:
            return await _unhurried(len(content), self._read, raw)
        except Rejected as error:
            await self.unread(raw, error)
            raise

    def _read(self, raw: Raw) -> InboundMessage:
        about = raw.about
        made_at = datetime.fromisoformat(about["at"])
        try:
            message = self.read(json_of(raw.content), about["caller"], about["key"], made_at)
        except ValidationError as error:
            raise Rejected(400, *problems(error)) from error
        return replace(message, raw=raw)


async def _unhurried(size: int, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Beside other requests, if there are so many bytes to go through that they would wait."""
    if size < LONG_TO_READ:
        return work(*args, **kwargs)
    return await asyncio.to_thread(work, *args, **kwargs)


def _kept(receipt: Receipt) -> web.Response:
    answer = {
        "number": receipt.number,
        "link": receipt.link,
        "text": receipt.words,
        "known": receipt.known,
    }
    return web.json_response(answer, status=200 if receipt.known else 201)
