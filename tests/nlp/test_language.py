import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.language import Language, is_english, language_of, unread
from tests.proportion import grows_evenly

LANGUAGES: tuple[Language, ...] = ("zh", "en")


@pytest.mark.parametrize(
    "text",
    [
        "路灯坏了",
        "好",
        "轉人工",
        "小区 WiFi 信号不好",
        "KTV 太吵了",
        "楼下的 live house 每晚放音乐,吵得睡不着",
        "我的 email 是 somebody@example.com 请回复",
        "见 https://example.com/a/very/long/address/in/latin",
        "编号 XN 123 456 7890 怎么样了",
        "DJ KTV MTV 吵啊",
        "A座3单元ETC刷不了",
        "OK好的",
    ],
)
def test_chinese_stays_chinese_with_latin_words_in_it(text: str) -> None:
    assert language_of(text, "en") == "zh"


@pytest.mark.parametrize(
    "text",
    [
        "the street light is broken",
        "Street light broken on 建国路",
        "I live at 昆仑花园 3号楼, water has been leaking since yesterday",
        "withdraw",
        "Progress?",
        "HELP ME PLEASE",
        "talk to a person",
        "no water for two days!!!",
        "L'éclairage public est en panne",
    ],
)
def test_english_stays_english_with_chinese_names_in_it(text: str) -> None:
    assert language_of(text, "zh") == "en"


@pytest.mark.parametrize("default", LANGUAGES)
@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "ok",
        "OK",
        "hi",
        "hello",
        "KTV",
        "13812345678",
        "XN 123 456 7890",
        "👍👍",
        "😡 😡 😡",
        "?",
        "3",
        "lu deng huai le",
        "zhuanrengong",
        "A12345",
        "https://example.com",
        "somebody@example.com",
        "가로등이 고장났어요",
        "街灯が壊れています、助けてください",
        "Фонарь не горит",
        "ལམ་གྱི་སྒྲོན་མེ་སྐྱོན་ཤོར་སོང་།",
    ],
)
def test_what_does_not_say_keeps_the_default(text: str, default: Language) -> None:
    assert language_of(text, default) == default


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_any_text_is_taken(text: str, default: Language) -> None:
    assert language_of(text, default) in LANGUAGES


@given(st.text(st.characters(categories=("Nd", "So", "Po")), max_size=50))
def test_digits_pictures_and_marks_say_nothing(text: str) -> None:
    assert language_of(text, "zh") == "zh"
    assert language_of(text, "en") == "en"


@pytest.mark.parametrize("piece", ["a", "aeiou", "路", "xianguang", "ng", "www.", "a@", "é"])
def test_takes_no_longer_for_long_texts(piece: str) -> None:
    assert grows_evenly(lambda text: language_of(text, "zh"), piece, 200_000)


@pytest.mark.parametrize(
    ("text", "any_of_it"),
    [
        ("가스 냄새가 나요", True),
        ("هناك حريق", True),
        ("མེ་འབར་བྱུང་།", True),
        ("帮帮我,пожар", True),
        ("路灯不亮(´Д`)", False),
        ("路灯 street lamp №5 ①②③ Ⅳ号楼 ㎡ ㄅㄆㄇ", False),
        ("café, naïve, 🔥😂", False),
    ],
)
def test_knows_which_scripts_are_not_read(text: str, any_of_it: bool) -> None:
    assert bool(unread(text)) == any_of_it


def test_more_english_words_than_characters_are_english() -> None:
    assert is_english("water leak at 胜利路 since monday")
    assert not is_english("app里没有wifi的选项")
    assert not is_english("lu deng huai le")
