"""A city as its own staff describe it: everything routing needs, read once and then frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from routing_rules.areas import Areas, KnownPlace
from routing_rules.contacts import Contact
from routing_rules.conversation import Conversation
from routing_rules.deadlines import Deadlines
from routing_rules.engine import Rules
from routing_rules.examples import Example
from routing_rules.kinds import Kind
from routing_rules.overlaps import Overlap
from routing_rules.taxonomy import NamedFrom, Taxonomy
from routing_rules.templates import Templates
from routing_rules.units import Unit
from routing_rules.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class City:
    """One city folder.

    `bounds` are degrees: least latitude, least longitude, greatest latitude, greatest
    longitude. `version` is a short hash over the folder's files.
    """

    name: str
    name_en: str
    province: str
    number_prefix: str
    timezone: ZoneInfo
    bounds: tuple[float, float, float, float]
    contacts: Mapping[str, Contact]
    kinds: Mapping[str, Kind]
    taxonomy: Taxonomy
    named_from: NamedFrom
    units: Mapping[str, Unit]
    areas: Areas
    places: tuple[KnownPlace, ...]
    rules: Rules
    deadlines: Deadlines
    calendar: WorkCalendar
    templates: Templates
    contested: Mapping[str, Overlap]
    conversation: Conversation
    examples: tuple[Example, ...]
    version: str
