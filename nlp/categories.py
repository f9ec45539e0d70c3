"""Proposes the category of a report from the words it uses, and abstains where they do not say."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from nlp.lexicon import Lexicon, Spotted
from nlp.suggestion import Guess, Reason
from nlp.text import Normal
from nlp.vocabulary import CategoryWords

_TITLE = 2.0  # a word in the title counts twice
_AGAIN = 0.25  # every further mention of a word adds this share of its weight, four times at most
_OTHERS = (
    0.35  # share of the other second-level scores that their first level earns besides its best
)
_DOUBT = 2.0  # score that a lone best category must reach to be as likely right as wrong
_LIKELY = 0.5  # below this a first level is not named
_LEADING = 0.4  # below this a category is an alternative only
_TIE = 1.05  # the best must be this many times the second


_Curve = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Curves:
    """From how clear a guess is to the share of such guesses that were right, by straight lines."""

    second_level: _Curve
    first_level: _Curve


AS_IT_IS = Curves(((0.0, 0.0), (1.0, 1.0)), ((0.0, 0.0), (1.0, 1.0)))
# Fitted by nlp.evaluate.curve: the first level on 5,828 complaints sorted into 7 classes, before
# there were pairs of words (its error on other complaints is 0.05 since); the second level on 1,103
# answered messages, right when the unit that answered is one of the category's, and on 525 short
# sentences written for this project.
FITTED = Curves(
    second_level=(
        (0.0, 0.0),
        (0.325, 0.4),
        (0.423, 0.433),
        (0.469, 0.519),
        (0.496, 0.585),
        (0.525, 0.637),
        (0.556, 0.681),
        (0.586, 0.696),
        (0.617, 0.733),
        (0.667, 0.796),
        (0.754, 0.874),
    ),
    first_level=(
        (0.0, 0.0),
        (0.364, 0.542),
        (0.437, 0.582),
        (0.49, 0.672),
        (0.538, 0.762),
        (0.571, 0.802),
        (0.623, 0.84),
        (0.675, 0.871),
        (0.73, 0.889),
        (0.807, 0.916),
        (0.915, 0.98),
    ),
)


@dataclass(frozen=True, slots=True)
class CategoryFound:
    """The best category on both levels, None where unsure; alternatives best first."""

    category: Guess | None = None
    first_level: Guess | None = None
    alternatives: tuple[Guess, ...] = ()
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class _Hit:
    spotted: Spotted
    field: str
    weight: float


class Categories:
    """The city's taxonomy with nlp's own colloquial words, ready to be looked for."""

    def __init__(self, categories: tuple[CategoryWords, ...], curves: Curves = FITTED) -> None:
        self._curves = curves
        self._names = {each.code: each.name for each in categories}
        self._parents = {each.code: each.parent for each in categories}
        self._lexicon = Lexicon(categories)

    def find(
        self,
        fields: Mapping[str, Normal],
        hint: str = "",
        likely: Iterable[tuple[str, float]] = (),
    ) -> CategoryFound:
        """Weigh the taxonomy's words in title and text.

        `hint` is the category the citizen chose; `likely` are scores that other findings speak
        for (a smell of gas, praise). Both are ignored for codes that the city does not have.
        """
        hits = self._hits(fields)
        scores = {code: _score(found) for code, found in hits.items()}
        for code, extra in (*likely, (hint, 2.0)):
            if code in self._parents:
                scores[code] = scores.get(code, 0.0) + extra
        if not scores:
            return CategoryFound()
        best = sorted(scores.items(), key=lambda each: (-each[1], each[0]))
        leaves = [(code, score) for code, score in best if self._parents[code] is not None]
        alternatives = _shared(leaves, self._curves.second_level)
        category = _sure(alternatives, leaves)
        first_level = self._first_level(scores, category)
        reasons = tuple(self._reasons(category or first_level, hits, fields))
        return CategoryFound(category, first_level, alternatives, reasons)

    def _hits(self, fields: Mapping[str, Normal]) -> dict[str, list[_Hit]]:
        """Words found, by category, without those inside a longer word of the same one.

        A pair hides nothing, as it reaches over words between its two.
        """
        found: dict[str, list[_Hit]] = defaultdict(list)
        for field, normal in fields.items():
            times = _TITLE if field == "title" else 1.0
            reached: dict[str, int] = defaultdict(int)
            for spotted in self._lexicon.find(normal.text):
                hit = _Hit(spotted, field, spotted.weight * times)
                for code in spotted.codes:
                    if spotted.end > reached[code]:
                        found[code].append(hit)
                        reached[code] = reached[code] if spotted.is_pair else spotted.end
        return found

    def _first_level(self, scores: Mapping[str, float], below: Guess | None) -> Guess | None:
        """The level above the category found; without one the first level whose categories
        together score best, or None in a tie or where that is too weak."""
        parts: dict[str, list[float]] = defaultdict(list)
        for code, score in scores.items():
            parts[self._parents[code] or code].append(score)
        sums = {
            code: max(each) * (1 - _OTHERS) + sum(each) * _OTHERS for code, each in parts.items()
        }
        chosen = self._parents[below.code] if below else None
        best = sorted(sums.items(), key=lambda each: (each[0] != chosen, -each[1], each[0]))
        confidence = _confidence(best, self._curves.first_level)
        if below:
            return Guess(best[0][0], max(confidence, below.confidence))
        tied = len(best) > 1 and best[0][1] == best[1][1]
        return None if tied or confidence < _LIKELY else Guess(best[0][0], confidence)

    def _reasons(
        self, guess: Guess | None, hits: Mapping[str, list[_Hit]], fields: Mapping[str, Normal]
    ) -> Iterator[Reason]:
        """The heaviest words of the chosen category, each once, four at most."""
        if guess is None:
            return
        own = (
            hit
            for code, found in hits.items()
            if guess.code in (code, self._parents[code])
            for hit in found
        )
        heaviest = sorted(own, key=_says_most)
        for hit in list({hit.spotted.word: hit for hit in reversed(heaviest)}.values())[::-1][:4]:
            span = fields[hit.field].origin(hit.spotted.start, hit.spotted.end)
            yield Reason(
                "category",
                f"“{hit.spotted.word}”是“{self._names[guess.code]}”的用词",
                f"“{hit.spotted.word}” is a word of category {guess.code}",
                span.start,
                span.end,
                hit.field,
            )


def _says_most(hit: _Hit) -> tuple[float, bool, int]:
    """Sorts the heaviest first, single words before pairs."""
    return -hit.weight, hit.spotted.is_pair, hit.spotted.start


def _score(hits: list[_Hit]) -> float:
    """Each word at its best weight, a little more for every further mention."""
    best: dict[str, float] = {}
    times: dict[str, int] = defaultdict(int)
    for hit in hits:
        best[hit.spotted.word] = max(best.get(hit.spotted.word, 0.0), hit.weight)
        times[hit.spotted.word] += 1
    return sum(best[word] * (1 + _AGAIN * min(times[word] - 1, 4)) for word in best)


def _sure(alternatives: tuple[Guess, ...], scores: list[tuple[str, float]]) -> Guess | None:
    """The best, unless it is too weak or another is nearly as good."""
    if not alternatives or alternatives[0].confidence < _LEADING:
        return None
    if len(scores) > 1 and scores[0][1] < scores[1][1] * _TIE:
        return None
    return alternatives[0]


def _shared(best: list[tuple[str, float]], curve: _Curve) -> tuple[Guess, ...]:
    """The best five: the first as sure as it is clear, the others share what it leaves."""
    if not best:
        return ()
    first = _confidence(best, curve)
    rest = sum(score for _, score in best[1:])
    others = (Guess(code, round((1 - first) * score / rest, 3)) for code, score in best[1:5])
    return (Guess(best[0][0], first), *others)


def _confidence(best: list[tuple[str, float]], curve: _Curve) -> float:
    """Share of first guesses this clear that were right, read off a fitted curve."""
    score, rival = best[0][1], best[1][1] if len(best) > 1 else 0.0
    clearness = score / (score + rival + _DOUBT)
    after = min(bisect_left(curve, (clearness, 0.0)), len(curve) - 1)
    (x0, y0), (x1, y1) = curve[max(0, after - 1)], curve[after]
    part = 0.0 if x1 == x0 else min(1.0, (clearness - x0) / (x1 - x0))
    return round(y0 + part * (y1 - y0), 3)
