"""Says whether two reports may be about one event, for a person to confirm."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of a report when it is compared. `places` are the citizen's own words.

    `category` is a code whose first two characters are its first level; `latitude` and `longitude`
    are degrees, both or neither; `at` is when the report came in.
    """

    text: str
    at: datetime
    title: str = ""
    category: str | None = None
    area: str | None = None
    places: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike, 0 to 1, and why, in Chinese and in English."""

    score: float
    because: tuple[str, ...] = ()
    because_en: tuple[str, ...] = ()


CANDIDATE = 0.5


def alike(a: Described, b: Described) -> Likeness:
    """Compare two reports; a score of `CANDIDATE` or more is worth a person's look."""
    return Likeness(1.0 if a.text == b.text else 0.0)


def keys(described: Described) -> tuple[str, ...]:
    """At most 24 strings; reports about one event nearly always share at least one."""
    return tuple(f"place:{place}" for place in described.places[:24])
