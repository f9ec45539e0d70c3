"""Which rules can never decide, and that no others are called so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing_rules import City, Rule
from routing_rules.shadowing import shadowed

WIDER = (
    ({"category": ["02"]}, {"category": ["0201"]}),
    ({"category": ["*"]}, {"category": ["02", "0101"]}),
    ({"area": ["990101"]}, {"area": ["990101001", "990101002"]}),
    ({"words": ["狗"]}, {"words": ["狗叫", "流浪狗"]}),
    ({"kind": ["praise", "report"]}, {"kind": ["report"]}),
    ({"urgency": ["U0", "U1"]}, {"urgency": ["U1"]}),
    ({"channel": ["110"]}, {"channel": ["110"], "kind": ["report"]}),
    ({"months": [11, 12, 1]}, {"months": [12]}),
    ({"kind": ["report"]}, {"kind": ["report"], "enterprise": True}),
    ({"confidential": True}, {"confidential": True, "words": ["狗"]}),
)
DIFFERENT = (
    ({"category": ["0201"]}, {"category": ["02"]}),
    ({"category": ["02"]}, {"category": ["02", "0101"]}),
    ({"category": ["02"]}, {"category": ["*"]}),
    ({"area": ["990101001"]}, {"area": ["990101"]}),
    ({"words": ["狗叫"]}, {"words": ["狗"]}),
    ({"words": ["狗"]}, {"category": ["02"]}),
    ({"months": [12]}, {"months": [12, 1]}),
    ({"months": [12]}, {"kind": ["report"]}),
    ({"enterprise": True}, {"enterprise": False}),
    ({"enterprise": True}, {"kind": ["report"]}),
    ({"confidential": False}, {"confidential": True}),
)


def rule(when: dict[str, object], **more: str) -> Rule:
    text = dict.fromkeys(("name", "name_en", "because", "because_en"), "x")
    return Rule.model_validate({**text, "to": {"unit": "hot"}, "when": when, **more})


@pytest.mark.parametrize(("wide", "narrow"), WIDER)
def test_a_wider_rule_before_a_narrower_one_takes_all_its_cases(
    tiny: City, wide: dict[str, object], narrow: dict[str, object]
) -> None:
    first, second = rule(wide), rule(narrow)

    assert list(shadowed([first, second], tiny.areas)) == [(second, first)]
    assert list(shadowed([second, first], tiny.areas)) == []


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_a_rule_with_cases_of_its_own_is_left_alone(
    tiny: City, first: dict[str, object], second: dict[str, object]
) -> None:
    assert list(shadowed([rule(first), rule(second)], tiny.areas)) == []


@pytest.mark.parametrize(
    ("first", "second", "taken"),
    [
        ({}, {"valid_from": "2026-01-01"}, True),
        ({"valid_from": "2026-01-01"}, {"valid_from": "2026-02-01"}, True),
        ({"valid_from": "2026-01-01"}, {}, False),
        ({"valid_until": "2026-06-30"}, {"valid_until": "2026-07-01"}, False),
        ({"valid_until": "2026-06-30"}, {"valid_until": "2026-06-30"}, True),
    ],
)
def test_a_rule_is_taken_only_where_the_earlier_one_lasts_as_long(
    tiny: City, first: dict[str, str], second: dict[str, str], taken: bool
) -> None:
    praise: dict[str, object] = {"kind": ["praise"]}

    found = list(shadowed([rule(praise, **first), rule(praise, **second)], tiny.areas))

    assert bool(found) is taken


@given(data=st.data())
def test_a_copy_of_any_rule_is_shadowed_and_nothing_else_is(
    xining: City, data: st.DataObject
) -> None:
    copied = data.draw(st.sampled_from(xining.rules.ordered))

    found = list(shadowed([*xining.rules.ordered, copied], xining.areas))

    assert found == [(copied, copied)]
