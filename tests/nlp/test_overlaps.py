"""Whether the one question of an overlap is asked where a citizen says in plain words what it is.

Not among them: O10, O11 and O16, which the city's rules settle for everything that is said plainly.
"""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from gateway.town import vocabulary
from nlp import Understanding
from routing_rules import City, Facts, Route, load_city

OWN = [
    line.split("\t")
    for line in (Path(__file__).parent / "overlaps_short.tsv").read_text("utf-8").splitlines()
]
SETTLED = {"O10", "O11", "O16"}


@cache
def city() -> City:
    return load_city(Path(__file__).parents[2] / "routing_rules" / "xining")


@cache
def understanding() -> Understanding:
    return Understanding(vocabulary(city(), date(2026, 7, 16)))


def routed(text: str) -> Route:
    said = understanding().suggest(text)
    category = said.category or said.first_level
    return city().rules.route(
        Facts(
            category.code if category else None,
            said.kind.code if said.kind else "",
            said.urgency.code,
            said.area,
            text,
            perhaps=tuple(each.code for each in said.categories),
            at=datetime(2026, 7, 16, tzinfo=UTC),
        )
    )


def test_every_overlap_that_rules_leave_open_has_three_texts() -> None:
    for overlap in city().contested.keys() - SETTLED:
        assert sum(each == overlap for each, _ in OWN) == 3


@pytest.mark.parametrize(("overlap", "text"), OWN)
def test_asks_where_plain_words_do_not_say_whose_it_is(overlap: str, text: str) -> None:
    asked = routed(text).contested

    assert asked is not None
    assert asked.id == overlap


@pytest.mark.parametrize("text", ["城东区外墙脱落", "城中区小区外墙瓷砖掉下来"])
def test_a_wall_that_comes_off_is_no_leak(text: str) -> None:
    route = routed(text)

    assert any("「墙皮、瓷砖脱落」" in why for why in route.because)
    assert "SB" in city().units[route.lead].duties


def test_a_wall_that_leaks_does_not_come_off() -> None:
    route = routed("城中区外墙渗水，屋里发霉")

    assert route.contested is None
    assert "FG" in city().units[route.lead].duties
