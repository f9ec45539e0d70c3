"""Offices that citizens name, as the city's staff say that people call them."""

from datetime import date
from pathlib import Path

import pytest

from gateway.town import vocabulary
from nlp import Understanding, Vocabulary
from nlp.offices import Offices
from nlp.text import normalise
from nlp.vocabulary import DutyName
from routing_rules import load_city

CITY = Path(__file__).parents[2] / "routing_rules" / "xining"
DUTIES = (
    DutyName("CG", "城管", ("城管", "城管局")),
    DutyName("GA", "公安", ("公安局", "派出所")),
    DutyName("JJ", "交管", ("公安局交警队", "交警")),
    DutyName("SB", "属地", ("居委会", "镇政府"), local=True),
)


def named(text: str, title: str = "") -> dict[str, float]:
    fields = {"title": normalise(title), "text": normalise(text)}
    return dict(Offices(DUTIES).find(fields))


def test_every_office_named_has_its_share() -> None:
    assert named("派出所说归城管局管，城管又说不归") == {"CG": pytest.approx(2 / 3), "GA": 1 / 3}


def test_the_longest_name_counts_alone() -> None:
    assert named("找过公安局交警队两次") == {"JJ": 1.0}


def test_the_title_counts_twice() -> None:
    assert named("居委会推给了派出所", "派出所不出警") == {"GA": 0.75, "SB": 0.25}


@pytest.mark.parametrize("text", ["", "路灯坏了", "Nobody came.", "城里的管道"])
def test_nothing_is_said_where_no_office_is_named(text: str) -> None:
    assert named(text) == {}


def test_a_city_that_names_no_offices_is_asked_about_none() -> None:
    assert Offices(()).find({"text": normalise("城管局")}) == {}


def test_a_model_is_told_of_streets_and_towns_apart() -> None:
    aids = Understanding(Vocabulary(duties=DUTIES)).aids("unit", "镇政府和城管都来看过")

    assert aids.keys() == {"local-named:SB", "named:CG"}
    assert aids["named:CG"] > 1


def test_the_city_s_streets_and_towns_are_known_by_their_units() -> None:
    duties = vocabulary(load_city(CITY), date(2026, 6, 1)).duties

    assert {each.code for each in duties if each.local} == {"SB", "WY"}
    assert "街道办" in next(each for each in duties if each.code == "SB").called
