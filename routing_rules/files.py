"""The form of each file in a city folder."""

from typing import Annotated, Any

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from routing_rules.areas import Area, KnownPlace
from routing_rules.contacts import Contact
from routing_rules.conversation import Beyond
from routing_rules.deadlines import Tier
from routing_rules.entries import Entry, Words
from routing_rules.examples import Example
from routing_rules.kinds import Kind
from routing_rules.likely import Trust
from routing_rules.overlaps import Overlap
from routing_rules.rules import EvenWords, Rule
from routing_rules.taxonomy import Category, CategoryCode, Duty, NamedFrom
from routing_rules.templates import Template
from routing_rules.units import Unit
from routing_rules.workdays import Holiday

Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


class Bounds(Entry):
    """The box around the city, in degrees."""

    south: Latitude
    west: Longitude
    north: Latitude
    east: Longitude


class CityFile(Entry):
    """city.yaml"""

    name: Words
    name_en: Words
    province: Words
    number_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    timezone: Words
    bounds: Bounds
    contacts: tuple[Contact, ...] = Field(min_length=1)


class KindsFile(Entry):
    """kinds.yaml"""

    kinds: tuple[Kind, ...] = Field(min_length=1)


class TaxonomyFile(Entry):
    """taxonomy.yaml"""

    named_from: NamedFrom = NamedFrom()
    duties: tuple[Duty, ...] = Field(min_length=1)
    categories: tuple[Category, ...] = Field(min_length=1)


class UnitsFile(Entry):
    """units.yaml"""

    units: tuple[Unit, ...] = Field(min_length=1)


class AreasFile(Entry):
    """areas.yaml"""

    areas: tuple[Area, ...] = Field(min_length=1)


class PlacesFile(Entry):
    """places.yaml"""

    places: tuple[KnownPlace, ...]


class RulesFile(Entry):
    """rules.yaml; a missing `otherwise` is refused later, so that the rules are checked too."""

    petition_words: tuple[EvenWords, ...]
    likely: Trust = Trust()
    rules: tuple[Rule, ...]
    otherwise: Rule | None = None


class DeadlinesFile(Entry):
    """deadlines.yaml"""

    tiers: tuple[Tier, ...]


class CalendarFile(Entry):
    """calendar.yaml"""

    years: tuple[int, ...]
    holidays: tuple[Holiday, ...]


class TemplatesFile(Entry):
    """templates.yaml"""

    templates: tuple[Template, ...]


class ContestedFile(Entry):
    """contested.yaml"""

    contested: tuple[Overlap, ...]


class ConversationFile(Entry):
    """conversation.yaml"""

    pause_seconds: int = Field(ge=1, le=10)
    patience_minutes: int = Field(ge=1, le=1440)
    handover_minutes: int = Field(ge=1, le=120)
    attended_minutes: int = Field(ge=1, le=1440)
    resume_days: int = Field(ge=1, le=90)
    needs_time: tuple[CategoryCode, ...]
    placeless_kinds: tuple[Words, ...]
    placeless_categories: tuple[CategoryCode, ...]
    vague_categories: tuple[CategoryCode, ...]
    remit: tuple[Beyond, ...]


class ExamplesFile(Entry):
    """examples.yaml; `at` is the time of every example that names none."""

    at: AwareDatetime
    examples: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _give_every_example_a_time(cls, data: dict[str, Any]) -> dict[str, Any]:
        written = data.get("examples")
        if "at" not in data or not isinstance(written, list):
            return data
        timed = [{"at": data["at"], **one} if isinstance(one, dict) else one for one in written]
        return {**data, "examples": timed}
