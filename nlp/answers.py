"""Finds the kept answer to a question, with how sure that is and which words carried it.

Retrieval only: nothing is made up, an entry is found or it is not.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from heapq import nlargest

from nlp.answers_words import grams, is_facet

_QUESTION, _ANSWER, _ASKED = 600, 600, 600  # characters that are compared; the rest digresses
_WEIGHT = 2.0  # of a word in the question, beside one in the answer
_FACET = 0.4  # of a word such as where or how long, beside one that names the matter
_ALIKE = 1.5  # of how alike two questions are, beside BM25 as a share of the best
_K1, _B = 1.5, 0.75  # Okapi's usual values; others made no difference
_EFFORT = 20_000  # mentions of words that are counted for one question, the rarest words first
_LOOKED_AT = 12  # candidates whose wording is compared
_REASONS = 4

Curve = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A question in one or more wordings, and its answer. `id` is the caller's own."""

    id: str
    questions: tuple[str, ...]
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry, how sure (0 to 1, the share of such hits that are right), and why."""

    id: str
    confidence: float
    score: float
    because: tuple[str, ...] = ()
    because_en: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """An entry as it is compared. Worth keeping: making it takes the time of building an index."""

    id: str
    questions: tuple[frozenset[str], ...]
    answer: frozenset[str]
    counts: Mapping[str, float]
    length: float


# Score to share of right hits: 1,746 messages of one province, each asked of all older ones; right
# where the replies say the same, or did so when 131 pairs were read. Printed by `duokou evaluate
# answers --read tests/nlp/answers_read.csv`; see docs/decisions/0016.
FITTED: Curve = (
    (0.07, 0.0),
    (0.228, 0.011),
    (0.266, 0.034),
    (0.296, 0.069),
    (0.353, 0.328),
    (0.427, 0.517),
    (0.605, 0.724),
    (0.967, 1.0),
)
THRESHOLD = 0.55  # confidence from which an answer is given; what it costs is printed there too


def prepare(entry: Entry) -> Prepared:
    wordings = [_counted(each, _QUESTION) for each in entry.questions]
    answer = _counted(entry.answer, _ANSWER)
    counts = {gram: float(count) for gram, count in answer.items()}
    for gram in set().union(*wordings):
        counts[gram] = counts.get(gram, 0.0) + _WEIGHT * max(each[gram] for each in wordings)
    wholes = tuple(frozenset(each) for each in wordings)
    return Prepared(entry.id, wholes, frozenset(answer), counts, sum(counts.values()))


def _counted(text: str, longest: int) -> Counter[str]:
    return Counter(gram for gram, _ in grams(text, longest))


class Index:
    """Entries to be found. It never changes once it is built, so any number of threads may ask."""

    def __init__(self, entries: Iterable[Prepared], curve: Curve = FITTED) -> None:
        self._entries = tuple(entries)
        self._curve = curve
        self._rarity = _rarity(self._entries)
        self._unknown = _idf(len(self._entries), 0)
        self._postings = self._post()

    def __len__(self) -> int:
        return len(self._entries)

    def find(
        self, text: str, limit: int = 3, among: Container[str] | None = None
    ) -> tuple[Hit, ...]:
        """The entries most likely to answer, the likeliest first; () when no word is shared.

        `among` are the ids of entries that may be found; None for all.
        """
        asked = dict(grams(text, _ASKED))
        scores = self._scores(asked)
        if among is not None:
            scores = {n: score for n, score in scores.items() if self._entries[n].id in among}
        best = max(scores.values(), default=0.0)
        looked_at = [
            (scores[number] / best + _ALIKE * (alike := self._alike(number, asked)), alike, number)
            for number in nlargest(max(limit, _LOOKED_AT), scores, key=scores.__getitem__)
        ]
        looked_at.sort(key=lambda found: (-found[0], found[2]))
        return tuple(self._hit(number, alike, asked) for _, alike, number in looked_at[:limit])

    def _scores(self, asked: Mapping[str, str]) -> dict[int, float]:
        """BM25 with fields, the rarest grams first until enough entries were looked at."""
        scores: dict[int, float] = defaultdict(float)
        effort = 0
        for gram in sorted(self._postings.keys() & asked.keys(), key=self._rare, reverse=True):
            numbers, weights = self._postings[gram]
            effort += len(numbers)
            if effort > _EFFORT and scores:
                break
            for number, weight in zip(numbers, weights, strict=True):
                scores[number] += weight
        return scores

    def _alike(self, number: int, asked: Mapping[str, str]) -> float:
        """How far the question is covered by the entry, and the entry's question by it, 0 to 1."""
        entry = self._entries[number]
        question = self._nearest(entry, asked)
        covered = self._share(asked.keys(), question | entry.answer)
        return math.sqrt(covered * self._share(question, asked.keys()))

    def _nearest(self, entry: Prepared, asked: Mapping[str, str]) -> frozenset[str]:
        """The wording that is covered best."""
        return max(entry.questions, key=lambda wording: self._share(wording, asked.keys()))

    def _hit(self, number: int, alike: float, asked: Mapping[str, str]) -> Hit:
        entry = self._entries[number]
        shared = asked.keys() & (self._nearest(entry, asked) or entry.answer)
        heaviest = set(nlargest(_REASONS, shared, self._rare))
        words = _joined(dict.fromkeys(asked[gram] for gram in asked if gram in heaviest))
        return Hit(
            entry.id,
            round(read_off(self._curve, alike), 3),
            round(alike, 4),
            (f"都说到：{'、'.join(words)}",) if words else (),
            (f"both speak of: {', '.join(words)}",) if words else (),
        )

    def _share(self, grams: Iterable[str], known: AbstractSet[str]) -> float:
        """How much of the weight of `grams` is among the known ones, 0 to 1."""
        total = covered = 0.0
        for gram in grams:
            weight = self._rare(gram)
            total += weight
            covered += weight if gram in known else 0.0
        return covered / total if total else 0.0

    def _rare(self, gram: str) -> float:
        return self._rarity.get(gram, self._unknown * (_FACET if is_facet(gram) else 1.0))

    def _post(self) -> dict[str, tuple[array[int], array[float]]]:
        """For each gram the entries that have it, and what it counts there."""
        average = sum(each.length for each in self._entries) / max(1, len(self._entries))
        postings: dict[str, tuple[array[int], array[float]]] = {
            gram: (array("l"), array("f")) for gram in self._rarity
        }
        for number, entry in enumerate(self._entries):
            damp = _K1 * (1 - _B + _B * entry.length / average)
            for gram, count in entry.counts.items():
                numbers, weights = postings[gram]
                numbers.append(number)
                weights.append(self._rarity[gram] * count * (_K1 + 1) / (count + damp))
        return postings


def _rarity(entries: Sequence[Prepared]) -> dict[str, float]:
    found = Counter(gram for entry in entries for gram in entry.counts)
    return {
        gram: _idf(len(entries), count) * (_FACET if is_facet(gram) else 1.0)
        for gram, count in found.items()
    }


def _idf(entries: int, having: int) -> float:
    return math.log(1 + (entries - having + 0.5) / (having + 0.5))


def read_off(curve: Curve, score: float) -> float:
    """The curve's value by straight lines between its points; beyond them that of the nearest."""
    if score <= curve[0][0] or score >= curve[-1][0]:
        return curve[0][1] if score <= curve[0][0] else curve[-1][1]
    place = bisect_right([x for x, _ in curve], score)
    (x, y), (to_x, to_y) = curve[place - 1], curve[place]
    return y + (to_y - y) * (score - x) / (to_x - x)


def _joined(pieces: Iterable[str]) -> list[str]:
    """Pairs of characters that overlap are one word again: 居住, 住证 are 居住证."""
    words: list[str] = []
    for piece in pieces:
        if words and len(piece) == 2 and words[-1][-1] == piece[0]:
            words[-1] += piece[1]
        elif not any(piece in word for word in words):
            words.append(piece)
    return words
