"""Where things happen: the city, its districts, their streets and towns, and known places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from routing_rules.entries import Entry, Words

AreaCode = Annotated[str, StringConstraints(pattern=r"^\d{4,9}$")]
LEVELS = ("city", "district", "street")


class Area(Entry):
    """One area by its statistical code; degrees are WGS-84, of a point near the centre."""

    code: AreaCode
    name: Words
    name_en: Words
    level: Literal["city", "district", "street"]
    parent: str | None = None
    aliases: tuple[Words, ...] = ()
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)


class KnownPlace(Entry):
    """A landmark or road; without `area` it lies in several districts."""

    name: Words
    kind: Literal["landmark", "road", "park", "station", "hospital", "school", "market", "estate"]
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Areas:
    """Every area of the city by code."""

    by_code: Mapping[str, Area]
    by_name: Mapping[str, tuple[Area, ...]]

    @property
    def all(self) -> tuple[Area, ...]:
        return tuple(self.by_code.values())

    def get(self, code: str) -> Area:
        """Raises KeyError for a code outside the city; `code in areas` asks first."""
        return self.by_code[code]

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def find(self, name: str) -> tuple[Area, ...]:
        """The areas of that exact name or alias; two counties have a 城关镇 each."""
        return self.by_name.get(name, ())

    def chain(self, code: str) -> tuple[Area, ...]:
        """The area itself and those around it, up to the city; KeyError if it is unknown."""
        area = self.by_code[code]
        return (area, *(self.chain(area.parent) if area.parent else ()))

    def contains(self, outer: str, inner: str) -> bool:
        """Whether `inner` is `outer` or lies in it; KeyError if `inner` is unknown."""
        return any(area.code == outer for area in self.chain(inner))


def is_well_placed(area: Area, by_code: Mapping[str, Area]) -> bool:
    """A street lies in a district, a district in the city: so parents never form a circle."""
    depth = LEVELS.index(area.level)
    if area.parent is None or depth == 0:
        return area.parent is None and depth == 0
    return area.parent in by_code and by_code[area.parent].level == LEVELS[depth - 1]


def make_areas(areas: Iterable[Area]) -> Areas:
    by_code = {area.code: area for area in areas}
    by_name: dict[str, tuple[Area, ...]] = {}
    for area in by_code.values():
        for name in dict.fromkeys((area.name, *area.aliases)):
            by_name[name] = (*by_name.get(name, ()), area)
    return Areas(MappingProxyType(by_code), MappingProxyType(by_name))
