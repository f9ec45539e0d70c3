import pytest

from nlp.danger import Dangers, dangers

SHEET = """
# a small sheet
[a] 甲 | first
= 着火
~& 灯 & 坏 灭 / 3
[!b] 乙 | second
= 自杀
- 着火点
[s] 丙 | third
? 血 晕
"""


def found(text: str) -> list[str]:
    return [text[each.start : each.end] for each in Dangers(SHEET).find(text)]


def test_finds_single_words_and_pairs_either_way_round() -> None:
    assert found("着火") == ["着火"]
    assert found("灯又灭") == ["灯又灭"]
    assert found("坏了的灯") == ["坏了的灯"]


def test_pairs_must_be_near_and_in_one_sentence() -> None:
    assert found("灯一二三四坏") == []
    assert found("灯。坏") == []


def test_skips_words_inside_harmless_ones() -> None:
    assert found("着火点") == []
    assert found("着火点旁着火") == ["着火"]


def test_says_which_hazards_are_never_lowered() -> None:
    assert [each.hazard.always for each in Dangers(SHEET).find("自杀着火")] == [True, False]


def test_signs_count_each_word_once() -> None:
    assert len(Dangers(SHEET).signs("血血晕")) == 2


def test_refuses_a_line_it_cannot_read() -> None:
    with pytest.raises(ValueError, match="not a line"):
        Dangers("[a] 甲 | first\n着火")


def test_the_shipped_words_are_readable() -> None:
    assert {each.hazard.code for each in dangers().find("煤气味,着火了,想自杀")} >= {"gas", "fire"}
