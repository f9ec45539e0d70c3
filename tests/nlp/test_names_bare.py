"""Names that nothing announces: what is weighed, and what the weights were made from."""

import re

import numpy as np
import pytest

from nlp.names_bare import SURE, apart, bare_names, candidates, unpacked
from nlp.names_bare_fitting import (
    Line,
    everything,
    fitted,
    judged,
    lines,
    made_from,
    mark,
    packed,
    weighed,
)
from nlp.text import normalise
from tests.proportion import grows_evenly

NAMES = re.compile("⟦(.*?)⟧")


def bare(text: str) -> set[str]:
    normal = normalise(text)
    return {normal.text[start:end] for start, end in bare_names(normal)}


@pytest.mark.parametrize(
    "marked",
    [
        "找⟦方大江⟧要了三次说法都没结果",
        "包工头⟦冶生贵⟧跑了,工钱一分没给",
        "⟦祁秀莲⟧家的狗天天不拴绳",
        "合同是和⟦欧阳建军⟧签的",
        "楼上⟦马海龙⟧把水管接到了走廊",
        "欠⟦王成才⟧⟦李福海⟧两个人的工资",
        "被⟦赵志强⟧打了还不给看病",
        "户口本上⟦韩玉梅⟧的名字写错了",
    ],
)
def test_finds_names_in_running_text(marked: str) -> None:
    assert bare(NAMES.sub(r"\1", marked)) == set(NAMES.findall(marked))


@pytest.mark.parametrize(
    "text",
    [
        "高峰期车位紧张,周边道路常年拥堵",
        "建国路和平小区的管道又漏了",
        "马上安排,谢谢,万分感谢",
        "黄河路石头太多,温度也低",
        "王府井商场不管,孔雀城小区也一样,申通丢件",
        "项目单元门关不严,费用却连年上涨",
        "金兰镇、龙峰河、安顺路、高林村都停水",
    ],
)
def test_takes_no_ordinary_words_for_names(text: str) -> None:
    assert bare(text) == set()


@pytest.mark.parametrize("text", ["", "。", "王", "王\n芳", "The landlord refuses to pay", "12"])
def test_without_room_for_a_name_there_is_nothing_to_weigh(text: str) -> None:
    assert candidates(normalise(text)) is None


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("找李文", {"李文"}),
        ("马尔洒木,", {"马尔", "马尔洒", "马尔洒木"}),
        ("李尔洒木,", {"李尔", "李尔洒"}),
        ("欧阳菲菲", {"欧阳", "欧阳菲", "欧阳菲菲"}),
        ("找 王𠮷 要", {"王𠮷", "王𠮷要"}),
        ("😀王强", {"王强"}),
    ],
)
def test_what_may_be_a_name_begins_with_a_surname(text: str, spans: set[str]) -> None:
    normal = normalise(text)
    found = candidates(normal)

    assert found is not None
    pairs = zip(found.starts.tolist(), found.ends.tolist(), strict=True)
    assert {normal.text[start:end] for start, end in pairs} == spans
    assert len(found.slots) == len(found.starts)


def test_none_is_told_that_is_not_sure_enough() -> None:
    found = candidates(normalise("王芳和李强"))

    assert found is not None
    odds = np.full(len(found.starts), SURE, np.float32)
    assert list(apart(found, odds, SURE))
    assert not list(apart(found, odds, SURE + 0.01))


def test_the_weights_were_made_from_the_lines_that_are_there() -> None:
    assert made_from() == mark(everything()), "run python -m nlp.names_bare_fitting"


def test_every_line_is_marked_rightly() -> None:
    told = list(lines())

    assert len(told) == 6_400
    assert not any("⟦" in each.text or "⟧" in each.text for each in told)
    assert all(2 <= end - start <= 14 for each in told for start, end in each.names)
    assert sum(not each.names for each in told) == 3_908


def test_the_same_lines_give_the_same_weights_and_find_their_names() -> None:
    some = [each for each in lines() if each.source == "g"]

    found = fitted(some)

    assert packed(found, "") == packed(fitted(some), "")
    counts = judged(some, unpacked(packed(found, "")))
    assert counts.right > 0.9 * counts.told
    assert counts.wrong < 0.1 * counts.right


def test_names_stay_marked_where_the_text_is_evened_out() -> None:
    read = weighed(Line("  １找 張 偉  要", ((5, 8),), "x"))

    assert {read.normal.text[start:end] for start, end in read.names} == {"张伟"}


@pytest.mark.parametrize("piece", ["王", "王芳、", "欧阳", "找李文要", "王 ", "韩尔"])
def test_takes_time_in_proportion_to_the_length(piece: str) -> None:
    assert grows_evenly(bare, piece, 100_000)
