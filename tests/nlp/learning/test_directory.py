import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nlp.learning.directory import (
    CARD,
    FORMAT,
    SEAL,
    Card,
    check_place,
    load,
    read_seen,
    write,
)
from nlp.learning.model import Model
from nlp.learning.problems import LearningProblem
from nlp.learning.seen import known_again
from nlp.learning.shelf import IN_USE, Shelf
from nlp.learning.training import train
from tests.nlp.learning.own import examples

LINES = ("rarity.npy", "weights.npy", "bias.npy", "tilt.npy", "odds.npy")
PARTS = ("terms.json", *LINES, "inward.npy", "threshold.npy", "outward.npy", "seen.npy")


def a_card(model: Model, target: str = "category", seed: int = 0) -> Card:
    return Card(
        format=FORMAT,
        target=target,
        labels=model.labels,
        seed=seed,
        data={"rows": 24},
        versions={"numpy": np.__version__},
        figures={"macro_f1": 0.9, "ece": 0.02},
    )


@pytest.fixture(scope="module")
def model() -> Model:
    return train(examples()).model


@pytest.fixture
def written(tmp_path: Path, model: Model) -> Path:
    write(tmp_path / "model", a_card(model), model)
    return tmp_path / "model"


def test_what_is_read_says_what_was_written(written: Path, model: Model) -> None:
    card, read = load(written)

    assert card.labels == model.labels
    for each in examples():
        assert read.of(each.title, each.text) == model.of(each.title, each.text)


def test_a_newer_model_takes_the_place_of_the_older(written: Path, model: Model) -> None:
    write(written, a_card(model, seed=9), model)

    assert load(written)[0].seed == 9
    assert [path.name for path in written.parent.iterdir()] == ["model"]


def test_nothing_else_is_written_over(tmp_path: Path, model: Model) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "to-keep.txt").write_text("x")

    with pytest.raises(LearningProblem, match="left as it is"):
        write(tmp_path / "letters", a_card(model), model)

    assert (tmp_path / "letters" / "to-keep.txt").read_text() == "x"


@pytest.mark.parametrize("out", ["/proc/model", "/proc/there/model", "file/model", "n" * 300])
def test_a_place_that_cannot_be_written_is_refused_beforehand(tmp_path: Path, out: str) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(LearningProblem, match=r"写不进去.*cannot be written"):
        check_place(tmp_path / out)

    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_trying_a_place_out_leaves_nothing_behind(tmp_path: Path) -> None:
    check_place(tmp_path / "a" / "b" / "model")

    assert list(tmp_path.iterdir()) == []


def test_says_which_texts_it_learned_from_without_keeping_them(
    tmp_path: Path, model: Model
) -> None:
    texts = ["巷口路灯坏了，我叫欧阳楚翘", "巷口路灯坏了，我叫欧阳楚翘", "水管漏了"]
    card = write(tmp_path / "model", a_card(model), model, texts)

    learned = read_seen(tmp_path / "model", card)

    assert len(learned) == 2
    assert known_again([" 水管漏了\n", "水管漏了", "水管好了", *texts], learned) == 5


def shortened(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-3])


def turned(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("harm", [shortened, turned, Path.unlink])
def test_a_damaged_part_is_refused_by_name(
    written: Path, name: str, harm: Callable[[Path], None]
) -> None:
    harm(written / name)

    with pytest.raises(LearningProblem, match=rf"已损坏.*damaged \({name}\)"):
        load(written)


@pytest.mark.parametrize("content", ["", "{", "[]", f'{{"format": {FORMAT}}}', "null"])
def test_a_card_that_is_none_is_refused(written: Path, content: str) -> None:
    (written / CARD).write_text(content)

    with pytest.raises(LearningProblem, match="damaged"):
        load(written)


def test_a_model_of_another_version_is_refused(written: Path) -> None:
    card = json.loads((written / CARD).read_text())
    (written / CARD).write_text(json.dumps({**card, "format": FORMAT + 1, "more": 1}))

    with pytest.raises(LearningProblem, match=r"另一版本.*another version"):
        load(written)


def test_parts_of_two_models_do_not_make_one(written: Path) -> None:
    card = json.loads((written / CARD).read_text())
    (written / CARD).write_text(json.dumps({**card, "labels": [*card["labels"], "more"]}))

    with pytest.raises(LearningProblem, match="damaged"):
        load(written)


@pytest.mark.parametrize("changed", ["0.5", "title"])
def test_a_card_that_somebody_changed_is_refused(written: Path, changed: str) -> None:
    card = json.loads((written / CARD).read_text())
    figures = {**card["figures"], changed: 0.99}
    (written / CARD).write_text(json.dumps({**card, "figures": figures}, indent=1))

    with pytest.raises(LearningProblem, match=CARD):
        load(written)


def test_the_seal_of_a_card_is_what_sha256sum_checks(written: Path) -> None:
    done = subprocess.run(["sha256sum", "--check", SEAL], cwd=written, capture_output=True)

    assert done.returncode == 0
    (written / SEAL).unlink()
    with pytest.raises(LearningProblem, match=CARD):
        load(written)


def test_a_folder_without_a_card_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(LearningProblem, match="is no model"):
        load(tmp_path)


def test_the_shelf_goes_forward_and_back(tmp_path: Path, model: Model) -> None:
    shelf = Shelf(tmp_path / "models")
    first = write(tmp_path / "first", a_card(model, seed=1), model)
    second = write(tmp_path / "second", a_card(model, seed=2), model)

    shelf.use(str(tmp_path / "first"))
    shelf.use(str(tmp_path / "second"))

    assert shelf.in_use("category") == shelf.folder / f"category-{second.fingerprint}"
    assert shelf.rollback("category") == first
    assert shelf.in_use("category") == shelf.folder / f"category-{first.fingerprint}"
    assert shelf.rollback("category") is None
    assert shelf.in_use("category") is None
    with pytest.raises(LearningProblem, match="no model is in use"):
        shelf.rollback("category")


def test_each_target_has_a_model_of_its_own(tmp_path: Path, model: Model) -> None:
    shelf = Shelf(tmp_path / "models")
    for target in ("category", "unit"):
        write(tmp_path / target, a_card(model, target), model)
        shelf.use(str(tmp_path / target))

    shelf.rollback("unit")

    assert shelf.in_use("category") is not None
    assert [each.used for each in shelf.all()] == [True, False]


def test_a_damaged_model_is_not_taken_into_use(tmp_path: Path, model: Model) -> None:
    shelf = Shelf(tmp_path / "models")
    write(tmp_path / "good", a_card(model, seed=1), model)
    write(tmp_path / "bad", a_card(model, seed=2), model)
    shortened(tmp_path / "bad" / "weights.npy")
    shelf.use(str(tmp_path / "good"))
    before = (shelf.folder / IN_USE).read_bytes()

    with pytest.raises(LearningProblem, match="damaged"):
        shelf.use(str(tmp_path / "bad"))

    assert (shelf.folder / IN_USE).read_bytes() == before


@pytest.mark.parametrize("content", ["", "{", "[]", '{"targets": 3}'])
def test_a_shelf_that_lost_its_choice_says_how_to_mend_it(
    tmp_path: Path, model: Model, content: str
) -> None:
    shelf = Shelf(tmp_path / "models")
    write(tmp_path / "one", a_card(model), model)
    card = shelf.use(str(tmp_path / "one"))
    (shelf.folder / IN_USE).write_text(content)

    with pytest.raises(LearningProblem, match=r"删掉这个文件.*remove it and choose again"):
        shelf.use(f"category-{card.fingerprint}")
    (shelf.folder / IN_USE).unlink()

    assert shelf.use(f"category-{card.fingerprint}") == card


def test_the_shelf_lists_what_it_cannot_use_and_why(tmp_path: Path, model: Model) -> None:
    shelf = Shelf(tmp_path / "models")
    write(shelf.folder / "sound", a_card(model), model)
    write(shelf.folder / "broken", a_card(model), model)
    (shelf.folder / "broken" / CARD).write_text("{")

    listed = {each.name: each for each in shelf.all()}

    assert listed["sound"].card is not None
    assert "damaged" in listed["broken"].problem
