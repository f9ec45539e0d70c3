from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.irony import ironies
from nlp.kinds import KindFound, Kinds, lead
from nlp.text import normalise
from nlp.vocabulary import KindWords
from tests.nlp.conftest import KINDS
from tests.proportion import grows_evenly

CITY = Kinds(KINDS)


def told(text: str, title: str = "", hint: str = "") -> KindFound:
    return CITY.find({"title": normalise(title), "text": normalise(text)}, hint)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("请问老年卡在哪里办理,需要什么材料?", "consult"),
        ("什么时候能修好人民路?", "consult"),
        ("投诉楼下饭馆油烟扰民,多次反映没人管", "complaint"),
        ("举报有人无证经营黑作坊", "report"),
        ("建议在路口增设红绿灯", "suggest"),
        ("感谢3路车司机热心帮助老人,为他点赞", "praise"),
        ("想表扬一下社区小王,服务特别好", "praise"),
        ("处理得很及时,谢谢你们,送面锦旗", "praise"),
        ("上周反映过路灯的事,到现在还没人联系我,催办一下", "chase"),
        ("求助,急需帮忙找走失的老人", "help"),
        ("测试", "other"),
        ("😂😂", "other"),
        ("", "other"),
    ],
)
def test_tells_the_kinds_apart(text: str, kind: str) -> None:
    assert told(text).guesses[0].code == kind


def test_polite_thanks_at_the_end_are_no_praise() -> None:
    assert told("路灯坏了,请尽快派人来修,谢谢").guesses[0].code != "praise"


@pytest.mark.parametrize("thanks", [",谢谢!", ",谢谢你们", ",望领导重视,感谢您的付出!", "。辛苦了"])
@pytest.mark.parametrize(
    "fault", ["小区路灯不亮", "公交车到站不停", "楼下垃圾没人收", "公园椅子坏了"]
)
def test_whoever_thanks_in_advance_praises_nobody(fault: str, thanks: str) -> None:
    assert told(fault + thanks).guesses[0].code in ("complaint", "help")


@pytest.mark.parametrize(
    "text", ["麻烦帮我处理一下路灯,谢谢", "希望很快修好路灯,谢谢", "物业态度不好,谢谢领导关注"]
)
def test_nor_does_who_thanks_for_what_is_still_to_be_done(text: str) -> None:
    assert told(text).guesses[0].code in ("complaint", "help")


@pytest.mark.parametrize(
    "text",
    [
        "感谢张师傅冒雨抢修",
        "路灯修好了,谢谢你们",
        "谢谢你们!",
        "12345真好,谢谢",
        "师傅来得真快,谢谢你们",
    ],
)
def test_whoever_thanks_for_something_praises(text: str) -> None:
    assert told(text).guesses[0].code == "praise"


@pytest.mark.parametrize(
    "text",
    [
        "这个月工资又没发,真是感谢你们老板啊",
        "感谢物业让我们连着三天没水洗澡",
        "路灯坏了半个月,你们效率真高",
        "停水三天,服务真好,给你们点赞",
        "暖气还是不热,你们好得很",
        "打了五次电话没人接,呵呵",
        "垃圾一周没人拉,我也是服了",
        "你们可真行,电梯又坏了",
    ],
)
def test_who_thanks_bitterly_complains(text: str) -> None:
    found = told(text)

    assert found.guesses[0].code == "complaint"
    assert "说明是投诉" in found.because[0].says


@pytest.mark.parametrize(
    "text",
    [
        "真是感谢李师傅,水管坏了他冒雨就来修好",
        "路灯坏了三天,当天就来修好,效率真高,感谢",
        "电梯一直没人修,小王书记帮我们协调好了,给他们点赞",
        "真是感谢你们帮我找回钱包",
        "师傅态度好得很,谢谢",
    ],
)
def test_who_tells_of_help_does_not(text: str) -> None:
    assert told(text).guesses[0].code == "praise"


def test_looks_for_bitter_thanks_in_proportion_to_the_length() -> None:
    for piece in ("真是感谢", "感谢你们还没", "跑了打了", "没不还"):
        assert grows_evenly(ironies, piece, 60_000)


def test_the_title_weighs_more_than_the_text() -> None:
    in_title, in_text = told("油烟", title="建议"), told("油烟,建议")
    assert in_title.guesses[0].code == in_text.guesses[0].code == "suggest"
    assert in_title.guesses[0].confidence > in_text.guesses[0].confidence


def test_the_citizens_own_choice_decides_what_words_leave_open() -> None:
    assert told("关于公园的座椅", hint="suggest").guesses[0].code == "suggest"
    assert told("关于公园的座椅", hint="no-such-kind") == told("关于公园的座椅")


def test_confidences_add_up_to_one() -> None:
    assert sum(guess.confidence for guess in told("投诉").guesses) == pytest.approx(1, abs=0.01)


def test_uses_the_citys_own_cues_and_codes() -> None:
    city = Kinds((KindWords("x", "某类", ("芝麻开门",)), KindWords("y", "别类")))
    assert city.find({"text": normalise("芝麻开门")}).guesses[0].code == "x"


def test_marks_the_words_that_led_there() -> None:
    reason = told("我要舉報").because[0]
    assert (reason.start, reason.end, reason.field) == (2, 4, "text")


def test_a_city_without_kinds_gets_other() -> None:
    assert Kinds(()).find({"text": normalise("投诉")}).guesses[0].code == "other"


LEADS = {
    "没有?(?:人联系|回音)": "没",
    "吗\\?": "吗",
    "^建议": "建议",
    "希望.{0,12}(?:解决|处理)": "希望",
    "\\bhow\\sto\\b": "how",
    "(?:之前|上次)反映过": "",
    "投诉|举报": "",
    "喂+$": "喂",
}


@pytest.mark.parametrize(("pattern", "expected"), LEADS.items())
def test_reads_off_a_pattern_what_no_text_of_it_lacks(pattern: str, expected: str) -> None:
    assert lead(pattern) == expected


@given(st.sampled_from(sorted(LEADS)), st.data())
def test_no_text_of_a_pattern_lacks_it(pattern: str, data: st.DataObject) -> None:
    assert lead(pattern) in data.draw(st.from_regex(pattern))


def test_few_words_about_a_fault_hardly_sound_like_praise_or_a_chase() -> None:
    """5 of 784; 30 before there were short lines among the samples and seldom kinds were seldom."""
    lines = (Path(__file__).parent / "categories_short.tsv").read_text(encoding="utf-8")
    named = [line.partition("\t") for line in lines.splitlines()]
    faults = [text for code, _, text in named if code not in ("2012", "2013")]
    wrong = [text for text in faults if told(text).guesses[0].code in ("praise", "chase")]

    assert len(wrong) <= 10


def test_hears_what_is_wanted_where_no_word_says_so() -> None:
    """300 messages that nothing was learned from; half of them name neither kind nor matter."""
    lines = (Path(__file__).parent / "kinds_fresh.tsv").read_text(encoding="utf-8")
    meant = [line.partition("\t") for line in lines.splitlines()]
    right = [told(text).guesses[0].code == kind for kind, _, text in meant]

    assert len(right) == 300
    assert sum(right) / len(right) > 0.85
