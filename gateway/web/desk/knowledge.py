"""The knowledge base at the desk: search it, try it, read an article with all it ever said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from aiohttp import web
from sqlalchemy import Connection

from channels.message import Language
from channels.webform.page import language_of
from gateway.database import Database
from gateway.knowing import Found, Knowledge
from gateway.knowledge import Standing, Version
from gateway.stages.articles import Articles, Faulty
from gateway.store import knowledge, tickets
from gateway.store.knowledge import ArticleChanged, NoSuchArticle
from gateway.tickets import Ticket
from gateway.web.desk.frame import Frame

MOST = 100  # articles on a page; more words find the others
LONGEST = 200  # characters of a search


@dataclass(frozen=True, slots=True)
class Listed:
    """The page of the list. `answer` is what a citizen would be told who asks `asked`."""

    said: str
    asked: str
    articles: Sequence[Version]
    ending: Sequence[Version]
    count: int
    answer: Found | None
    alarms: Sequence[Ticket]


@dataclass(frozen=True, slots=True)
class KnowledgePage:
    database: Database
    frame: Frame
    articles: Articles
    known: Knowledge

    def routes(self) -> Iterable[web.RouteDef]:
        article = "/knowledge/{id}"
        return (
            web.get("/knowledge", self.show),
            web.get(article, self.read),
            web.post(f"{article}/end", self.end),
            web.post(f"{article}/resume", self.resume),
        )

    async def show(self, request: web.Request) -> web.StreamResponse:
        said = request.query.get("text", "")[:LONGEST]
        asked = request.query.get("ask", "")[:LONGEST]
        today = self.frame.town.today(self.frame.pages.clock())
        language: Language = "en" if language_of(request) == "en" else "zh"
        listed = await self.database.read(self._listed, said, asked, today, language)
        return self.frame.render(
            "desk/knowledge.html",
            request,
            listed=listed,
            today=today,
            most=MOST,
            alarms=listed.alarms,
        )

    async def read(self, request: web.Request) -> web.StreamResponse:
        return await self._article(request, 200)

    async def end(self, request: web.Request) -> web.StreamResponse:
        return await self._set(request, Standing.ENDED)

    async def resume(self, request: web.Request) -> web.StreamResponse:
        return await self._set(request, Standing.KEPT)

    async def _set(self, request: web.Request, standing: Standing) -> web.StreamResponse:
        form = await request.post()
        seen, why = str(form.get("version", "")), str(form.get("why", ""))[:LONGEST].strip()
        if not seen.isdecimal() or len(seen) > 9:
            raise web.HTTPBadRequest
        id_, by = request.match_info["id"], f"user:{request['user'].name}"
        try:
            await self.articles.set_standing(id_, int(seen), standing, by, why)
        except ArticleChanged:
            return await self._article(request, 409)
        except Faulty as error:
            return await self._article(request, 422, error)
        except NoSuchArticle as error:
            raise web.HTTPNotFound from error
        raise web.HTTPSeeOther(f"/desk/knowledge/{id_}")

    async def _article(
        self, request: web.Request, status: int, error: Faulty | None = None
    ) -> web.StreamResponse:
        try:
            versions, alarms = await self.database.read(_article, request.match_info["id"])
        except NoSuchArticle as missing:
            raise web.HTTPNotFound from missing
        return self.frame.render(
            "desk/knowledge_article.html",
            request,
            status,
            newest=versions[0],
            versions=versions,
            faults=error.faults if error else (),
            today=self.frame.town.today(self.frame.pages.clock()),
            alarms=alarms,
        )

    def _listed(
        self, connection: Connection, said: str, asked: str, today: date, language: Language
    ) -> Listed:
        return Listed(
            said,
            asked,
            knowledge.found(connection, said.split(), MOST),
            knowledge.ending(connection, today),
            knowledge.count(connection),
            self.known.find(connection, asked, language, today) if asked.strip() else None,
            tickets.unseen_alarms(connection),
        )


def _article(connection: Connection, id_: str) -> tuple[Sequence[Version], Sequence[Ticket]]:
    return knowledge.versions(connection, id_), tickets.unseen_alarms(connection)
