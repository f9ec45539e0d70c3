"""How the trained models in use speak in the pipeline: guesses, thresholds and reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nlp.categories import CategoryFound
from nlp.kinds import KindFound
from nlp.learning.model import Model
from nlp.suggestion import Guess, Reason
from nlp.text import Normal
from nlp.units import UnitsFound
from nlp.vocabulary import Vocabulary

_OWN = 0.5  # share of its guesses that must be codes of this city
_CONSIDERED = 5  # guesses that a suggestion carries

Aids = Mapping[str, float]
Asking = Callable[[], Aids]  # asked only where there is a model
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Learned:
    """A model that has a say, and what it is called in a suggestion's version."""

    name: str
    model: Model = field(repr=False)

    def knows(self, codes: Container[str]) -> bool:
        """Whether any of its labels is a code of this city; others are passed over."""
        return any(label in codes for label in self.model.labels)

    def guesses(self, fields: Mapping[str, Normal], aids: Aids, names: Names) -> tuple[Guess, ...]:
        """Those that are codes of this city; none where others are likelier together."""
        own = tuple(each for each in self.model.guesses(fields, aids) if each.code in names)
        return own if sum(each.confidence for each in own) >= _OWN else ()


@dataclass(frozen=True, slots=True)
class Models:
    """The models in use by target; where there is none, the pipeline speaks out of the box."""

    category: Learned | None = None
    unit: Learned | None = None
    kind: Learned | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(each.name for each in (self.category, self.unit, self.kind) if each)


OUT_OF_THE_BOX = Models()


class Judgement:
    """What the models in use make of a message that the city's own words were looked for in."""

    def __init__(self, models: Models, city: Vocabulary) -> None:
        self.models = models
        self._categories = {each.code: each.name for each in city.categories}
        self._parents = {each.code: each.parent for each in city.categories}
        self._kinds = {each.code: each.name for each in city.kinds}
        self._timed = frozenset(each.code for each in city.kinds if each.has_deadline)
        self._duties = {each.code: each.name for each in city.duties}
        self._thresholds = city.thresholds

    def kind(
        self, fields: Mapping[str, Normal], aids: Asking, worded: KindFound, chosen: str
    ) -> KindFound:
        """The words stand where there is no model, or nothing to read.

        Below its threshold a kind is not named, unless it is the one that the citizen chose.
        """
        found = self._kind(fields, aids, worded)
        best = found.guesses[0]
        wanted = self._wanted(best.code)
        if best.confidence >= wanted or best.code == chosen:
            return found
        return KindFound(found.guesses, (self._open(best, wanted),), abstains=True)

    def _wanted(self, kind: str) -> float:
        """Who is wrongly taken to praise or to chase waits in vain: nobody has to act."""
        limits = self._thresholds
        return limits.kind if kind in self._timed else limits.kind_without_deadline

    def _open(self, best: Guess, wanted: float) -> Reason:
        name, sure = self._kinds.get(best.code, best.code), f"{best.confidence:.0%}"
        return Reason(
            "kind",
            f"类型最像“{name}”，把握 {sure}，低于门槛 {wanted:.0%}，不建议类型，按计时限的办",
            f"most like kind {best.code}, {sure} sure, below the threshold of {wanted:.0%}: "
            "no kind is suggested, the clock runs",
        )

    def _kind(self, fields: Mapping[str, Normal], aids: Asking, worded: KindFound) -> KindFound:
        model = self.models.kind
        guesses = model.guesses(fields, aids(), self._kinds) if model else ()
        if model is None or not guesses or worded.guesses[0].confidence == 1:
            return worded
        same = guesses[0].code == worded.guesses[0].code
        carried = _carried("kind", model, fields, guesses[0].code, self._kinds)
        return KindFound(guesses, (*carried, *(worded.because if same else ())))

    def category(
        self, fields: Mapping[str, Normal], aids: Asking, worded: CategoryFound
    ) -> CategoryFound:
        model = self.models.category
        guesses = model.guesses(fields, aids(), self._categories) if model else ()
        if model is None or not guesses:
            return worded if worded.category or worded.because else self._told(worded)
        leaves = [each for each in guesses if self._parents[each.code]]
        category = leaves[0] if leaves and self._named(leaves[0]) else None
        first_level = self._first_level(guesses, category)
        likeliest = category or next(iter(leaves), guesses[0])
        because = [*_carried("category", model, fields, likeliest.code, self._categories)]
        if category and worded.category and category.code == worded.category.code:
            because += worded.because
        alternatives = tuple(leaves[:_CONSIDERED]) or worded.alternatives
        return self._told(CategoryFound(category, first_level, alternatives, tuple(because)))

    def _told(self, found: CategoryFound) -> CategoryFound:
        """With the reason why it stops at the first level or abstains, where it does."""
        if found.category:
            return found
        because = self._unsure(found.alternatives, found.first_level)
        return replace(found, because=(because, *found.because))

    def _unsure(self, considered: Sequence[Guess], first_level: Guess | None) -> Reason:
        stops, stops_en = (
            ("只建议一级分类", "the first level only")
            if first_level
            else ("不建议分类", "no category is suggested")
        )
        if not considered:
            return Reason("category", f"没有认得的用词，{stops}", f"no word is known: {stops_en}")
        best = considered[0]
        sure, wanted = f"{best.confidence:.0%}", f"{self._thresholds.second_level:.0%}"
        if self._named(best):
            return Reason(
                "category",
                f"“{self._categories[best.code]}”与另一类不相上下，{stops}",
                f"{best.code} and another are equally likely: {stops_en}",
            )
        return Reason(
            "category",
            f"最像“{self._categories[best.code]}”，把握 {sure}，低于门槛 {wanted}，{stops}",
            f"most like {best.code}, {sure} sure, below the threshold of {wanted}: {stops_en}",
        )

    def units(self, fields: Mapping[str, Normal], aids: Asking, worded: UnitsFound) -> UnitsFound:
        model = self.models.unit
        guesses = model.guesses(fields, aids(), self._duties) if model else ()
        if model is None or not guesses:
            return worded
        because = _carried("unit", model, fields, guesses[0].code, self._duties)
        assists = tuple(duty for duty in worded.assists if duty != guesses[0].code)
        return UnitsFound(guesses[:_CONSIDERED], assists, tuple(because))

    def _named(self, guess: Guess) -> bool:
        return guess.confidence >= self._thresholds.second_level

    def _first_level(self, guesses: Sequence[Guess], below: Guess | None) -> Guess | None:
        """As likely as all that lies below it together."""
        sums: defaultdict[str, float] = defaultdict(float)
        for each in guesses:
            sums[self._parents[each.code] or each.code] += each.confidence
        best = (self._parents[below.code] if below else None) or max(sums, key=lambda c: sums[c])
        found = Guess(best, min(1.0, sums[best]))
        return found if below or found.confidence >= self._thresholds.first_level else None


def _carried(
    about: str, learned: Learned, fields: Mapping[str, Normal], code: str, names: Names
) -> Iterator[Reason]:
    """The words that spoke most for it, where the citizen wrote them."""
    found = learned.model.carried(fields, code)
    if not found:
        yield Reason(about, f"整段话像“{names[code]}”", f"the text as a whole is like {code}")
    for each in found:
        yield Reason(
            about,
            f"学过的用词：“{each.word}”多见于“{names[code]}”",
            f"learned: “{each.word}” is said of {code}",
            each.start,
            each.end,
            each.field,
        )
