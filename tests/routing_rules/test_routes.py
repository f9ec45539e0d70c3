"""What the rules of a city give for some facts, on the tiny city and, as laws, on Xining."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing_rules import City, Facts, Route
from routing_rules.facts import Likely

NOVEMBER = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)


def facts(category: str | None = "0201", area: str | None = "990101001", **more: object) -> Facts:
    known = Facts(category, "complaint", "U2", area, at=NOVEMBER)
    return replace(known, **more)  # type: ignore[arg-type]


def test_the_first_rule_that_applies_decides(tiny: City) -> None:
    by_words = tiny.rules.route(facts(text="夜市的垃圾"))
    by_category = tiny.rules.route(facts(text="门口的垃圾"))

    assert (by_words.rule, by_words.lead) == ("东区夜市", "cg")
    assert (by_category.rule, by_category.lead) == ("按类别", "east-cg")


def test_words_are_found_in_any_width_and_case(tiny: City) -> None:
    assert tiny.rules.route(facts(text="那家ｋｔｖ门口")).rule == "东区夜市"


def test_a_district_matches_its_streets_and_no_others(tiny: City) -> None:
    rules = {
        area: tiny.rules.route(facts(None, area, text="夜市")).rule
        for area in ("990101", "990101001", "990102001", "9901", None)
    }

    assert rules == {
        "990101": "东区夜市",
        "990101001": "东区夜市",
        "990102001": "按地点",
        "9901": "按地点",
        None: "兜底",
    }


def test_a_first_level_category_goes_to_its_own_lead_with_less_confidence(tiny: City) -> None:
    route = tiny.rules.route(facts("02"))

    assert (route.rule, route.lead) == ("按类别", "east-cg")
    assert route.confidence == 0.5


def test_a_duty_goes_to_the_most_local_unit_that_has_it(tiny: City) -> None:
    leads = [tiny.rules.route(facts(area=area)).lead for area in ("990101001", "990102001", None)]

    assert leads == ["east-cg", "cg", "cg"]


def test_a_likely_duty_leads_where_only_a_general_rule_applies(tiny: City) -> None:
    likely = (Likely("RQ", 0.7), Likely("CG", 0.2))

    by_category = tiny.rules.route(facts("02", likely=likely))
    nowhere = tiny.rules.route(facts(None, None, likely=likely))

    assert (by_category.lead, by_category.rule, by_category.confidence) == ("gas", "按类别", 0.7)
    assert "east-cg" in by_category.alternatives
    assert "70%" in by_category.because[0]
    assert "20%" in by_category.because_en[0]
    assert (nowhere.lead, nowhere.mode) == ("gas", "supervisor")


@pytest.mark.parametrize(
    "likely",
    [
        (Likely("RQ", 0.39),),
        (Likely("RQ", 0.5), Likely("CG", 0.45)),
        (Likely("CG", 0.9), Likely("RQ", 0.1)),
        (Likely("strange", 0.9),),
        (),
    ],
)
def test_an_unsure_or_unknown_duty_does_not_lead(likely: tuple[Likely, ...], tiny: City) -> None:
    route = tiny.rules.route(facts("02", likely=likely))

    assert route.lead == "east-cg"
    assert ("gas" in route.alternatives) == any(one.duty == "RQ" for one in likely)


@pytest.mark.parametrize(
    ("known", "lead"),
    [
        (facts("0101"), "gas"),  # a rule of its own
        (facts("0203"), "s1"),  # emergency first
        (facts("0202"), "east-cg"),  # to several at once
        (facts("0201"), "east-cg"),  # contested: the question decides
        (facts("02", urgency="U0"), "east-cg"),
        (facts(text="夜市"), "cg"),
    ],
)
def test_a_likely_duty_never_stands_above_what_the_city_decided(
    known: Facts, lead: str, tiny: City
) -> None:
    sure = replace(known, likely=(Likely("HOT", 0.99),))

    assert tiny.rules.route(sure).lead == tiny.rules.route(known).lead == lead


def test_a_likely_duty_that_nobody_answers_for_there_does_not_lead(tiny: City) -> None:
    route = tiny.rules.route(facts("02", None, likely=(Likely("SB", 0.9),)))

    assert route.lead == "cg"


def test_second_leading_duties_assist(tiny: City) -> None:
    route = tiny.rules.route(facts(area="990102001"))

    assert route.assists == ("s3",)


def test_a_street_unit_is_found_directly_and_the_district_stands_in_for_it(tiny: City) -> None:
    street = tiny.rules.route(facts(None, "990102001"))
    district = tiny.rules.route(facts(None, "990102"))

    assert (street.lead, district.lead) == ("s3", "west")
    assert district.confidence < street.confidence
    assert any("兜底" in sentence for sentence in district.because)


def test_without_a_place_the_hotline_stands_in_and_says_so(tiny: City) -> None:
    route = tiny.rules.route(facts("0203", None))

    assert (route.lead, route.mode) == ("hot", "supervisor")
    assert any("地点不明" in sentence for sentence in route.because)
    assert any("place is unknown" in sentence for sentence in route.because_en)


def test_neither_category_nor_place_goes_to_the_fallback(tiny: City) -> None:
    route = tiny.rules.route(facts(None, None))

    assert (route.rule, route.lead, route.mode) == ("兜底", "hot", "supervisor")


def test_codes_the_city_does_not_know_count_as_unknown(tiny: City) -> None:
    strange = tiny.rules.route(facts("9999", "630102"))

    assert strange == tiny.rules.route(facts(None, None))


@pytest.mark.parametrize(
    ("at", "rule"),
    [
        ("2026-12-09T15:59:59+00:00", "按类别"),
        ("2026-12-09T16:00:00+00:00", "冬天的垃圾"),
        ("2027-01-20T15:59:59+00:00", "冬天的垃圾"),
        ("2027-01-20T16:00:00+00:00", "按类别"),
    ],
)
def test_a_rule_is_valid_from_midnight_to_midnight_in_the_city(
    tiny: City, at: str, rule: str
) -> None:
    assert tiny.rules.route(facts(at=datetime.fromisoformat(at))).rule == rule


def test_months_are_those_of_the_citys_clock(xining: City) -> None:
    heating = Facts("0105", "complaint", "U1", "630104003", at=NOVEMBER)
    last_of_april = datetime(2026, 4, 30, 15, 59, tzinfo=UTC)
    first_of_may = datetime(2026, 4, 30, 16, 0, tzinfo=UTC)

    assert xining.rules.route(replace(heating, at=last_of_april)).rule == "供暖季不热先测温"
    assert xining.rules.route(replace(heating, at=first_of_may)).rule == "非供暖季供热事项"


@pytest.mark.parametrize(
    "more",
    [
        {"urgency": "U0"},
        {"text": "再不管我们就去上访"},
        {"category": "0202"},
        {"confidential": True},
        {"kind": "report"},
        {"tone": "despair"},
        {"tone": "threat"},
    ],
)
def test_what_is_grave_needs_a_supervisor_and_says_why(tiny: City, more: dict[str, object]) -> None:
    plain, grave = tiny.rules.route(facts()), tiny.rules.route(facts(**more))  # type: ignore[arg-type]

    assert (plain.mode, grave.mode) == ("one_key", "supervisor")
    assert any("须值班长确认" in sentence for sentence in grave.because)


def test_parallel_dispatch_takes_in_every_unit_of_the_category(tiny: City) -> None:
    route = tiny.rules.route(facts("0202"))

    assert (route.lead, set(route.assists)) == ("east-cg", {"s1", "hot"})


def test_emergency_first_comes_from_the_rule_or_the_category(tiny: City) -> None:
    by_rule, by_category, neither = (
        tiny.rules.route(facts(code)).emergency_first for code in ("0101", "0203", "0201")
    )

    assert (by_rule, by_category, neither) == (True, True, False)


def test_overlapping_duties_are_shown_with_a_question_until_a_rule_settles_them(
    tiny: City,
) -> None:
    open_case = tiny.rules.route(facts())
    settled = tiny.rules.route(facts(text="夜市"))

    assert open_case.contested is not None
    assert (open_case.contested.id, open_case.contested.units) == ("O1", ("s1", "east-cg"))
    assert any("在哪" in sentence for sentence in open_case.because)
    assert open_case.confidence == 0.6
    assert settled.contested is None


def test_alternatives_are_others_best_first(tiny: City) -> None:
    route = tiny.rules.route(facts("0101"))

    assert (route.lead, route.assists) == ("gas", ("s1",))
    assert route.alternatives == ("east", "hot")


def test_reasons_name_the_rule_the_words_the_place_and_the_unit(tiny: City) -> None:
    route = tiny.rules.route(facts(text="夜市吵", area="990101002"))

    told = "\n".join(route.because)
    for named in ("东区夜市", "夜市归市局", "「夜市」", "东区二街", "市城管局"):
        assert named in told


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        Facts(None, "help", "U3", None, at=datetime(2026, 1, 1))


def all_facts(city: City) -> st.SearchStrategy[Facts]:
    words = [word for rule in city.rules.ordered for word in rule.when.words]
    areas = [area.code for area in city.areas.all]
    return st.builds(
        Facts,
        category=st.sampled_from([*city.taxonomy.categories, None, "9999"]),
        kind=st.sampled_from([*city.kinds, "?"]),
        urgency=st.sampled_from(["U0", "U1", "U2", "U3", "U4"]),
        area=st.sampled_from([*areas, None, "110101"]),
        text=st.lists(st.sampled_from([*words, "今天", "扬言"]), max_size=4).map("，".join),
        channel=st.sampled_from(["", "110", "webform"]),
        likely=st.lists(
            st.builds(Likely, st.sampled_from(sorted(city.taxonomy.duties)), st.floats(0.01, 1)),
            max_size=3,
        ).map(tuple),
        enterprise=st.booleans(),
        confidential=st.booleans(),
        at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    )


def must_be_confirmed_by_a_supervisor(city: City, given_facts: Facts) -> bool:
    category = city.taxonomy.categories.get(given_facts.category or "")
    return (
        given_facts.urgency == "U0"
        or given_facts.confidential
        or given_facts.kind == "report"
        or any(word in given_facts.text for word in city.rules.petition_words)
        or bool(category and category.parallel_dispatch)
    )


@given(data=st.data())
def test_every_facts_combination_gets_a_sound_route(xining: City, data: st.DataObject) -> None:
    asked = data.draw(all_facts(xining))

    route: Route = xining.rules.route(asked)

    named = (route.lead, *route.assists, *route.alternatives)
    assert len(set(named)) == len(named)
    assert set(named) <= xining.units.keys()
    assert route.contested is None or set(route.contested.units) <= xining.units.keys()
    assert route.rule in {*(rule.name for rule in xining.rules.ordered), "兜底"}
    assert 0 < route.confidence <= 1
    assert len(route.because) == len(route.because_en) >= 2
    if must_be_confirmed_by_a_supervisor(xining, asked):
        assert route.mode == "supervisor"


@given(data=st.data())
def test_a_street_never_gets_another_districts_unit(xining: City, data: st.DataObject) -> None:
    asked = data.draw(all_facts(xining).filter(lambda one: one.area in xining.areas))

    route = xining.rules.route(asked)

    around = {area.code for area in xining.areas.chain(asked.area or "")}
    for unit in (route.lead, *route.assists, *route.alternatives):
        assert xining.units[unit].area in (None, *around)


@given(data=st.data())
def test_the_same_facts_always_get_the_same_route(xining: City, data: st.DataObject) -> None:
    asked = data.draw(all_facts(xining))

    assert xining.rules.route(asked) == xining.rules.route(replace(asked))
