"""Answers citizens' questions from the knowledge base, or says that it does not know."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from channels.message import Language
from gateway.knowledge import Article, Standing, Version
from gateway.store import knowledge
from nlp.answers import THRESHOLD, Entry, Index, Prepared, prepare


@dataclass(frozen=True, slots=True)
class Found:
    """An answer that holds today, in the citizen's language where there is one.

    `confidence` is the share of such answers that are right, 0 to 1 (nlp.answers.FITTED);
    `because` says which words led to it, in that language.
    """

    id: str
    version: int
    question: str
    answer: str
    source: str
    page: str  # where the source can be read; "" for nowhere
    confidence: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Built:
    """What is asked: articles as they stood at `at`, by id. Replaced whole, never changed."""

    at: int
    articles: Mapping[str, Version]
    index: Index
    prepared: Mapping[tuple[str, int], Prepared]


class Knowledge:
    """One for the whole service; any thread may ask. The store says by one number whether
    anything changed. While one thread reads what did, the others ask what was known before."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._built: _Built | None = None
        self._valid: tuple[_Built, date, frozenset[str]] | None = None

    def find(
        self, connection: Connection, text: str, language: Language, today: date
    ) -> Found | None:
        """None where no answer is sure enough (nlp.answers.THRESHOLD)."""
        built = self._newest(connection)
        for hit in built.index.find(text, 1, self._valid_on(built, today)):
            if hit.confidence >= THRESHOLD:
                because = hit.because_en if language == "en" else hit.because
                return _found(built.articles[hit.id], language, hit.confidence, because)
        return None

    def _valid_on(self, built: _Built, today: date) -> frozenset[str]:
        valid = self._valid
        if valid is None or valid[0] is not built or valid[1] != today:
            given = (id_ for id_, each in built.articles.items() if each.article.holds_on(today))
            self._valid = valid = (built, today, frozenset(given))
        return valid[2]

    def _newest(self, connection: Connection) -> _Built:
        at = knowledge.at(connection)
        built = self._built
        if built is not None and built.at >= at:
            return built
        if not self._lock.acquire(blocking=built is None):
            assert built is not None  # or this thread would have waited
            return built
        try:
            if self._built is None or self._built.at < at:
                self._built = _build(at, knowledge.everything(connection), self._built)
            return self._built
        finally:
            self._lock.release()


def _build(at: int, versions: Iterable[Version], before: _Built | None) -> _Built:
    """What did not change since `before` is not read again."""
    known = before.prepared if before else {}
    kept = {each.id: each for each in versions if each.article.standing is Standing.KEPT}
    prepared = {
        key: known.get(key) or prepare(_entry(each))
        for each in kept.values()
        if (key := (each.id, each.number))
    }
    return _Built(at, kept, Index(prepared.values()), prepared)


def _entry(version: Version) -> Entry:
    article = version.article
    return Entry(version.id, article.questions, f"{article.answer}\n{article.answer_en}")


def _found(
    version: Version, language: Language, confidence: float, because: tuple[str, ...]
) -> Found:
    article = version.article
    return Found(
        version.id,
        version.number,
        article.question,
        _in(article, language),
        article.source,
        article.link,
        confidence,
        because,
    )


def _in(article: Article, language: Language) -> str:
    return (article.answer_en if language == "en" else "") or article.answer
