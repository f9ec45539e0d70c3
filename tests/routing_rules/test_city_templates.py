"""What citizens are told: every blank filled, optional parts left out, values left alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing_rules import BLANKS, City, Language

LANGUAGES: tuple[Language, ...] = ("zh", "en")
OLDER = frozenset(tuple(BLANKS)[: tuple(BLANKS).index("greeting")])  # sent as notices
CASES = [(key, language) for key in BLANKS for language in LANGUAGES]


@pytest.mark.parametrize(("key", "language"), CASES)
def test_every_message_reads_whole_with_and_without_its_optional_parts(
    xining: City, key: str, language: Language
) -> None:
    full = {name: f"<{name}>" for name in BLANKS[key].all}
    least = {name: f"<{name}>" for name in BLANKS[key].required}

    long = xining.templates.render(key, language, **full)
    short = xining.templates.render(key, language, **least)

    assert set(re.findall(r"<\w+>", long)) >= set(least.values())
    for text in (long, short):
        assert not re.search(r"[{}]|\[\[|\]\]|  |[，,：:] *$|[，,][，。,.]", text)
        assert text == text.strip()


def test_the_emergency_receipt_gives_the_numbers_to_call(xining: City) -> None:
    text = xining.templates.render("receipt_emergency", "zh", number="XN1")

    for number in ("110", "119", "120"):
        assert number in text


def test_the_gas_repair_number_is_told_once_it_is_known(tiny: City, xining: City) -> None:
    known = {**xining.templates.fixed, "gas": "0971-0000000"}
    templates = type(xining.templates)(xining.templates.by_key, known)

    text = templates.render("danger_gas", "zh")

    assert "燃气抢修 0971-0000000" in text
    assert "燃气抢修" not in xining.templates.render("danger_gas", "zh")


def test_the_answer_names_unit_section_and_office_phone_when_known(xining: City) -> None:
    who = {"number": "XN1", "unit": "城东区城市管理局", "result": "灯修好了。"}

    with_phone = xining.templates.render("answered", "zh", **who, section="设施科", phone="12319")
    without = xining.templates.render("answered", "zh", **who, section="", phone="")

    assert "城东区城市管理局设施科答复：灯修好了。有疑问可打办公电话 12319。" in with_phone
    assert without.endswith("城东区城市管理局答复：灯修好了。")


def test_missing_and_unknown_values_are_refused(xining: City) -> None:
    with pytest.raises(ValueError, match="misses result, unit"):
        xining.templates.render("answered", "zh", number="XN1")
    with pytest.raises(ValueError, match="no blank phone"):
        xining.templates.render("withdrawn", "zh", number="XN1", phone="12345")
    with pytest.raises(ValueError, match="misses number"):
        xining.templates.render("withdrawn", "zh", number="")
    with pytest.raises(KeyError):
        xining.templates.render("farewell", "zh", number="XN1")


def test_the_version_of_a_template_follows_its_words_in_either_language(tiny: City) -> None:
    notice = tiny.templates.by_key["privacy_notice"]
    others = [notice.model_copy(update=change) for change in ({"zh": "密"}, {"en": "Secret"})]

    versions = {
        type(tiny.templates)({"privacy_notice": each}, {}).version("privacy_notice")
        for each in (notice, notice, *others)
    }

    assert len(versions) == 3
    assert all(len(version) == 12 for version in versions)


@pytest.mark.parametrize("key", [key for key in BLANKS if key not in OLDER])
def test_what_is_said_in_a_chat_is_short_enough_to_be_texted(xining: City, key: str) -> None:
    """One part of a long text message holds 67 Chinese characters, or 153 Latin ones."""
    least = dict.fromkeys(BLANKS[key].required, "七")

    assert len(xining.templates.render(key, "zh", **least)) <= 67
    assert len(xining.templates.render(key, "en", **least)) <= 2 * 153


@pytest.mark.parametrize("key", [key for key in BLANKS if key.startswith("choice_")])
def test_what_stands_on_a_button_is_short(xining: City, key: str) -> None:
    assert len(xining.templates.render(key, "zh")) <= 8
    assert len(xining.templates.render(key, "en")) <= 20


def test_other_peoples_numbers_and_unknown_ones_get_the_same_words(xining: City) -> None:
    assert BLANKS["number_unknown"].all == frozenset()


@given(text=st.text(min_size=1), language=st.sampled_from(LANGUAGES))
def test_values_are_put_in_as_they_are(tiny: City, text: str, language: Language) -> None:
    rendered = tiny.templates.render("answered_directly", language, number="7", answer=text)

    assert rendered == f"7{text}"


def test_braces_of_a_citizen_are_no_blanks(tiny: City) -> None:
    rendered = tiny.templates.render("receipt", "zh", number="7", link="{number}[[{fire}]]")

    assert rendered == "7收到，见{number}[[{fire}]]。"
