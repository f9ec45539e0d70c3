"""The route a rule gives for some facts: units, mode and confidence, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from routing_rules.facts import Contested, Facts, Mode, Route, Way
from routing_rules.likely import MENTIONED, Leading, Trust, leading
from routing_rules.overlaps import Answer, Overlap, Told, concerned, told
from routing_rules.resolution import Found, Reason, Resolver
from routing_rules.rules import Rule, Target
from routing_rules.taxonomy import Category
from routing_rules.units import Unit

CONTESTED = 0.6
GRAVE_TONES = {
    "despair": Reason("文中流露绝望，须值班长确认", "words of despair; a supervisor must confirm"),
    "threat": Reason("文中有扬言、威胁，须值班长确认", "a threat; a supervisor must confirm"),
}
TOLD = 0.8  # where the text itself answers what would be asked
FIRST_LEVEL_ONLY = 0.5


@dataclass(frozen=True, slots=True)
class Learned:
    """A likely duty takes the lead from the rule's `own`; `found` are its units."""

    leading: Leading
    own: str | None
    found: Found


@dataclass(frozen=True, slots=True)
class Proposal:
    """One rule applied to one set of facts; `petition` and `words` are what the text holds, and
    `text` is evened out."""

    rule: Rule
    facts: Facts
    resolver: Resolver
    overlaps: Mapping[str, Overlap]
    trust: Trust
    text: str
    petition: tuple[str, ...]
    words: tuple[str, ...]
    private: bool

    def route(self) -> Route:
        overlap = self._overlap()
        told = self._told(overlap)
        contested = self._contested(overlap) if overlap and not told else None
        learned = None if contested or told else self._learned()
        found = learned.found if learned else self.resolver.find(self._to(told), self.facts)
        lead = found.units[0]
        assists = _distinct((*self._helping(told), *self._assists(learned)), but=(lead,))
        others = self._alternatives(found, contested)
        guards = tuple(self._guards(found))
        reasons = (*self._why(learned), *found.reasons, *_overlap_said(contested, told), *guards)
        return Route(
            lead=lead.id,
            assists=_ids(assists),
            mode=self._mode(guards),
            emergency_first=self.emergency_first,
            contested=contested,
            alternatives=_ids(_distinct(others, but=(lead, *assists))),
            rule=self.rule.name,
            confidence=self._confidence(learned, found, contested, told),
            because=tuple(reason.zh for reason in reasons),
            because_en=tuple(reason.en for reason in reasons),
        )

    def _learned(self) -> Learned | None:
        """A likely duty that somebody answers for, where nothing else is known of the matter."""
        plain = not (self.parallel or self.emergency_first or self.facts.urgency == "U0")
        if not (plain and self.rule.is_general):
            return None
        known = [each for each in self.facts.likely if each.duty in self.resolver.taxonomy.duties]
        own = self.resolver.own_duty(self.rule.to, self.facts)
        best = leading(known, own, self.trust)
        if best is None:
            return None
        found = self.resolver.holder(best.likely.duty, self.facts)
        return None if found.stranded else Learned(best, own, found)

    def _confidence(
        self, learned: Learned | None, found: Found, contested: Contested | None, told: Told | None
    ) -> float:
        if learned:
            return min(learned.leading.likely.confidence, found.ceiling)
        if told:
            return min(TOLD, found.ceiling)
        return min(self.rule.confidence, found.ceiling, self._ceiling(contested))

    def _assists(self, learned: Learned | None) -> Iterable[Unit]:
        if learned is None:
            yield from self.resolver.co_leads(self.rule.to, self.facts)
        if self.category and self.category.parallel_dispatch:
            yield from self.resolver.nearest(self.category.assists, self.facts)
        for target in self.rule.assists:
            yield from self.resolver.assisting(target, self.facts)

    def _alternatives(self, found: Found, contested: Contested | None) -> Iterable[Unit]:
        if contested:
            yield from (self.resolver.units[unit] for unit in contested.units)
        likely = (one.duty for one in self.facts.likely if one.confidence >= MENTIONED)
        yield from self.resolver.nearest(likely, self.facts)
        yield from self.resolver.plausible(self.facts)
        yield from found.units
        yield self.resolver.backstop

    def _mode(self, guards: tuple[Reason, ...]) -> Mode:
        return "supervisor" if guards else self.rule.mode

    def _guards(self, found: Found) -> Iterable[Reason]:
        """Why one key must not be enough, whatever the rule says."""
        if self.facts.urgency == "U0":
            yield Reason("U0 紧急移交，须值班长确认", "U0 needs a supervisor")
        if self.petition:
            yield Reason(
                f"文中有「{'」「'.join(self.petition)}」，须值班长确认",
                "the text speaks of threats or gatherings; a supervisor must confirm",
            )
        if self.facts.tone in GRAVE_TONES:
            yield GRAVE_TONES[self.facts.tone]
        if self.parallel:
            yield Reason("多家单位并行派单，须值班长确认", "parallel dispatch needs a supervisor")
        if self.private:
            yield Reason("保密件，须值班长确认", "a confidential report needs a supervisor")
        if found.stranded:
            yield Reason("没有可派的单位，须值班长确认", "no unit to send to; a supervisor decides")

    @property
    def category(self) -> Category | None:
        return self.resolver.taxonomy.categories.get(self.facts.category or "")

    @property
    def parallel(self) -> bool:
        return self.rule.parallel or bool(self.category and self.category.parallel_dispatch)

    @property
    def emergency_first(self) -> bool:
        return self.rule.emergency_first or bool(self.category and self.category.emergency_first)

    def _why(self, learned: Learned | None) -> Iterable[Reason]:
        if learned:
            yield self._learned_said(learned)
        yield Reason(
            f"规则「{self.rule.name}」：{self.rule.because}",
            f"Rule “{self.rule.name_en}”: {self.rule.because_en}",
        )
        if self.words:
            said = f"文中有「{'」「'.join(self.words)}」"
            yield Reason(said, f"the text has {', '.join(self.words)}")
        if self.category:
            yield Reason(f"类别「{self.category.name}」", f"category “{self.category.name_en}”")
        if self.facts.area in self.resolver.areas:
            yield self._place()
        if self.emergency_first:
            yield Reason(
                "先应急后追偿：先派能马上处置的单位", "emergency first, liability afterwards"
            )

    def _learned_said(self, learned: Learned) -> Reason:
        duties, best = self.resolver.taxonomy.duties, learned.leading
        name, sure = duties[best.likely.duty], f"{best.likely.confidence:.0%}"
        said = f"没有专门的规则；从确认过的工单看，多由「{name.name}」主办，把握 {sure}"
        said_en = f"no rule of its own; learned: “{name.name_en}” leads, {sure} sure"
        if learned.own is None:
            return Reason(said, said_en)
        own, less = duties[learned.own], f"{best.otherwise:.0%}"
        return Reason(
            f"{said}（按规则是「{own.name}」，{less}）",
            f"{said_en} (by the rule “{own.name_en}”, {less})",
        )

    def _place(self) -> Reason:
        around = self.resolver.areas.chain(self.facts.area or "")
        names = [area.name for area in reversed(around) if area.parent] or [around[0].name]
        return Reason(
            f"地点在{''.join(names)}", f"the place is {', '.join(area.name_en for area in around)}"
        )

    def _overlap(self) -> Overlap | None:
        if self.rule.contested:
            return self.overlaps[self.rule.contested]
        open_ones = (one for one in self.overlaps.values() if one.id not in self.rule.settles)
        return concerned(open_ones, self._likeliest(), self.text)

    def _likeliest(self) -> str | None:
        """The category; where only its first level is known, or nothing, that which it may be."""
        known, best = self.facts.category, next(iter(self.facts.perhaps), "")
        considered = self.resolver.taxonomy.categories.get(best)
        above = considered.parent if considered else None
        return best if known in (None, above) else known

    def _told(self, overlap: Overlap | None) -> Told | None:
        """What the text answers itself, if it is known what about and somebody is there for it."""
        category = self.facts.category
        known = category and (self.rule.contested or category == self._likeliest())
        said = told(overlap, self.text) if overlap and known else None
        return said if said and self._way(said.answer) else None

    def _to(self, told: Told | None) -> Target:
        """Who leads: what is urgent first stays so, whatever the answer is."""
        return told.answer.to if told and not self.emergency_first else self.rule.to

    def _helping(self, told: Told | None) -> Iterable[Unit]:
        for target in (told.answer.to, *told.answer.assists) if told else ():
            yield from self.resolver.assisting(target, self.facts)

    def _contested(self, overlap: Overlap) -> Contested:
        units = self.resolver.nearest(overlap.duties, self.facts)
        ways = (self._way(answer) for answer in overlap.answers)
        return Contested(
            overlap.id,
            overlap.name,
            overlap.name_en,
            overlap.question,
            overlap.question_en,
            _ids(_distinct(units)),
            tuple(way for way in ways if way),
        )

    def _way(self, answer: Answer) -> Way | None:
        """None where nobody answers for it there."""
        found = self.resolver.find(answer.to, self.facts)
        if found.stranded:
            return None
        lead = found.units[0]
        assisting = (self.resolver.assisting(one, self.facts) for one in answer.assists)
        assists = _distinct((unit for units in assisting for unit in units), but=(lead,))
        return Way(answer.says, answer.says_en, lead.id, _ids(assists))

    def _ceiling(self, contested: Contested | None) -> float:
        first_level = self.category is not None and self.category.parent is None
        return min(CONTESTED if contested else 1.0, FIRST_LEVEL_ONLY if first_level else 1.0)


def _overlap_said(contested: Contested | None, told: Told | None) -> Iterable[Reason]:
    if contested:
        yield Reason(
            f"职责有交叉({contested.name})，先问：{contested.question}",
            f"duties overlap ({contested.name_en}); ask first: {contested.question_en}",
        )
    if told:
        yield Reason(
            f"职责交叉({told.overlap.name})：文中有「{'」「'.join(told.words)}」，按「{told.answer.says}」定",
            f"duties overlap ({told.overlap.name_en}): {', '.join(told.words)} in the text, "
            f"so “{told.answer.says_en}”",
        )


def _distinct(units: Iterable[Unit], but: tuple[Unit, ...] = ()) -> tuple[Unit, ...]:
    taken = {unit.id for unit in but}
    by_id = {unit.id: unit for unit in units if unit.id not in taken}
    return tuple(by_id.values())


def _ids(units: Iterable[Unit]) -> tuple[str, ...]:
    return tuple(unit.id for unit in units)
