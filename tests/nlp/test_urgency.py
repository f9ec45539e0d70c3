"""Danger words, measured on sentences written for this project.

Each file was written before the words were widened for it. Share of its U0 sentences seen at
first sight: second 77 %, third 62 %, fourth 56 %, fifth 62 % (the first came with the first
words), sixth 85 %, seventh 82 %, eighth 80 %; of the harmless ones with danger words in the last
three 20 %, 25 % and 23 % raised a false alarm. So expect about one in five oddly worded emergencies
to be missed by words alone; these tests hold what is seen today. "U1" marks faults (open manholes,
fallen wires) with nobody hurt. The model of `nlp.danger_sense` has learned from all eight; what it
does on sentences it has not seen stands in test_danger_model.py.
"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text import normalise
from nlp.urgency import higher, lower, meanings, raised
from tests.proportion import grows_evenly

SETS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def sentences(name: str) -> list[tuple[str, str]]:
    lines = (Path(__file__).parent / f"urgency_{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [(level, text) for level, _, text in (line.partition("\t") for line in lines)]


def is_present(text: str) -> bool:
    return any(each.lowered is None for each in meanings(normalise(text).text))


def is_lowered(text: str) -> bool:
    found = meanings(normalise(text).text)
    return bool(found) and all(each.lowered for each in found)


def test_has_enough_sentences_of_both_sorts() -> None:
    levels = [level for name in SETS for level, _ in sentences(name)]
    assert levels.count("U0") >= 360
    assert levels.count("lower") >= 240


@pytest.mark.parametrize("name", SETS)
def test_sees_nearly_every_emergency_with_few_false_alarms(name: str) -> None:
    judged = [(level == "U0", is_present(text)) for level, text in sentences(name)]
    seen = judged.count((True, True))

    recall = seen / (seen + judged.count((True, False)))
    precision = seen / (seen + judged.count((False, True)))

    assert recall >= 0.99
    assert precision >= 0.8  # 0.9 before the model spoke too: a miss is dearer than an alarm


@pytest.mark.parametrize(
    "text",
    [
        "人行道上的井盖碎了，到现在没人管",
        "路中间的井盖碎了一半，车都陷下去",
        "路灯被撞歪了",
    ],
)
def test_calls_a_fault_without_anyone_hurt_urgent_but_no_emergency(text: str) -> None:
    found = meanings(normalise(text).text)
    assert any(each.is_fault for each in found)
    assert not any(each.lowered is None for each in found)


@pytest.mark.parametrize(
    "text",
    [
        "井盖没了,有个老人掉进去了",
        "电线断了垂在路上,有人碰到被电倒了",
        "高压线断了掉在地上冒火花",
        "水管爆了,地下室有人被困",
        "树倒了,底下压着一个人",
        "路中间井盖丢了,别人掉进去了",
        "怕得直哭,孩子掉进没盖的井里了",
    ],
)
def test_a_fault_with_people_in_it_is_an_emergency(text: str) -> None:
    assert is_present(text)


@pytest.mark.parametrize(
    "text",
    [
        "消防通道停满了车,真着火了消防车怎么进得来",
        "老人差点摔倒",
        "外墙砖掉下来过一块",
        "小区电梯老停,怕哪天把人困住",
        "楼上漏水把我家天花板淹了",
        "去年发洪水冲毁的路到现在没修",
    ],
)
def test_lowers_what_has_not_happened_or_is_a_plain_leak(text: str) -> None:
    assert is_lowered(text)
    assert not any(each.is_fault for each in meanings(normalise(text).text))


@pytest.mark.parametrize(
    "text",
    [
        "北大街公交站的站牌歪了，玻璃碎了一地",
        "路边的指示牌斜了",
        "公园的长椅塌了，坐不成",
        "人行道的护栏被车撞倒了好几天",
        "楼道门快倒了，关不上",
        "健身器材要倒了",
        "花坛的砖裂开了",
    ],
)
def test_a_small_thing_in_the_street_that_leans_or_falls_is_no_emergency(text: str) -> None:
    assert is_lowered(text)
    assert not any(each.is_fault for each in meanings(normalise(text).text))


def test_a_leaning_lamp_or_billboard_is_an_urgent_fault() -> None:
    for text in ("路灯被撞歪了", "店铺的招牌歪了"):
        assert any(each.is_fault for each in meanings(normalise(text).text))


@pytest.mark.parametrize(
    "text",
    [
        "站牌倒了压到一个人",
        "桥上的护栏塌了",
        "楼歪了",
        "老房子的墙斜了",
        "广告牌歪了，快掉下来了",
        "护栏断了，电线掉下来了",
    ],
)
def test_what_leans_over_people_or_is_a_building_stays_an_emergency(text: str) -> None:
    assert is_present(text)


@pytest.mark.parametrize(
    "text",
    [
        "燃气泄漏的处罚标准是什么",
        "昨天三号楼着火,已经扑灭了,咨询理赔",
        "前年我家着过火",
        "新闻里说外地一个小区燃气爆炸",
        "我家没有漏气",
        "今天学校演练发生火灾怎么跑",
        "这样很容易着火",
    ],
)
def test_lowers_what_asks_quotes_denies_or_is_over(text: str) -> None:
    assert is_lowered(text)


@pytest.mark.parametrize(
    "text",
    [
        "昨天着火已扑灭,今天又冒烟了",
        "请问家里闻到煤气味打哪个电话",
        "不是没有煤气味,是越来越大",
        "抖音上看到我们小区着火了",
        "是不是漏气了",
        "灶打不着火,屋里一股煤气味",
        "是不是煤气味啊,楼道里",
        "请帮我找到走失的老人",
        "老板扬言要打断我的腿",
        "被人跟踪,好害怕",
        "活着没意思,我要求死",
        "妈的,人死了",
        "操你妈,全家都死了",
    ],
)
def test_keeps_the_alarm_when_danger_is_still_there(text: str) -> None:
    assert is_present(text)


@pytest.mark.parametrize(
    "said", ["开玩笑说想自杀", "去年想过跳楼", "新闻里有人自杀", "请问自杀怎么预防"]
)
def test_never_lowers_suicide(said: str) -> None:
    assert is_present(said)


def test_reads_traditional_script_and_pulled_apart_words() -> None:
    assert is_present("樓下著 火 了")
    assert is_present("煤\u200b氣洩漏")


def test_a_loose_word_in_a_long_report_waits_for_review() -> None:
    long = "小区物业服务不好,保安态度差,绿化没人管。" * 8 + "他们为车位打架。"
    assert is_lowered(long)
    assert is_present(long + "现在门口有人打人!")


def test_does_not_pair_words_across_sentences() -> None:
    text = "我家已经通了燃气。楼道里有股烧饭的味道,请问装修垃圾放哪里"
    assert "gas" not in {each.trigger.hazard.code for each in meanings(text)}


@pytest.mark.parametrize(
    "text", ["电梯有时候卡住", "the lift is stuck sometimes", "家里总是跳闸漏电", "电线老是打火花"]
)
def test_a_fault_told_as_a_habit_is_no_alarm(text: str) -> None:
    assert is_lowered(text)


@pytest.mark.parametrize("text", ["电梯老是卡,现在又卡住了,里面有人", "他老是打我,快来"])
def test_a_habit_that_goes_on_now_is_one(text: str) -> None:
    assert is_present(text)


def test_harmless_words_hide_the_danger_inside_them() -> None:
    assert meanings("火锅店旁边买灭火器") == ()


def test_two_signs_make_an_alarm_only_in_a_short_plain_text() -> None:
    assert is_present("他把孩子往窗外拎,喊着扔下去")
    assert not is_present("请问往窗外扔下去的垃圾谁管")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("老人摔倒过", "老人"),
        ("学校门口有安全隐患", "校园"),
        ("已经三天了还在漏水", "持续"),
        ("半夜施工吵得没法睡", "夜间"),
    ],
)
def test_circumstances_raise_and_say_why(text: str, says: str) -> None:
    found = raised(text)
    assert found is not None
    assert says in found.says


def test_levels_move_one_step_and_never_up_to_u0() -> None:
    assert [higher(level) for level in ("U0", "U1", "U2", "U4")] == ["U0", "U1", "U1", "U3"]
    assert [lower(level) for level in ("U0", "U3", "U4")] == ["U1", "U4", "U4"]


@given(st.text(st.sampled_from("煤气味着火了没有已扑灭请问家里?。,自杀跳楼井盖掉\n"), max_size=200))
def test_triggers_lie_inside_the_text(text: str) -> None:
    for each in meanings(text):
        assert 0 <= each.trigger.start < each.trigger.end <= len(text)


@given(st.text(max_size=60), st.sampled_from(["我想自杀", "不想活了", "我要跳楼"]))
def test_no_words_before_it_hide_a_wish_to_die(before: str, wish: str) -> None:
    assert is_present(f"{before}。{wish}")


@pytest.mark.parametrize("piece", ["着火", "煤气味", "火", "燃气 ", "孩子", "自杀", "老人摔"])
def test_takes_time_in_proportion_to_the_length(piece: str) -> None:
    assert grows_evenly(lambda text: (meanings(text), raised(text)), piece, 50_000)


@pytest.mark.parametrize(
    "text",
    [
        "燃气灶打不着火",
        "我的车冬天打不着火,4S店不给修",
        "热水器点不着火,燃气公司怎么报修",
        "感谢社区的工作人员帮我找到了走失的老人",
        "感谢民警帮我找回走失的孩子",
        "学校只追求死记硬背",
        "他妈的",
        "滚,一群傻逼",
        "保险公司要求死者家属都到场签字",
        "到哪里请求死亡证明的补办",
    ],
)
def test_what_only_sounds_like_danger_is_none(text: str) -> None:
    assert not is_present(text)


@pytest.mark.parametrize(
    "text", ["路口留的口子太窄,进不了货", "打印机卡在缺纸页面", "法人联系不上,执照改不了名字"]
)
def test_a_word_said_loosely_is_looked_at_and_does_not_ring(text: str) -> None:
    assert is_lowered(text)


@pytest.mark.parametrize(
    "text", ["孩子卡在栏杆里了", "坝上冲开一个口子,水往村里灌", "我爸上山联系不上了"]
)
def test_the_same_word_rings_where_it_is_meant(text: str) -> None:
    assert is_present(text)


@pytest.mark.parametrize(
    "text", ["上个月我自己喝药,洗胃洗回来的,医保给报吗", "工钱再不给,我送包工头上路"]
)
def test_own_attempts_and_threats_ring_however_calmly_they_are_told(text: str) -> None:
    assert is_present(text)
