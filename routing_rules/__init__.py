"""A city's own rules as data, and the small engine that reads them."""

from routing_rules.areas import Area, Areas, KnownPlace
from routing_rules.city import City
from routing_rules.contacts import Contact
from routing_rules.conversation import Beyond, Conversation
from routing_rules.deadlines import Deadline, Deadlines, Tier
from routing_rules.engine import Rules
from routing_rules.facts import Contested, Facts, Mode, Route
from routing_rules.kinds import Kind
from routing_rules.loading import load_city
from routing_rules.overlaps import Overlap
from routing_rules.problems import CityError, Problem
from routing_rules.rules import Rule
from routing_rules.taxonomy import Category, Duty, Taxonomy
from routing_rules.templates import BLANKS, Language, Templates
from routing_rules.units import Unit
from routing_rules.workdays import WorkCalendar

__all__ = [
    "BLANKS",
    "Area",
    "Areas",
    "Beyond",
    "Category",
    "City",
    "CityError",
    "Contact",
    "Contested",
    "Conversation",
    "Deadline",
    "Deadlines",
    "Duty",
    "Facts",
    "Kind",
    "KnownPlace",
    "Language",
    "Mode",
    "Overlap",
    "Problem",
    "Route",
    "Rule",
    "Rules",
    "Taxonomy",
    "Templates",
    "Tier",
    "Unit",
    "WorkCalendar",
    "load_city",
]
