"""Forms for the knowledge base: write an article, change it, take in a file of them."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField
from multidict import MultiDictProxy

from channels.base import Problem
from channels.files import FileProblem
from gateway.article_files import UNSEEN, Reading, parts, reading_of
from gateway.database import Database
from gateway.knowledge import Article, Fault, Table, Version
from gateway.stages.articles import Articles, Faulty, FaultyTable, Taken
from gateway.stages.confirming import Invalid
from gateway.store import knowledge, tickets
from gateway.store.knowledge import ArticleChanged, NoSuchArticle
from gateway.web.desk.choices import Choices, categories, units
from gateway.web.desk.frame import Frame
from gateway.web.desk.papers import NOTHING, Paper, Wrong

NAMES = (
    "question",
    "wordings",
    "answer",
    "answer_en",
    "source",
    "link",
    "category",
    "units",
    "valid_from",
    "valid_until",
    "why",
)
LARGEST = 20 * 1024 * 1024  # bytes of a file
MOST_TOLD = 200  # faults of a file


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the form of an article: `newest` is None for one that is not there yet."""

    paper: Paper
    wrong: Wrong = NOTHING
    newest: Version | None = None
    changed: bool = False  # by somebody else, since this person read it

    @property
    def status(self) -> int:
        return 409 if self.changed else self.wrong.status


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file."""

    taken: Taken | None = None
    problem: Problem | None = None
    faults: Sequence[tuple[int, Fault]] = ()

    @property
    def status(self) -> int:
        return 422 if self.problem or self.faults else 200


@dataclass(frozen=True, slots=True)
class KnowledgeForms:
    database: Database
    frame: Frame
    articles: Articles

    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.get("/knowledge/new", self.new),
            web.post("/knowledge/new", self.add),
            web.get("/knowledge/import", self.choose),
            web.post("/knowledge/import", self.take_in),
            web.get("/knowledge/{id}/edit", self.edit),
            web.post("/knowledge/{id}/edit", self.change),
        )

    async def new(self, request: web.Request) -> web.StreamResponse:
        question = request.query.get("question", "")[:200]
        return await self._form(request, Form(Paper("", {"question": question})))

    async def edit(self, request: web.Request) -> web.StreamResponse:
        newest = await self._newest(request)
        return await self._form(request, Form(self._written(request, newest), NOTHING, newest))

    async def add(self, request: web.Request) -> web.StreamResponse:
        paper = _typed(await request.post())
        try:
            article = self._article(request, paper, Article("", "", ""))
            added = await self.articles.add(article, f"user:{request['user'].name}")
        except Faulty as error:
            return await self._form(request, Form(paper, _wrong(error.faults)))
        raise web.HTTPSeeOther(f"/desk/knowledge/{added.id}")

    async def change(self, request: web.Request) -> web.StreamResponse:
        newest = await self._newest(request)
        data = await request.post()
        paper, seen, by = _typed(data), _seen(data), f"user:{request['user'].name}"
        try:
            article = self._article(request, paper, newest.article)
            await self.articles.change(newest.id, seen, article, by, paper.get("why"))
        except Faulty as error:
            return await self._form(request, Form(paper, _wrong(error.faults), newest))
        except ArticleChanged:
            return await self._form(request, Form(paper, NOTHING, newest, changed=True))
        raise web.HTTPSeeOther(f"/desk/knowledge/{newest.id}")

    async def choose(self, request: web.Request) -> web.StreamResponse:
        return await self._imported(request, Imported())

    async def take_in(self, request: web.Request) -> web.StreamResponse:
        given = (await request.post()).get("file")
        if not isinstance(given, FileField) or not given.filename:
            return await self._imported(request, Imported(problem=NO_FILE))
        try:
            table = await asyncio.to_thread(self._read, given)
            taken = await self.articles.take_in(table, f"user:{request['user'].name}")
        except FileProblem as error:
            return await self._imported(request, Imported(problem=error.problem))
        except FaultyTable as error:
            return await self._imported(request, Imported(faults=error.faults))
        return await self._imported(request, Imported(taken))

    @property
    def _reading(self) -> Reading:
        return reading_of(self.frame.town.city)

    def _read(self, given: FileField) -> Table:
        """Raises FileProblem."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / "import.csv"
            with path.open("wb") as file:
                shutil.copyfileobj(given.file, file)
            if path.stat().st_size > LARGEST:
                raise FileProblem(*TOO_LARGE)
            return self._reading.read(path)

    async def _newest(self, request: web.Request) -> Version:
        try:
            return await self.database.read(knowledge.get, request.match_info["id"])
        except NoSuchArticle as error:
            raise web.HTTPNotFound from error

    async def _form(self, request: web.Request, form: Form) -> web.StreamResponse:
        alarms = await self.database.read(tickets.unseen_alarms)
        names = self.frame.names(request)
        return self.frame.render(
            "desk/knowledge_form.html",
            request,
            form.status,
            paper=form.paper,
            wrong=form.wrong,
            form=form,
            names_here=NAMES,
            categories=categories(names).shown,
            units=units(names, "units").shown,
            alarms=alarms,
        )

    async def _imported(self, request: web.Request, imported: Imported) -> web.StreamResponse:
        alarms = await self.database.read(tickets.unseen_alarms)
        return self.frame.render(
            "desk/knowledge_import.html",
            request,
            imported.status,
            imported=imported,
            most=MOST_TOLD,
            alarms=alarms,
        )

    def _written(self, request: web.Request, version: Version) -> Paper:
        article, known = version.article, units(self.frame.names(request), "units")
        said = {name: getattr(article, name) for name in NAMES if name != "why"}
        values = {name: str(value or "") for name, value in said.items()}
        values["wordings"] = "\n".join(article.wordings)
        values["units"] = "、".join(map(known.words, article.units))
        return Paper("", values)

    def _article(self, request: web.Request, paper: Paper, kept: Article) -> Article:
        """What was typed; nothing of it is kept yet. Raises Faulty."""
        wrong: list[Fault] = []
        given: dict[str, Any] = {
            name: paper.get(name)
            for name in ("question", "answer", "answer_en", "source", "link", "category")
        }
        for name in ("valid_from", "valid_until"):
            day = self._reading.day(name, paper.get(name))
            if isinstance(day, Fault):
                wrong.append(day)
            else:
                given[name] = day
        known = units(self.frame.names(request), "units")
        given["units"] = _codes(known, paper.get("units"), wrong)
        given["wordings"] = parts(paper.get("wordings"), r"\n")
        if wrong:
            raise Faulty(wrong)
        return Article(**given, standing=kept.standing)


def _codes(known: Choices, written: str, wrong: list[Fault]) -> tuple[str, ...]:
    codes = []
    for name in parts(written, r"[、,，;；\n]"):
        try:
            codes.append(known.code(name))
        except Invalid as error:
            wrong.append(Fault("units", error.zh, error.en))
    return tuple(dict.fromkeys(codes))


def _typed(data: MultiDictProxy[Any]) -> Paper:
    values: Mapping[str, str] = {
        name: UNSEEN.sub("", str(data.get(name, "")).replace("\r\n", "\n")).strip()
        for name in NAMES
    }
    return Paper("", values)


def _seen(data: MultiDictProxy[Any]) -> int:
    """Raises HTTPBadRequest for what no page of ours sends."""
    seen = str(data.get("version", ""))
    if not seen.isdecimal() or len(seen) > 9:
        raise web.HTTPBadRequest
    return int(seen)


def _wrong(faults: Iterable[Fault]) -> Wrong:
    return Wrong(tuple(Problem(fault.about, "", fault.zh, fault.en) for fault in faults))


NO_FILE = Problem("file", "no-file", "请选择一个 CSV 文件。", "Choose a CSV file.")
TOO_LARGE = (
    "too-large",
    "文件超过 20 MB，请分成几个文件。",
    "The file is larger than 20 MB; divide it.",
)
