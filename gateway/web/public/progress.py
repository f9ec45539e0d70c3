"""A citizen's own page behind his secret link: how it stands, adding to it, and his vote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from aiohttp import web

from channels.base import Deliver, IdReused, Problem, Unacceptable
from channels.http import Rejected
from channels.message import InboundMessage
from channels.webform import FORM_EXPIRED, WebformChannel, new_ticket
from channels.webform.page import language_of
from channels.webform.parse import TICKET
from channels.webform.reading import Submitted, submitted
from gateway.clock import Clock
from gateway.database import Database
from gateway.secrecy import Secrecy
from gateway.stages.confirming import Invalid
from gateway.stages.surveying import NothingToVoteOn, Survey, Word
from gateway.town import Town
from gateway.web.public.frame import Frame
from gateway.web.public.reading import Found, look_up
from gateway.web.public.view import view_of

NEW_FOR = 600  # seconds in which the page of a report still says thank you for it

SENT_BEFORE = Problem(
    "text",
    "sent-before",
    "这份补充此前已提交过一次（内容不同），那一份已经收下。如要再补充，请再提交一次。",
    "This was submitted before with other words, and those were kept. To add these, submit again.",
)
VOTED_BEFORE = Problem(
    "",
    "voted-before",
    "您已经评价过这次办理的结果，不能再改。如果事情有变化，请在下面补充说明。",
    "You have already rated this result, and it cannot be changed. If things are different now, "
    "please add to your report below.",
)
NOTHING_YET = Problem(
    "",
    "nothing-yet",
    "现在没有可以评价的结果。有了答复，这一页会请您评价。",
    "There is no result to rate now. Once there is one, this page will ask you.",
)
NO_ANSWER = Problem(
    "solved", "missing", "请选择问题解决了没有。", "Choose whether the problem is solved."
)
NO_LEVEL = Problem("satisfied", "missing", "请选择满意程度。", "Choose how satisfied you are.")


@dataclass(frozen=True, slots=True)
class Progress:
    """The key is checked before anything else is looked at; a wrong one is an unknown page."""

    database: Database
    town: Town
    secrecy: Secrecy
    clock: Clock
    frame: Frame
    deliver: Deliver
    survey: Survey

    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.get("/r/{number}/{key}", self.show),
            web.post("/r/{number}/{key}", self.take),
        )

    async def show(self, request: web.Request) -> web.StreamResponse:
        found = await self._found(request)
        return self._page(request, found) if found else self._unknown(request)

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Both forms of the page come back to its own address."""
        found = await self._found(request)
        if found is None or found.added:
            return self._unknown(request)
        try:
            form = await submitted(request)
        except Rejected as error:
            return self._page(request, found, error.status, error.problems)
        if form.fields.get("about") == "vote":
            return await self._vote(request, found, form.fields)
        return await self._add(request, found, form)

    async def _add(self, request: web.Request, found: Found, form: Submitted) -> web.StreamResponse:
        """What the citizen has to add; the link is the proof that the report is his."""
        try:
            await self.deliver(self._message(request, found, form))
        except IdReused:
            return self._page(request, found, 409, (SENT_BEFORE,), form.fields)
        except Unacceptable as error:
            return self._page(request, found, 422, error.problems, form.fields)
        raise self._back(found, "added")

    async def _vote(
        self, request: web.Request, found: Found, fields: Mapping[str, str]
    ) -> web.StreamResponse:
        if found.matter is None:
            return self._page(request, found, 409, (NOTHING_YET,))
        try:
            await self.survey.vote(found.matter.report.id, _word(fields))
        except Unacceptable as error:
            return self._page(request, found, 422, error.problems, fields)
        except Invalid as error:
            problem = Problem(error.field, "invalid", error.zh, error.en)
            return self._page(request, found, 422, (problem,), fields)
        except NothingToVoteOn:
            problem = VOTED_BEFORE if found.matter.votes else NOTHING_YET
            return self._page(request, found, 409, (problem,))
        raise self._back(found, "voted")

    async def _found(self, request: web.Request) -> Found | None:
        number, key = request.match_info["number"], request.match_info["key"]
        if not self.secrecy.opens(number, key):
            return None
        return await self.database.read(look_up, number)

    def _message(self, request: web.Request, found: Found, form: Submitted) -> InboundMessage:
        """With the identity of the report, so that both are kept from the same eyes."""
        ticket = form.fields.get("ticket", "")
        if not TICKET.fullmatch(ticket):
            raise Unacceptable(FORM_EXPIRED)
        return InboundMessage(
            channel=WebformChannel.name,
            account="",
            external_id=ticket,
            sender="",
            text=form.fields.get("text", "").replace("\r\n", "\n").strip(),
            sent_at=self.clock(),
            attachments=form.photos,
            person=found.kept.message.person,
            refers_to=found.kept.number,
            proven=True,
            language=language_of(request),
        )

    def _page(
        self,
        request: web.Request,
        found: Found,
        status: int = 200,
        problems: Sequence[Problem] = (),
        fields: Mapping[str, str] = MappingProxyType({}),
    ) -> web.Response:
        age = (self.clock() - found.kept.kept_at).total_seconds()
        return self.frame.private(
            request,
            "added.html" if found.added else "progress.html",
            status=status,
            view=view_of(found, self.town.city),
            link=self.secrecy.link(found.kept.number),
            fresh=age < NEW_FOR,
            said=request.query.get("said", "") if status == 200 else "",
            problems=problems,
            wrong={problem.field for problem in problems},
            fields=fields,
            has_phone=bool(found.kept.message.person.phone),
            ticket=new_ticket(),
        )

    def _unknown(self, request: web.Request) -> web.Response:
        return self.frame.private(request, "unknown.html", status=404)

    def _back(self, found: Found, what: str) -> web.HTTPSeeOther:
        """Redirected after the POST, so that going back or reloading sends nothing again."""
        return web.HTTPSeeOther(f"{self.secrecy.link(found.kept.number)}?said={what}")


def _word(fields: Mapping[str, str]) -> Word:
    """Raises Unacceptable for a form that is not filled in."""
    solved, level, round_ = (fields.get(name, "") for name in ("solved", "satisfied", "round"))
    checks = (
        (solved in ("yes", "no"), NO_ANSWER),
        (level in ("1", "2", "3", "4", "5"), NO_LEVEL),
        (round_.isascii() and round_.isdigit() and len(round_) < 4, FORM_EXPIRED),
    )
    problems = [problem for right, problem in checks if not right]
    if problems:
        raise Unacceptable(*problems)
    comment = fields.get("comment", "").replace("\r\n", "\n").replace("\0", "")
    return Word(int(round_), solved == "yes", int(level), comment)
