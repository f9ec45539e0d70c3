"""The public web form: Chinese and English, without JavaScript, on a phone, in large type."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

from aiohttp import web

from channels.base import Abilities, Channel, Deliver, IdReused, Ports, Problem, Unacceptable
from channels.http import MIB, Rejected
from channels.message import InboundMessage, Language, Raw
from channels.webform.page import MOUNT, STATIC, Pages, language_of
from channels.webform.parse import KINDS, TICKET, message_of
from channels.webform.reading import Submitted, form_of, submitted
from channels.webform.settings import WebformSettings

LARGEST_PHOTO = 10 * MIB  # what the page tells; the gateway judges
NOTHING = Submitted(MappingProxyType({}))
FIELDS = (
    "text",
    "title",
    "kind",
    "district",
    "address",
    "latitude",
    "longitude",
    "occurred_at",
    "photos",
    "name",
    "phone",
    "anonymous",
    "confidential",
    "enterprise",
    "refers_to",
)
HONEYPOT = "website"  # hidden from people; programs that fill in everything fill it in

HONEYPOT_FILLED = Problem(
    "text",
    "hidden-field",
    "有一个看不见的栏目被自动填写了，我们已把它清空。您的内容还在，请再提交一次。",
    "A hidden field had been filled in by a program; we emptied it. "
    "Your words are still here: please submit again.",
)
FORM_EXPIRED = Problem(
    "text",
    "form-expired",
    "页面已失效，请核对内容后再提交一次。",
    "This page had expired; please check what you wrote and submit again.",
)
SENT_BEFORE = Problem(
    "text",
    "sent-before",
    "这张表此前已提交过一次（内容不同），那一件已经收下。如要把现在的内容作为另一件诉求，请再提交一次。",
    "This form was submitted before with other content, and that report has been kept. "
    "To file what stands here as another report, submit again.",
)

# the form shows some fields of a message under a name of its own
SHOWN_AT: Mapping[str, str] = MappingProxyType(
    {"location": "latitude", "attachments": "photos", "category": "kind"}
)


class WebformChannel(Channel):
    name = "webform"
    label = ("网页表单", "Web form")
    mounted_at = MOUNT
    abilities = Abilities(reply_now=True, attachments=frozenset({"image"}), location=True)
    Settings = WebformSettings
    settings: WebformSettings

    def __init__(self, account: str, settings: WebformSettings, ports: Ports) -> None:
        super().__init__(account, settings, ports)
        self.pages = Pages(settings)

    def routes(self, deliver: Deliver) -> Iterable[web.AbstractRouteDef]:
        async def show(request: web.Request) -> web.Response:
            return self._form(request, 200, NOTHING, (), new_ticket())

        async def take(request: web.Request) -> web.Response:
            try:
                return await self._take(request, deliver)
            except Rejected as error:
                problems = error.problems
                return self.pages.render(
                    request, "sorry.html", status=error.status, problems=problems
                )

        return (
            web.get("", show),
            web.post("", take),
            web.static("/static", STATIC),
        )

    async def _take(self, request: web.Request, deliver: Deliver) -> web.Response:
        form = await submitted(request)
        objection = _objection(form.fields)
        if objection:
            return self._form(request, 422, form, (objection,), new_ticket())
        try:
            message = self._message(form, datetime.now(UTC), language_of(request))
            receipt = await deliver(message)
        except IdReused:
            return self._form(request, 409, form, (SENT_BEFORE,), new_ticket())
        except Unacceptable as error:
            return self._form(request, 422, form, error.problems, form.fields["ticket"])
        raise web.HTTPSeeOther(receipt.link)

    def _message(self, form: Submitted, at: datetime, language: Language) -> InboundMessage:
        message = message_of(form.fields, form.photos, at, self.settings.districts, language)
        about = {"type": form.content_type, "at": at.isoformat(), "language": language}
        return replace(message, raw=self.raw(form.content, **about))

    def again(self, raw: Raw) -> Iterable[InboundMessage]:
        language: Language = "en" if raw.about["language"] == "en" else "zh"
        form = form_of(raw.content, raw.about["type"])
        yield self._message(form, datetime.fromisoformat(raw.about["at"]), language)

    def _form(
        self,
        request: web.Request,
        status: int,
        form: Submitted,
        problems: Sequence[Problem],
        ticket: str,
    ) -> web.Response:
        return self.pages.render(
            request,
            "form.html",
            status=status,
            values=form.fields,
            lost_photos=len(form.photos),
            wrong=_by_field(problems),
            fields=FIELDS,
            ticket=ticket,
            kinds=KINDS,
            largest=LARGEST_PHOTO,
        )


def new_ticket() -> str:
    """The one-time id of a form: submitted twice, it is one report."""
    return secrets.token_urlsafe(16)


def _by_field(problems: Sequence[Problem]) -> Mapping[str, Sequence[Problem]]:
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        found.setdefault(SHOWN_AT.get(problem.field, problem.field), []).append(problem)
    order = {field: place for place, field in enumerate(FIELDS)}
    return dict(sorted(found.items(), key=lambda item: order.get(item[0], -1)))


def _objection(fields: Mapping[str, str]) -> Problem | None:
    if fields.get(HONEYPOT):
        return HONEYPOT_FILLED
    return None if TICKET.fullmatch(fields.get("ticket", "")) else FORM_EXPIRED
