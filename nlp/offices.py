"""Finds the offices that a citizen names as people do: whom he asks, or says has done nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ahocorasick_rs import AhoCorasick, MatchKind

from nlp.text import Normal, normalise
from nlp.vocabulary import DutyName

_TITLE = 2.0  # a mention in the title counts twice


class Offices:
    """What the offices of a city's duties are called."""

    def __init__(self, duties: Iterable[DutyName]) -> None:
        self._duties: defaultdict[str, list[str]] = defaultdict(list)
        for duty in duties:
            for name in duty.called:
                self._duties[normalise(name).text].append(duty.code)
        self._names = tuple(self._duties)
        self._finder = AhoCorasick(self._names, matchkind=MatchKind.LeftmostLongest)

    def find(self, fields: Mapping[str, Normal]) -> Mapping[str, float]:
        """By duty: the share of mentions that are of its offices. Empty where none is named."""
        found: defaultdict[str, float] = defaultdict(float)
        whole = 0.0
        for field, normal in fields.items():
            times = _TITLE if field == "title" else 1.0
            for index, _, _ in self._finder.find_matches_as_indexes(normal.text):
                whole += times
                for duty in self._duties[self._names[index]]:
                    found[duty] += times
        return {duty: times / whole for duty, times in sorted(found.items())}
