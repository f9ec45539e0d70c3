import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import AreaName, Vocabulary
from nlp.places import Found, Places
from nlp.text import normalise
from tests.nlp.conftest import AREAS, PLACES

CITY = Places(Vocabulary(areas=AREAS, places=PLACES))


def look(text: str, **more: str) -> Found:
    fields = {"text": text, **more}
    return CITY.find({name: normalise(each) for name, each in fields.items()})


def names(text: str) -> list[tuple[str, str]]:
    return [(mention.text, mention.type) for mention in look(text).mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我住在昆仑花园3号楼", [("昆仑花园3号楼", "estate")]),
        ("八一中路12号门口", [("八一中路12号", "road")]),
        ("南大街与花园街路口积水", [("南大街与花园街", "road")]),
        ("88路公交车不停", [("88路公交车", "bus")]),
        ("解放路口堆着砖头", [("解放路口", "road")]),
        ("五四路口西侧有个坑", [("五四路口西侧", "road")]),
        ("我们学校门口天天堵", [("学校门口", "gate")]),
        ("小区的东门锁着", [("小区的东门", "gate")]),
        ("昆仑花园东门锁着", [("昆仑花园", "estate")]),
        ("投诉蓝天酒店噪音", [("蓝天酒店", "organisation")]),
        ("黑嘴村三组没水", [("黑嘴村三组", "village")]),
        ("反映A市A3区杜鹃文苑路灯", [("A市A3区", "coded"), ("杜鹃文苑", "estate")]),
        ("河源市凤凰廣場", [("河源市", "area"), ("凤凰廣場", "known")]),
    ],
)
def test_finds_places_as_they_are_written(text: str, expected: list[tuple[str, str]]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "这条路坑太多",
        "我们小区没水",
        "农村公路",
        "线路和电路",
        "街道办事处不管",
        "全村都知道",
        "广场舞",
        "十字路口没有红绿灯",
        "前面路口堵车",
        "小区门口有人",
        "水冒得满街都是",
    ],
)
def test_takes_common_words_for_no_place(text: str) -> None:
    assert names(text) == []


def test_resolves_the_smallest_area_named() -> None:
    assert look("东山区新桥街道").area == "111"


def test_a_name_that_two_areas_share_is_told_apart_by_the_district() -> None:
    assert look("西林区城关镇停水").area == "121"
    assert look("城关镇停水").area == "1"


def test_areas_that_contradict_each_other_give_the_one_around_both() -> None:
    assert look("东山区到西林区的路").area == "1"


def test_the_hint_weighs_more_than_the_text() -> None:
    assert look("我在东山区上班", place="西林区").area == "12"


def test_knows_the_area_of_a_known_place_written_longer() -> None:
    found = look("白塔寺小区北门")
    assert found.area == "11"
    assert found.mentions[0].area == "11"


def test_says_which_words_gave_the_area() -> None:
    reason = look("东山区没水").because[0]
    assert (reason.about, reason.start, reason.end) == ("place", 0, 3)


def test_survives_areas_that_contain_each_other() -> None:
    loop = Places(
        Vocabulary(areas=(AreaName("a", "甲乙区", (), "b"), AreaName("b", "丙丁区", (), "a")))
    )
    assert loop.find({"text": normalise("甲乙区丙丁区")}).area is None


@given(
    st.text(st.sampled_from("东山区西林城关镇解放路12号小区a3市的村在公司\u200b ,"), max_size=120)
)
def test_mentions_are_what_stands_there(text: str) -> None:
    for mention in look(text).mentions:
        assert text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize("piece", ["路", "解放路", "公司", "村", "a1区", "1", "东山区", "与路"])
def test_takes_time_in_proportion_to_the_length(piece: str) -> None:
    started = time.process_time()

    look(piece * (50_000 // len(piece)))

    assert time.process_time() - started < 15  # CPU seconds; quadratic would take minutes
