import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.learning.calibration import Odds
from nlp.learning.directory import FORMAT, Card, write
from nlp.learning.examples import Example, checked, folds
from nlp.learning.model import Model
from nlp.learning.problems import LearningProblem
from nlp.learning.training import train
from nlp.text import normalise
from tests.nlp.learning.own import examples


@pytest.fixture(scope="module")
def model() -> Model:
    return train(examples()).model


def test_knows_subjects_it_was_shown(model: Model) -> None:
    told = {
        "水龙头里流出来的水是黄的": "供水",
        "半夜工地太吵睡不着": "噪声",
        "公交车司机又甩站": "公交",
    }

    found = {text: model.of("", text)[0].code for text in told}

    assert found == told


@given(title=st.text(max_size=30), text=st.text(max_size=300))
def test_confidences_of_all_labels_make_one(model: Model, title: str, text: str) -> None:
    guesses = model.of(title, text)

    assert not guesses or sum(each.confidence for each in guesses) == pytest.approx(1)
    assert [g.confidence for g in guesses] == sorted((g.confidence for g in guesses), reverse=True)


def test_a_fair_model_guesses_rare_labels_with_the_same_confidence() -> None:
    rare = [Example("", f"能不能{n}", "b") for n in range(3)]
    mixed = [*(Example("", f"{'能不能' if n < 9 else '投诉'}{n}", "a") for n in range(40)), *rare]

    usual, fair = train(mixed).model.of("", "能不能"), train(mixed, fair=1.0).model.of("", "能不能")

    assert usual[0].code == "a"
    assert fair[0].code == "b"
    assert {*usual} == {*fair}


def test_guesses_are_ranked_by_the_confidences_they_are_told_with() -> None:
    mixed = [Example("", f"{'能不能' if n < 30 else '投诉'}{n}", "ab"[n < 12]) for n in range(50)]
    model = replace(train(mixed, fair=1.0).model, odds=Odds(0.1))
    tilt = dict(zip(model.labels, model.tilt, strict=True))

    told = [model.of("", each.text) for each in mixed]

    worth = [[np.log(each.confidence) + tilt[each.code] for each in guesses] for guesses in told]
    assert all(first >= second for first, second in worth)
    assert any(first.confidence < second.confidence for first, second in told)


def test_an_aid_that_names_a_label_is_trusted_for_labels_it_has_not_spoken_for() -> None:
    names = "abcd"
    said = [
        Example("", f"情况{n}", names[n % 4], {f"rule:{names[n % 4]}": 1.0} if n % 4 else {})
        for n in range(80)
    ]

    model = train([*said, Example("", "另外", "d", {"rule:a": 0.0})]).model

    assert model.of("", "情况", {"rule:a": 1.0})[0].code == "a"


@pytest.mark.parametrize("text", ["", " \n\t", "\x00\x01", "𓀀𓀁", "😀"])
def test_says_nothing_where_it_knows_no_word(model: Model, text: str) -> None:
    assert model.of("", text) == ()


def test_a_hundred_thousand_characters_are_no_trouble(model: Model) -> None:
    assert model.of("", "公交车到站不停。" * 12_500)[0].code == "公交"


def test_a_word_in_the_title_is_not_the_word_in_the_text() -> None:
    one = [Example("停水", f"第{n}户反映情况属实", "a") for n in range(6)]
    other = [Example("", f"第{n}户停水情况属实", "b") for n in range(6)]

    model = train(one + other).model

    assert model.of("停水", "反映情况属实")[0].code == "a"
    assert model.of("", "停水情况属实")[0].code == "b"


def test_points_at_the_words_that_carried_it(model: Model) -> None:
    text = "您好，我等的　公交車又沒有來"

    carried = model.carried({"text": normalise(text)}, "公交")

    assert any(text[each.start : each.end] == "公交車" for each in carried)
    assert all(each.field == "text" for each in carried)


def test_aids_speak_where_the_words_do_not() -> None:
    said = [Example("", f"情况{n}", "ab"[n % 2], {f"rule:{'ab'[n % 2]}": 1.0}) for n in range(20)]

    model = train(said).model

    assert model.of("", "情况", {"rule:a": 1.0})[0].code == "a"
    assert model.of("", "情况", {"rule:b": 1.0, "rule:unheard-of": 9.0})[0].code == "b"


def test_the_same_seed_makes_the_same_bytes(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from nlp.learning.directory import *;"
        "from nlp.learning.training import train; from tests.nlp.learning.own import examples;"
        "made = train(examples(), 3);"
        "write(Path(sys.argv[1]), Card(format=FORMAT, target='category', labels=made.model.labels,"
        "seed=3, data={}, versions={}, figures=made.figures), made.model)"
    )
    for name, salt in (("one", "1"), ("two", "2")):
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / name)],
            check=True,
            cwd=Path(__file__).parents[3],
            env={**os.environ, "PYTHONHASHSEED": salt},
        )

    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("one", "two")
    )
    assert one == two


def test_runs_without_the_tools_of_training(tmp_path: Path) -> None:
    made = train(examples())
    card = Card(
        format=FORMAT,
        target="category",
        labels=made.model.labels,
        seed=0,
        data={},
        versions={},
        figures={},
    )
    write(tmp_path / "model", card, made.model)
    script = (
        "import sys; from pathlib import Path; from nlp.learning.directory import load;"
        "model = load(Path(sys.argv[1]))[1]; assert model.of('', '公交车甩站')[0].code == '公交';"
        "assert not {'sklearn', 'scipy', 'pickle5'} & sys.modules.keys()"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "model")],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr


def test_near_copies_are_never_learned_from_and_measured_with_at_once() -> None:
    long = "小区东门外的夜市每天营业到凌晨，音响震天，油烟直往楼上飘，老人孩子都休息不好，"
    copies = [Example("", long + f"已经第{n}次反映了", "ab"[n % 2]) for n in range(10)]

    parts = folds([*copies, *examples()], 5, 0)

    assert len(set(parts[:10])) == 1
    assert set(parts) == set(range(5))


def test_examples_of_a_group_stay_together() -> None:
    grouped = [replace(each, group=each.label) for each in examples()]

    parts = folds(grouped, 5, 0)

    assert all(len({p for p, e in zip(parts, grouped, strict=True) if e.label == label}) == 1
               for label in ("供水", "噪声", "公交"))  # fmt: skip


def test_borrowed_sentences_teach_but_are_not_measured() -> None:
    own = examples()
    borrowed = [replace(each, text=each.text + "呀", borrowed=True, weight=0.2) for each in own]

    made = train([*own, *borrowed])

    assert made.figures["rows"] == len(own)


def test_figures_are_of_texts_it_had_not_seen() -> None:
    rng = np.random.default_rng(0)
    nonsense = [
        Example("", "".join(chr(0x4E00 + at) for at in rng.integers(0, 5000, 30)), "ab"[n % 2])
        for n in range(60)
    ]

    made = train(nonsense)

    assert made.figures["accuracy"] < 0.75
    assert all(made.model.of("", each.text)[0].code == each.label for each in nonsense)


def test_a_confidence_is_the_share_that_is_right() -> None:
    # a third of the labels are wrong, so nothing can be surer than two thirds
    mixed = [
        Example("", f"{'路灯坏了' if n % 2 else '停水了'}，{n}号楼", "ab"[(n % 2) ^ (n % 3 == 0)])
        for n in range(120)
    ]

    model = train(mixed).model

    assert 0.5 < model.of("", "路灯坏了，7号楼")[0].confidence < 0.85


def test_labels_with_a_single_example_do_not_stop_it() -> None:
    made = train([*examples(), Example("", "锦旗一面送给您", "表扬")])

    assert "表扬" in made.model.labels


def test_labels_of_one_row_each_are_learned_where_sample_sentences_have_them() -> None:
    own = [Example("", f"路灯{n}号坏了", f"r{n}") for n in range(20)]
    samples = [Example("", f"井盖{n}号丢了", f"r{n}", borrowed=True) for n in range(20)]

    checked([*own, *samples])


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([], "no rows"),
        ([Example("", "水", "a"), Example("", "火", "a")], "two different labels"),
        ([Example("", "水", "a"), Example("", "火", "")], "no label"),
        ([Example("", f"水{n}", f"r{n}") for n in range(20)], "label of its own .20 of 20."),
        ([Example("", f"水{n}", f"r{min(n, 12)}") for n in range(20)], "nearly every row"),
        ([Example("", "", "a"), Example("", "", "b")], "share no word"),
        ([Example("", "水", "a", {"lead:a": 1.0}), Example("", "火", "b")], "share no word"),
    ],
)
def test_says_why_nothing_can_be_learned(given: list[Example], says: str) -> None:
    with pytest.raises(LearningProblem, match=says):
        train(given)
