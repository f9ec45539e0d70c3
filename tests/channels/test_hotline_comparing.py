"""What an agent wrote and what was said are laid side by side: whatever disagrees is marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.hotline.comparing import disagreements
from channels.hotline.numerals import in_figures
from tests.proportion import grows_evenly


def marks(summary: str, transcript: str, known: str = "") -> str:
    return "\n".join(remark.zh for remark in disagreements(summary, transcript, known))


@pytest.mark.parametrize(
    ("spoken", "figures"),
    [
        ("三号楼二单元", "3号楼2单元"),
        ("幺三九零零一二三四五六", "13900123456"),
        ("两千五百元", "2500元"),
        ("三百二十块", "320块"),
        ("三百二", "320"),
        ("一百零二号", "102号"),
        ("1.5万元", "15000元"),
        ("晚上十二点半", "晚上12点半"),
        ("二〇二六年", "2026年"),
        ("万一坏了", "万一坏了"),
        ("千万别来", "千万别来"),
        ("三四天", "三四天"),
        ("有一点漏", "有些许漏"),
    ],
)
def test_reads_spoken_numbers_as_figures(spoken: str, figures: str) -> None:
    assert in_figures(spoken) == figures


@pytest.mark.parametrize(
    ("summary", "transcript"),
    [
        ("河东巷12号院3号楼漏水，三天没修。", "我住河东巷十二号院三栋，漏水3天了没人修啊。"),
        ("市民称晚上8点停电。", "昨晚20:00停的电。"),
        ("周日来电反映。", "星期天打的电话。"),
        ("欠薪2500元。", "差我两千五百块。"),
        ("来电号码13900123456。", "我电话幺三九零零一二三四五六。"),
        ("朝阳东路的路灯不亮。", "就是朝阳东路那个路灯不亮。"),
        ("3月5日发生。", "三月五号的事。"),
    ],
)
def test_the_same_said_in_two_ways_is_no_disagreement(summary: str, transcript: str) -> None:
    assert marks(summary, transcript) == ""


@pytest.mark.parametrize(
    ("summary", "transcript", "sort", "named"),
    [
        ("电话13900123456", "电话13900123465", "电话号码", "13900123465"),
        ("3号楼漏水", "五号楼漏水", "门牌楼号", "5号楼"),
        ("3月5日停水", "三月六号停的水", "日期", "3月6日"),
        ("周三停水", "周四停的水", "日期", "周4"),
        ("晚上8点施工", "夜里十一点还在施工", "钟点", "11点"),
        ("欠薪2500元", "欠我两万五千元", "数量", "25000元"),
        ("建国路路灯不亮", "同仁路路灯不亮", "道路", "同仁路"),
        ("康乐小区停水", "安宁小区停水", "小区、单位", "安宁小区"),
    ],
)
def test_what_stands_on_one_side_only_is_named_for_either_side(
    summary: str, transcript: str, sort: str, named: str
) -> None:
    found = marks(summary, transcript)

    assert f"{sort}只在录音里：{named}。" in found
    assert f"{sort}只在摘要里：" in found
    assert f"{sort}只在摘要里：{named}。" in marks(transcript, summary)


def test_gas_that_the_summary_leaves_out_comes_first_and_is_called_danger() -> None:
    found = disagreements("3号楼漏水", "五号楼漏水，楼道里还有煤气味")

    assert found[0].zh == "危险！录音提到“煤气、燃气”，摘要没有写。"
    assert found[0].en.startswith("DANGER: gas")


def test_a_denial_that_turns_the_matter_round_is_marked() -> None:
    assert "录音说有“有人受伤”，摘要说没有" in marks("无人受伤", "有人受伤了")
    assert "摘要说有“保密”，录音说没有" in marks("要求保密", "不用保密，没事")


def test_a_wish_that_it_be_mended_does_not_say_that_it_was() -> None:
    said = "停水了，什么时候来水啊。"

    assert marks("市民反映停水，要求尽快恢复供水，希望早日解决。", said) == ""
    assert "修好、解决" in marks("市民反映停水，现已恢复供水。", said)


def test_an_agents_question_about_danger_is_marked_but_not_one_about_the_rest() -> None:
    assert "有人受伤" in marks("车撞了护栏", "车撞了护栏，有没有人受伤？")
    assert marks("车撞了护栏", "车撞了护栏，有没有人来过？") == ""


def test_what_the_agent_typed_elsewhere_counts_as_written_but_need_not_be_said() -> None:
    assert marks("路灯不亮", "我电话13900123456", known="13900123456") == ""
    assert marks("路灯不亮", "路灯不亮", known="13900123456\n建国路28号") == ""


def test_without_a_transcript_there_is_nothing_to_compare() -> None:
    assert disagreements("3号楼有煤气味", "  \n") == ()


def test_no_more_than_six_of_one_sort_are_named() -> None:
    houses = "".join(f"{number}号楼，" for number in range(1, 10))

    assert "等 9 处" in marks("漏水", f"{houses}漏水")


@given(
    st.text(
        alphabet="零一二两三十百千万点号楼路街路小区花园煤气没不有 ，。0159:月日-", max_size=300
    )
)
def test_a_text_never_disagrees_with_itself(text: str) -> None:
    assert disagreements(text, text) == ()


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_can_be_compared(summary: str, transcript: str) -> None:
    disagreements(summary, transcript)


def test_takes_time_in_proportion_to_the_length() -> None:
    piece = "我住在河东巷十二号院三号楼附近的康乐小区没有煤气味"

    assert grows_evenly(lambda text: disagreements("漏水", text), piece, 50_000)
