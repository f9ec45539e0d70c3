"""Models in use speak in the pipeline: with thresholds, with reasons, and never over danger."""

from dataclasses import replace
from functools import cache

import pytest

from nlp import Understanding, Vocabulary
from nlp.learning.examples import Example
from nlp.learning.training import train
from nlp.models import Learned, Models
from nlp.understanding import VERSION
from nlp.vocabulary import CategoryWords, DutyName, Thresholds
from tests.nlp.conftest import AREAS, CATEGORIES, KINDS, PLACES
from tests.nlp.learning.own import TOLD

LEADS = {"0101": ("SW",), "0702": ("CG",), "0706": ("CG",), "0107": ("RQ",), "02": ("HW",)}
DUTIES = (DutyName("SW", "供水"), DutyName("CG", "城管"), DutyName("RQ", "燃气"))
OWN = tuple(
    replace(each, lead=LEADS.get(each.code, ()), assists=("SB",) if each.code == "0101" else ())
    for each in (*CATEGORIES, CategoryWords("0605", "公交", "02", ()))
)
CITY = Vocabulary(OWN, KINDS, AREAS, PLACES, DUTIES)
WATER = "水管爆裂门口成了小河,自来水发黄"
BUS = "您好!老年卡刷不上,司機態度差"  # no word of the city's own is in it


@cache
def learned(target: str, labels: tuple[str, str, str]) -> Learned:
    plain = Understanding(CITY)
    examples = [
        Example("", text, label, plain.aids(target, text))
        for label, texts in zip(labels, TOLD.values(), strict=True)
        for text in texts
    ]
    return Learned(f"{target}-of-tests", train(examples).model)


def taught(city: Vocabulary = CITY) -> Understanding:
    return Understanding(city, Models(category=learned("category", ("0101", "0702", "0605"))))


def at(second_level: float, first_level: float) -> Vocabulary:
    return replace(CITY, thresholds=Thresholds(second_level, first_level))


def test_a_model_names_what_no_word_of_the_city_says() -> None:
    before, after = Understanding(CITY).suggest(BUS), taught().suggest(BUS)

    assert before.categories == ()
    assert after.category is not None
    assert after.category.code == "0605"
    assert after.first_level is not None
    assert (after.first_level.code, after.version) == ("02", f"{VERSION}+category-of-tests")


def test_the_words_that_carried_it_are_marked_where_the_citizen_wrote_them() -> None:
    because = [each for each in taught().suggest(BUS).because if each.about == "category"]

    assert [BUS[each.start : each.end] for each in because] == ["司機"]
    assert all(each.says and each.says_en for each in because)


@pytest.mark.parametrize(
    ("city", "category", "first_level", "says"),
    [
        (at(0.0, 0.0), "0101", "01", ""),
        (at(1.1, 0.0), None, "01", "the first level only"),
        (at(1.1, 1.1), None, None, "no category is suggested"),
    ],
)
def test_below_the_threshold_it_stops_higher_or_abstains_and_says_so(
    city: Vocabulary, category: str | None, first_level: str | None, says: str
) -> None:
    suggestion = taught(city).suggest(WATER)

    found = [each.code if each else None for each in (suggestion.category, suggestion.first_level)]
    assert found == [category, first_level]
    assert any(says in reason.says_en for reason in suggestion.because if reason.says_en)
    assert suggestion.categories[0].code == "0101"


def test_no_model_overrules_words_of_present_danger() -> None:
    text = "现在一股煤气味漏气,水管爆裂,水龙头没水,自来水发黄,水表转得飞快"

    suggestion = taught(at(0.0, 0.0)).suggest(text)

    assert suggestion.category is not None
    assert (suggestion.category.code, suggestion.alarm) == ("0107", True)


def test_a_model_of_units_says_who_leads_with_the_words() -> None:
    model = learned("unit", ("SW", "CG", "GJ"))

    suggestion = Understanding(CITY, Models(unit=model)).suggest(WATER)

    assert suggestion.units[0].code == "SW"
    assert "GJ" not in [each.code for each in suggestion.units]  # the city has no such duty
    assert any(each.about == "unit" and each.start is not None for each in suggestion.because)


PRAISED = "路灯修好了"  # praise, 0.80 sure
OPEN = tuple(replace(each, has_deadline=each.code not in ("praise", "chase")) for each in KINDS)


@pytest.mark.parametrize(
    ("limits", "named"),
    [
        (Thresholds(), "praise"),
        (Thresholds(kind=0.9), "praise"),
        (Thresholds(kind_without_deadline=0.9), None),
    ],
)
def test_a_kind_without_a_clock_has_a_threshold_of_its_own(
    limits: Thresholds, named: str | None
) -> None:
    city = replace(CITY, kinds=OPEN, thresholds=limits)

    suggestion = Understanding(city).suggest(PRAISED)

    assert (suggestion.kind.code if suggestion.kind else None) == named
    assert suggestion.kinds[0].code == "praise"


@pytest.mark.parametrize("models", [Models(), Models(kind=learned("kind", ("help", "a", "b")))])
def test_below_its_threshold_a_kind_is_left_open_and_says_so(models: Models) -> None:
    never = replace(CITY, kinds=OPEN, thresholds=Thresholds(kind=1.0, kind_without_deadline=1.0))

    suggestion = Understanding(never, models).suggest("水管爆裂门口成了小河")
    chosen = Understanding(never).suggest("水管爆裂", kind_hint=suggestion.kinds[0].code)

    assert suggestion.kind is None
    name, sure = "求助" if models.kind else "投诉", suggestion.kinds[0].confidence
    assert [each.says for each in suggestion.because if each.about == "kind"] == [
        f"类型最像“{name}”，把握 {sure:.0%}，低于门槛 100%，不建议类型，按计时限的办"
    ]
    assert chosen.kind == chosen.kinds[0]  # the citizen's own word


def test_a_model_of_kinds_speaks_but_not_where_there_is_nothing_to_read() -> None:
    taught = Understanding(CITY, Models(kind=learned("kind", ("help", "complaint", "suggest"))))

    assert [taught.suggest(text).kinds[0].code for text in (WATER, "……")] == ["help", "other"]


def test_what_a_model_is_told_beside_the_words_is_the_same_with_models_in_use() -> None:
    text = "停水了,楼下油烟很大"

    for target in ("category", "unit", "kind"):
        assert taught().aids(target, text) == Understanding(CITY).aids(target, text) != {}


def test_where_labels_of_another_city_are_likelier_the_words_stand() -> None:
    half = learned("category", ("b", "0702", "0605"))

    found = Understanding(CITY, Models(category=half)).suggest(WATER)

    assert found == replace(Understanding(CITY).suggest(WATER), version=found.version)


def test_a_model_of_other_labels_has_no_say() -> None:
    strange = learned("category", ("a", "b", "c"))

    assert not strange.knows({"0101"})
    assert Understanding(CITY, Models(category=strange)).suggest("停水了").category is not None


@pytest.mark.parametrize("text", ["今天天气不错", "停水了,楼下油烟很大"])
def test_without_a_model_an_abstention_has_its_reason_too(text: str) -> None:
    suggestion = Understanding(at(1.0, 1.0)).suggest(text)

    said = [each.says_en for each in suggestion.because if each.about == "category"]
    assert suggestion.category is None
    assert said[0].endswith(("the first level only", "no category is suggested"))
