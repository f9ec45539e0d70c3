"""Kept answers are found by what is asked, and not found where nothing was kept."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.answers import FITTED, THRESHOLD, Entry, Hit, Index, prepare, read_off
from nlp.answers_alike import Answered, alike
from nlp.answers_measure import measure
from nlp.answers_words import grams

HERE = Path(__file__).parent
REAL = HERE.parents[2] / "shared" / "data" / "messages_with_replies.csv"
CARD = Entry("card", ("居住证怎么办理？", "How do I get a residence permit?"), "带身份证到派出所。")
HEATING = Entry("heating", ("供暖从哪天开始？",), "每年十月十五日开始，由供热公司负责。")
TAXES = Entry("taxes", ("二手房过户要交哪些税？",), "一般有契税和个人所得税。")


def index(*entries: Entry) -> Index:
    return Index(map(prepare, entries or (CARD, HEATING, TAXES)))


def own() -> tuple[list[Entry], list[tuple[str | None, str]]]:
    """Entries of our own, and what is asked with the entry that answers it, or None."""
    entries: list[Entry] = []
    asked: list[tuple[str | None, str]] = []
    for line in (HERE / "answers_own.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        question, answer, asking = line.split("\t")
        if question == "none":
            asked.append((None, asking))
            continue
        entries.append(Entry(str(len(entries)), (question,), answer))
        asked += ((entries[-1].id, each) for each in asking.split("|"))
    return entries, asked


def test_the_nearest_question_comes_first_with_the_words_that_carried_it() -> None:
    best = index().find("请问居住证怎么办理")[0]

    assert best.id == "card"
    assert best.confidence >= THRESHOLD
    assert "居住证" in best.because[0]
    assert "居住证" in best.because_en[0]


@pytest.mark.parametrize(
    ("asked", "id_"),
    [
        ("暂住证去哪办", "card"),  # another word for the same thing
        ("How do I get a RESIDENCE PERMIT", "card"),
        ("居住證怎麼辦理", "card"),  # traditional characters
        ("居 住 证 怎么办", "card"),
        ("供热公司哪天开始供暖", "heating"),  # half of it stands in the answer
        ("房子过户的契税", "taxes"),
    ],
)
def test_other_words_for_the_same_question_find_it(asked: str, id_: str) -> None:
    assert index().find(asked)[0].id == id_


def test_where_and_how_much_decide_between_answers_about_one_matter() -> None:
    where = Entry("where", ("老年卡在哪里办？",))
    cost = Entry("cost", ("老年卡多少钱？",))
    found = index(where, cost, CARD, HEATING)

    assert found.find("办老年卡去什么地方")[0].id == "where"
    assert found.find("老年卡要不要收费")[0].id == "cost"


def test_of_several_wordings_the_nearest_counts() -> None:
    plain = Entry("plain", ("办理居住登记凭证",))
    worded = Entry("worded", ("办理居住登记凭证", "租房要不要去派出所登记"))

    assert index(plain, worded).find("租房要去派出所登记吗")[0].id == "worded"


def test_only_those_that_may_be_given_are_found() -> None:
    assert [hit.id for hit in index().find("居住证", among={"heating", "taxes"})] == []
    assert [hit.id for hit in index().find("居住证", among={"card"})] == ["card"]


def test_two_entries_with_one_question_are_both_found_in_a_fixed_order() -> None:
    twin = Entry("twin", CARD.questions, CARD.answer)

    assert [hit.id for hit in index(CARD, twin, HEATING).find("居住证")] == ["card", "twin"]


@pytest.mark.parametrize("asked", ["", "的", "😀😀", "???", "\x00\ud800", "Ой", "请问一下"])
def test_nothing_is_found_for_nothing_that_is_asked(asked: str) -> None:
    assert index().find(asked) == ()


def test_an_empty_index_finds_nothing() -> None:
    assert Index([]).find("居住证") == ()


@given(st.text(max_size=80), st.lists(st.text(max_size=40), max_size=4))
def test_any_text_has_ordered_hits_with_a_confidence_of_0_to_1(
    asked: str, questions: Sequence[str]
) -> None:
    entries = [Entry(str(number), (each,), each) for number, each in enumerate(questions)]

    hits = index(CARD, *entries).find(asked, 2)

    assert len(hits) <= 2
    assert all(0 <= hit.confidence <= 1 for hit in hits)


def test_the_curve_is_read_by_straight_lines_and_never_falls() -> None:
    steps = [read_off(FITTED, step / 200) for step in range(201)]

    assert steps == sorted(steps)
    assert read_off(((0.0, 0.0), (1.0, 0.5)), 0.5) == 0.25


def test_words_inside_other_latin_words_are_left_alone() -> None:
    assert ("atm", "atm") in grams("the ATM", 100)
    assert all(gram != "a" for gram, _ in grams("a card", 100))


def test_our_own_sentences_are_found_and_complaints_are_not_answered() -> None:
    entries, asked = own()
    found = index(*entries)

    hits = [(right, found.find(text)) for right, text in asked]
    first = [bool(three) and three[0].id == right for right, three in hits if right]
    among_three = [right in {hit.id for hit in three} for right, three in hits if right]
    given_ = [(right, three[0].id) for right, three in hits if _sure(three)]

    assert sum(first) / len(first) >= 0.79
    assert sum(among_three) / len(among_three) >= 0.94
    assert len(given_) >= 30
    assert sum(right == id_ for right, id_ in given_) / len(given_) >= 0.95
    assert all(right is not None for right, _ in given_)  # no complaint gets an answer


def _sure(hits: Sequence[Hit]) -> bool:
    return bool(hits) and hits[0].confidence >= THRESHOLD


RULE = "外地驾驶人可以在本市任何一个车辆管理分所换领驾驶证，先到指定医院完成身体检查再提交照片"
PUMP = "该小区二次供水泵房的加压设备正在更换，预计本周末之前恢复高层住户的正常水压"


def test_replies_say_the_same_when_their_own_words_do() -> None:
    rows = [
        Answered("1", "甲", "驾驶证", "能换吗", f"网友您好，来信收悉。{RULE}。感谢您的支持。"),
        Answered("2", "乙", "水压", "没水", f"网友您好，来信收悉。{PUMP}。感谢您的支持。"),
        Answered("3", "丙", "换证", "到期了", f"现回复如下：{RULE}。欢迎致电咨询。"),
    ]

    assert alike(rows) == {2: frozenset({0})}


def test_replies_that_only_repeat_the_question_or_a_title_say_nothing_alike() -> None:
    asked = "反映滨河路三号院门前道路破损坑洼积水严重影响居民出行请求尽快修复路面"
    title = "《关于进一步加强和改进城市居民最低生活保障工作的实施意见及其补充通知》"
    rows = [
        Answered("1", "甲", asked, "", f"{asked}。已列入明年计划，资金到位后实施。"),
        Answered("2", "乙", asked, "", f"{asked}。不属于本单位管辖范围，应由产权人自行维修。"),
        Answered("3", "丙", "低保", "", f"{title}已印发，请到户籍所在地提出。"),
        Answered("4", "丁", "补助", "", f"{title}不适用于您的家庭，因收入超过标准。"),
    ]

    assert alike(rows) == {}


def test_who_asks_again_is_counted_apart_and_not_by_his_own_message() -> None:
    rows = [
        Answered("1", "甲", "驾驶证到期", "外地的能换吗", f"{RULE}。"),
        Answered("2", "乙", "水压太低", "洗澡没有水", f"{PUMP}。"),
        Answered("3", "乙", "水压还是低", "高层没有水", f"{PUMP}。"),
        Answered("4", "丙", "驾驶证到期了", "外地驾驶证在本地能换吗", f"{RULE}。"),
    ]

    measured = measure(rows)

    assert measured.others.ours.ranks == (0,)
    assert measured.again.ours.ranks == (0,)


def test_what_somebody_asked_himself_does_not_stand_in_the_way_of_others_answers() -> None:
    rows = [
        Answered("1", "甲", "驾驶证到期", "外地的能换吗", f"{RULE}。"),
        Answered("2", "丙", "驾驶证到期了", "外地驾驶证在本地能换吗", "正在核实，请耐心等候。"),
        Answered("3", "丙", "驾驶证到期了", "外地驾驶证在本地能换吗", f"{RULE}。"),
    ]

    assert measure(rows).others.ours.ranks == (0,)
    assert measure([*rows[:2], replace(rows[2], sender="丁")]).others.ours.ranks == (1,)


@pytest.mark.skipif(not REAL.is_file(), reason=f"the real messages are not there: {REAL}")
def test_real_messages_find_the_answer_that_others_got_more_often_than_by_plain_bm25() -> None:
    with REAL.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (row["time"], row["id"]))
    with (HERE / "answers_read.csv").open(encoding="utf-8", newline="") as file:
        read = {(row["asked"], row["found"]) for row in csv.DictReader(file)}
    messages = [
        Answered(row["id"], row["sender"], row["title"], row["text"], row["reply"]) for row in rows
    ]

    measured = measure(messages, read)

    assert len(measured.others.ours.ranks) == 32
    assert measured.others.ours.hit(3) >= 0.9 > measured.others.plain.hit(3)
    assert measured.others.ours.mrr >= measured.others.plain.mrr + 0.1
    assert measured.given.right >= 3 * measured.given.wrong
    assert all(abs(read_off(FITTED, score) - share) < 0.03 for score, share in measured.curve)
