"""What routing is asked and what it answers: `Facts` in, `Route` out."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Mode = Literal["one_key", "supervisor"]


@dataclass(frozen=True, slots=True)
class Likely:
    """A duty that may lead; `confidence` 0 to 1 is the share of such guesses that are right."""

    duty: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Facts:
    """All a rule may look at. `category` and `area` are codes of any level, None if unknown.

    `likely` is what was learned from confirmed tickets; it has a say where no rule of its own
    applies. `tone` is how the citizen speaks; "despair" and "threat" need a supervisor.
    `perhaps` are categories considered where none was sure enough, best first: they decide nothing,
    but show which question would.
    """

    category: str | None
    kind: str
    urgency: str
    area: str | None
    text: str = ""
    channel: str = ""
    enterprise: bool = False
    confidential: bool = False
    likely: tuple[Likely, ...] = ()
    tone: str = ""
    perhaps: tuple[str, ...] = ()
    at: datetime = field(kw_only=True)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("facts need a time with a zone")


@dataclass(frozen=True, slots=True)
class Way:
    """One answer to a question of whose it is, in both languages, and the unit ids it leads to."""

    says: str
    says_en: str
    lead: str
    assists: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contested:
    """Duties that overlap here; the answer to `question` decides between `units` (unit ids)."""

    id: str
    name: str
    name_en: str
    question: str
    question_en: str
    units: tuple[str, ...]
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """A proposal for a person to confirm; units are ids, `because` and `because_en` go in pairs.

    `confidence` (0 to 1) is the rule writer's judgement, lowered where a fact is missing or
    duties overlap; it is no measured probability, but where a likely duty leads it is that duty's.
    `alternatives` come best first.
    """

    lead: str
    assists: tuple[str, ...]
    mode: Mode
    emergency_first: bool
    contested: Contested | None
    alternatives: tuple[str, ...]
    rule: str
    confidence: float
    because: tuple[str, ...]
    because_en: tuple[str, ...]
