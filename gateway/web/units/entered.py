"""What somebody of a unit wrote into a form, kept as it was until it is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.stages.confirming import Invalid
from gateway.tickets import Result
from routing_rules import City

NEAR = 5  # names of units to offer when none is exactly so


@dataclass(frozen=True, slots=True)
class Entered:
    """Every field of every form of the page; one that was not there is empty."""

    version: int = 0  # of no ticket
    answer: str = field(default="", repr=False)
    internal: str = field(default="", repr=False)
    solved: str = ""  # yes, no, or nobody knows
    reason_code: str = ""
    reason: str = field(default="", repr=False)
    proposed_unit: str = ""

    @property
    def result(self) -> Result:
        solved = {"yes": True, "no": False}.get(self.solved)
        return Result(self.answer, self.internal, claims_solved=solved)


def entered(form: Mapping[str, object]) -> Entered:
    def text(name: str) -> str:
        return str(form.get(name, "")).replace("\r\n", "\n")

    version = text("version")
    known = version.isascii() and version.isdigit() and len(version) < 10
    return Entered(
        version=int(version) if known else 0,
        answer=text("answer"),
        internal=text("internal"),
        solved=text("solved"),
        reason_code=text("reason_code"),
        reason=text("reason"),
        proposed_unit=text("proposed_unit"),
    )


def unit_named(city: City, written: str) -> str:
    """The unit of that name (or code), "" for none. Raises Invalid, naming what is near."""
    wish = written.strip()
    if not wish:
        return ""
    for unit in city.units.values():
        if wish in (unit.id, unit.name, unit.name_en):
            return unit.id
    near = [
        unit for unit in city.units.values() if _abbreviates(wish, f"{unit.name} {unit.name_en}")
    ][:NEAR]
    zh = f"您要找的是：{'、'.join(unit.name for unit in near)}？" if near else ""
    en = f" Did you mean: {', '.join(unit.name_en for unit in near)}?" if near else ""
    raise Invalid(
        "proposed_unit", f"没有叫这个名字的单位。{zh}", f"There is no unit of this name.{en}"
    )


def _abbreviates(short: str, name: str) -> bool:
    """Whether its letters stand in the name in their order, as 城管 in 城市管理局."""
    rest = iter(name.casefold())
    return all(letter in rest for letter in short.casefold())
