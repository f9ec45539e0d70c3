"""Reads a city folder and refuses it whole, with every problem, if anything in it is wrong."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar
from zoneinfo import ZoneInfo

from routing_rules.areas import Areas, make_areas
from routing_rules.city import City
from routing_rules.consistency import inconsistencies
from routing_rules.contents import FORMS, Contents, read_contents
from routing_rules.conversation import Conversation
from routing_rules.deadlines import Deadlines
from routing_rules.engine import Rules
from routing_rules.files import (
    AreasFile,
    CalendarFile,
    CityFile,
    ContestedFile,
    ConversationFile,
    DeadlinesFile,
    ExamplesFile,
    KindsFile,
    PlacesFile,
    RulesFile,
    TaxonomyFile,
    TemplatesFile,
    UnitsFile,
)
from routing_rules.problems import CityError, Problem
from routing_rules.rules import Rule
from routing_rules.taxonomy import Taxonomy, make_taxonomy
from routing_rules.templates import Templates, fixed_blanks
from routing_rules.workdays import WorkCalendar, make_calendar

VERSION_LENGTH = 12
Named = TypeVar("Named")


def load_city(folder: Path) -> City:
    """Raises CityError with every problem of the folder, each with file and line."""
    problems: list[Problem] = []
    contents = read_contents(folder, problems.append)
    problems.extend(inconsistencies(contents))
    if problems:
        raise CityError(problems)
    return _city(contents, _version(folder))


def _version(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in sorted(FORMS):
        content = (folder / name).read_bytes()
        digest.update(f"{name}:{len(content)}:".encode() + content)
    return digest.hexdigest()[:VERSION_LENGTH]


def _city(contents: Contents, version: str) -> City:
    about = contents.whole(CityFile)
    taxonomy_file = contents.whole(TaxonomyFile)
    calendar_file = contents.whole(CalendarFile)
    taxonomy = make_taxonomy(taxonomy_file.categories, taxonomy_file.duties)
    areas = make_areas(contents.whole(AreasFile).areas)
    calendar = make_calendar(calendar_file.years, calendar_file.holidays)
    rules = _rules(contents, taxonomy, areas)
    bounds = about.bounds
    return City(
        name=about.name,
        name_en=about.name_en,
        province=about.province,
        number_prefix=about.number_prefix,
        timezone=rules.zone,
        bounds=(bounds.south, bounds.west, bounds.north, bounds.east),
        contacts=_by_id((one.id, one) for one in about.contacts),
        kinds=rules.kinds,
        taxonomy=taxonomy,
        named_from=taxonomy_file.named_from,
        units=rules.units,
        areas=areas,
        places=contents.whole(PlacesFile).places,
        rules=rules,
        deadlines=_deadlines(contents, rules, calendar),
        calendar=calendar,
        templates=_templates(contents, about),
        contested=rules.overlaps,
        conversation=_conversation(contents.whole(ConversationFile)),
        examples=contents.whole(ExamplesFile).examples,
        version=version,
    )


def _rules(contents: Contents, taxonomy: Taxonomy, areas: Areas) -> Rules:
    file = contents.whole(RulesFile)
    return Rules(
        ordered=file.rules,
        otherwise=_present(file.otherwise),
        petition_words=file.petition_words,
        trust=file.likely,
        kinds=_by_id((one.code, one) for one in contents.whole(KindsFile).kinds),
        taxonomy=taxonomy,
        units=_by_id((one.id, one) for one in contents.whole(UnitsFile).units),
        areas=areas,
        overlaps=_by_id((one.id, one) for one in contents.whole(ContestedFile).contested),
        zone=ZoneInfo(contents.whole(CityFile).timezone),
    )


def _present(otherwise: Rule | None) -> Rule:
    if otherwise is None:
        raise LookupError("otherwise")
    return otherwise


def _deadlines(contents: Contents, rules: Rules, calendar: WorkCalendar) -> Deadlines:
    tiers = _by_id((one.urgency, one) for one in contents.whole(DeadlinesFile).tiers)
    return Deadlines(tiers, rules.kinds, calendar, rules.zone)


def _conversation(file: ConversationFile) -> Conversation:
    return Conversation(
        pause=timedelta(seconds=file.pause_seconds),
        patience=timedelta(minutes=file.patience_minutes),
        handover=timedelta(minutes=file.handover_minutes),
        attended=timedelta(minutes=file.attended_minutes),
        resume=timedelta(days=file.resume_days),
        needs_time=frozenset(file.needs_time),
        placeless_kinds=frozenset(file.placeless_kinds),
        placeless_categories=frozenset(file.placeless_categories),
        vague_categories=frozenset(file.vague_categories),
        remit=file.remit,
    )


def _templates(contents: Contents, about: CityFile) -> Templates:
    by_key = _by_id((one.key, one) for one in contents.whole(TemplatesFile).templates)
    return Templates(by_key, fixed_blanks(about.name, about.name_en, about.contacts))


def _by_id(pairs: Iterable[tuple[str, Named]]) -> MappingProxyType[str, Named]:
    return MappingProxyType(dict(pairs))
