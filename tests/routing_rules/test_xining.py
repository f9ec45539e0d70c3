"""Xining's own folder: its numbers, its names, and everything its staff expect of its rules."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import routing_rules
from routing_rules import City, load_city
from routing_rules.examples import Example
from routing_rules.taxonomy import Season

DAYS_AROUND_A_SUMMER = ((5, 31), (6, 1), (7, 20), (9, 15), (9, 16))
EXAMPLES = load_city(Path(routing_rules.__file__).parent / "xining").examples


@pytest.mark.parametrize("example", EXAMPLES, ids=[one.text for one in EXAMPLES])
def test_routes_as_its_staff_expect(xining: City, example: Example) -> None:
    route = xining.rules.route(example.facts())

    assert example.expect.differences(route) == (), route.rule


def test_has_an_example_for_every_rule(xining: City) -> None:
    decided = {xining.rules.route(one.facts()).rule for one in xining.examples}

    assert [rule.name for rule in xining.rules.ordered if rule.name not in decided] == []
    assert len(xining.examples) >= 80
    assert len(xining.rules.ordered) >= 40


def test_has_its_seven_districts_and_eighty_streets(xining: City) -> None:
    levels = Counter(area.level for area in xining.areas.all)
    streets = Counter(area.parent for area in xining.areas.all if area.level == "street")

    assert levels == {"city": 1, "district": 7, "street": 80}
    assert streets == {
        "630102": 10,
        "630103": 9,
        "630104": 8,
        "630105": 7,
        "630106": 17,
        "630121": 20,
        "630123": 9,
    }


def test_gives_every_street_its_own_unit_under_its_district(xining: City) -> None:
    for area in xining.areas.all:
        if area.level == "street":
            unit = xining.units[area.code]
            assert (unit.level, unit.area, unit.parent) == (3, area.code, f"{area.parent}-gov")
            assert area.name.removesuffix("工业园").removesuffix("科技产业园") in unit.name


def test_finds_areas_by_name_alias_and_chain(xining: City) -> None:
    (tongcheng,) = xining.areas.find("大通县")
    chengguan = xining.areas.find("城关镇")

    assert tongcheng.name == "大通回族土族自治县"
    assert {area.parent for area in chengguan} == {"630121", "630123"}
    assert xining.areas.find("不存在") == ()
    assert [area.name for area in xining.areas.chain("630104003")] == [
        "虎台街道",
        "城西区",
        "西宁市",
    ]
    assert xining.areas.contains("630104", "630104003")
    assert not xining.areas.contains("630104", "630103001")
    assert "110101" not in xining.areas
    with pytest.raises(KeyError):
        xining.areas.get("110101")


def test_names_its_places_once_and_within_its_districts(xining: City) -> None:
    names = [place.name for place in xining.places]

    assert len(names) == len(set(names)) >= 120
    assert {place.area for place in xining.places} <= {
        None,
        *(area.code for area in xining.areas.all if area.level == "district"),
    }


def test_district_centres_lie_within_the_citys_bounds(xining: City) -> None:
    south, west, north, east = xining.bounds
    centres = [area for area in xining.areas.all if area.latitude is not None]

    assert len(centres) == 8
    for area in centres:
        assert south < (area.latitude or 0) < north
        assert west < (area.longitude or 0) < east


def test_tags_every_category_with_the_thirteen_fields(xining: City) -> None:
    people = {"幼有所育", "学有所教", "劳有所得", "病有所医", "老有所养", "住有所居", "弱有所扶"}
    city = {"便利性", "宜居性", "多样性", "公平性", "安全性", "社会评价"}

    used = {tag for one in xining.taxonomy.categories.values() for tag in one.tags}

    assert all(one.tags for one in xining.taxonomy.categories.values())
    assert used == people | city


def test_keeps_codes_with_a_leading_zero(xining: City) -> None:
    assert xining.taxonomy.get("0208").name == "户外广告与牌匾隐患"
    assert [one.code for one in xining.taxonomy.children("08")][:2] == ["0801", "0802"]
    assert len(xining.taxonomy.first_level()) == 20
    assert len(xining.taxonomy.categories) == 20 + 199
    assert "9999" not in xining.taxonomy


@pytest.mark.parametrize(
    ("day", "urgency"),
    [
        (date(2026, 10, 14), "U3"),
        (date(2026, 10, 15), "U1"),
        (date(2027, 1, 1), "U1"),
        (date(2027, 4, 15), "U1"),
        (date(2027, 4, 16), "U3"),
    ],
)
def test_cold_flats_are_urgent_in_the_heating_season_only(
    xining: City, day: date, urgency: str
) -> None:
    assert xining.taxonomy.get("0105").urgency_on(day) == urgency
    assert xining.taxonomy.get("0213").urgency_on(day) == "U2"


def test_a_season_within_a_year_holds_its_first_and_last_day() -> None:
    flood = Season.model_validate({"from": "06-01", "until": "09-15", "urgency_outside": "U3"})

    held = [flood.contains(date(2026, month, day)) for month, day in DAYS_AROUND_A_SUMMER]

    assert held == [False, True, True, True, False]


def test_escalates_one_level_at_a_time(xining: City) -> None:
    for unit in xining.units.values():
        parent = xining.units[unit.parent] if unit.parent else None
        assert (unit.level - 1) == (parent.level if parent else 0)


def test_has_the_twenty_known_overlaps(xining: City) -> None:
    assert set(xining.contested) == {f"O{number}" for number in range(1, 21)}


def test_tells_the_emergency_numbers_of_every_grave_category(xining: City) -> None:
    grave = [one for one in xining.taxonomy.categories.values() if one.urgency == "U0"]

    assert len(grave) >= 7
    assert all(one.handover for one in grave)
    assert {xining.contacts[name].number for name in ("police", "fire", "ambulance")} == {
        "110",
        "119",
        "120",
    }
