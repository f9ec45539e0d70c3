"""The door for city platforms that speak Open311 GeoReport v2, in XML and JSON."""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from aiohttp import web

from channels.base import (
    Abilities,
    Channel,
    Deliver,
    NotSupported,
    Problem,
    Refused,
    Unacceptable,
    Unavailable,
)
from channels.calling import Call, fetched
from channels.http import MIB, Rejected, body, expect_type, language_of_header, parsed
from channels.message import Attachment, InboundMessage, Raw
from channels.open311 import asking, documents
from channels.open311.settings import Open311Settings
from channels.open311.submission import (
    KEY,
    NOT_ASKED,
    Asked,
    Field,
    message_of,
    of_json,
    urlencoded,
    with_media,
)
from channels.open311.writing import Document, errors, format_of, written
from channels.records import Service, Standing

LARGEST = 256 * 1024  # bytes; 4,000 characters in percent encoding are 36 KB
LARGEST_PICTURE = 10 * MIB
FORM, JSON = "application/x-www-form-urlencoded", "application/json"

BAD_KEY = Problem(
    KEY, "bad-api-key", "缺少 api_key，或 api_key 无效。", "The api_key is missing or not valid."
)
OTHER_PLACE = Problem(
    "jurisdiction_id",
    "unknown-jurisdiction",
    "没有这个 jurisdiction_id。",
    "There is no such jurisdiction_id.",
)
AWAY = Problem(
    "",
    "unavailable",
    "系统正在恢复，请一分钟后再试；这次的内容还没有收下。",
    "The system is recovering; try again in a minute. Nothing was kept yet.",
)
NO_SERVICE = Problem(
    "service_code", "not-found", "没有这个 service_code。", "There is no such service_code."
)
NO_REQUEST = Problem(
    "service_request_id",
    "not-found",
    "没有这个编号，或不是通过本密钥提交的。",
    "There is no such id among the requests made with this key.",
)

Answering = Callable[[web.Request], Awaitable[Document]]


class Open311Channel(Channel):
    """A partner reads back what came in by his own keys, and nothing else."""

    name = "open311"
    label = ("Open311 平台", "Open311 platform")
    mounted_at = "/open311/v2"
    abilities = Abilities(reply_now=True, attachments=frozenset({"image"}), location=True)
    Settings = Open311Settings
    settings: Open311Settings

    def serves(self, account: str) -> bool:
        return account in self.settings.partners

    def routes(self, deliver: Deliver) -> Iterable[web.AbstractRouteDef]:
        async def create(request: web.Request) -> Document:
            return documents.created(await deliver(await self._message(request)))

        ending = r".{format:[^./]+}"
        return (
            web.get(f"/discovery{ending}", self._answering(self._discovery)),
            web.get(f"/services{ending}", self._answering(self._services)),
            web.get(f"/services/{{code}}{ending}", self._answering(self._definition)),
            web.post(f"/requests{ending}", self._answering(create)),
            web.get(f"/requests{ending}", self._answering(self._requests)),
            web.get(f"/requests/{{number}}{ending}", self._answering(self._request)),
            web.get(f"/tokens/{{number}}{ending}", self._answering(self._token)),
        )

    def _answering(
        self, answer: Answering
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """The answer, or what is wrong with the question, in the format that was asked for."""

        async def answered(request: web.Request) -> web.StreamResponse:
            format_ = "xml"
            try:
                format_ = format_of(request)
                document = await answer(request)
                return await asyncio.to_thread(written, document, format_)  # it may be long
            except Rejected as error:
                return written(errors(error.status, error.problems), format_, error.status)
            except Unacceptable as error:
                return written(errors(400, error.problems), format_, 400)
            except Unavailable:
                return written(errors(503, (AWAY,)), format_, 503)

        return answered

    async def _discovery(self, request: web.Request) -> Document:
        address = f"{request.url.origin()}{self.mount}"
        return documents.discovery(address, self.settings.contact)

    async def _services(self, request: web.Request) -> Document:
        self._check_place(request.query.get("jurisdiction_id", ""))
        language = language_of_header(request.headers)
        return documents.services(self.ports.records.services(), language)

    async def _definition(self, request: web.Request) -> Document:
        self._check_place(request.query.get("jurisdiction_id", ""))
        service = self._by_code().get(request.match_info["code"])
        if service is None:
            raise Rejected(404, NO_SERVICE)
        return documents.definition(service)

    async def _requests(self, request: web.Request) -> Document:
        owner = self._owner(request)
        wanted = asking.numbers(request.query)
        if wanted:
            return self._listed(request, await self.ports.records.named(owner, wanted))
        span = asking.span(request.query, datetime.now(UTC))
        return self._listed(request, await self.ports.records.within(owner, span, asking.MOST))

    async def _request(self, request: web.Request) -> Document:
        number = request.match_info["number"]
        found = await self.ports.records.named(self._owner(request), [number])
        if not found:
            raise Rejected(404, NO_REQUEST)
        return self._listed(request, found)

    def _listed(self, request: web.Request, found: Sequence[Standing]) -> Document:
        language = language_of_header(request.headers)
        return documents.requests(found, self.ports.records.services(), language)

    async def _token(self, request: web.Request) -> Document:
        """Every request has its id at once here, so a token is the id itself."""
        found = await self.ports.records.named(self._owner(request), [request.match_info["number"]])
        if not found:
            raise Rejected(404, NO_REQUEST)
        return documents.token(found[0].number)

    async def _message(self, request: web.Request) -> InboundMessage:
        expect_type(request, FORM, JSON)
        content = await body(request, LARGEST)
        fields = parsed(of_json if request.content_type == JSON else urlencoded, content)
        given = {**request.query, **dict(fields)}
        self._check_place(given.get("jurisdiction_id", ""))
        owner = self._known(given.get(KEY, ""))
        kept = [field for field in fields if field[0] not in NOT_ASKED]
        about = {
            "partner": owner,
            "id": await self._id(owner, kept),
            "at": datetime.now(UTC).isoformat(),
            "language": language_of_header(request.headers),
        }
        return self._read(self.raw(json.dumps(kept, ensure_ascii=False).encode(), **about))

    def again(self, raw: Raw) -> Iterable[InboundMessage]:
        yield self._read(raw)

    def _read(self, raw: Raw) -> InboundMessage:
        fields = [(str(name), str(value)) for name, value in json.loads(raw.content)]
        asked = Asked(fields, self._by_code())
        message = parsed(message_of, asked, raw.about)
        partner = self.settings.partners.get(message.account)
        places = partner.media if partner else ()
        pictures, remarks = with_media(asked, lambda link: link.startswith(places))
        return replace(message, attachments=pictures, remarks=(*message.remarks, *remarks), raw=raw)

    async def _id(self, owner: str, fields: Sequence[Field]) -> str:
        """The same for an identical request of this partner within the set time."""
        said = json.dumps([owner, *sorted(fields)])
        key = f"same:{hashlib.sha256(said.encode()).hexdigest()}"
        lasts = timedelta(hours=self.settings.same_within)
        while True:
            fresh = secrets.token_hex(16)
            if await self.ports.shelf.swap(key, None, fresh, lasts):
                return fresh
            known = await self.ports.shelf.get(key)
            if known is not None:  # else it was forgotten just now
                return known

    def _owner(self, request: web.Request) -> str:
        self._check_place(request.query.get("jurisdiction_id", ""))
        return self._known(request.query.get(KEY, ""))

    def _known(self, key: str) -> str:
        owner = self.settings.owner(key)
        if owner is None:
            raise Rejected(403, BAD_KEY)
        return owner

    def _check_place(self, jurisdiction: str) -> None:
        ours = self.settings.jurisdiction
        if ours and jurisdiction and jurisdiction != ours:
            raise Rejected(404, OTHER_PLACE)

    def _by_code(self) -> Mapping[str, Service]:
        return {service.code: service for service in self.ports.records.services()}

    async def download(self, attachment: Attachment) -> bytes:
        if attachment.kind not in self.abilities.attachments:
            raise NotSupported(f"{self.name} cannot download {attachment.kind}")
        if not self.settings.may_fetch(attachment.reference):
            raise Refused("the address is not among those this partner may send")
        return await fetched(self.ports.http, Call("GET", attachment.reference), LARGEST_PICTURE)
