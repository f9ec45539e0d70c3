"""How a rule is written in the city's file: when it applies, and where it sends."""

import unicodedata
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from routing_rules.areas import AreaCode
from routing_rules.entries import Entry, Urgency, Words
from routing_rules.facts import Mode

ANY_CATEGORY = "*"
CategoryPattern = Annotated[str, StringConstraints(pattern=r"^(\*|\d{2}|\d{4})$")]


def even(text: str) -> str:
    """Full-width and half-width, upper and lower case are the same to a rule's words."""
    return unicodedata.normalize("NFKC", text).casefold()


EvenWords = Annotated[Words, AfterValidator(even)]


class When(Entry):
    """Conditions of a rule: all of them must hold; of one condition's values, any.

    A first-level category matches its children, an area what lies in it, "*" every known
    category. `words` are looked for in the text, `months` are those of the city's clock.
    """

    category: tuple[CategoryPattern, ...] = ()
    kind: tuple[Words, ...] = ()
    urgency: tuple[Urgency, ...] = ()
    area: tuple[AreaCode, ...] = ()
    words: tuple[EvenWords, ...] = ()
    channel: tuple[Words, ...] = ()
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()
    enterprise: bool | None = None
    confidential: bool | None = None


class Target(Entry):
    """Where to: one unit, whoever answers for a duty there, the street, or the category's own."""

    unit: str | None = None
    duty: str | None = None
    place: Literal["territorial", "category"] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(way is not None for way in (self.unit, self.duty, self.place)) != 1:
            raise ValueError(TARGET_FORM)
        return self


TARGET_FORM = (
    "写 territorial、category、{unit: 编号} 或 {duty: 职责} 之一"
    "|write one of territorial, category, {unit: id} or {duty: code}"
)


def _target(written: Any) -> Any:
    return {"place": written} if isinstance(written, str) else written


WrittenTarget = Annotated[Target, BeforeValidator(_target)]


class Rule(Entry):
    """One line of the ordered list; the first that applies decides.

    `settles` names the overlaps this rule resolves, `contested` the one it points out;
    both validity dates are included.
    """

    name: Words
    name_en: Words
    when: When = When()
    to: WrittenTarget
    assists: tuple[WrittenTarget, ...] = ()
    mode: Mode = "one_key"
    parallel: bool = False
    emergency_first: bool = False
    settles: tuple[Words, ...] = ()
    contested: str | None = None
    confidence: float = Field(default=0.8, ge=0, le=1)
    because: Words
    because_en: Words
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def is_general(self) -> bool:
        """It knows nothing of the matter itself: no words, no category, and no office is named."""
        if self.when.words or set(self.when.category) - {ANY_CATEGORY}:
            return False
        return self.to.place is not None or self.when == When()

    def is_valid_on(self, day: date) -> bool:
        started = self.valid_from is None or self.valid_from <= day
        return started and (self.valid_until is None or day <= self.valid_until)
