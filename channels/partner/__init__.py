"""The door for partner systems: signed JSON, sent again as often as they like, kept once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from channels.base import Abilities, Channel, ChannelSettings, Deliver, IdReused, Unacceptable
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
from channels.partner.model import parse, problems
from channels.partner.openapi import document
from channels.partner.signature import FORGED, Claim, claimed, prove

LARGEST = 55 * MIB  # four attachments of 10 MB in base64, and the words
LONG_TO_READ = 256 * 1024  # bytes; from here on, hashing and decoding would hold up other requests


class Partner(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    secret: SecretStr = Field(min_length=16)


class PartnerSettings(ChannelSettings):
    """`partners` by their id, which stands in X-Duokou-Key."""

    partners: dict[str, Partner] = Field(min_length=1)


class PartnerChannel(Channel):
    name = "partner"
    label = ("合作平台", "Partner system")
    abilities = Abilities(reply_now=True, attachments=frozenset({"image", "file"}), location=True)
    Settings = PartnerSettings
    settings: PartnerSettings

    def serves(self, account: str) -> bool:
        return account in self.settings.partners

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
                return problem_json(language, 422, error.problems)

        async def describe(request: web.Request) -> web.Response:
            return web.json_response(document(self.mount))

        return (web.post("/v1/reports", take), web.get("/openapi.json", describe))

    async def _message(self, request: web.Request) -> InboundMessage:
        claim = claimed(request.headers, time.time())
        partner = self.settings.partners.get(claim.partner)
        if partner is None:
            raise Rejected(401, FORGED)
        expect_type(request, "application/json")
        content = await body(request, LARGEST)
        path = request.rel_url.raw_path
        secret = partner.secret.get_secret_value()
        about = {"partner": claim.partner, "key": claim.key, "at": claim.made_at.isoformat()}
        raw = self.raw(content, **about)
        if len(content) < LONG_TO_READ:
            return _proven(claim, secret, path, raw)
        return await asyncio.to_thread(_proven, claim, secret, path, raw)

    def again(self, raw: Raw) -> Iterable[InboundMessage]:
        yield _read(raw)


def _proven(claim: Claim, secret: str, path: str, raw: Raw) -> InboundMessage:
    prove(claim, secret, "POST", path, raw.content)
    return _read(raw)


def _read(raw: Raw) -> InboundMessage:
    about = raw.about
    made_at = datetime.fromisoformat(about["at"])
    try:
        message = parse(json_of(raw.content), about["partner"], about["key"], made_at)
    except ValidationError as error:
        raise Rejected(400, *problems(error)) from error
    return replace(message, raw=raw)


def _kept(receipt: Receipt) -> web.Response:
    answer = {
        "number": receipt.number,
        "link": receipt.link,
        "text": receipt.words,
        "known": receipt.known,
    }
    return web.json_response(answer, status=200 if receipt.known else 201)
