"""Measures how often a right answer is found, beside plain BM25, so that a claim can be checked.

Every message is asked of all older ones; right is a reply that says the same (answers_alike).
"""

from __future__ import annotations

import math
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nlp.answers import THRESHOLD, Curve, Entry, Index, prepare
from nlp.answers_alike import Answered, alike
from nlp.evaluate import curve
from nlp.text import normalise

FIRST = 200  # the oldest messages are only knowledge
DEEP = 100  # ranks that count for the mean reciprocal rank

Find = Callable[[int, Collection[str]], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Ranked:
    """Where the right answers stood: 0 for the first, None for not among the first `DEEP`."""

    ranks: tuple[int | None, ...]

    def hit(self, among: int) -> float:
        """Share of questions with a right answer among the first."""
        found = sum(rank is not None and rank < among for rank in self.ranks)
        return found / len(self.ranks) if self.ranks else 0.0

    @property
    def mrr(self) -> float:
        found = sum(1 / (rank + 1) for rank in self.ranks if rank is not None)
        return found / len(self.ranks) if self.ranks else 0.0


@dataclass(frozen=True, slots=True)
class Compared:
    """The same questions, put to ours and to plain BM25."""

    ours: Ranked
    plain: Ranked


@dataclass(frozen=True, slots=True)
class Given:
    """What would have been answered at the published threshold, of all messages asked."""

    asked: int
    right: int
    wrong: int

    @property
    def abstained(self) -> int:
        return self.asked - self.right - self.wrong


@dataclass(frozen=True, slots=True)
class Measured:
    """`others`: answered before to other people, whose own older messages are left out; `again`:
    answered before only to himself."""

    rows: int
    others: Compared
    again: Compared
    given: Given
    curve: Curve
    seconds: float  # for one message


def measure(rows: Sequence[Answered], read: Collection[tuple[str, str]] = ()) -> Measured:
    """`rows` from the oldest to the newest; `read` are (asked, found) ids that say the same
    although they are worded differently, as somebody found who read them."""
    same = alike(rows)
    entries = [Entry(str(n), (row.title, row.question), row.reply) for n, row in enumerate(rows)]
    index = Index(map(prepare, entries))
    plain = _Plain([row.question for row in rows])

    def ours(number: int, among: Collection[str]) -> list[str]:
        return [hit.id for hit in index.find(rows[number].question, DEEP, among)]

    def simple(number: int, among: Collection[str]) -> list[str]:
        return plain.find(rows[number].question, among)

    others, again = _questions(rows, same)
    started = time.perf_counter()
    points = list(_answered(rows, index, same, read))
    seconds = (time.perf_counter() - started) / max(1, len(points))
    return Measured(
        len(rows),
        Compared(_ranked(ours, others), _ranked(simple, others)),
        Compared(_ranked(ours, again), _ranked(simple, again)),
        _given(points),
        curve(((score, right) for _, score, right in points), 60) if points else (),
        seconds,
    )


@dataclass(frozen=True, slots=True)
class _Question:
    number: int
    right: frozenset[str]
    among: Collection[str]


def _questions(
    rows: Sequence[Answered], same: Mapping[int, frozenset[int]]
) -> tuple[list[_Question], list[_Question]]:
    others: list[_Question] = []
    again: list[_Question] = []
    for number, older in sorted(same.items()):
        own = {each for each in range(number) if _same_person(rows[each], rows[number])}
        right = older - own
        among = {str(each) for each in range(number) if not right or each not in own}
        question = _Question(number, frozenset(map(str, right or older)), among)
        (others if right else again).append(question)
    return others, again


def _same_person(a: Answered, b: Answered) -> bool:
    return a.sender == b.sender != ""


def _ranked(find: Find, questions: Iterable[_Question]) -> Ranked:
    return Ranked(
        tuple(
            next((n for n, id_ in enumerate(find(q.number, q.among)) if id_ in q.right), None)
            for q in questions
        )
    )


def _answered(
    rows: Sequence[Answered],
    index: Index,
    same: Mapping[int, frozenset[int]],
    read: Collection[tuple[str, str]],
) -> Iterator[tuple[float, float, bool]]:
    """Confidence, score and whether it was right, of the first hit for every newer message."""
    among: set[str] = set(map(str, range(min(FIRST, len(rows)))))
    for number in range(FIRST, len(rows)):
        for hit in index.find(rows[number].question, 1, among):
            found = int(hit.id)
            right = found in same.get(number, ()) or (rows[number].id, rows[found].id) in read
            yield hit.confidence, hit.score, right
        among.add(str(number))


def _given(points: Sequence[tuple[float, float, bool]]) -> Given:
    said = [right for confidence, _, right in points if confidence >= THRESHOLD]
    return Given(len(points), sum(said), len(said) - sum(said))


class _Plain:
    """Okapi BM25 over pairs of characters of the questions, as in any textbook."""

    def __init__(self, texts: Sequence[str], k1: float = 1.5, b: float = 0.75) -> None:
        counts = [Counter(_pairs(text)) for text in texts]
        average = sum(each.total() for each in counts) / max(1, len(counts))
        having = Counter(pair for each in counts for pair in each)
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, each in enumerate(counts):
            damp = k1 * (1 - b + b * each.total() / average)
            for pair, count in each.items():
                idf = math.log(1 + (len(counts) - having[pair] + 0.5) / (having[pair] + 0.5))
                self._postings[pair].append((number, idf * count * (k1 + 1) / (count + damp)))

    def find(self, text: str, among: Collection[str]) -> list[str]:
        scores: dict[str, float] = defaultdict(float)
        for pair in set(_pairs(text)):
            for number, weight in self._postings.get(pair, ()):
                scores[str(number)] += weight
        allowed = (id_ for id_ in scores if id_ in among)
        return sorted(allowed, key=lambda id_: (-scores[id_], id_))[:DEEP]


def _pairs(text: str) -> list[str]:
    pieces = re.findall(r"[^\W_]+", normalise(text).text)
    return [piece[n : n + 2] for piece in pieces for n in range(len(piece) - 1)]
