"""The rules at work: an ordered list, the first that applies decides, and it says why."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from routing_rules.areas import Areas
from routing_rules.facts import Facts, Route
from routing_rules.kinds import Kind
from routing_rules.overlaps import Overlap
from routing_rules.rules import Rule
from routing_rules.taxonomy import Taxonomy
from routing_rules.units import Unit


@dataclass(frozen=True, slots=True)
class Rules:
    """A city's rules with all they refer to."""

    ordered: tuple[Rule, ...]
    otherwise: Rule
    petition_words: tuple[str, ...]
    kinds: Mapping[str, Kind]
    taxonomy: Taxonomy
    units: Mapping[str, Unit]
    areas: Areas
    overlaps: Mapping[str, Overlap]
    zone: ZoneInfo

    def route(self, facts: Facts) -> Route:
        """Always gives a route; codes the city does not know count as not known."""
        raise NotImplementedError
