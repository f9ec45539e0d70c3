import pytest

from nlp.categories import Categories, CategoryFound
from nlp.sureness import AS_IT_IS
from nlp.text import normalise
from nlp.vocabulary import CategoryWords, Thresholds
from tests.nlp.conftest import CATEGORIES

CITY = Categories(CATEGORIES)


def found(text: str, title: str = "", hint: str = "") -> CategoryFound:
    fields = {"title": normalise(title), "text": normalise(text)}
    return CITY.find({name: each for name, each in fields.items() if each.text}, hint)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("楼下广场舞每天吵到十点", "0702"),
        ("餐馆油煙排到我家窗户", "0706"),
        ("整个小区路灯坏了三天", "0213"),
        ("水压小,没水了", "0101"),
    ],
)
def test_proposes_the_category_whose_words_it_reads(text: str, code: str) -> None:
    suggestion = found(text)
    assert suggestion.category is not None
    assert suggestion.category.code == code
    assert suggestion.first_level is not None
    assert suggestion.first_level.code == code[:2]


def test_abstains_without_words() -> None:
    assert found("你好,我想说个事") == CategoryFound()


def test_keeps_both_where_two_are_named() -> None:
    both = found("路灯不亮,垃圾桶满了")
    assert {guess.code for guess in both.alternatives[:2]} == {"0213", "0201"}


def test_abstains_in_a_tie() -> None:
    unheard = Categories(
        (
            CategoryWords("a", "甲", None, ()),
            CategoryWords("ab", "乙", "a", ("甲骨文",)),
            CategoryWords("ac", "丙", "a", ("金文字",)),
        )
    )
    tied = unheard.find({"text": normalise("甲骨文和金文字")})
    assert tied.category is None
    assert tied.first_level is not None
    assert {guess.code for guess in tied.alternatives} == {"ab", "ac"}
    assert "与“丙”不相上下，只建议一级分类" in tied.because[0].says


def test_says_the_threshold_that_it_stays_below() -> None:
    wary = Categories(CATEGORIES, thresholds=Thresholds(second_level=0.99, first_level=0.99))
    unsure = wary.find({"text": normalise("停水")})
    assert unsure.category is None
    assert "低于门槛 99%，不建议分类" in unsure.because[0].says


def test_a_title_outweighs_the_text() -> None:
    titled = found("路灯不亮,垃圾桶满了", title="路灯不亮")
    assert titled.category is not None
    assert titled.category.code == "0213"


def test_more_and_longer_words_give_more_confidence() -> None:
    little, much = found("唱歌、油烟"), found("广场舞、狗叫、噪音、唱歌太吵闹")
    assert little.alternatives[0].confidence < much.alternatives[0].confidence


def test_alternatives_share_what_the_best_leaves() -> None:
    total = sum(guess.confidence for guess in found("油烟大,垃圾没人清,狗叫").alternatives)
    assert total <= 1.01


def test_the_citizens_choice_counts_if_the_city_has_it() -> None:
    assert found("晚上睡不着", hint="0702").alternatives[0].code == "0702"
    assert found("晚上睡不着", hint="9999") == CategoryFound()


def test_marks_the_words_in_the_citizens_own_text() -> None:
    text = "樓下 廣場舞 太吵"
    reason = found(text).because[0]
    assert reason.start is not None
    assert text[reason.start : reason.end] == "廣場舞"


def test_ignores_own_words_of_codes_the_city_does_not_have() -> None:
    city = Categories(
        (CategoryWords("a", "甲", None, ()), CategoryWords("ab", "乙", "a", ("甲骨",)))
    )
    assert city.find({"text": normalise("养老院和甲骨")}).alternatives[0].code == "ab"
    assert city.find({"text": normalise("养老院")}) == CategoryFound()


def test_curves_only_bend_confidence_never_the_order() -> None:
    plain = Categories(CATEGORIES, AS_IT_IS)
    fields = {"text": normalise("广场舞、狗叫、油烟")}
    assert [g.code for g in plain.find(fields).alternatives] == [
        g.code for g in CITY.find(fields).alternatives
    ]


PAIRED = Categories(
    (
        CategoryWords("a", "甲", None, ()),
        CategoryWords("ab", "欠薪", "a", ("工地|工头…不给钱|不结账",)),
        CategoryWords("ac", "工地", "a", ("…", "甲…乙…丙", "围挡")),
    )
)


@pytest.mark.parametrize(
    "text", ["在工地干了三个月不给钱", "老是不结账,这个工头", "工头\u200b不 结账"]
)
def test_hears_two_words_together_in_either_order(text: str) -> None:
    assert [each.code for each in PAIRED.find({"text": normalise(text)}).alternatives] == ["ab"]


@pytest.mark.parametrize(
    "text", ["工地很吵。不给钱", "工地" + "很" * 20 + "不给钱", "工地", "不给钱不结账"]
)
def test_two_words_far_apart_or_one_alone_say_nothing(text: str) -> None:
    assert PAIRED.find({"text": normalise(text)}) == CategoryFound()


def test_takes_a_badly_written_pair_as_plain_words() -> None:
    assert PAIRED.find({"text": normalise("这个围挡…")}).alternatives[0].code == "ac"
    assert PAIRED.find({"text": normalise("甲和乙")}) == CategoryFound()


def test_marks_both_words_of_a_pair_and_what_lies_between() -> None:
    text = "他们工地一直不给钱的"
    reason = PAIRED.find({"text": normalise(text)}).because[0]
    assert text[reason.start : reason.end] == "工地一直不给钱"
    assert "工地…不给钱" in reason.says


def test_a_word_of_every_report_alone_names_nothing() -> None:
    city = Categories(
        (
            CategoryWords("18", "通信、邮政与金融", None, ()),
            CategoryWords("1805", "银行与保险", "18", ("银行",)),
        )
    )
    unsure = city.find({"text": normalise("就在银行门口那一个")})
    assert unsure.category is None
    assert unsure.first_level is None
    assert unsure.alternatives[0].code == "1805"
    assert "不建议分类" in unsure.because[0].says
    assert "只有常见用词" in unsure.because[0].says  # and not that it is 90 % sure, yet unsure


def test_sample_sentences_decide_between_categories_of_one_word() -> None:
    city = Categories(
        (
            CategoryWords("07", "生态环境与噪声", None, ()),
            CategoryWords("0701", "建筑施工噪声", "07", ("噪音",)),
            CategoryWords("0705", "交通噪声", "07", ("噪音",)),
        )
    )
    assert city.find({"text": normalise("塔吊响一夜,噪音")}).alternatives[0].code == "0701"
    assert city.find({"text": normalise("高架上大货车,噪音")}).alternatives[0].code == "0705"


def test_words_that_sound_like_the_samples_are_told_after_the_citys_own() -> None:
    because = found("着火了,快叫消防员").because
    assert "用词" in because[0].says
    assert any("样例句" in reason.says for reason in because[1:])
