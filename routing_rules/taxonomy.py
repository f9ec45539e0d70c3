"""What a report is about: categories at two levels, and the duties that answer for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from routing_rules.entries import Entry, Urgency, Words

CategoryCode = Annotated[str, StringConstraints(pattern=r"^\d{2}(\d{2})?$")]
MonthDay = Annotated[str, StringConstraints(pattern=r"^\d{2}-\d{2}$")]


class Duty(Entry):
    """A line of work that units fulfil; categories and rules name duties, never offices.

    `called` is what citizens call the offices that do it.
    """

    code: Words
    name: Words
    name_en: Words
    called: tuple[Words, ...] = ()


class NamedFrom(Entry):
    """From which confidence a category is suggested; below it only its first level, or nothing.

    From which a kind is: one without a deadline must be surer, since nobody has to act on it.
    """

    second_level: float = Field(default=0.4, ge=0, le=1)
    first_level: float = Field(default=0.5, ge=0, le=1)
    kind: float = Field(default=0.35, ge=0, le=1)
    kind_without_deadline: float = Field(default=0.5, ge=0, le=1)


class Season(Entry):
    """First and last day of a season, "MM-DD"; it may run across the new year."""

    first: MonthDay = Field(alias="from")
    last: MonthDay = Field(alias="until")
    urgency_outside: Urgency

    def contains(self, day: date) -> bool:
        today = f"{day:%m-%d}"
        if self.first <= self.last:
            return self.first <= today <= self.last
        return today >= self.first or today <= self.last


class Category(Entry):
    """A first-level ("07") or second-level ("0701") category.

    `lead` and `assists` are duty codes, the first lead answering; `urgency` is the
    default in season. A second-level category without `tags` (七有五性) has its parent's.
    """

    code: CategoryCode
    name: Words
    name_en: Words
    urgency: Urgency
    lead: tuple[Words, ...] = Field(min_length=1)
    assists: tuple[Words, ...] = ()
    keywords: tuple[Words, ...] = ()
    tags: tuple[Words, ...] = ()
    handover: tuple[Words, ...] = ()
    slots: tuple[Words, ...] = ()
    parallel_dispatch: bool = False
    emergency_first: bool = False
    seasonal: Season | None = None
    cluster_alert: int | None = Field(default=None, ge=2)

    @property
    def parent(self) -> str | None:
        return self.code[:2] if len(self.code) == 4 else None

    def urgency_on(self, day: date) -> Urgency:
        """The default urgency of that day: a seasonal category is less urgent out of season."""
        if self.seasonal is None or self.seasonal.contains(day):
            return self.urgency
        return self.seasonal.urgency_outside

    @model_validator(mode="after")
    def _first_level_has_tags(self) -> Self:
        if self.parent is None and not self.tags:
            raise ValueError("一级类别须有七有五性标签 tags|a first-level category needs tags")
        return self


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All categories by code, and the duties they speak of."""

    categories: Mapping[str, Category]
    duties: Mapping[str, Duty]

    def get(self, code: str) -> Category:
        """Raises KeyError for a code this city does not have; `code in taxonomy` asks first."""
        return self.categories[code]

    def __contains__(self, code: object) -> bool:
        return code in self.categories

    def children(self, code: str) -> tuple[Category, ...]:
        return tuple(one for one in self.categories.values() if one.parent == code)

    def first_level(self) -> tuple[Category, ...]:
        return tuple(one for one in self.categories.values() if one.parent is None)


def make_taxonomy(categories: Iterable[Category], duties: Iterable[Duty]) -> Taxonomy:
    by_code = {one.code: one for one in categories}
    tagged = {code: _with_tags(one, by_code) for code, one in by_code.items()}
    return Taxonomy(MappingProxyType(tagged), MappingProxyType({one.code: one for one in duties}))


def _with_tags(category: Category, by_code: Mapping[str, Category]) -> Category:
    if category.tags or category.parent is None:
        return category
    return category.model_copy(update={"tags": by_code[category.parent].tags})
