"""Aids that name a label: one weight for a whole family, so that little data can learn it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Opinion:
    """The aid in `column` says that the label is number `label`."""

    column: int
    label: int


@dataclass(frozen=True, slots=True)
class Families:
    """Opinions by family: of "lead:GS" the family is "lead" and the label "GS"."""

    members: tuple[tuple[Opinion, ...], ...]

    def columns(self) -> list[int]:
        return [each.column for family in self.members for each in family]

    def said(self, rows: Any, count: int) -> NDArray[np.float64]:
        """What each family says of each label: rows by `count` labels by families."""
        found = np.zeros((rows.shape[0], count, len(self.members)))
        by_column = rows.tocsc()
        for number, family in enumerate(self.members):
            for each in family:
                found[:, each.label, number] = by_column[:, [each.column]].toarray()[:, 0]
        return found


def families(aids: Mapping[str, int], labels: Sequence[str]) -> Families:
    numbers = {label: at for at, label in enumerate(labels)}
    found: dict[str, list[Opinion]] = defaultdict(list)
    for name, column in sorted(aids.items()):
        family, _, label = name.partition(":")
        if label in numbers:
            found[family].append(Opinion(column, numbers[label]))
    return Families(tuple(tuple(found[family]) for family in sorted(found)))
