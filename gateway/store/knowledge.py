"""The knowledge base: articles as they are, every version they had, and how far it has come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, func, insert, select, update

from gateway.database.dialect import hold
from gateway.database.knowledge_tables import knowledge, knowledge_versions
from gateway.knowledge import SOON, Article, Standing, Version, asked_as
from gateway.secrecy import fingerprint

_ARTICLE = TypeAdapter(Article)
_COLUMNS = (
    knowledge.c.id,
    knowledge.c.version,
    knowledge.c.content,
    knowledge.c.at,
    knowledge.c.by,
)
_AT = select(func.coalesce(func.max(knowledge_versions.c.seq), 0))


class NoSuchArticle(Exception):
    """There is no article with this id, or no such version of it."""


class ArticleChanged(Exception):
    """Somebody else changed this article since it was read. Read it again and decide afresh."""


class AskedAlready(Exception):
    """Another article answers this question in the same days: `id` says which."""

    def __init__(self, id_: str) -> None:
        super().__init__(id_)
        self.id = id_


def add(connection: Connection, new: Version) -> None:
    """The first version of an article. Raises AskedAlready, IntegrityError for an id in use."""
    _hold(connection, new)
    connection.execute(insert(knowledge).values(**_row(new)))
    connection.execute(insert(knowledge_versions).values(**_version_row(new)))


def change(connection: Connection, new: Version) -> Version:
    """`new.number` is the version it was made from; gives what was kept, one further.

    Nothing is written when nothing differs. Raises NoSuchArticle, ArticleChanged, AskedAlready.
    """
    _hold(connection, new)
    known = get(connection, new.id)
    if known.number != new.number:
        raise ArticleChanged(new.id)
    if known.article == new.article:
        return known
    next_one = replace(new, number=new.number + 1)
    connection.execute(update(knowledge).where(knowledge.c.id == new.id).values(**_row(next_one)))
    connection.execute(insert(knowledge_versions).values(**_version_row(next_one)))
    return next_one


def _hold(connection: Connection, new: Version) -> None:
    """One writer at a time: so `at` counts in the order of commits, and no question comes twice."""
    hold(connection, "knowledge")
    for other in answering(connection, new.article.question):
        if other.id != new.id and other.article.meets(new.article):
            raise AskedAlready(other.id)


def at(connection: Connection) -> int:
    """Grows with every change: who has read everything at this number has missed nothing."""
    return int(connection.execute(_AT).scalar_one())


def get(connection: Connection, id_: str) -> Version:
    """As it is now. Raises NoSuchArticle."""
    row = connection.execute(select(*_COLUMNS).where(knowledge.c.id == id_)).one_or_none()
    if row is None:
        raise NoSuchArticle(id_)
    return _version(row)


def answering(connection: Connection, question: str) -> Sequence[Version]:
    """The articles with this very question, those that have not ended first."""
    query = select(*_COLUMNS).where(knowledge.c.asked == _asked(question))
    rows = connection.execute(query.order_by(knowledge.c.standing.desc(), knowledge.c.id))
    return [_version(row) for row in rows]


def versions(connection: Connection, id_: str) -> Sequence[Version]:
    """The newest first; all of them. Raises NoSuchArticle."""
    query = select(knowledge_versions).where(knowledge_versions.c.id == id_)
    rows = connection.execute(query.order_by(knowledge_versions.c.version.desc())).all()
    if not rows:
        raise NoSuchArticle(id_)
    return [replace(_version(row), why=row.why) for row in rows]


def everything(connection: Connection) -> Iterator[Version]:
    """All of them, ended ones too, by id."""
    for row in connection.execute(select(*_COLUMNS).order_by(knowledge.c.id)):
        yield _version(row)


def found(connection: Connection, words: Sequence[str], most: int) -> Sequence[Version]:
    """Those in which every word stands, newest change first; those that ended come last."""
    query = select(*_COLUMNS).order_by(
        knowledge.c.standing.desc(), knowledge.c.at.desc(), knowledge.c.id
    )
    for word in words:
        query = query.where(knowledge.c.words.contains(word.lower(), autoescape=True))
    return [_version(row) for row in connection.execute(query.limit(most))]


def ending(connection: Connection, today: date) -> Sequence[Version]:
    """What ran out or will soon, the earliest first, unless somebody ended it."""
    query = select(*_COLUMNS).where(
        knowledge.c.standing == Standing.KEPT, knowledge.c.valid_until <= today + SOON
    )
    rows = connection.execute(query.order_by(knowledge.c.valid_until, knowledge.c.id))
    return [_version(row) for row in rows]


def count(connection: Connection) -> int:
    query = select(func.count()).select_from(knowledge)
    return int(connection.execute(query.where(knowledge.c.standing == Standing.KEPT)).scalar_one())


def _asked(question: str) -> str:
    return fingerprint(asked_as(question))


def _row(version: Version) -> dict[str, Any]:
    article = version.article
    searched = (*article.questions, article.answer, article.answer_en, article.source, version.id)
    return {
        "id": version.id,
        "version": version.number,
        "asked": _asked(article.question),
        "question": article.question,
        "words": "\n".join(searched).lower(),
        "standing": article.standing,
        "valid_until": article.valid_until,
        "content": _content(article),
        "at": version.at,
        "by": version.by,
    }


def _version_row(version: Version) -> dict[str, Any]:
    return {
        "id": version.id,
        "version": version.number,
        "content": _content(version.article),
        "at": version.at,
        "by": version.by,
        "why": version.why,
    }


def _content(article: Article) -> dict[str, Any]:
    content: dict[str, Any] = _ARTICLE.dump_python(article, mode="json")
    return content


def _version(row: Row[*tuple[Any, ...]]) -> Version:
    return Version(row.id, row.version, _ARTICLE.validate_python(row.content), row.at, row.by)
