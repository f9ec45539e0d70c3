"""Sentences as the models of danger learn them."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from nlp.danger_fitting import Told, as_told, told
from nlp.danger_reading import Tongue

_FEW = 60


@dataclass(frozen=True, slots=True)
class AllTold:
    """What is learned from: how many sentences by language and danger, from which files, and the
    first few of each."""

    counts: Mapping[tuple[Tongue, bool], int]
    sources: frozenset[tuple[str, Tongue]]
    few: tuple[Told, ...]


@cache
def all_told() -> AllTold:
    """Read once: taking a hundred thousand sentences apart takes a while."""
    counts: Counter[tuple[Tongue, bool]] = Counter()
    few: dict[tuple[Tongue, bool], list[Told]] = defaultdict(list)
    sources = set()
    for each in told():
        sort = each.reading.tongue, each.danger
        counts[sort] += 1
        sources.add((each.source, each.reading.tongue))
        if len(few[sort]) < _FEW:
            few[sort].append(each)
    first = tuple(each for sort in sorted(few, reverse=True) for each in few[sort])
    return AllTold(counts, frozenset(sources), first)


def known(text: str, danger: bool, source: str = "") -> Told:
    found = as_told(text, danger, source)
    assert found is not None
    return found
