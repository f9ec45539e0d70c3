"""The city's own words, handed in by the caller, so that nlp reads no city file itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CategoryWords:
    """One category of the city's taxonomy; `parent` is None on the first level.

    `urgency` is the level ("U0" to "U4") that a report of this category has by default;
    `lead` and `assists` are the codes of the duties that handle it.
    """

    code: str
    name: str
    parent: str | None
    keywords: tuple[str, ...]
    urgency: str = "U3"
    lead: tuple[str, ...] = ()
    assists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KindWords:
    """One kind of request (咨询 consult, 投诉 complaint …) with the words that give it away.

    Without a deadline (praise, a chase) nobody has to act.
    """

    code: str
    name: str
    cues: tuple[str, ...] = ()
    has_deadline: bool = True


@dataclass(frozen=True, slots=True)
class AreaName:
    """A district, county, street, town or community; `parent` is the code of the area around it."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A place people name (a square, an estate, a hospital) and the code of its area, if known."""

    name: str
    area: str | None = None


@dataclass(frozen=True, slots=True)
class DutyName:
    """A line of work that units fulfil, as the categories' `lead` and `assists` name it.

    `called` is what people call the offices that do it; `local`: streets and towns do it.
    """

    code: str
    name: str
    called: tuple[str, ...] = ()
    local: bool = False


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which confidence (0 to 1) a guess is named, by level of category, and for kinds.

    Below the first the suggestion stops at the first level; below both it abstains. A kind without
    a deadline must be surer than the others.
    """

    second_level: float = 0.4
    first_level: float = 0.5
    kind: float = 0.35
    kind_without_deadline: float = 0.5


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything `Understanding` must know of a city. Any part may be empty."""

    categories: tuple[CategoryWords, ...] = ()
    kinds: tuple[KindWords, ...] = ()
    areas: tuple[AreaName, ...] = ()
    places: tuple[PlaceName, ...] = ()
    duties: tuple[DutyName, ...] = ()
    thresholds: Thresholds = Thresholds()
