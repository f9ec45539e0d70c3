"""Proposes the category of a report from the words it uses, and abstains where they do not say."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

from nlp.learning.heard import Hearing, heard
from nlp.lexicon import Lexicon, Spotted
from nlp.suggestion import Guess, Reason
from nlp.sureness import FITTED, Curves, bent
from nlp.text import Normal
from nlp.vocabulary import CategoryWords, Thresholds
from nlp.weighing import Floats, Scale, louder

_TITLE = 2.0  # a word in the title counts twice
_AGAIN = 0.25  # every further mention of a word adds this share of its weight, four times at most
_HINT = 12.0  # what the citizen's own choice adds to the words: 4 in log-odds
_TIE = 1.05  # the best must be this many times the second
_FIRM = 0.7  # score that the words of a first level must reach before anything of it is named
_CONSIDERED = 8  # alternatives that are named
_SAID = 4  # words that are told as reasons
_STOPS = ("只建议一级分类", "the first level only")
_SILENT = ("不建议分类", "no category is suggested")

NAMED = Thresholds(second_level=0.4, first_level=0.5)


@dataclass(frozen=True, slots=True)
class CategoryFound:
    """The best category on both levels, None where unsure; alternatives best first."""

    category: Guess | None = None
    first_level: Guess | None = None
    alternatives: tuple[Guess, ...] = ()
    because: tuple[Reason, ...] = ()


class _Hit(NamedTuple):
    spotted: Spotted
    field: str
    weight: float


class Categories:
    """The city's taxonomy with nlp's own colloquial words and sample sentences.

    Below the thresholds a guess is an alternative only.
    """

    def __init__(
        self,
        categories: tuple[CategoryWords, ...],
        curves: Curves = FITTED,
        thresholds: Thresholds = NAMED,
        known: Hearing | None = None,
    ) -> None:
        self._curves = curves
        self._thresholds = thresholds
        self._names = {each.code: each.name for each in categories}
        self._parents = {each.code: each.parent for each in categories}
        self._lexicon = Lexicon(categories)
        self._scale = Scale(categories, known or heard())

    @property
    def codes(self) -> tuple[str, ...]:
        """What a report can be put in."""
        return self._scale.codes

    def find(
        self,
        fields: Mapping[str, Normal],
        hint: str = "",
        likely: Iterable[tuple[str, float]] = (),
    ) -> CategoryFound:
        """Weigh the taxonomy's words in title and text, and which samples they sound like.

        `hint` is the category the citizen chose; `likely` are scores that other findings speak
        for (a smell of gas, praise). Both are ignored for codes that the city does not have.
        """
        hits = self._hits(fields)
        found = self._weighed(fields, hits, (*likely, (hint, _HINT)))
        return replace(found, because=tuple(self._because(found, hits, fields)))

    def guess(self, text: str) -> CategoryFound:
        """The same of a part of a normalised text, without the reasons."""
        fields = {"text": Normal(text, text, (0,), (0,))}
        return self._weighed(fields, self._hits(fields), ())

    def likeness(self, text: str) -> Floats:
        """How much nearer a part of a normalised text is to the samples of each category than to
        those of all; two such rows point the same way where the parts are about one matter."""
        return louder(self._scale.near({"text": Normal(text, text, (0,), (0,))}))

    def parts(self, fields: Mapping[str, Normal]) -> Floats:
        """What is weighed for each of `codes`: its words, those of its field, and how it sounds."""
        words = {code: _score(found) for code, found in self._hits(fields).items()}
        return self._scale.parts(self._scale.near(fields), words)

    def _weighed(
        self,
        fields: Mapping[str, Normal],
        hits: Mapping[str, list[_Hit]],
        likely: Iterable[tuple[str, float]],
    ) -> CategoryFound:
        words = {code: _score(found) for code, found in hits.items()}
        for code, extra in likely:
            if code in self._parents:
                words[code] = words.get(code, 0.0) + extra
        near = self._scale.near(fields)
        sounds = self._scale.is_telling(near, sum(len(each.text) for each in fields.values()))
        if not words and not sounds:
            return CategoryFound()
        ranked = self._scale.ranked(near, words)
        alternatives = self._considered(ranked.best)
        firm = self._firm(words)
        if sounds:
            firm |= {self._parents[each.code] for each in alternatives[:1]}
        category = self._sure(alternatives, firm)
        first_level = self._first_level(ranked.fields, firm, category)
        return CategoryFound(category, first_level, alternatives)

    def _because(
        self, found: CategoryFound, hits: Mapping[str, list[_Hit]], fields: Mapping[str, Normal]
    ) -> Iterator[Reason]:
        """The city's words first; those of the sample sentences where there are few."""
        yield from self._unsure(found)
        if named := found.category or found.first_level:
            own = list(islice(self._reasons(named, hits, fields), _SAID))
            yield from own
            if len(own) < _SAID:
                sounds = (each for each in self._sounds(named, fields) if not _within(each, own))
                yield from islice(sounds, _SAID - len(own))

    def _firm(self, words: Mapping[str, float]) -> set[str | None]:
        """The first levels of which the words say enough to name anything."""
        return {code for code, score in self._fields_of(words).items() if score >= _FIRM}

    def _fields_of(self, scores: Mapping[str, float]) -> dict[str, float]:
        """The scores of each first level with all below it."""
        sums: dict[str, float] = defaultdict(float)
        for code, score in scores.items():
            sums[self._parents[code] or code] += score
        return sums

    def _sure(self, alternatives: Sequence[Guess], firm: Container[str | None]) -> Guess | None:
        """The best, unless it is too weak or another is nearly as good."""
        best = alternatives[0] if alternatives else Guess("", 0.0)
        if _tied(alternatives) or best.confidence < self._thresholds.second_level:
            return None
        return best if self._parents[best.code] in firm else None

    def _first_level(
        self, likely: Mapping[str, float], firm: Container[str | None], below: Guess | None
    ) -> Guess | None:
        """The level above the category found; without one the likeliest, or None where that is
        too weak."""
        above = self._parents[below.code] if below else None
        chosen = above or max(likely, key=lambda code: likely[code])
        sure = bent(likely[chosen], self._curves.first_level)
        if below:
            return Guess(chosen, max(sure, below.confidence))
        named = sure >= self._thresholds.first_level and chosen in firm
        return Guess(chosen, sure) if named else None

    def _considered(self, best: Iterator[tuple[str, float]]) -> tuple[Guess, ...]:
        """The likeliest few: the first as sure as it is likely, the others share what it leaves."""
        below = (each for each in best if self._parents[each[0]])
        (code, share), *others = [*islice(below, _CONSIDERED)] or [("", 0.0)]
        if not code:
            return ()
        first = bent(share, self._curves.second_level)
        left = (1 - first) / max(1e-9, 1 - share)
        shared = (Guess(each, round(min(first, left * part), 3)) for each, part in others)
        return (Guess(code, first), *shared)

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

    def _unsure(self, found: CategoryFound) -> Iterator[Reason]:
        """Why the suggestion stops at the first level, or says nothing."""
        if found.category or not found.alternatives:
            return
        best, name = found.alternatives[0], self._names[found.alternatives[0].code]
        stops, stops_en = _STOPS if found.first_level else _SILENT
        sure, wanted = f"{best.confidence:.0%}", f"{self._thresholds.second_level:.0%}"
        if best.confidence < self._thresholds.second_level:
            says = f"最像“{name}”，把握 {sure}，低于门槛 {wanted}"
            says_en = f"most like {best.code}, {sure} sure, below the threshold of {wanted}"
        elif _tied(found.alternatives):
            second = found.alternatives[1].code
            says = f"最像“{name}”，与“{self._names[second]}”不相上下"
            says_en = f"{best.code} and {second} are equally likely"
        else:
            says = f"最像“{name}”，但只有常见用词"
            says_en = f"like {best.code} by everyday words only"
        yield Reason("category", f"{says}，{stops}", f"{says_en}: {stops_en}")

    def _reasons(
        self, guess: Guess, hits: Mapping[str, list[_Hit]], fields: Mapping[str, Normal]
    ) -> Iterator[Reason]:
        """The heaviest words of the chosen category, each once, heaviest first."""
        own = (
            hit
            for code, found in hits.items()
            if guess.code in (code, self._parents[code])
            for hit in found
        )
        heaviest = sorted(own, key=_says_most)
        for hit in list({hit.spotted.word: hit for hit in reversed(heaviest)}.values())[::-1]:
            span = fields[hit.field].origin(hit.spotted.start, hit.spotted.end)
            yield Reason(
                "category",
                f"“{hit.spotted.word}”是“{self._names[guess.code]}”的用词",
                f"“{hit.spotted.word}” is a word of category {guess.code}",
                span.start,
                span.end,
                hit.field,
            )

    def _sounds(self, guess: Guess, fields: Mapping[str, Normal]) -> Iterator[Reason]:
        """The words that the sample sentences of the chosen category have."""
        for each in self._scale.spoke(fields, guess.code):
            yield Reason(
                "category",
                f"“{each.word}”多见于“{self._names[guess.code]}”的样例句",
                f"“{each.word}” is often said in samples of category {guess.code}",
                each.start,
                each.end,
                each.field,
            )


def _tied(alternatives: Sequence[Guess]) -> bool:
    """Whether another is nearly as good as the best."""
    best, second = (*alternatives, Guess("", 0.0), Guess("", 0.0))[:2]
    return best.confidence < second.confidence * _TIE


def _within(word: Reason, told: Iterable[Reason]) -> bool:
    """Whether the same place was told as a reason already."""
    return any(
        each.field == word.field and (each.start or 0) <= (word.start or 0) < (each.end or 0)
        for each in told
    )


def _says_most(hit: _Hit) -> tuple[float, bool, int]:
    """Sorts the heaviest first, single words before pairs."""
    return -hit.weight, hit.spotted.is_pair, hit.spotted.start


def _score(hits: list[_Hit]) -> float:
    """Each word at its best weight, a little more for every further mention."""
    best: dict[str, float] = {}
    times: dict[str, int] = defaultdict(int)
    for hit in hits:
        word = hit.spotted.word
        times[word] += 1
        if hit.weight > best.get(word, 0.0):
            best[word] = hit.weight
    return sum(best[word] * (1 + _AGAIN * min(times[word] - 1, 4)) for word in best)
