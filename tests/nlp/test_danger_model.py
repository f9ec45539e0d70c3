"""The model that senses danger without listed words, and what undoes disguise before it."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.danger_fitting import WORDS, fit, written
from nlp.danger_grams import grams
from nlp.danger_parts import Sentences, stretches
from nlp.danger_reading import Tongue, read
from nlp.danger_sense import CARD, TONGUES, sensed, weights_of
from nlp.disguise import undisguised
from nlp.sounds import spelled
from nlp.text import normalise
from nlp.urgency import meanings
from tests.nlp.danger_told import all_told, known
from tests.proportion import grows_evenly


def is_present(text: str) -> bool:
    return any(each.lowered is None for each in meanings(normalise(text).text))


def plain(text: str) -> str:
    return undisguised(normalise(text).text).text


@pytest.mark.parametrize(
    ("written_as", "meant"),
    [
        ("再拖我就跳搂", "再拖我就跳楼"),
        ("zhao huo le", "着火 le"),
        ("跳lou", "跳楼"),
        ("煤.气.泄.漏", "煤气泄漏"),
        ("着\n火\n了", "着火了"),
        ("失!!!火!!!纺织城", "失火!!!纺织城"),
        ("救救救救我", "救我"),
        ("没气泄漏了", "煤气泄漏了"),
        ("布想活了", "不想活了"),
        ("脸上全是雪", "脸上全是血"),
    ],
)
def test_undoes_how_words_of_danger_are_disguised(written_as: str, meant: str) -> None:
    assert plain(written_as) == meant


@pytest.mark.parametrize(
    "text",
    [
        "煮火锅",
        "路上全是雪",
        "我家没气了",
        "孩子上学迟到了",
        "这条河很臭",
        "拿着到处跑",
        "减轻生活负担",
        "i want to share my idea",
        "12/10路公交",
        "停电先报修",
    ],
)
def test_leaves_ordinary_words_that_sound_alike(text: str) -> None:
    assert plain(text) == normalise(text).text


def test_points_into_the_words_as_they_were_written() -> None:
    text = normalise("三楼zhao huo了,快跑").text

    found = [text[each.trigger.start : each.trigger.end] for each in meanings(text)]

    assert "zhao huo" in found or any("zhao huo" in each for each in found)


def test_letters_that_are_no_pinyin_have_no_sound() -> None:
    assert spelled("xqz") is None
    assert spelled("zhaohuo") == spelled("zaohuo")


@pytest.mark.parametrize(
    ("danger", "calm"),
    [
        ("灶台边上抹了肥皂水一个劲鼓泡,闻着冲", "灶台边上的瓷砖缺了一块"),
        ("三楼窗户那儿一跳一跳地亮,有人在喊", "路灯夜里太亮,刺眼"),
        ("我爸半边身子不听使唤,话说不清了", "我爸想问慢病药怎么报销"),
        ("他捂着她的嘴,她一直踢,车门关上了", "车门贴了罚单"),
        ("鞋我脱在桥上了,你们不用找", "鞋店在桥上摆摊,管一管"),
        ("水到我脖子这儿了,门推不动", "水费多收了,门锁也坏了"),
        ("wo ba hun guo qu le, jiao bu xing", "wo ba xiang wen gong jiao ka"),
        ("he stopped answering from inside and the tap is on", "the tap inside drips at night"),
        (
            "friend at 水井巷 says she ends it tonight",
            "the lamp at 建国路 is broken, please fix it",
        ),
        ("she wrote that her cat should go to you and left", "the cat food shop closes too early"),
    ],
)
def test_tells_danger_from_calm_where_no_word_is_listed(danger: str, calm: str) -> None:
    assert is_present(danger)
    assert not is_present(calm)


@pytest.mark.parametrize(
    "text",
    ["好的谢谢", "在小区东门旁边", "已经两天没水了", "人已经救出来了,没事了", "阀门关好了,没味了"],
)
def test_what_is_said_after_the_danger_is_no_danger(text: str) -> None:
    assert not is_present(text)


def test_a_find_of_the_model_says_so_and_where() -> None:
    text = normalise("物业费的事放一放。鞋我脱在桥上了,不用找。谢谢").text

    found = [each for each in meanings(text) if each.trigger.hazard.code == "sensed"]

    assert found
    assert "桥" in text[found[0].trigger.start : found[0].trigger.end]
    assert 0 < found[0].sure < 1


@pytest.mark.parametrize("place", [0, 6, 12])
def test_a_dangerous_sentence_rings_in_however_calm_a_letter(place: int) -> None:
    calm = ["小区绿化养护得不错,物业收费也公道。"] * 12

    letter = "".join([*calm[:place], "鞋我脱在桥上了,你们不用找。", *calm[place:]])

    assert not is_present("".join(calm))
    assert is_present(letter)


def test_each_sentence_more_makes_danger_less_sure() -> None:
    texts = [f"现在没人管,人都上不去。{'花坛里种了月季。' * times}" for times in (0, 3, 9, 50)]

    found = [each for text in texts if (each := sensed(text))]

    assert [len(each.odds) for each in found] == [1, 4, 10, 51]
    assert [each.sure for each in found] == sorted((each.sure for each in found), reverse=True)
    assert {each.start for each in found} == {found[0].start}


def test_a_sentence_may_take_back_what_the_one_before_it_says() -> None:
    assert is_present("楼道燃气泄漏。师傅还没来")
    assert not is_present("楼道燃气泄漏。昨晚已经修好了,没味了,感谢师傅")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("绳子我拴好了。没事", 2),
        ("门推不动.水到脖子了", 2),  # as many type it
        ("水深3.5米", 1),
        ("he is gone. call no.5 now", 2),
        ("。。?!", 0),
        ("水到我脖子这儿了门推不动" * 10, 2),  # without a stop: sixty characters at once
        ("家里停水了," * 30, 3),
    ],
)
def test_reads_sentence_by_sentence(text: str, sentences: int) -> None:
    reading = read(normalise(text).text)

    assert (len(reading.sentences) if reading else 0) == sentences


@pytest.mark.parametrize("tongue", TONGUES)
def test_the_model_was_made_from_the_sentences_that_are_there(tongue: Tongue) -> None:
    card = json.loads((WORDS / CARD).read_text(encoding="utf-8"))[tongue]
    counts = all_told().counts
    danger, calm = counts[tongue, True], counts[tongue, False]

    again = "python -m nlp.danger_fitting makes it anew"
    assert (card["sentences"], card["dangerous"]) == (danger + calm, danger), again


def test_the_same_sentences_give_the_same_bytes() -> None:
    few = all_told().few

    first, second = (written([fit(few, tongue) for tongue in TONGUES]) for _ in range(2))

    assert first == second
    assert first.keys() == {*map(weights_of, TONGUES), CARD}


def test_a_model_learns_which_stretch_is_the_dangerous_one() -> None:
    calm = ["路灯坏了", "公交太慢", "垃圾没清", "停车太贵", "噪音太大"]
    bad = [known(f"{each},楼上着了大火", True) for each in calm]

    model = fit([*bad, *(known(each, False) for each in calm)], "zh").model

    found = model.find(
        known("公园长椅坏了,楼上着了大火", True).reading,
        lambda spans: np.zeros(len(spans), np.float32),
    )
    assert found is not None
    assert "火" in "公园长椅坏了,楼上着了大火"[found.start : found.end]


@given(st.text(st.sampled_from("煤气味着火了跳楼 meiqi,。.🔥\n没有12*"), max_size=80))
def test_disguise_keeps_track_of_every_character(text: str) -> None:
    even = normalise(text).text

    found = undisguised(even)

    for at in range(len(found.text)):
        start, end = found.origin(at, at + 1)
        assert 0 <= start < end <= len(even)


@given(st.text(max_size=80) | st.text(st.sampled_from("ab' z. 9着火lou\n,"), max_size=80))
def test_stretches_lie_inside_the_text(text: str) -> None:
    even = normalise(text).text
    if reading := read(even):
        found = stretches(reading)
        where = [reading.origin(*each) for each in zip(found.starts, found.ends, strict=True)]
        sentences = Sentences.of(reading).spans(reading) if len(found.starts) else []

        assert all(0 <= start < end <= len(even) for start, end in (*where, *sentences))
        assert sentences == sorted(sentences)
        assert grams(reading).shape == (6, len(reading.says))


@pytest.mark.parametrize("text", ["", "\n", "?", "啊", "a", "🔥", "\ufffd"])
def test_takes_texts_of_no_length_to_speak_of(text: str) -> None:
    assert not is_present(text)


@pytest.mark.parametrize(
    "piece", ["着.火.", "zhao huo ", "救", "有人在,", "啊" * 50, "help me, ", "ladida "]
)
def test_takes_time_in_proportion_to_the_length(piece: str) -> None:
    assert grows_evenly(lambda text: meanings(normalise(text).text), piece, 100_000)


@pytest.mark.parametrize("text", ["臭水从井里往外冒", "地漏往外冒黑水", "污水往外喷"])
def test_a_drain_that_runs_over_is_no_emergency(text: str) -> None:
    assert not is_present(text)


@pytest.mark.parametrize(
    "text", ["下水道里有小孩哭", "地漏往上冒气,头晕", "马桶堵了没人修,孙女一直不吭声也不睁眼"]
)
def test_a_drain_hides_no_emergency_that_is_told_beside_it(text: str) -> None:
    assert is_present(text)
