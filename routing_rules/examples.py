"""What the city expects of its rules, written down as cases that are run at every check."""

from pydantic import AwareDatetime

from routing_rules.entries import Entry, Urgency, Words
from routing_rules.facts import Facts, Mode, Route


class Expected(Entry):
    """Only what is written is compared; `assists` in any order."""

    lead: Words
    assists: tuple[Words, ...] | None = None
    mode: Mode | None = None
    rule: Words | None = None
    emergency_first: bool | None = None
    contested: str | None = None

    def differences(self, route: Route) -> tuple[str, ...]:
        """Every expected value the route does not have, as "name: expected ≠ found"."""
        found = {
            "lead": route.lead,
            "mode": route.mode,
            "rule": route.rule,
            "emergency_first": route.emergency_first,
            "contested": route.contested.id if route.contested else None,
        }
        wanted = self.model_dump(exclude_none=True, exclude={"assists"})
        wrong = [f"{name}: {want} ≠ {found[name]}" for name, want in wanted.items()
                 if want != found[name]]  # fmt: skip
        if self.assists is not None and set(self.assists) != set(route.assists):
            wrong.append(f"assists: {_listed(self.assists)} ≠ {_listed(route.assists)}")
        return tuple(wrong)


class Example(Entry):
    """One case: facts as they would arrive, and the route they must get."""

    text: Words
    kind: Words
    category: Words | None = None
    urgency: Urgency
    area: Words | None = None
    channel: str = ""
    enterprise: bool = False
    confidential: bool = False
    at: AwareDatetime
    expect: Expected

    def facts(self) -> Facts:
        asked = self.model_dump(exclude={"expect"})
        return Facts(**asked)


def _listed(ids: tuple[str, ...]) -> str:
    return " ".join(sorted(ids)) or "-"
