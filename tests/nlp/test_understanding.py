import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import Suggestion, Understanding, Vocabulary
from nlp.understanding import VERSION
from tests.nlp.conftest import AREAS, CATEGORIES, KINDS, PLACES
from tests.proportion import grows_evenly

CITY = Understanding(Vocabulary(CATEGORIES, KINDS, AREAS, PLACES))
REPORT = (
    "我家住在东山区昆仑花园3号楼,楼下的烧烤店每天晚上十点以后还在营业,油烟很大,音响特别吵,孩子要上学,"
    "老人有心脏病,根本没法休息,多次打电话找物业和城管都没有人来处理,希望有关部门尽快解决,我的电话是"
    "13812345678,盼回复。谢谢领导!"
)


def test_puts_everything_into_one_suggestion() -> None:
    suggestion = CITY.suggest(REPORT, title="投诉烧烤店油烟")

    assert suggestion.kind is not None
    assert suggestion.kind.code == "complaint"
    assert suggestion.category is not None
    assert suggestion.category.code == "0706"
    assert suggestion.area == "11"
    assert [span.type for span in suggestion.personal] == ["mobile"]
    assert suggestion.version == VERSION


def test_present_danger_is_u0_with_an_alarm_and_the_words() -> None:
    text = "快来,樓道裡一股煤氣味"
    suggestion = CITY.suggest(text)
    reason = suggestion.because[0]

    assert (suggestion.urgency.code, suggestion.alarm, suggestion.review) == ("U0", True, False)
    assert suggestion.category is not None
    assert suggestion.category.code == "0107"
    assert reason.start is not None
    assert text[reason.start : reason.end] == "煤氣味"


def test_danger_that_is_over_is_lowered_but_reviewed() -> None:
    suggestion = CITY.suggest("昨天三号楼着火已经扑灭,咨询保险怎么理赔")
    assert (suggestion.urgency.code, suggestion.alarm, suggestion.review) == ("U1", False, True)


@pytest.mark.parametrize(
    "text",
    ["人行道上的井盖碎了,到现在没人管", "路灯被撞歪了"],
)
def test_a_dangerous_fault_is_at_least_u1_and_reviewed(text: str) -> None:
    suggestion = CITY.suggest(text)
    assert (suggestion.urgency.code, suggestion.alarm, suggestion.review) == ("U1", False, True)


@pytest.mark.parametrize(
    "text", ["人行道上的井盖没了,到现在没人管", "大风把电线刮断了,垂到人行道上"]
)
def test_an_open_manhole_and_a_fallen_wire_are_danger_now(text: str) -> None:
    suggestion = CITY.suggest(text)
    assert (suggestion.urgency.code, suggestion.alarm) == ("U0", True)


def test_who_asks_about_an_open_manhole_raises_no_alarm_but_is_looked_at() -> None:
    suggestion = CITY.suggest("请问井盖没了归谁管")
    assert (suggestion.alarm, suggestion.review) == (False, True)


def test_danger_in_the_title_alone_raises_the_alarm() -> None:
    assert CITY.suggest("快点", title="着火了").alarm


def test_the_text_may_tell_that_the_danger_in_the_title_is_over() -> None:
    over = CITY.suggest("昨晚已经修好了,没味了,感谢师傅", title="楼道燃气泄漏")
    now = CITY.suggest("师傅还没来,味道越来越大", title="楼道燃气泄漏")

    assert (over.alarm, over.review) == (False, True)
    assert now.alarm
    first = next(each for each in now.because if each.about == "urgency")
    assert (first.field, first.start) == ("title", 2)


def test_frail_people_raise_the_level_by_one() -> None:
    assert CITY.suggest("路灯坏了").urgency.code == "U2"
    assert CITY.suggest("路灯坏了,老人出门危险").urgency.code == "U1"


def test_a_calm_question_is_no_more_urgent_than_any_other_matter() -> None:
    assert CITY.suggest("停水三天没水了").urgency.code == "U1"
    assert CITY.suggest("请问停水通知在哪里查?想咨询一下需要什么手续").urgency.code == "U3"


@pytest.mark.parametrize(
    ("text", "level", "says"),
    [
        ("路灯坏了", "U2", "按类别默认"),
        ("建议把路灯坏了没人修的线路分段管理,方便检修", "U3", "只是建议,按U3"),
        ("建议把路灯坏了没人修的线路分段管理,老人下楼危险", "U2", "老人、孕婴、病残者"),
        ("表扬路灯班的师傅,路灯坏了当晚就来修,点赞", "U4", "只是表扬"),
    ],
)
def test_suggestions_and_praise_can_wait_unless_somebody_frail_cannot(
    text: str, level: str, says: str
) -> None:
    suggestion = CITY.suggest(text)

    assert suggestion.urgency.code == level
    assert any(each.says.startswith(says) for each in suggestion.because)


def test_praise_and_chasing_have_categories_of_their_own() -> None:
    praise = CITY.suggest("感谢路灯班的师傅,及时解决,特别热心,为你们点赞")
    chase = CITY.suggest("催办:上周反映过路灯不亮,到现在还没人联系")
    assert praise.categories[0].code == "2012"
    assert chase.categories[0].code == "2013"


def test_hints_are_taken_and_unknown_ones_ignored() -> None:
    hinted = CITY.suggest(
        "一直这样", kind_hint="suggest", category_hint="0201", place_hint="西林区"
    )
    assert hinted.kind is not None
    assert (hinted.kind.code, hinted.categories[0].code, hinted.area) == ("suggest", "0201", "12")
    assert CITY.suggest("一直这样", kind_hint="?", category_hint="?") == CITY.suggest("一直这样")


@pytest.mark.parametrize(
    "text", ["", " \n\u200b", "。。。", "12345", "😂", "hello world", "\ud800"]
)
def test_says_it_does_not_know(text: str) -> None:
    suggestion = CITY.suggest(text)
    assert suggestion.category is None
    assert suggestion.urgency.code == "U3"


@pytest.mark.parametrize("text", ["가스 냄새가 나요", "帮帮我,هناك حريق"])
def test_what_cannot_be_read_is_looked_at_by_a_person(text: str) -> None:
    suggestion = CITY.suggest(text)

    assert suggestion.review
    assert any("读不懂" in each.says for each in suggestion.because)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("燃气灶打不着火", "未见眼前危险"),
        ("昨天三号楼着火已经扑灭,咨询保险怎么理赔", "说的是已经过去"),
        ("再不解决我们就去上访", "扬言"),
        ("跑了三年,叫天天不应,日子过不下去,菜场的摊位费能不能退", "绝望"),
        ("帮帮我,هناك حريق", "读不懂"),
    ],
)
def test_says_why_a_person_looks(text: str, says: str) -> None:
    suggestion = CITY.suggest(text)
    asking = [each for each in suggestion.because if each.says.endswith("请人工复核")]

    assert (suggestion.alarm, suggestion.review) == (False, True)
    assert any(says in each.says for each in asking)
    assert all(each.says_en.endswith("check") for each in asking)


def test_an_urgent_category_without_danger_shows_the_words_it_came_from() -> None:
    text = "我家燃气灶打不着火"
    first = CITY.suggest(text).because[0]

    assert "未见眼前危险" in first.says
    assert text[first.start : first.end] == "着火"


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("楼上着大火了,浓烟往外冒,快来人", 0.9, 1),  # words, and the model hears it too
        ("邻居烧垃圾,一烧起来满院子味道", 0, 0.1),  # words that it does not hear
        ("请问停水通知在哪里查?想咨询一下需要什么手续", 0.6, 0.75),  # only asked
    ],
)
def test_a_level_is_as_sure_as_such_levels_were_right(text: str, least: float, most: float) -> None:
    assert least <= CITY.suggest(text).urgency.confidence <= most


def test_no_level_is_by_a_category_that_is_not_known() -> None:
    unknown, known = CITY.suggest("一直这样"), CITY.suggest("停水了")

    assert unknown.urgency.confidence < known.urgency.confidence
    assert any("未认出类别" in each.says for each in unknown.because)
    assert not any("按类别" in each.says for each in unknown.because)


def test_says_each_reason_once() -> None:
    because = CITY.suggest("建议加路灯,建议多加,建议早加,路灯不亮,路灯不亮").because

    assert len(because) == len(set(because))


def test_a_city_without_words_still_sees_danger() -> None:
    assert Understanding(Vocabulary()).suggest("着火了").alarm


def test_comes_back_whole_from_json() -> None:
    suggestion = CITY.suggest(REPORT, title="油烟")
    assert Suggestion.from_json(json.loads(json.dumps(suggestion.as_json()))) == suggestion


def test_refuses_json_of_another_shape() -> None:
    with pytest.raises((KeyError, TypeError)):
        Suggestion.from_json({"kind": {"code": "x"}})


TYPED = st.text(st.characters(exclude_categories=()), max_size=200) | st.text(
    st.sampled_from("煤氣味着火了請問東山区路灯不亮13812345678我叫张\u200b Ａ,。!?\n🔥"),
    max_size=200,
)


@given(TYPED, TYPED, TYPED)
def test_any_text_is_taken_and_reasons_point_into_it(text: str, title: str, place: str) -> None:
    suggestion = CITY.suggest(text, title=title, place_hint=place)

    written = {"text": text, "title": title, "place": place}
    spans = [(each.start, each.end, each.field) for each in suggestion.because]
    spans += [(each.start, each.end, each.field) for each in suggestion.places]
    spans += [(each.start, each.end, each.field) for each in suggestion.personal]
    for start, end, field in spans:
        assert start is None or end is None or 0 <= start < end <= len(written[field])
    assert all(0 <= guess.confidence <= 1 for guess in (*suggestion.kinds, *suggestion.categories))
    assert suggestion.alarm == (suggestion.urgency.code == "U0")


@pytest.mark.parametrize(
    "piece", ["着火", "解放路", "13812345678,", "请问", "老人", "自杀", "a", "\u200b "]
)
def test_takes_time_in_proportion_to_the_length(piece: str) -> None:
    assert grows_evenly(CITY.suggest, piece, 100_000)
