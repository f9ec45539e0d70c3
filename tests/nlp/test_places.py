import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import AreaName, PlaceName, Vocabulary
from nlp.places import Found, Places
from nlp.text import normalise
from tests.nlp.conftest import AREAS, PLACES
from tests.proportion import grows_evenly

CITY = Places(Vocabulary(areas=AREAS, places=PLACES))


def look(text: str, **more: str) -> Found:
    fields = {"text": text, **more}
    return CITY.find({name: normalise(each) for name, each in fields.items()})


def names(text: str) -> list[tuple[str, str]]:
    return [(mention.text, mention.type) for mention in look(text).mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # roads, crossings, doors
        ("八一中路12号门口", [("八一中路12号", "road")]),
        ("南大街与花园街路口积水", [("南大街与花园街路口", "road")]),
        ("解放路口堆着砖头", [("解放路口", "road")]),
        ("五四路口西侧有个坑", [("五四路口", "road")]),
        ("北京路和上海路交汇处没有红绿灯", [("北京路和上海路交汇处", "road")]),
        ("东六路没有斑马线", [("东六路", "road")]),
        ("柴达木三路积水", [("柴达木三路", "road")]),
        ("109国道旁全是垃圾", [("109国道", "road")]),
        ("沿着G6高速往湟源方向", [("G6高速", "road"), ("湟源", "area")]),
        ("互助中路没有灯", [("互助中路", "road")]),
        ("宁张公路塌了一块", [("宁张公路", "road")]),
        ("康乐十字堵得厉害", [("康乐十字", "road")]),
        # lines
        ("88路公交车不停", [("88路公交车", "bus")]),
        ("地铁2号线什么时候通", [("地铁2号线", "bus")]),
        ("W218路总晚点", [("W218路", "bus")]),
        # estates and buildings
        ("我住在昆仑花园3号楼", [("昆仑花园3号楼", "estate")]),
        ("我是夏都府邸3栋2单元的业主", [("夏都府邸3栋2单元", "estate")]),
        ("紧邻安泰小区21栋", [("安泰小区21栋", "estate")]),
        ("反映梦想之城小区一楼油烟", [("梦想之城小区一楼", "estate")]),
        ("西能华府的电梯又坏了", [("西能华府", "estate")]),
        ("恒大名都二期没有暖气", [("恒大名都二期", "estate")]),
        ("保利星空6栋漏水", [("保利星空6栋", "estate")]),
        ("我住海湖云邸,天天停水", [("海湖云邸", "estate")]),
        # landmarks
        ("我在万达北门", [("万达北门", "estate")]),
        ("火车站出站口没有灯", [("火车站出站口", "landmark")]),
        ("大众广场地铁站太挤", [("大众广场地铁站", "landmark")]),
        ("力盟派出所对面", [("力盟派出所对面", "landmark")]),
        ("昆仑立交桥下积水", [("昆仑立交桥", "landmark")]),
        ("在省政府对面", [("省政府对面", "landmark")]),
        ("市医院对面乱停车", [("市医院对面", "landmark")]),
        ("家乐福超市斜对面", [("家乐福超市斜对面", "organisation")]),
        ("昆仑花园东门锁着", [("昆仑花园东门", "estate")]),
        # without a name
        ("我们学校门口天天堵", [("学校门口", "gate")]),
        ("小区的东门锁着", [("小区的东门", "gate")]),
        # schools, shops, companies
        ("投诉蓝天酒店噪音", [("蓝天酒店", "organisation")]),
        ("孩子入读虎台小学", [("虎台小学", "organisation")]),
        ("十四中门口卖烟", [("十四中", "organisation")]),
        (
            "青海天源建设工程有限公司欠薪",
            [("青海", "area"), ("天源建设工程有限公司", "organisation")],
        ),
        ("举报城东福顺驾校", [("城东福顺驾校", "organisation")]),
        # villages and towns
        ("黑嘴村三组没水", [("黑嘴村三组", "village")]),
        ("毛胜寺村的路灯", [("毛胜寺村", "village")]),
        ("双江镇政府不管", [("双江镇", "area")]),
        # coded names, whole and damaged
        ("反映A市A3区杜鹃文苑路灯", [("A市", "coded"), ("A3区", "coded"), ("杜鹃文苑", "estate")]),
        ("A7县石泉镇观音村没水", [("A7县", "coded"), ("石泉镇", "area"), ("观音村", "village")]),
        ("A6区明和雅郡的墙裂了", [("A6区", "coded"), ("明和雅郡", "estate")]),
        ("在新A2区之都门前", [("新A2区之都", "estate")]),
        ("A3区大道路灯不亮", [("A3区大道", "road")]),
        # outside the city
        ("海东那边也停水", [("海东", "area")]),
        ("从昆明到武汉", [("昆明", "area"), ("武汉", "area")]),
        # of what a town has one, both ends of a trip
        ("从火车站到西林区", [("火车站", "landmark"), ("西林区", "area")]),
        ("我从汽车站坐车去机场", [("汽车站", "landmark"), ("机场", "landmark")]),
        ("博物馆到图书馆没有路灯", [("博物馆", "landmark"), ("图书馆", "landmark")]),
        # known
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
        "大部分学校都放假了",
        "一家饭店在排烟",
        "我们公司不发工资",
        "这是必须走的道路",
        "自来水公司不接电话",
        "旁边的医院",
        "我们社区卫生服务中心",
        "县委县政府",
        "人民医院到底管不管",
        "火车站到了没人管",
        "儿童医院至今不退款",
    ],
)
def test_takes_common_words_for_no_place(text: str) -> None:
    assert names(text) == []


def test_adds_the_door_to_a_road_of_the_citys_list() -> None:
    city = Places(Vocabulary(areas=AREAS, places=(PlaceName("五四大街", "12"),)))

    found = city.find({"text": normalise("五四大街12号的井盖和五四大街口的灯")})

    assert [each.text for each in found.mentions] == ["五四大街12号", "五四大街口"]
    assert {each.area for each in found.mentions} == {"12"}


def test_a_crossing_with_a_road_of_the_citys_list_is_one_place() -> None:
    city = Places(Vocabulary(areas=AREAS, places=(PlaceName("互助路", "12"),)))

    found = city.find({"text": normalise("互助路和昆仑路十字没有灯")})

    assert [(each.text, each.area) for each in found.mentions] == [("互助路和昆仑路十字", "12")]


def test_resolves_the_smallest_area_named() -> None:
    assert look("东山区新桥街道").area == "111"


def test_a_name_that_two_areas_share_is_told_apart_by_the_district() -> None:
    assert look("西林区城关镇停水").area == "121"
    assert look("城关镇停水").area == "1"


def test_areas_that_contradict_each_other_give_the_one_around_both() -> None:
    assert look("东山区到西林区的路").area == "1"


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("从火车站到西林区", None),
        ("从西林区打车到火车站", None),
        ("火车站到西林区的班车", None),
        ("从西林区坐车去东山区", "1"),
        ("从火车站到西林区,在东山区被甩客", "11"),
        ("从我家到西林区", "12"),
        ("从东山区到新桥街道", "11"),
    ],
)
def test_where_a_trip_goes_is_not_where_it_happened(text: str, area: str | None) -> None:
    assert look(text).area == area


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


WORDS = re.findall(
    r"\S+",
    "A3区 解放路 与 和 的 在 昆仑 花园 小区 3栋 12号 对面 北门 西地省 公司 88路 海东 村 中学 ，",
)


@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join))
def test_places_stand_in_order_and_apart(text: str) -> None:
    mentions = look(text).mentions

    assert all(0 <= each.start < each.end <= len(text) for each in mentions)
    assert all(one.end <= two.start for one, two in itertools.pairwise(mentions))


@pytest.mark.parametrize(
    "piece",
    [
        "路",
        "解放路",
        "公司",
        "村",
        "a1区",
        "1",
        "东山区",
        "与路",
        "新昆仑小区",
        "明和雅郡",
        "3栋",
        "小区对面和",
        "从火车站到",
        "火车站打车去",
    ],
)
def test_takes_time_in_proportion_to_the_length(piece: str) -> None:
    assert grows_evenly(look, piece, 50_000)
