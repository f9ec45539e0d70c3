"""The tone of a report, on sentences written for this project by the hand that wrote the words.

The last forty lines were written before the words were tried on them: 39 were heard right.
"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.learning.samples import samples
from nlp.text import normalise
from nlp.tone import CALM, TONES, ToneFound, find
from tests.proportion import grows_evenly

OWN = [
    line.split("\t")
    for line in (Path(__file__).parent / "tone.tsv").read_text(encoding="utf-8").splitlines()
]


def heard(text: str, title: str = "") -> ToneFound:
    return find({"title": normalise(title), "text": normalise(text)})


@pytest.mark.parametrize(("tone", "text"), OWN)
def test_hears_the_tone_of_a_report(tone: str, text: str) -> None:
    assert heard(text).tone.code == tone


@pytest.mark.parametrize(("tone", "text"), OWN)
def test_leads_despair_and_threats_to_a_person(tone: str, text: str) -> None:
    assert heard(text).person == (tone in ("despair", "threat"))


def test_gives_the_citizens_own_words_as_reasons() -> None:
    text = "  再不解決，我們就 去北京 上訪！"

    (reason, *_) = heard(text).because

    assert reason.about == "tone"
    assert "扬言" in reason.says
    assert text[reason.start : reason.end] == "上訪"


def test_a_threat_in_the_title_counts_too() -> None:
    found = heard("路灯不亮", "再不修就找媒体曝光")

    assert (found.tone.code, found.because[0].field) == ("threat", "title")


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("气死我了", "anger"),
        ("热死了", "none"),
        ("凭什么", "none"),
        ("凭什么不给修，到底管不管", "anger"),
        ("记者来过了", "none"),
        ("再不管我就找记者", "threat"),
        ("我不会去上访", "none"),
        ("我妈的药不能报销", "none"),
        ("他妈的", "anger"),
        ("rudely", "none"),
    ],
)
def test_tells_figures_of_speech_and_plain_mention_apart(text: str, tone: str) -> None:
    assert heard(text).tone.code == tone


def test_a_threat_outweighs_anger_and_says_how_sure_it_is() -> None:
    found = heard("气死我了，太过分了，岂有此理，再不管我们就去上访")

    assert found.tone.code == "threat"
    assert 0.5 <= found.tone.confidence <= 0.95


def test_a_calm_text_is_as_surely_calm_as_the_sample_sentences_that_sound_so() -> None:
    calm = CALM.tone.confidence
    told = [(each.mood, heard(each.text, each.title).tone) for each in samples()]
    moods = [mood for mood, tone in told if (tone.code, tone.confidence) == ("none", calm)]
    stirred = sum(mood in ("angry", "hopeless", "ironic") for mood in moods)

    assert 1 - stirred / len(moods) == pytest.approx(calm, abs=0.02)


def test_nothing_told_has_no_tone() -> None:
    assert find({}).tone.code == "none"


@given(
    st.text(max_size=200)
    | st.text(st.sampled_from("再不就去上访死活我不想了气管,。!?"), max_size=60)
)
def test_reasons_lie_within_the_text(text: str) -> None:
    found = heard(text)

    assert found.tone.code in TONES
    assert (found.tone.code == "none") == (found.because == ())
    assert all(0 <= (each.start or 0) < (each.end or 0) <= len(text) for each in found.because)


@pytest.mark.parametrize("piece", ["上访", "再不", "我不想活了", "凭什么。", "a", "别怪我"])
def test_takes_time_in_proportion_to_the_length(piece: str) -> None:
    assert grows_evenly(lambda text: find({"text": normalise(text)}), piece, 100_000)
