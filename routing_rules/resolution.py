"""From what a rule names (a duty, the street, the category's own) to the units of that place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from routing_rules.areas import Areas
from routing_rules.facts import Facts
from routing_rules.rules import Target
from routing_rules.taxonomy import Taxonomy
from routing_rules.units import Unit

TERRITORIAL_DUTY = "SB"
DISTRICT_ONLY = 0.6
NOWHERE = 0.3
LEAF_LEVEL = 3
SEVERAL = 0.6


@dataclass(frozen=True, slots=True)
class Reason:
    """One short sentence, in both languages."""

    zh: str
    en: str


SHARED = Reason("同一职责有几家单位，请核对", "several units share this duty")
STREET_UNKNOWN = Reason(
    "只知道区县，不知道街道乡镇，先由区县政府兜底",
    "only the district is known, so its government stands in",
)


@dataclass(frozen=True, slots=True)
class Found:
    """Units for a target, the chosen one first; `ceiling` bounds the confidence it allows.

    `stranded` means that nobody answers there and the hotline centre stands in.
    """

    units: tuple[Unit, ...]
    reasons: tuple[Reason, ...] = ()
    ceiling: float = 1.0
    stranded: bool = False


@dataclass(frozen=True, slots=True)
class Resolver:
    """Knows which unit fulfils which duty where; `backstop` takes what nobody answers for."""

    units: Mapping[str, Unit]
    areas: Areas
    taxonomy: Taxonomy
    by_duty: Mapping[str, tuple[Unit, ...]]
    backstop: Unit

    def find(self, target: Target, facts: Facts) -> Found:
        """Units for a target that names one duty or one unit; for "category", its first lead."""
        if target.unit:
            return self._named(self.units[target.unit])
        if target.place == "category":
            return self.holder(self.taxonomy.get(facts.category or "").lead[0], facts)
        return self.holder(target.duty or TERRITORIAL_DUTY, facts)

    def own_duty(self, target: Target, facts: Facts) -> str | None:
        """The duty that a target names; None for a unit."""
        if target.place == "category":
            return self.taxonomy.get(facts.category or "").lead[0]
        return None if target.unit else target.duty or TERRITORIAL_DUTY

    def assisting(self, target: Target, facts: Facts) -> tuple[Unit, ...]:
        """The units for an assisting target; a duty that nobody answers for is left out."""
        if target.place == "category":
            return self.nearest(self.taxonomy.get(facts.category or "").assists, facts)
        if target.unit:
            return (self.units[target.unit],)
        return self.nearest((target.duty or TERRITORIAL_DUTY,), facts)

    def co_leads(self, target: Target, facts: Facts) -> tuple[Unit, ...]:
        if target.place != "category":
            return ()
        return self.nearest(self.taxonomy.get(facts.category or "").lead[1:], facts)

    def plausible(self, facts: Facts) -> tuple[Unit, ...]:
        """Who else may be meant, best first: the category's duties, the street, the district."""
        around = self.holders(TERRITORIAL_DUTY, facts)
        if facts.category is None or facts.category not in self.taxonomy:
            return around
        category = self.taxonomy.categories[facts.category]
        below = (one.lead[0] for one in self.taxonomy.children(category.code))
        return (*self.nearest((*category.lead, *category.assists, *below), facts), *around)

    def nearest(self, duties: Iterable[str], facts: Facts) -> tuple[Unit, ...]:
        """The most local unit of each duty that somebody answers for."""
        return tuple(unit for duty in duties for unit in self.holders(duty, facts)[:1])

    def holders(self, duty: str, facts: Facts) -> tuple[Unit, ...]:
        """Every unit with that duty whose area holds the place, the most local first."""
        around = {area: depth for depth, area in enumerate(self._around(facts))}
        local = [unit for unit in self.by_duty.get(duty, ()) if unit.area in around]
        return tuple(sorted(local, key=lambda unit: around[unit.area]))

    def holder(self, duty: str, facts: Facts) -> Found:
        found = self.holders(duty, facts)
        if not found:
            return self._stranded(duty, facts)
        name = self.taxonomy.duties[duty]
        chosen = found[0]
        said = Reason(
            f"「{name.name}」职责由{chosen.name}承担",
            f"{chosen.name_en} answers for “{name.name_en}”",
        )
        if sum(unit.area == chosen.area for unit in found) > 1:
            return Found(found, (said, SHARED), SEVERAL)
        if duty == TERRITORIAL_DUTY and chosen.level != LEAF_LEVEL:
            return Found(found, (said, STREET_UNKNOWN), DISTRICT_ONLY)
        return Found(found, (said,))

    def _around(self, facts: Facts) -> tuple[str | None, ...]:
        if facts.area is None or facts.area not in self.areas:
            return (None,)
        return (*(area.code for area in self.areas.chain(facts.area)), None)

    def _named(self, unit: Unit) -> Found:
        return Found((unit,), (Reason(f"规则指定{unit.name}", f"the rule names {unit.name_en}"),))

    def _stranded(self, duty: str, facts: Facts) -> Found:
        name = self.taxonomy.duties[duty]
        missing, missing_en = "当地", "there"
        if facts.area is None or facts.area not in self.areas:
            missing, missing_en = "地点不明，", "as long as the place is unknown"
        reason = Reason(
            f"{missing}没有可派的「{name.name}」单位，请{self.backstop.name}先问清再派",
            f"nobody answers for “{name.name_en}” {missing_en}; "
            f"{self.backstop.name_en} must ask first",
        )
        return Found((self.backstop,), (reason,), NOWHERE, stranded=True)


def by_duty(units: Iterable[Unit]) -> dict[str, tuple[Unit, ...]]:
    holders: dict[str, tuple[Unit, ...]] = {}
    for unit in units:
        for duty in unit.duties:
            holders[duty] = (*holders.get(duty, ()), unit)
    return holders
