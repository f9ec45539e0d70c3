"""What nlp says about a text: proposals with a confidence and reasons, never a decision."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` up to, not including, `end` of a text as the citizen wrote it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PersonalSpan:
    """Something personal in the citizen's words.

    `type` is one of id_card, mobile, landline, bank_card, plate, email, wechat, passport, name.
    """

    start: int
    end: int
    type: str
    field: str = "text"


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in `field` ("title", "text" or "place", the place hint).

    `text` is what the citizen wrote at `start`..`end`; `type` is one of area, known, road, estate,
    village, landmark, organisation, bus, coded; `area` is a code of the city's areas.
    """

    text: str
    start: int
    end: int
    type: str
    area: str | None = None
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Matter:
    """One of several matters of a message: where it stands, and the code of its category."""

    start: int
    end: int
    field: str = "text"
    category: str | None = None


@dataclass(frozen=True, slots=True)
class TimeMention:
    """When something happened, as the citizen says it; `recurring`: again and again."""

    text: str
    start: int
    end: int
    field: str = "text"
    recurring: bool = False


@dataclass(frozen=True, slots=True)
class Guess:
    """A code and how sure we are, 0 to 1: the share of such guesses that turn out right."""

    code: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a sentence in Chinese and one in English, and the citizen's words that led to it.

    `about` is kind, category, unit, urgency, place or tone. `start` and `end` count characters of
    the original `field` ("title" or "text"); both are None when no single word carried the
    decision.
    """

    about: str
    says: str
    says_en: str
    start: int | None = None
    end: int | None = None
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Everything nlp proposes for one text.

    `kind`, `category` and `first_level` are None where it abstains; `kinds` and `categories` hold
    what was considered, best first; `units` the duties that may lead, and `assists` those that
    would help. `alarm`: words of immediate danger, present now: a person must look at once.
    `review`: such words, lowered because they ask, quote or tell what is over, an urgent category
    without them, letters that are not read here, or a tone of despair or threat; a person still
    looks, and one of the reasons ends by asking him to. `area` is the code of the smallest area the
    places agree on; `tone` one of nlp.tone.TONES.
    """

    kind: Guess | None
    urgency: Guess
    category: Guess | None = None
    first_level: Guess | None = None
    kinds: tuple[Guess, ...] = ()
    categories: tuple[Guess, ...] = ()
    units: tuple[Guess, ...] = ()
    assists: tuple[str, ...] = ()
    alarm: bool = False
    review: bool = False
    places: tuple[PlaceMention, ...] = ()
    matters: tuple[Matter, ...] = ()
    times: tuple[TimeMention, ...] = ()
    area: str | None = None
    personal: tuple[PersonalSpan, ...] = ()
    because: tuple[Reason, ...] = ()
    version: str = ""
    tone: Guess | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain dicts, lists, strings, numbers: what `json.dumps` takes and `from_json` reads."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Suggestion":
        """Read back what `as_json` gave. Raises KeyError or TypeError on anything else."""
        return cls(
            kind=_guess(data["kind"]),
            urgency=Guess(**data["urgency"]),
            category=_guess(data["category"]),
            first_level=_guess(data["first_level"]),
            kinds=tuple(Guess(**each) for each in data["kinds"]),
            categories=tuple(Guess(**each) for each in data["categories"]),
            units=tuple(Guess(**each) for each in data["units"]),
            assists=tuple(data["assists"]),
            alarm=data["alarm"],
            review=data["review"],
            places=tuple(PlaceMention(**each) for each in data["places"]),
            matters=tuple(Matter(**each) for each in data.get("matters", ())),
            times=tuple(TimeMention(**each) for each in data.get("times", ())),
            area=data["area"],
            personal=tuple(PersonalSpan(**each) for each in data["personal"]),
            because=tuple(Reason(**each) for each in data["because"]),
            version=data["version"],
            tone=_guess(data.get("tone")),
        )


def _guess(data: Mapping[str, Any] | None) -> Guess | None:
    return None if data is None else Guess(**data)
