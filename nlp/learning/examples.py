"""What there is to learn from: texts with their labels, and which of them are nearly the same."""

import hashlib
import json
import random
import zlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from nlp.learning.problems import LearningProblem
from nlp.text import normalise

_SHINGLE, _HASHES, _BAND = 4, 32, 4  # bands agree by half from a likeness of about 0.55
_PRIME = (1 << 31) - 1
_FEW = 10  # rows; with fewer a label may stand alone by chance


@dataclass(frozen=True, slots=True)
class Example:
    """A text as the citizen wrote it and what it was found to be.

    `aids` are what else is known of the text, by name (a rule's opinion, 0 to 1). Examples of the
    same `group` are never learned from and measured with at once. `weight` is how much it counts;
    a `borrowed` example (a sample sentence) is learned from, and never measured with.
    """

    title: str
    text: str
    label: str
    aids: Mapping[str, float] = field(default_factory=dict)
    group: str = ""
    weight: float = 1.0
    borrowed: bool = False


def checked(examples: Sequence[Example]) -> None:
    """Raises LearningProblem where nothing can be learned.

    So it is where more than half of the rows have a label that no other row or sample sentence has.
    """
    if not examples:
        raise LearningProblem("没有可学习的行", "there are no rows to learn from")
    if any(not each.label for each in examples):
        raise LearningProblem("有的行没有标签", "some rows have no label")
    own = {each.label for each in examples if not each.borrowed}
    if len({each.label for each in examples}) < 2 or not own:
        raise LearningProblem(
            f"至少要有两种标签,只有:{'、'.join(sorted(own)) or '无'}",
            "at least two different labels are needed",
        )
    often = Counter(each.label for each in examples)
    rows = sum(not each.borrowed for each in examples)
    alone = sum(often[label] == 1 for label in own)
    if rows > _FEW and alone > rows / 2:
        raise LearningProblem(
            f"几乎每行一个标签({rows} 行里有 {alone} 行的标签只出现一次),学不到东西;"
            "标签列是不是写错了?",
            f"nearly every row has a label of its own ({alone} of {rows}): nothing to learn; "
            "is it the right column?",
        )


def fingerprint(examples: Sequence[Example]) -> str:
    """Of everything that is learned from, in its order."""
    digest = hashlib.sha256()
    for each in examples:
        aids = sorted(each.aids.items())
        row = [each.title, each.text, each.label, aids, each.group, each.weight, each.borrowed]
        digest.update(json.dumps(row).encode() + b"\n")
    return digest.hexdigest()


def folds(examples: Sequence[Example], count: int, seed: int) -> list[int]:
    """For every example the part it is measured in; near-duplicates share theirs.

    The labels are spread evenly over the parts.
    """
    numbers = groups(examples)
    members: dict[int, list[int]] = defaultdict(list)
    for at, group in enumerate(numbers):
        members[group].append(at)
    order = list(members.values())
    random.Random(seed).shuffle(order)
    order.sort(key=lambda each: examples[each[0]].label)
    parts = [0] * len(examples)
    for turn, each in enumerate(order):
        for at in each:
            parts[at] = turn % count
    return parts


def count_labels(examples: Sequence[Example]) -> dict[str, int]:
    counted = Counter(each.label for each in examples if not each.borrowed)
    return {label: counted[label] for label in sorted(counted)}


def groups(examples: Sequence[Example]) -> list[int]:
    """Examples that share a group or most of their words get the same number."""
    leader = list(range(len(examples)))
    seen: dict[Hashable, int] = {}
    for at, each in enumerate(examples):
        for key in _keys(each):
            _join(leader, at, seen.setdefault(key, at))
    return [_first(leader, at) for at in range(len(examples))]


def _keys(example: Example) -> list[Hashable]:
    """Two examples with a key in common belong together."""
    named: list[Hashable] = [("group", example.group)] if example.group else []
    text = normalise(example.title + "\n" + example.text).text[:2000]
    shingles = {text[at : at + _SHINGLE] for at in range(max(1, len(text) - _SHINGLE + 1))}
    hashes = np.array([zlib.crc32(each.encode()) for each in shingles], np.int64) % _PRIME
    lowest = (hashes[:, None] * _FACTORS + _SHIFTS).__mod__(_PRIME).min(axis=0)
    bands = lowest.reshape(-1, _BAND)
    return [*named, *((at, band.tobytes()) for at, band in enumerate(bands))]


def _first(leader: list[int], at: int) -> int:
    while leader[at] != at:
        leader[at] = leader[leader[at]]
        at = leader[at]
    return at


def _join(leader: list[int], one: int, other: int) -> None:
    first, second = sorted((_first(leader, one), _first(leader, other)))
    leader[second] = first


_DRAW = random.Random(5)
_FACTORS = np.array([_DRAW.randrange(1, _PRIME) for _ in range(_HASHES)], np.int64)
_SHIFTS = np.array([_DRAW.randrange(_PRIME) for _ in range(_HASHES)], np.int64)
