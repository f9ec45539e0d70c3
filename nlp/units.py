"""Says whose a report is, by the duties of the categories that it may belong to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.suggestion import Guess, Reason
from nlp.sureness import OFFICES, bent
from nlp.vocabulary import CategoryWords, DutyName

_SECOND = 0.5  # what a further leading or an assisting duty says, against the first


@dataclass(frozen=True, slots=True)
class UnitsFound:
    """Duties that may lead, best first, and who would assist."""

    lead: tuple[Guess, ...] = ()
    assists: tuple[str, ...] = ()
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """By duty: how much the categories considered speak for its leading, and its assisting."""

    lead: Mapping[str, float]
    assist: Mapping[str, float]


class Units:
    """The duties of a city's categories; `local` are those of its streets and towns."""

    def __init__(
        self, categories: tuple[CategoryWords, ...], duties: tuple[DutyName, ...] = ()
    ) -> None:
        self._by_code = {each.code: each for each in categories}
        self.local = frozenset(each.code for each in duties if each.local)

    def find(self, considered: Sequence[Guess]) -> UnitsFound:
        """From the categories considered, best first; unknown codes are ignored."""
        lead = self.said(considered).lead
        if not lead:
            return UnitsFound()
        best = next(self._by_code[guess.code] for guess in considered if self._has(guess))
        return UnitsFound(_shares(lead), best.assists, (_reason(best),) if best.lead else ())

    def said(self, considered: Sequence[Guess]) -> Said:
        lead: defaultdict[str, float] = defaultdict(float)
        assist: defaultdict[str, float] = defaultdict(float)
        for guess in filter(self._has, considered):
            category = self._by_code[guess.code]
            for at, duty in enumerate(category.lead):
                lead[duty] += guess.confidence * (_SECOND if at else 1.0)
            for duty in category.assists:
                assist[duty] += guess.confidence * _SECOND
        return Said(dict(lead), dict(assist))

    def _has(self, guess: Guess) -> bool:
        return guess.code in self._by_code and guess.confidence > 0


def _shares(scores: Mapping[str, float]) -> tuple[Guess, ...]:
    """The first as sure as such guesses turned out right; the others share what it leaves."""
    whole = max(1.0, sum(scores.values()))
    (best, score), *others = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    first = bent(score / whole, OFFICES)
    left = (1 - first) / max(1e-9, whole - score)
    shared = (Guess(code, round(min(first, left * each), 3)) for code, each in others)
    return (Guess(best, first), *shared)


def _reason(category: CategoryWords) -> Reason:
    return Reason("unit", f"「{category.name}」的职责", f"the duty for {category.code}")
