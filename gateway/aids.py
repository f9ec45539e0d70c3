"""What the city's own words and rules say of a text, as a trained model takes it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping

from nlp import Suggestion
from routing_rules import City

TARGETS = ("category", "unit", "kind")
_SECOND = 0.5  # what a further leading or an assisting duty says, against the first
_UNHEARD = 0.02  # what is thought of a label that nothing speaks for


def aids(target: str, suggestion: Suggestion, city: City) -> Mapping[str, float]:
    """By name, 0 to about 4: what keywords take the text for.

    Categories at both levels for category, kinds for kind, duties of the categories for unit.
    """
    if target == "kind":
        return {f"kind:{each.code}": _louder(each.confidence) for each in suggestion.kinds}
    if target == "unit":
        lead, assist = duties(suggestion, city)
        whole = sum(lead.values()) or 1.0
        leading = {f"lead:{code}": _louder(share / whole) for code, share in lead.items()}
        return leading | {f"assist:{code}": share for code, share in assist.items()}
    found: defaultdict[str, float] = defaultdict(float)
    for guess in suggestion.categories:
        for code in {guess.code, guess.code[:2]}:
            found[f"category:{code}"] += guess.confidence
    return dict(sorted(found.items()))


def duties(suggestion: Suggestion, city: City) -> tuple[dict[str, float], dict[str, float]]:
    """By duty: how much the categories considered speak for its leading, and for its assisting."""
    lead: defaultdict[str, float] = defaultdict(float)
    assist: defaultdict[str, float] = defaultdict(float)
    for guess in suggestion.categories:
        if guess.code not in city.taxonomy:
            continue
        category = city.taxonomy.get(guess.code)
        for at, duty in enumerate(category.lead):
            lead[duty] += guess.confidence * (_SECOND if at else 1.0)
        for duty in category.assists:
            assist[duty] += guess.confidence * _SECOND
    return dict(lead), dict(assist)


def _louder(share: float) -> float:
    """Little confidence differs much from none, and great from greater little."""
    return math.log(1 + share / _UNHEARD)
