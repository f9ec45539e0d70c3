"""`python -m routing_rules.check [FOLDER]`: is the city folder sound, do its rules do as expected?

Exit codes: 0 sound, 1 something in the folder must be put right, 2 wrong use.
"""

import argparse
import sys
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from routing_rules.city import City
from routing_rules.contents import FORMS
from routing_rules.examples import Example
from routing_rules.loading import load_city
from routing_rules.problems import CityError, Problem
from routing_rules.units import Unit

XINING = Path(__file__).parent / "xining"


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: `problems` must be put right, `notes` are worth knowing."""

    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        return not self.problems


def check_city(folder: Path, today: date | None = None) -> Report:
    """Loads the folder and runs its examples; notes are as of `today` (now, if none is given)."""
    try:
        city = load_city(folder)
    except CityError as error:
        return Report(error.problems)
    failures = tuple(problem for one in city.examples for problem in _failure(city, one))
    notes = _notes(city, today or datetime.now(city.timezone).date())
    return Report(failures, notes, _summary(city, len(failures)))


def _failure(city: City, example: Example) -> list[Problem]:
    route = city.rules.route(example.facts())
    differences = "; ".join(example.expect.differences(route))
    if not differences:
        return []
    return [
        Problem(
            "examples.yaml",
            example.line,
            f"例子「{example.text}」不符({differences})，决定的是规则「{route.rule}」",
            f"the example gets another route, decided by rule {route.rule}",
        )
    ]


def _notes(city: City, today: date) -> tuple[str, ...]:
    years = [year for year in (today.year, today.year + 1) if not city.calendar.covers(year)]
    notes = [
        f"calendar.yaml 没有 {year} 年，该年只按周末算工作日 / {year} has plain weekends only"
        for year in years
    ]
    notes += [
        f"规则「{rule.name}」已于 {rule.valid_until} 失效 / rule expired: {rule.name_en}"
        for rule in city.rules.ordered
        if rule.valid_until and rule.valid_until < today
    ]
    notes += [
        f"「{contact.name}」还没有号码 / no number yet: {contact.name_en}"
        for contact in city.contacts.values()
        if contact.number is None
    ]
    return tuple(notes)


def _summary(city: City, failed: int) -> tuple[str, ...]:
    districts = sum(area.level == "district" for area in city.areas.all)
    streets = sum(area.level == "street" for area in city.areas.all)
    second = len(city.taxonomy.categories) - len(city.taxonomy.first_level())
    return (
        f"{city.name} {city.name_en}, 版本 version {city.version}",
        f"类别 categories: {len(city.taxonomy.first_level())} + {second}, "
        f"职责 duties: {len(city.taxonomy.duties)}",
        f"单位 units: {_by_level(tuple(city.units.values()))}",
        f"地区 areas: {districts} 区县 districts, {streets} 街道乡镇 streets and towns, "
        f"{len(city.places)} 地点 places",
        f"规则 rules: {len(city.rules.ordered)} + 兜底 fallback, "
        f"职责交叉 overlaps: {len(city.contested)}",
        f"模板 templates: {len(city.templates.by_key)}, "
        f"节假日年份 calendar years: {', '.join(map(str, sorted(city.calendar.years)))}",
        f"例子 examples: {len(city.examples) - failed} / {len(city.examples)} 符合 as expected",
    )


def _by_level(units: tuple[Unit, ...]) -> str:
    return " + ".join(str(sum(unit.level == level for unit in units)) for level in (1, 2, 3))


def lines(report: Report) -> list[str]:
    """The report as a person reads it, Chinese first."""
    if report.sound:
        verdict = "没有问题 / sound"
    else:
        count = len(report.problems)
        verdict = f"有 {count} 处要改，改好之前不会启用 / {count} to put right before it is used"
    notes = [f"提醒 note: {note}" for note in report.notes]
    return [*report.summary, *map(str, report.problems), *notes, verdict]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m routing_rules.check",
        description="检查城市文件夹并跑例子 / check a city folder and run its examples",
    )
    parser.add_argument("folder", nargs="?", type=Path, default=XINING, metavar="FOLDER")
    folder: Path = parser.parse_args(arguments).folder
    if not folder.is_dir():
        parser.error(f"没有这个文件夹 / no such folder: {folder} ({', '.join(FORMS)})")
    report = check_city(folder)
    sys.stdout.write("\n".join(lines(report)) + "\n")
    return 0 if report.sound else 1


if __name__ == "__main__":
    sys.exit(main())
