"""Whether a new model is better than what is in use, on the newest of what people confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

from nlp.evaluate import Judged, accuracy, macro_f1
from nlp.learning.examples import Example, groups


@dataclass(frozen=True, slots=True)
class Parts:
    """What is learned from, and what is measured with and was never learned from."""

    learned: list[Example]
    held_out: list[Example]


def newest_held_out(examples: Sequence[Example], share: float) -> Parts:
    """The last `share` (0 to 1) of the examples, which stand in the order of time.

    Near copies of those, and what else belongs to their groups, are learned from neither.
    """
    first = len(examples) - round(len(examples) * share)
    numbers = groups(examples)
    held = set(numbers[first:])
    learned = [number not in held for number in numbers[:first]]
    return Parts(list(compress(examples[:first], learned)), list(examples[first:]))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two opinions of the same texts, in the same order."""

    old: Sequence[Judged]
    new: Sequence[Judged]

    @property
    def gained(self) -> int:
        """Texts that only the new one gets right."""
        return sum(_right(new) > _right(old) for old, new in self._pairs())

    @property
    def lost(self) -> int:
        """Texts that only the old one gets right."""
        return sum(_right(old) > _right(new) for old, new in self._pairs())

    @property
    def better(self) -> bool:
        """More texts are right, and rare labels have not paid for it. As good is not better."""
        return self.gained > self.lost and macro_f1(self.new) >= macro_f1(self.old)

    def figures(self) -> dict[str, Any]:
        return {
            "rows": len(self.new),
            "old": _figures(self.old),
            "new": _figures(self.new),
            "gained": self.gained,
            "lost": self.lost,
        }

    def _pairs(self) -> list[tuple[Judged, Judged]]:
        return list(zip(self.old, self.new, strict=True))


def _right(judged: Judged) -> bool:
    return judged.guess == judged.label


def _figures(judged: Sequence[Judged]) -> dict[str, float]:
    return {"macro_f1": round(macro_f1(judged), 4), "accuracy": round(accuracy(judged), 4)}
