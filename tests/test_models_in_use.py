"""The service takes the models that the shelf names, and notices when another is chosen."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from gateway.settings import PACKAGED_CITY
from gateway.town import Town
from nlp.learning.directory import FORMAT, Card, write
from nlp.learning.examples import Example
from nlp.learning.shelf import IN_USE, Shelf
from nlp.learning.training import Trained, train
from nlp.suggestion import Guess
from nlp.understanding import VERSION
from tests.nlp.learning.own import TOLD
from tests.values import NOON

BUS = "老年卡刷不上，司机态度差，等了四十分钟一辆没来"
CODES = ("0101", "0702", "0601")


@cache
def trained(labels: Sequence[str]) -> Trained:
    named = zip(labels, TOLD.values(), strict=True)
    return train([Example("", text, label) for label, texts in named for text in texts])


def model_at(
    path: Path, labels: Sequence[str] = CODES, seed: int = 0, target: str = "category"
) -> Path:
    made = trained(tuple(labels))
    card = Card(
        format=FORMAT,
        target=target,
        labels=made.model.labels,
        seed=seed,
        data={"rows": 24},
        versions={"keywords": VERSION},
        figures=made.figures,
    )
    write(path, card, made.model)
    return path


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "models")


@pytest.fixture
def town(shelf: Shelf) -> Town:
    return Town(PACKAGED_CITY, shelf)


def said(town: Town) -> tuple[Guess | None, str]:
    suggestion = town.understanding(town.today(NOON)).suggest(BUS)
    return suggestion.category, suggestion.version


def test_a_model_chosen_while_the_service_runs_speaks_from_the_next_report_on(
    town: Town, shelf: Shelf, tmp_path: Path
) -> None:
    _, before = said(town)

    card = shelf.use(str(model_at(tmp_path / "new")))

    category, after = said(town)
    assert before == VERSION
    assert after == f"{VERSION}+category-{card.fingerprint}"
    assert category is not None
    assert category.code == "0601"


def test_after_a_rollback_the_model_before_speaks_again(
    town: Town, shelf: Shelf, tmp_path: Path
) -> None:
    first = shelf.use(str(model_at(tmp_path / "first")))
    shelf.use(str(model_at(tmp_path / "second", seed=1)))
    assert not said(town)[1].endswith(first.fingerprint)

    shelf.rollback("category")
    again = said(town)[1]
    shelf.rollback("category")

    assert again.endswith(first.fingerprint)
    assert said(town)[1] == VERSION


def test_nothing_is_built_again_while_nothing_changes(town: Town) -> None:
    today = town.today(NOON)

    assert town.understanding(today) is town.understanding(today)


def test_a_damaged_model_is_refused_and_the_old_one_goes_on(
    town: Town, shelf: Shelf, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    old = shelf.use(str(model_at(tmp_path / "old")))
    said(town)
    new = shelf.use(str(model_at(tmp_path / "new", seed=1)))
    name = f"category-{new.fingerprint}"
    whole = (shelf.folder / name / "bias.npy").read_bytes()

    (shelf.folder / name / "bias.npy").write_bytes(b"broken")
    goes_on = said(town)[1]
    (shelf.folder / name / "bias.npy").write_bytes(whole)
    town.try_reload()

    assert goes_on.endswith(old.fingerprint)
    assert said(town)[1].endswith(new.fingerprint)
    refused = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert len(refused) == 1
    assert "bias.npy" in refused[0].getMessage()


@pytest.mark.parametrize("labels", [("供水", "噪声", "公交"), ("9901", "9902", "9903")])
def test_a_model_of_another_city_has_no_say(
    labels: Sequence[str],
    town: Town,
    shelf: Shelf,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    shelf.use(str(model_at(tmp_path / "strange", labels)))

    assert said(town)[1] == VERSION
    assert "no label of this city" in caplog.text


def test_a_shelf_that_lost_its_models_leaves_the_service_out_of_the_box(
    shelf: Shelf, tmp_path: Path
) -> None:
    card = shelf.use(str(model_at(tmp_path / "gone")))
    shutil.rmtree(shelf.folder / f"category-{card.fingerprint}")
    assert said(Town(PACKAGED_CITY, shelf))[1] == VERSION

    (shelf.folder / IN_USE).write_text("{")

    assert said(Town(PACKAGED_CITY, shelf))[1] == VERSION
