"""Set phrases of politeness are found; what is wanted is none of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.courtesy import courtesies, plain, unthanked
from tests.proportion import grows_evenly


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in courtesies(text)]


@pytest.mark.parametrize(
    ("text", "polite"),
    [
        ("尊敬的王市长:您好!我家停水了", ["尊敬的王市长:", "您好!"]),
        ("领导好,路灯不亮", ["领导好,"]),
        ("晚上好,楼下太吵", ["晚上好,"]),
        ("楼下太吵,请有关部门尽快处理,谢谢", ["请有关部门尽快处理", "谢谢"]),
        ("井盖丢了。望领导重视!此致敬礼", ["望领导重视", "此致敬礼"]),
        ("公交改线了,恳请领导给个说法,不胜感激。", ["不胜感激"]),
        ("打扰了,请问落户要什么材料", ["打扰了,"]),
    ],
)
def test_greetings_thanks_and_set_requests_are_found(text: str, polite: list[str]) -> None:
    assert [each for each in polite if each in found(text)] == polite


@pytest.mark.parametrize(
    "text",
    [
        "请解决我们小区的停水问题",
        "希望增设一个公交站",
        "请领导解决拖欠工资",
        "感谢信已经写好放在哪里",
        "老师好几次打了孩子",
        "请问祝家庄怎么走",
        "以上三点建议",
    ],
)
def test_what_is_wanted_is_no_courtesy(text: str) -> None:
    assert found(text) == []


@given(st.text(alphabet="尊敬的领导您好请谢望复处理,。\n王 a", max_size=60))
def test_positions_hold(text: str) -> None:
    blanked = plain(text)

    assert len(blanked) == len(text)
    assert all(b in (a, "\n") for a, b in zip(text, blanked, strict=True))


@pytest.mark.parametrize(
    "piece", ["请", "希望领导", "尊敬的", "感谢领导", "盼复", "请各位上级有关"]
)
def test_it_takes_time_in_proportion_to_the_length(piece: str) -> None:
    assert grows_evenly(lambda text: (courtesies(text), unthanked(text)), piece, 60_000)


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("小区路灯不亮,谢谢!", "小区路灯不亮,  !"),
        ("公交车不停站,感谢您的付出!", "公交车不停站,      !"),
        ("麻烦处理一下。辛苦了", "麻烦处理一下。   "),
        ("路灯修好了,谢谢你们", "路灯修好了,谢谢你们"),
        ("感谢张师傅冒雨抢修", "感谢张师傅冒雨抢修"),
        ("师傅态度特别好,谢谢", "师傅态度特别好,谢谢"),
        ("谢谢你们!", "谢谢你们!"),
    ],
)
def test_thanks_in_advance_are_taken_for_courtesy_and_others_are_not(
    text: str, without: str
) -> None:
    assert unthanked(text).replace("\n", " ") == without
