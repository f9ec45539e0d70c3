"""The rules at work: an ordered list, the first that applies decides, and it says why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from routing_rules.areas import Areas
from routing_rules.facts import Facts, Route
from routing_rules.kinds import Kind
from routing_rules.likely import Trust
from routing_rules.overlaps import Overlap
from routing_rules.proposal import Proposal
from routing_rules.resolution import Resolver, by_duty
from routing_rules.rules import ANY_CATEGORY, Rule, When, even
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
    trust: Trust
    resolver: Resolver = field(init=False, repr=False)

    def __post_init__(self) -> None:
        backstop = self.units[self.otherwise.to.unit or ""]
        holders = by_duty(self.units.values())
        resolver = Resolver(self.units, self.areas, self.taxonomy, holders, backstop)
        object.__setattr__(self, "resolver", resolver)

    def route(self, facts: Facts) -> Route:
        """Always gives a route; codes the city does not know count as not known."""
        text, here = even(facts.text), facts.at.astimezone(self.zone)
        applicable = (one for one in self.ordered if self._applies(one, facts, text, here))
        rule = next(applicable, self.otherwise)
        return Proposal(
            rule,
            facts,
            self.resolver,
            self.overlaps,
            self.trust,
            text,
            petition=tuple(word for word in self.petition_words if word in text),
            words=tuple(word for word in rule.when.words if word in text),
            private=facts.confidential or self._is_private(facts.kind),
        ).route()

    def _is_private(self, kind: str) -> bool:
        return kind in self.kinds and self.kinds[kind].confidential_by_default

    def _applies(self, rule: Rule, facts: Facts, text: str, here: datetime) -> bool:
        return (
            self._category_fits(rule.when, facts.category)
            and (not rule.when.words or any(word in text for word in rule.when.words))
            and self._area_fits(rule.when, facts.area)
            and _simple_conditions_hold(rule.when, facts, here.month)
            and rule.is_valid_on(here.date())
        )

    def _category_fits(self, when: When, category: str | None) -> bool:
        if not when.category:
            return True
        if category is None or category not in self.taxonomy:
            return False
        return any(one == ANY_CATEGORY or category.startswith(one) for one in when.category)

    def _area_fits(self, when: When, area: str | None) -> bool:
        if not when.area:
            return True
        if area is None or area not in self.areas:
            return False
        return any(around.code in when.area for around in self.areas.chain(area))


def _simple_conditions_hold(when: When, facts: Facts, month: int) -> bool:
    listed = (
        (when.kind, facts.kind),
        (when.urgency, facts.urgency),
        (when.channel, facts.channel),
        (when.months, month),
    )
    exact = ((when.enterprise, facts.enterprise), (when.confidential, facts.confidential))
    return all(not values or fact in values for values, fact in listed) and all(
        wanted is None or fact == wanted for wanted, fact in exact
    )
