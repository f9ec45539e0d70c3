"""Whether the files of a city folder agree with each other, beyond single names."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from routing_rules.areas import is_well_placed
from routing_rules.contents import Contents
from routing_rules.documents import Document, Where
from routing_rules.entries import Urgency
from routing_rules.files import (
    AreasFile,
    CalendarFile,
    CityFile,
    DeadlinesFile,
    TaxonomyFile,
    UnitsFile,
)
from routing_rules.problems import Problem
from routing_rules.references import dangling, duplicates, values
from routing_rules.resolution import TERRITORIAL_DUTY
from routing_rules.rule_checks import rule_mistakes
from routing_rules.wording import remit_mistakes, template_mistakes
from routing_rules.workdays import FRIDAY

Check = Callable[[Contents], Iterator[Problem]]


def inconsistencies(contents: Contents) -> Iterator[Problem]:
    yield from duplicates(contents.documents)
    yield from dangling(contents.documents)
    for check in CHECKS:
        yield from check(contents)


def _city(contents: Contents) -> Iterator[Problem]:
    city = contents.form(CityFile)
    if city is None:
        return
    document = contents.documents["city.yaml"]
    try:
        ZoneInfo(city.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        yield document.problem(
            ("timezone",), f"没有时区「{city.timezone}」", f"no time zone {city.timezone}"
        )
    if city.bounds.south >= city.bounds.north or city.bounds.west >= city.bounds.east:
        yield document.problem(
            ("bounds",),
            "范围颠倒：须南小于北、西小于东",
            "bounds are reversed: south below north, west below east",
        )


def _written(contents: Contents, file: str, *path: str) -> frozenset[str]:
    """Every text at `path`, in faulty entries too, so that one mistake is told only once."""
    return frozenset(text for _, text in values(contents.documents[file].data, path))


def _category_parents(contents: Contents) -> Iterator[Problem]:
    taxonomy = contents.form(TaxonomyFile)
    declared = _written(contents, "taxonomy.yaml", "categories", "code") if taxonomy else ()
    for category in taxonomy.categories if taxonomy else ():
        if category.parent and category.parent not in declared:
            yield contents.documents["taxonomy.yaml"].problem(
                ("categories", category.position, "code"),
                f"「{category.code}」没有一级类别「{category.parent}」",
                f"{category.code} has no first-level category {category.parent}",
            )


def _unfulfilled_duties(contents: Contents) -> Iterator[Problem]:
    taxonomy, units = contents.form(TaxonomyFile), contents.form(UnitsFile)
    if taxonomy is None or units is None:
        return
    fulfilled = _written(contents, "units.yaml", "units", "duties")
    for duty in taxonomy.duties:
        if duty.code not in fulfilled:
            yield contents.documents["taxonomy.yaml"].problem(
                ("duties", duty.position, "code"),
                f"职责「{duty.name}」({duty.code})没有任何单位承担",
                f"no unit fulfils the duty {duty.code} ({duty.name_en})",
            )


def _unit_levels(contents: Contents) -> Iterator[Problem]:
    """A parent stands one level higher, which also makes a cycle of parents impossible."""
    file = contents.form(UnitsFile)
    by_id = {unit.id: unit for unit in file.units} if file else {}
    for unit in by_id.values():
        parent = by_id.get(unit.parent or "")
        if parent and parent.level != unit.level - 1:
            yield contents.documents["units.yaml"].problem(
                ("units", unit.position, "parent"),
                f"「{unit.name}」是第 {unit.level} 级，上级须是第 {unit.level - 1} 级",
                f"{unit.id} is of level {unit.level}, its parent must be one level higher",
            )
        if (unit.parent is None) != (unit.level == 1):
            yield contents.documents["units.yaml"].problem(
                ("units", unit.position),
                f"「{unit.name}」：第 1 级没有上级，第 2、3 级必须有",
                f"{unit.id}: level 1 has no parent, levels 2 and 3 need one",
            )


def _area_levels(contents: Contents) -> Iterator[Problem]:
    file = contents.form(AreasFile)
    by_code = {area.code: area for area in file.areas} if file else {}
    for area in by_code.values():
        if not is_well_placed(area, by_code) and (area.parent is None or area.parent in by_code):
            yield contents.documents["areas.yaml"].problem(
                ("areas", area.position),
                f"「{area.name}」的上级不对：街道属于区县，区县属于市，市没有上级",
                f"{area.code}: a street lies in a district, a district in the city, "
                "the city in nothing",
            )


def _territorial_units(contents: Contents) -> Iterator[Problem]:
    """Direct dispatch needs somebody in every street and, as backstop, in every district."""
    areas = contents.form(AreasFile)
    if areas is None or contents.form(UnitsFile) is None:
        return
    written = contents.documents["units.yaml"].data["units"]
    held = {area for one in written if _is_territorial(one) for _, area in values(one, ("area",))}
    for area in areas.areas:
        if area.level != "city" and area.code not in held:
            yield contents.documents["areas.yaml"].problem(
                ("areas", area.position),
                f"「{area.name}」没有属地单位(职责 {TERRITORIAL_DUTY})",
                f"{area.code} has no territorial unit (duty {TERRITORIAL_DUTY})",
            )


def _is_territorial(unit: object) -> bool:
    return any(duty == TERRITORIAL_DUTY for _, duty in values(unit, ("duties",)))


def _tiers(contents: Contents) -> Iterator[Problem]:
    file = contents.form(DeadlinesFile)
    written = _written(contents, "deadlines.yaml", "tiers", "urgency") if file else ()
    for urgency in get_args(Urgency) if file else ():
        if urgency not in written:
            yield contents.documents["deadlines.yaml"].problem(
                ("tiers",), f"缺少紧急程度「{urgency}」的时限", f"no tier for urgency {urgency}"
            )


def _holidays(contents: Contents) -> Iterator[Problem]:
    file = contents.form(CalendarFile)
    if file is None:
        return
    document = contents.documents["calendar.yaml"]
    off = {day for holiday in file.holidays for day in holiday.days}
    for holiday in file.holidays:
        where = ("holidays", holiday.position)
        yield from _outside_years(document, (*where, "from"), holiday.days, file.years)
        makeup = (*where, "makeup_workdays")
        yield from _outside_years(document, makeup, holiday.makeup_workdays, file.years)
        for day in holiday.makeup_workdays:
            if day in off or day.weekday() <= FRIDAY:
                yield document.problem(
                    makeup,
                    f"{day} 不能是补班日：它在假期里，或本来就是工作日",
                    f"{day} cannot be made up: it is a holiday, or a working day anyway",
                )


def _outside_years(
    document: Document, where: Where, days: tuple[date, ...], years: tuple[int, ...]
) -> Iterator[Problem]:
    for day in days:
        if day.year not in years:
            yield document.problem(where, f"{day} 不在 years 里", f"{day} is not in years")


CHECKS: tuple[Check, ...] = (
    _city,
    _category_parents,
    _unfulfilled_duties,
    _unit_levels,
    _area_levels,
    _territorial_units,
    _tiers,
    _holidays,
    rule_mistakes,
    template_mistakes,
    remit_mistakes,
)
