"""What the city's own words say of a text, as a trained model takes it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.suggestion import Guess
from nlp.units import Units

TARGETS = ("category", "unit", "kind")
_UNHEARD = 0.02  # what is thought of a label that nothing speaks for


@dataclass(frozen=True, slots=True)
class Heard:
    """What the pipeline says out of the box, whatever a model says after it; best first."""

    kinds: tuple[Guess, ...] = ()
    categories: tuple[Guess, ...] = ()


def aids(target: str, heard: Heard, units: Units) -> Mapping[str, float]:
    """By name, 0 to about 4.

    Categories at both levels for category, kinds for kind, duties of the categories for unit.
    """
    if target == "kind":
        return {f"kind:{each.code}": _louder(each.confidence) for each in heard.kinds}
    if target == "unit":
        return _duties(heard.categories, units)
    found: defaultdict[str, float] = defaultdict(float)
    for guess in heard.categories:
        for code in {guess.code, guess.code[:2]}:
            found[f"category:{code}"] += guess.confidence
    return dict(sorted(found.items()))


def _duties(considered: Sequence[Guess], units: Units) -> Mapping[str, float]:
    said = units.said(considered)
    whole = sum(said.lead.values()) or 1.0
    leading = {f"lead:{code}": _louder(share / whole) for code, share in said.lead.items()}
    return leading | {f"assist:{code}": share for code, share in said.assist.items()}


def _louder(share: float) -> float:
    """Little confidence differs much from none, and great from greater little."""
    return math.log(1 + share / _UNHEARD)
