"""What makes two matters alike wherever they are, and what does not."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from nlp.resemblance import RESEMBLES, Resemblance, resemblances, spans
from nlp.similarity import Described

NOON = datetime(2026, 3, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
LAMP = "东大街的路灯坏了三天,夜里一片漆黑"
OTHERS = (  # what is common among these says less
    "楼下的音响放到半夜,睡不着",
    "下水道堵了,污水漫到街上",
    "请问居住证在哪里办",
    "工地欠了我两个月工资",
)


def one(text: str, *places: str, title: str = "") -> Described:
    return Described(text, NOON, title, places=places)


def near(a: Described, b: Described) -> Resemblance:
    found, *_ = resemblances(a, [b, *map(one, OTHERS)])
    return found


def test_the_same_matter_elsewhere_is_near_and_says_by_which_words() -> None:
    lamp = one("西河路有一盏路灯坏了好几天", "西河路")

    found = near(one(LAMP, "东大街"), lamp)

    assert found.score >= RESEMBLES
    assert found.words == ("路灯",)
    assert near(lamp, one(LAMP, "东大街")).score == pytest.approx(found.score, abs=0.1)


@pytest.mark.parametrize(
    ("one_says", "other_says"),
    [
        ("东大街上住的人都睡不好", "东大街两边的树枯了"),  # a place that was told as one
        ("门口人行道上堆着沙子", "门口的人行道上有狗"),  # words of place
        ("您好,请领导尽快解决,谢谢", "您好,请领导尽快解决,谢谢"),  # courtesy
        ("来电人反映煤气费算错了", "来电人反映公园关门太早"),  # channel
        ("早上六点到晚上十点都在放鞭炮", "早上六点到晚上十点都没有水"),  # times
        ("第3个人的13800000001", "第3个人的13800000001"),  # numbers
    ],
)
def test_words_of_place_courtesy_channel_time_and_number_make_nothing_alike(
    one_says: str, other_says: str
) -> None:
    found = near(one(one_says, "东大街"), one(other_says, "东大街"))

    assert found.words == ()
    assert found.score < RESEMBLES


@pytest.mark.parametrize(
    ("one_says", "other_says", "shared"),
    [
        ("这一片的路灯不亮", "路灯坏了没有人来修", "路灯"),  # the dictionary has 灯不亮
        ("供水管裂了", "地下的水管破了", "水管"),
        ("小区消防通道被占", "消防通道上停满了车", "消防通道"),
        ("The street lamp is broken", "please mend the LAMP at the gate", "lamp"),
    ],
)
def test_a_word_is_found_in_whatever_stands_around_it(
    one_says: str, other_says: str, shared: str
) -> None:
    assert shared in near(one(one_says), one(other_says)).words


def test_what_few_of_the_others_tell_counts_more() -> None:
    lamps = [one("路灯杆撞歪了"), one("路灯白天亮着"), one("路灯一闪一闪"), one("路灯又灭了")]

    found = resemblances(one("路灯杆被车撞了"), lamps)

    assert max(found, key=lambda each: each.score) is found[0]


def test_nothing_told_is_near_to_nothing() -> None:
    assert resemblances(one(""), []) == []
    assert resemblances(one(""), [one("!!!"), one(LAMP)]) == [
        Resemblance(0, {}),
        Resemblance(0, {}),
    ]


def test_shared_words_are_found_where_the_citizen_wrote_them() -> None:
    text = "朝陽東路的路燈壞了，LAMP lamps"

    assert [text[each.start : each.end] for each in spans(text, ("路灯", "lamp"))] == [
        "路燈",
        "LAMP",
    ]
    assert spans(text, ()) == []
