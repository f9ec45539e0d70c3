"""What staff do with the knowledge base: write, change, end an answer, take in a file of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from gateway.clock import Clock, NewId
from gateway.database import Database
from gateway.knowledge import Article, Fault, Line, Standing, Table, Version, asked_as, faults
from gateway.store import knowledge
from gateway.store.knowledge import AskedAlready
from gateway.town import Town

IMPORT = "import"


class Faulty(Exception):
    """It was not kept, for these reasons."""

    def __init__(self, found: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.about}: {fault.en}" for fault in found))
        self.faults = tuple(found)


class FaultyTable(Exception):
    """Nothing of the table was kept, for these reasons, by row number."""

    def __init__(self, found: Sequence[tuple[int, Fault]]) -> None:
        super().__init__(f"{len(found)} faults")
        self.faults = tuple(found)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a table, in articles."""

    new: int = 0
    changed: int = 0
    same: int = 0


@dataclass(frozen=True, slots=True)
class Articles:
    """Every deed notes who did it and why; what stood there before stays readable."""

    database: Database
    town: Town
    clock: Clock
    new_id: NewId

    async def add(self, article: Article, by: str) -> Version:
        """Raises Faulty."""
        self._check(article)
        new = Version(self.new_id(), 1, article, self.clock(), by)
        try:
            await self.database.write(knowledge.add, new)
        except AskedAlready as error:
            raise Faulty([asked_already(error.id)]) from error
        return new

    async def change(self, id_: str, seen: int, article: Article, by: str, why: str) -> Version:
        """`seen` is the version it was made from.

        Raises Faulty, NoSuchArticle, ArticleChanged.
        """
        self._check(article)
        return await self._change(Version(id_, seen, article, self.clock(), by, why))

    async def set_standing(
        self, id_: str, seen: int, standing: Standing, by: str, why: str
    ) -> Version:
        """End an answer, or give it again. Raises Faulty, NoSuchArticle, ArticleChanged."""
        kept = await self.database.read(knowledge.get, id_)
        article = replace(kept.article, standing=standing)
        return await self._change(Version(id_, seen, article, self.clock(), by, why))

    async def take_in(self, table: Table, by: str = IMPORT) -> Taken:
        """All of it or nothing. A row whose id is known, or without one whose question is, makes
        a new version where it differs. Raises FaultyTable."""
        if table.faults:
            raise FaultyTable(table.faults)
        return await self.database.write_last(self._take_in, table.lines, by)

    async def _change(self, new: Version) -> Version:
        try:
            return await self.database.write(knowledge.change, new)
        except AskedAlready as error:
            raise Faulty([asked_already(error.id)]) from error

    def _check(self, article: Article) -> None:
        city = self.town.city
        if found := list(faults(article, city.taxonomy.categories, city.units)):
            raise Faulty(found)

    def _take_in(self, connection: Connection, lines: Sequence[Line], by: str) -> Taken:
        known = {each.id: each for each in knowledge.everything(connection)}
        asked = {asked_as(each.article.question): each for each in _ended_first(known)}
        outcomes: Counter[str] = Counter()
        wrong: list[tuple[int, Fault]] = []
        for line in lines:
            kept = known.get(line.id) if line.id else asked.get(asked_as(line.article().question))
            try:
                outcomes[self._keep(connection, line, kept, by)] += 1
            except Faulty as error:
                wrong += ((line.number, fault) for fault in error.faults)
            except AskedAlready as error:
                wrong.append((line.number, asked_already(error.id)))
        if wrong:
            raise FaultyTable(wrong)
        return Taken(**outcomes)

    def _keep(self, connection: Connection, line: Line, kept: Version | None, by: str) -> str:
        """What became of the line: a field of `Taken`."""
        article = line.article(kept.article if kept else None)
        if kept is None:
            id_ = line.id or self.new_id()
            knowledge.add(connection, Version(id_, 1, article, self.clock(), by))
            return "new"
        if article == kept.article:
            return "same"
        self._check(article)  # what the file leaves out was kept before, and may not agree with it
        knowledge.change(connection, Version(kept.id, kept.number, article, self.clock(), by))
        return "changed"


def _ended_first(known: Mapping[str, Version]) -> Sequence[Version]:
    """So that, of several with one question, the one that is given stands last."""
    return sorted(known.values(), key=lambda each: each.article.standing is Standing.KEPT)


def asked_already(id_: str) -> Fault:
    return Fault(
        "question",
        f"已有一条在同一时间回答这个问题：{id_}。请修改那一条，或先停用。",
        f"{id_} answers this question in the same days: change that one, or end it first.",
    )
