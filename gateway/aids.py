"""What the city's own words and rules say of a text, as a trained model takes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from nlp import Suggestion
from routing_rules import City

TARGETS = ("category", "unit", "kind")
_SECOND = 0.5  # what a further leading or an assisting duty says, against the first


def aids(target: str, suggestion: Suggestion, city: City) -> Mapping[str, float]:
    """By name, 0 to about 1: what keywords take the text for.

    Categories at both levels for category, kinds for kind, duties of the categories for unit.
    """
    if target == "kind":
        return {f"kind:{each.code}": each.confidence for each in suggestion.kinds}
    found: defaultdict[str, float] = defaultdict(float)
    for guess in suggestion.categories:
        said = _duties(guess.code, city) if target == "unit" else _levels(guess.code)
        for name, share in said:
            found[name] += share * guess.confidence
    return dict(found)


def _levels(code: str) -> list[tuple[str, float]]:
    return [(f"category:{each}", 1.0) for each in dict.fromkeys((code, code[:2]))]


def _duties(code: str, city: City) -> list[tuple[str, float]]:
    if code not in city.taxonomy:
        return []
    category = city.taxonomy.get(code)
    leads = [(f"lead:{duty}", _SECOND if at else 1.0) for at, duty in enumerate(category.lead)]
    return leads + [(f"assist:{duty}", _SECOND) for duty in category.assists]
