"""The city as the running service sees it: checked before use, replaced whole or not at all."""

from __future__ import annotations

import logging
from datetime import date, datetime
from pathlib import Path
from typing import Any

from gateway.models import ModelsInUse
from nlp import AreaName, CategoryWords, KindWords, PlaceName, Understanding, Vocabulary
from nlp.learning.shelf import Shelf
from nlp.models import Models
from nlp.vocabulary import DutyName, Thresholds
from routing_rules import City, CityError, load_city
from routing_rules.units import STREET

log = logging.getLogger(__name__)

EMERGENCY_NUMBERS = frozenset({"110", "119", "120"})


class Town:
    """The city in force, and the understanding built from it for one day.

    Seasonal categories change their urgency with the day, so the understanding is built
    again when the day changes, and when other models are in use.
    """

    def __init__(self, folder: Path, shelf: Shelf | None = None) -> None:
        """Raises CityError."""
        self.folder = folder
        self.city: City = load_city(folder)
        self.models = ModelsInUse(shelf)
        self._built: tuple[str, date, Models, Understanding] | None = None

    def reload(self) -> None:
        """Take the folder as it is now. Raises CityError; then the old city goes on."""
        self.city = load_city(self.folder)

    def try_reload(self) -> None:
        """Take the folder as it is now, or say in the log why the old city goes on."""
        try:
            self.reload()
        except CityError as error:
            log.error("the city folder is refused, the old one goes on: %s", error)
        else:
            log.info("the city is now at %s", self.city.version)
        self.models.look_again()

    def today(self, now: datetime) -> date:
        return now.astimezone(self.city.timezone).date()

    def understanding(self, today: date) -> Understanding:
        models = self.models.of(self.city)
        built, wanted = self._built, (self.city.version, today)
        if built is None or built[:2] != wanted or built[2] is not models:
            understanding = Understanding(vocabulary(self.city, today), models)
            self._built = built = (*wanted, models, understanding)
        return built[3]


def vocabulary(city: City, today: date) -> Vocabulary:
    """The city's words in the shape that nlp asks for."""
    return Vocabulary(
        categories=tuple(
            CategoryWords(
                category.code,
                category.name,
                category.parent,
                category.keywords,
                category.urgency_on(today),
                category.lead,
                category.assists,
            )
            for category in city.taxonomy.categories.values()
        ),
        kinds=tuple(
            KindWords(kind.code, kind.name, kind.cues, kind.has_deadline)
            for kind in city.kinds.values()
        ),
        areas=tuple(
            AreaName(area.code, area.name, (*area.aliases, area.name_en), area.parent)
            for area in city.areas.all
        ),
        places=tuple(PlaceName(place.name, place.area) for place in city.places),
        duties=_duties(city),
        thresholds=Thresholds(**city.named_from.model_dump()),
    )


def _duties(city: City) -> tuple[DutyName, ...]:
    local = {code for unit in city.units.values() if unit.level == STREET for code in unit.duties}
    return tuple(
        DutyName(duty.code, duty.name, duty.called, duty.code in local)
        for duty in city.taxonomy.duties.values()
    )


def city_words(city: City) -> dict[str, Any]:
    """What citizens' pages show of the city, unless the settings of the web form say otherwise."""
    contacts = [contact for contact in city.contacts.values() if contact.number]
    return {
        "name_zh": city.name,
        "name_en": city.name_en,
        "districts": [
            {"code": area.code, "zh": area.name, "en": area.name_en}
            for area in city.areas.all
            if area.level == "district"
        ],
        "emergency": [
            {
                "label_zh": contact.name,
                "label_en": contact.name_en,
                "number": contact.number,
            }
            for contact in contacts
            if contact.number in EMERGENCY_NUMBERS
        ],
    }
