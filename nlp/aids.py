"""What the city's own words say of a text, as a trained model takes it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nlp.suggestion import Guess
from nlp.units import Units

TARGETS = ("category", "unit", "kind")
_TOWN = 2.5  # of a street or town that is named; at 1 it gains two thirds as much
_UNHEARD = 0.02  # what is thought of a label that nothing speaks for


@dataclass(frozen=True, slots=True)
class Heard:
    """What the pipeline says out of the box, whatever a model says after it; best first.

    `offices` are those that the citizen names: by duty, their share of all that are named; `town`:
    whether he names a street or town.
    """

    kinds: tuple[Guess, ...] = ()
    categories: tuple[Guess, ...] = ()
    offices: Mapping[str, float] = field(default_factory=dict)
    town: bool = False


def aids(target: str, heard: Heard, units: Units) -> Mapping[str, float]:
    """By name, 0 to about 4.

    Kinds for kind, categories at both levels for category; for unit those, the duties of the
    categories and of the offices named, and whether a street or town is.
    """
    if target == "kind":
        return {f"kind:{each.code}": _louder(each.confidence) for each in heard.kinds}
    if target == "unit":
        town = {"place:town": _TOWN} if heard.town else {}
        return _duties(heard, units) | _categories(heard.categories) | town
    return _categories(heard.categories)


def _categories(considered: Sequence[Guess]) -> dict[str, float]:
    found: defaultdict[str, float] = defaultdict(float)
    for guess in considered:
        for code in {guess.code, guess.code[:2]}:
            found[f"category:{code}"] += guess.confidence
    return dict(sorted(found.items()))


def _duties(heard: Heard, units: Units) -> dict[str, float]:
    """Streets and towns are families of their own: they are named and assist nearly everywhere."""
    said = units.said(heard.categories)
    whole = sum(said.lead.values()) or 1.0
    leading = {f"lead:{code}": _louder(share / whole) for code, share in said.lead.items()}
    families = {"assist": said.assist, "named": heard.offices}
    return leading | {
        f"{'local-' if code in units.local else ''}{family}:{code}": _louder(share)
        for family, shares in families.items()
        for code, share in shares.items()
    }


def _louder(share: float) -> float:
    """Little confidence differs much from none, and great from greater little."""
    return math.log(1 + share / _UNHEARD)
