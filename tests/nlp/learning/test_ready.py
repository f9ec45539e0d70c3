import subprocess
import sys

import numpy as np
import pytest

from nlp.learning import ready
from nlp.learning.samples import Sample
from nlp.learning.terms import learn
from nlp.text import normalise


def told(category: str, text: str, kind: str = "complaint") -> Sample:
    return Sample(f"{category}-a", "plain", category, kind, "U3", "web", "calm", "", text)


LAMPS = [told("0213", "巷子里的路灯不亮"), told("0213", "路灯坏了,晚上一片黑")]
BINS = [told("0201", "垃圾桶满了没人拉"), told("0201", "楼下垃圾堆成山,垃圾桶都看不见")]
LESSON = ready.taken_apart((*LAMPS, *BINS))
CODES = [each.category for each in LESSON.samples]


def near(text: str, codes: tuple[str, ...] = ("0201", "0213")) -> dict[str, float]:
    known = ready.nearest(LESSON, CODES, codes)
    return dict(zip(known.labels, known.near({"text": normalise(text)}).tolist(), strict=True))


def test_a_text_is_nearest_to_what_is_told_in_its_words() -> None:
    lamps, bins = near("我们这儿路灯全黑了"), near("垃圾桶又满了")
    assert lamps["0213"] > lamps["0201"]
    assert bins["0201"] > bins["0213"]


def test_codes_without_a_sentence_are_left_out() -> None:
    assert set(near("路灯", ("0213", "x1"))) == {"0213"}
    assert near("路灯", ("x1",)) == {}


@pytest.mark.parametrize("text", ["", "𠮷", "@@@", "\n\n", "abc"])
def test_nothing_known_is_near_to_nothing(text: str) -> None:
    assert set(near(text).values()) == {0.0}


def test_takes_traditional_characters_for_simplified() -> None:
    assert near("路燈") == near("路灯")


def test_how_long_a_text_is_changes_nothing_beyond_its_words() -> None:
    once, often = near("路灯不亮"), near("路灯不亮。" * 300)
    assert abs(once["0213"] - often["0213"]) < 0.15


def test_words_that_spoke_are_marked_where_the_citizen_wrote_them() -> None:
    many = ready.categories(("0213", "0706", "0101"))
    text = "我們樓下的燒烤店,油煙 嗆人"

    spoken = many.spoke({"text": normalise(text)}, "0706")

    assert "油煙" in {text[each.start : each.end] for each in spoken}
    assert [each.weight for each in spoken] == sorted((e.weight for e in spoken), reverse=True)


def test_a_long_text_is_read_to_a_limit() -> None:
    many = ready.categories(("0213", "0706", "0101"))
    assert np.isfinite(many.near({"text": normalise("油烟" * 50_000)})).all()


def test_the_same_sentences_teach_the_same_numbers() -> None:
    texts = [each.text for each in LESSON.samples]
    one, other = learn(texts)[0].bag("路灯垃圾"), learn(texts)[0].bag("路灯垃圾")
    assert one.columns.tolist() == other.columns.tolist()
    assert one.values.tolist() == other.values.tolist()


def test_learning_is_ready_without_a_library_for_training() -> None:
    asked = (
        "import sys; from nlp.learning import ready\n"
        "ready.categories(('0213', '0706')); ready.kinds(('help', 'consult'))\n"
        "print('sklearn' in sys.modules, 'scipy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "False"]
