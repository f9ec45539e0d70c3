"""A place or a time is no matter: no kind, no category, no danger is heard in it."""

from __future__ import annotations

import pytest

from nlp import Understanding

ONLY_WHERE = (
    "就在小学门口。",
    "在幼儿园门口",
    "锅炉房后面",
    "加油站对面的巷子",
    "殡仪馆旁边",
    "消防队隔壁的小区",
    "城西区五四大街12号",
    "我家在东山区，3号楼2单元",
    "火車站出站口",
    "没有门牌，在铁路桥下面",
    "在桥洞里",
    "大堤上，没有路名",
    "昨天晚上十点多",
    "從上個星期開始的",
    "小区南门那里，昨天下午三点",
    "at the school gate",
    "Near the hospital on Wusi Street, last night",
)
MATTERS = (
    "停车场",  # may be what it is about
    "路灯",
    "小学门口堵车",
    "垃圾堆在小区门口",
    "停在小区门口",
    "水漏到楼下了",
    "熊进村了",
    "河水漫进村里",
    "渣土车洒一路",
    "厕所堵了三天",
    "树倒堵路",
    "🔥🔥🔥 5栋12楼",
    "where is the police station",
    "not near the school, the noise is",
)


@pytest.mark.parametrize("text", ONLY_WHERE)
def test_where_alone_is_no_matter(understanding: Understanding, text: str) -> None:
    suggestion = understanding.suggest(text)

    assert suggestion.kind is None
    assert suggestion.category is None
    assert suggestion.first_level is None
    assert not suggestion.alarm
    assert not suggestion.review
    assert {each.about for each in suggestion.because if "地点或时间" in each.says} == {
        "kind",
        "category",
    }


@pytest.mark.parametrize("text", MATTERS)
def test_what_is_said_besides_is_heard(understanding: Understanding, text: str) -> None:
    assert not any("地点或时间" in each.says for each in understanding.suggest(text).because)


@pytest.mark.parametrize("text", ["火车站着火", "有人跳楼3号楼", "煤气泄漏，在小学门口"])
def test_danger_that_words_tell_rings_wherever_it_is(
    understanding: Understanding, text: str
) -> None:
    told = understanding.suggest(text)

    assert told.alarm
    assert not any("地点或时间" in each.says for each in told.because)


def test_what_the_citizen_chose_stands(understanding: Understanding) -> None:
    chosen = understanding.suggest("就在小学门口", kind_hint="complaint")

    assert chosen.kind is not None
    assert chosen.kind.code == "complaint"


def test_of_kinds_none_is_likelier_then(understanding: Understanding) -> None:
    assert len({each.confidence for each in understanding.suggest("加油站对面").kinds}) == 1


def test_words_that_fit_in_many_ways_take_no_longer(understanding: Understanding) -> None:
    assert understanding.suggest("就在" * 29 + "这").category is None
