"""Answers that staff keep for questions citizens ask: what one is, and what it must say. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from nlp.text import normalise

SOON = timedelta(days=30)  # an answer that runs out within this is shown to staff
MOST_WORDINGS = 20
LONGEST = {"question": 200, "answer": 4000, "answer_en": 4000, "source": 200, "link": 2000}


class Standing(StrEnum):
    KEPT = "kept"  # 有效: given to citizens while its days last
    ENDED = "ended"  # 停用: no longer given, still readable


@dataclass(frozen=True, slots=True)
class Article:
    """A question, its answer, and where that stands. Both days are included; None is no limit."""

    question: str
    answer: str
    source: str
    wordings: tuple[str, ...] = ()
    answer_en: str = ""
    link: str = ""
    category: str = ""
    units: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    standing: Standing = Standing.KEPT

    @property
    def questions(self) -> tuple[str, ...]:
        return (self.question, *self.wordings)

    def holds_on(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and not self.over_on(day)

    def meets(self, other: Article) -> bool:
        """Whether there is a day on which both are given."""
        both = self.standing is other.standing is Standing.KEPT
        return both and _before(self, other) and _before(other, self)

    def over_on(self, day: date) -> bool:
        past = self.valid_until is not None and self.valid_until < day
        return past or self.standing is Standing.ENDED


def _before(one: Article, other: Article) -> bool:
    """Whether one begins before the other is over."""
    if one.valid_from is None or other.valid_until is None:
        return True
    return one.valid_from <= other.valid_until


@dataclass(frozen=True, slots=True)
class Version:
    """One state of an article: who wrote it, when and why. `number` counts from 1."""

    id: str
    number: int
    article: Article
    at: datetime
    by: str  # "user:…", "import"
    why: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and with which field, in both languages."""

    about: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table as a person counts it: the heading is row 1. `given` holds what its columns
    say; a column that is not there leaves what is kept."""

    number: int
    id: str  # "" where the table names none
    given: Mapping[str, Any]

    def article(self, kept: Article | None = None) -> Article:
        return replace(kept or Article("", "", ""), **self.given)


@dataclass(frozen=True, slots=True)
class Table:
    """Articles that were read from a file, and what is wrong with them, by row number."""

    lines: Sequence[Line]
    faults: Sequence[tuple[int, Fault]]


def asked_as(question: str) -> str:
    """The question without what people write differently: two that agree are the same question."""
    return "".join(each for each in normalise(question).text if each.isalnum())


def faults(
    article: Article, categories: Collection[str], units: Collection[str]
) -> Iterator[Fault]:
    """Everything that must be put right before the article may be kept."""
    yield from _empty(article)
    yield from _too_long(article)
    if article.category and article.category not in categories:
        yield Fault(
            "category",
            f"没有这个分类：{article.category[:40]}",
            f"There is no category {article.category[:40]}.",
        )
    for unit in article.units:
        if unit not in units:
            yield Fault("units", f"没有这个单位：{unit[:40]}", f"There is no unit {unit[:40]}.")
    if article.link and not _is_link(article.link):
        yield Fault(
            "link",
            "链接要以 http:// 或 https:// 开头。",
            "A link begins with http:// or https://.",
        )
    if article.valid_from and article.valid_until and article.valid_from > article.valid_until:
        yield Fault(
            "valid_until",
            "失效日期早于生效日期。",
            "The last day is before the first.",
        )


def _empty(article: Article) -> Iterator[Fault]:
    if not asked_as(article.question):
        yield Fault("question", "请填写问题。", "Write the question.")
    if not article.answer:
        yield Fault("answer", "请填写答案。", "Write the answer.")
    if not article.source:
        yield Fault(
            "source",
            "请写明出处，如文件名、部门。",
            "Name the source: a rule, an office.",
        )


def _too_long(article: Article) -> Iterator[Fault]:
    for name, most in LONGEST.items():
        length = len(getattr(article, name))
        if length > most:
            yield Fault(
                name,
                f"最多 {most} 个字，现在 {length} 个。",
                f"{most} characters at most, not {length}.",
            )
    if any(len(each) > LONGEST["question"] for each in article.wordings):
        most = LONGEST["question"]
        yield Fault(
            "wordings", f"每种问法最多 {most} 个字。", f"Each has {most} characters at most."
        )
    if len(article.wordings) > MOST_WORDINGS:
        yield Fault(
            "wordings",
            f"最多 {MOST_WORDINGS} 种问法。",
            f"{MOST_WORDINGS} other wordings at most.",
        )


def _is_link(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
