"""What a turn says: enough for a report, or only insults, which no report gets lost in."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from gateway.conversation.commands import Command, Said
from gateway.conversation.heard import Heard
from nlp import Guess, Suggestion
from nlp.abuse import is_abuse
from nlp.suggestion import PlaceMention, TimeMention

NOTHING = Suggestion(kind=Guess("complaint", 0.3), urgency=Guess("U3", 0.5))
INSULTS = """
    傻逼 | 你们这帮废物 | 滚 | 滚蛋 | 去死吧 | 你们都是垃圾 | 一群饭桶 | 什么玩意儿 | 他妈的
    神经病
    操你妈
    政府都是骗子 | 你们就是一群吃干饭的 | 垃圾热线 | 你真是个蠢货 | 你有病吧 | 死机器人 | 真他妈垃圾
    白痴客服 | 王八蛋们 | 脑残！！！ | 你们只会吃干饭 | 妈的智障 | fuck you | You are all useless
    idiots | you stupid idiot | shit | You are a bunch of bastards!"""
REPORTS = """
    垃圾 | 垃圾没人清运 | 楼下全是垃圾 | 垃圾太多 | 垃圾车 | 垃圾桶 | 骗子 | 骗子公司不退钱
    学校旁边有骗子
    有病死猪 | 病死猪扔在河里 | 死猪 | 猪圈太臭 | 他家养猪 | 卖猪肉的缺斤少两
    你们这帮废物，路灯坏了
    他妈的停水三天了 | 妈的路灯又坏 | 操你妈，井盖没了 | 傻逼物业停电 | 混蛋司机甩客
    不要脸的开发商
    滚动屏坏了 | 滚水烫伤 | 有病看不起 | 神经病院噪音 | 废物回收站扰民 | 热线打不通 | 机器坏了
    政府不管
    the shit on the street | garbage | fuck, no water again | useless street lamp
    stupid bus driver | damn noise | 你们这些废物，五四大街12号的路灯坏了十天都没有人修"""


def listed(phrases: str) -> list[str]:
    return re.split(r"\s*[|\n]\s*", phrases.strip())


def heard(text: str, whole: Suggestion = NOTHING, **fields: object) -> Heard:
    plain = Heard(text=text, language="zh", said=NOTHING, whole=whole, whole_text=text)
    return replace(plain, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", listed(INSULTS))
def test_insults_alone_are_no_report(text: str) -> None:
    assert is_abuse(text)
    assert not heard(text).has_what


@pytest.mark.parametrize("text", listed(REPORTS))
def test_a_report_is_none_the_less_one_for_an_insult(text: str) -> None:
    assert not is_abuse(text)


def test_a_long_insult_says_what_as_little_as_a_short_one() -> None:
    assert not heard("你们这帮废物" * 5).has_what


def test_a_category_says_what_the_matter_is_in_however_few_words() -> None:
    assert not heard("停水").has_what
    assert heard("停水", replace(NOTHING, category=Guess("0101", 0.7))).has_what


def test_a_sentence_says_what_even_where_no_category_is_seen() -> None:
    assert heard("邻居把楼道都占了我们怎么走路").has_what


def test_two_categories_that_tie_say_what_as_well_as_one() -> None:
    tied = replace(NOTHING, categories=(Guess("0213", 0.41), Guess("0506", 0.59)))
    faint = replace(NOTHING, categories=(Guess("0501", 0.18),))

    assert heard("小区路灯不亮", tied).has_what
    assert not heard("我想投诉物业", faint).has_what


def test_an_address_says_nothing_of_the_matter_however_long_it_is() -> None:
    address = "城东区八一中路34号院3号楼2单元"
    placed = replace(NOTHING, places=(PlaceMention(address, 0, len(address), "road"),))

    assert not heard(address, placed).has_what
    assert heard(f"{address}有人乱扔东西", placed).has_what


def test_a_place_is_known_from_words_or_from_a_position() -> None:
    named = replace(NOTHING, places=(PlaceMention("五四大街", 0, 4, "road"),))

    assert not heard("路灯坏了").has_where
    assert heard("五四大街的路灯坏了", named).has_where
    assert heard("路灯坏了", located=True).has_where


def test_when_it_happened_is_known_from_words() -> None:
    timed = replace(NOTHING, times=(TimeMention("昨晚", 0, 2),))

    assert not heard("太吵").has_when
    assert heard("昨晚太吵", timed).has_when


def test_a_sticker_is_empty_and_a_picture_is_not() -> None:
    assert heard("😀？！").empty
    assert not heard("", pictures=True).empty
    assert not heard("", located=True).empty
    assert not heard("停水").empty


def test_a_line_of_a_talk_is_danger_but_for_an_answer_of_our_own_that_was_chosen() -> None:
    ringing = replace(NOTHING, urgency=Guess("U0", 0.2), alarm=True)

    assert heard("合在一起", said=ringing).is_danger
    assert not heard("合在一起", said=ringing, chosen=True).is_danger


def test_the_letters_of_a_resume_code_are_no_danger() -> None:
    ringing = replace(NOTHING, urgency=Guess("U0", 0.2), alarm=True)
    code = Said(Command.RESUME, "help2345")

    assert not heard("继续 help2345", said=ringing, command=code).is_danger
    assert heard("补充：着火了", said=ringing, command=Said(Command.ADD, "着火了")).is_danger


FAINT = replace(NOTHING, urgency=Guess("U0", 0.3), alarm=True)


@pytest.mark.parametrize("text", ["变压器下面", "就在那个基坑边上", "behind the gas tank"])
def test_a_place_that_was_asked_for_may_sound_like_danger(text: str) -> None:
    assert not heard(text, said=FAINT, asked_where=True).is_danger
    assert heard(text, said=FAINT).is_danger


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("变压器下面", 0.6),  # it sounds more likely than not
        ("变压器着火了，就在楼下面", 0.3),  # a listed word
        ("他怎么推都不睁眼", 0.3),  # no place
        ("老人在楼道里面", 0.3),  # somebody is there
        ("on the bridge with him", 0.3),
        ("那个人从早上躺到现在一动也不动，就在这个大桥的桥底下", 0.3),  # no short answer
    ],
)
def test_danger_told_in_place_of_an_answer_rings(text: str, sure: float) -> None:
    said = replace(FAINT, urgency=Guess("U0", sure))

    assert heard(text, said=said, asked_where=True).is_danger


def test_a_place_by_name_rings_no_more_than_one_by_its_end() -> None:
    named = replace(FAINT, places=(PlaceMention("盘道水库", 0, 4, "landmark"),))

    assert not heard("盘道水库那个坡", said=named, asked_where=True).is_danger
