"""Each of the twenty known overlaps, on texts written for this project.

A line: the overlap, the category, the answer that the text gives itself or `?`, and the text.
"""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from routing_rules import City, Facts, Route
from routing_rules.overlaps import concerned, told

OWN = [
    line.split("\t")
    for line in (Path(__file__).parent / "contested.tsv").read_text(encoding="utf-8").splitlines()
]
ASKED = [(overlap, code, text) for overlap, code, answer, text in OWN if answer == "?"]
SAID = [line for line in OWN if line[2] != "?"]
STREET = "630104003"


def routed(city: City, category: str, text: str, area: str | None = STREET) -> Route:
    at = datetime(2026, 7, 16, tzinfo=UTC)
    return city.rules.route(Facts(category, "complaint", "U2", area, text, at=at))


def test_every_overlap_has_texts_of_its_own() -> None:
    assert set(Counter(line[0] for line in OWN).values()) == {3}
    assert {line[0] for line in OWN} == {f"O{number}" for number in range(1, 21)}


@pytest.mark.parametrize(("overlap", "category", "text"), ASKED)
def test_asks_the_one_question_where_the_text_does_not_say(
    xining: City, overlap: str, category: str, text: str
) -> None:
    route = routed(xining, category, text)

    assert route.contested is not None
    assert route.contested.id == overlap
    assert len(route.contested.ways) >= 2


@pytest.mark.parametrize(("overlap", "category", "answer", "text"), SAID)
def test_asks_nothing_where_the_text_has_answered(
    xining: City, overlap: str, category: str, answer: str, text: str
) -> None:
    (meant,) = (one for one in xining.contested[overlap].answers if one.says == answer)
    facts = Facts(category, "complaint", "U2", STREET, text, at=datetime(2026, 7, 16, tzinfo=UTC))

    route = xining.rules.route(facts)

    assert route.contested is None
    assert route.lead == xining.rules.resolver.find(meant.to, facts).units[0].id


def test_says_which_words_of_the_text_decided(xining: City) -> None:
    route = routed(xining, "0705", "楼下换热站的水泵昼夜嗡嗡，低频响得头疼")

    assert any("「换热站」" in why and "商铺、饭店或固定设备" in why for why in route.because)
    assert len(route.because) == len(route.because_en)


def test_every_answer_leads_somewhere_in_every_street(xining: City) -> None:
    for overlap in xining.contested.values():
        assert len(overlap.answers) >= 2
        for area in xining.areas.all:
            if area.level == "street":
                at = datetime(2026, 7, 16, tzinfo=UTC)
                facts = Facts(overlap.codes[0], "complaint", "U2", area.code, at=at)
                for answer in overlap.answers:
                    assert not xining.rules.resolver.find(answer.to, facts).stranded


def test_offers_no_answer_for_which_nobody_is_there(xining: City) -> None:
    route = routed(xining, "0703", "半夜一阵一阵的轰隆声", area=None)

    assert route.contested is not None
    assert "还是说不清" not in [way.says for way in route.contested.ways]


def test_a_text_with_two_answers_has_not_answered(xining: City) -> None:
    noise = xining.contested["O1"]

    assert told(noise, "工地和隔壁一起吵") is None
    assert told(xining.contested["O6"], "院里没有物业") != told(xining.contested["O6"], "找了物业")


def test_an_overlap_that_shares_a_category_needs_its_own_words(xining: City) -> None:
    known = xining.contested.values()

    assert [
        found.id if (found := concerned(known, "0301", text)) else None
        for text in ("顶楼加盖一层", "打成隔断租给二十个人")
    ] == ["O14", "O10"]
    assert concerned(known, "0408", "梁裂了一道缝") is None


def test_a_category_that_is_only_considered_asks_but_decides_nothing(xining: City) -> None:
    at = datetime(2026, 7, 16, tzinfo=UTC)
    facts = Facts(None, "complaint", "U2", STREET, "隔壁吵得很", perhaps=("0702", "0510"), at=at)

    route = xining.rules.route(facts)

    assert route.contested is not None
    assert (route.contested.id, route.lead, route.mode) == ("O1", STREET, "supervisor")


@pytest.mark.parametrize("text", ["墙里渗水", "楼上往我家漏水"])
def test_so_does_one_of_which_the_first_level_is_known(xining: City, text: str) -> None:
    at = datetime(2026, 7, 16, tzinfo=UTC)
    facts = Facts("05", "complaint", "U3", STREET, text, perhaps=("0512", "0510"), at=at)

    route = xining.rules.route(facts)

    assert route.contested is not None
    assert route.contested.id == "O7"


def test_one_considered_of_another_first_level_does_not_ask(xining: City) -> None:
    at = datetime(2026, 7, 16, tzinfo=UTC)
    facts = Facts("05", "complaint", "U2", STREET, "隔壁吵得很", perhaps=("0702",), at=at)

    assert xining.rules.route(facts).contested is None


def test_what_is_urgent_first_keeps_its_unit_whatever_the_text_answers(xining: City) -> None:
    route = routed(xining, "1606", "楼顶的灯箱快掉了")

    assert route.emergency_first
    assert route.lead == STREET
    assert "630104-cg" in route.assists
