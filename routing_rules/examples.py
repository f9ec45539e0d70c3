"""What the city expects of its rules, written down as cases that are run at every check."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AwareDatetime, Field

from routing_rules.entries import Entry, Urgency, Words
from routing_rules.facts import Facts, Likely, Mode, Route


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
    likely: Mapping[Words, Annotated[float, Field(ge=0, le=1)]] = {}
    at: AwareDatetime
    expect: Expected

    def facts(self) -> Facts:
        asked = self.model_dump(exclude={"expect", "likely"})
        likely = tuple(Likely(duty, sure) for duty, sure in self.likely.items())
        return Facts(**asked, likely=likely)


def _listed(ids: tuple[str, ...]) -> str:
    return " ".join(sorted(ids)) or "-"
