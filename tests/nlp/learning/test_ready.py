import subprocess
import sys

import numpy as np
import pytest

from nlp.learning import ready
from nlp.learning.heard import heard
from nlp.learning.terms import learn
from nlp.text import normalise

CODES = ("0213", "0201", "0706", "0101")
MANY = ready.categories(heard(), CODES)


def near(text: str, codes: tuple[str, ...] = CODES) -> dict[str, float]:
    known = ready.categories(heard(), codes)
    return dict(zip(known.labels, known.near({"text": normalise(text)}).tolist(), strict=True))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("我们这儿路灯全黑了", "0213"),
        ("垃圾桶又满了", "0201"),
        ("楼下烧烤店的烟直往屋里灌", "0706"),
        ("龙头拧开光出气", "0101"),
    ],
)
def test_a_text_is_nearest_to_what_is_told_in_its_words(text: str, code: str) -> None:
    found = near(text)

    assert max(found, key=lambda each: found[each]) == code


def test_codes_without_a_sentence_are_left_out() -> None:
    assert set(near("路灯", ("0213", "x1"))) == {"0213"}
    assert near("路灯", ("x1",)) == {}


@pytest.mark.parametrize("text", ["", "𠮷", "@@@", "\n\n", "abc"])
def test_nothing_known_is_near_to_nothing(text: str) -> None:
    assert near(text) == near("")


def test_takes_traditional_characters_for_simplified() -> None:
    assert near("路燈") == near("路灯")


def test_how_long_a_text_is_changes_nothing_beyond_its_words() -> None:
    once, often = near("路灯不亮"), near("路灯不亮。" * 300)
    assert max(often, key=lambda each: often[each]) == "0213"
    assert abs(once["0213"] - often["0213"]) < once["0213"] - max(once["0201"], once["0706"])


def test_words_that_spoke_are_marked_where_the_citizen_wrote_them() -> None:
    text = "我們樓下的燒烤店,油煙 嗆人"

    spoken = MANY.spoke({"text": normalise(text)}, "0706")

    assert "油煙" in {text[each.start : each.end] for each in spoken}
    assert [each.weight for each in spoken] == sorted((e.weight for e in spoken), reverse=True)


def test_a_long_text_is_read_to_a_limit() -> None:
    assert np.isfinite(MANY.near({"text": normalise("油烟" * 50_000)})).all()


def test_the_same_sentences_teach_the_same_numbers() -> None:
    texts = ["巷子里的路灯不亮", "路灯坏了", "垃圾桶满了没人拉", "楼下垃圾堆成山"]
    one, other = learn(texts)[0].bag("路灯垃圾"), learn(texts)[0].bag("路灯垃圾")
    assert one.columns.tolist() == other.columns.tolist()
    assert one.values.tolist() == other.values.tolist()


def test_learning_is_ready_without_a_library_for_training() -> None:
    asked = (
        "import sys; from nlp.learning import ready; from nlp.learning.heard import heard\n"
        "ready.categories(heard(), ('0213', '0706')); ready.kinds(('help', 'consult'))\n"
        "print('sklearn' in sys.modules, 'scipy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "False"]
