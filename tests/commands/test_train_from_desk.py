"""`duokou train --from-desk`: what staff decided becomes a model, and is used if it is better."""

from __future__ import annotations

import json
import random
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from gateway.database.migrate import migrate
from nlp.learning.shelf import Shelf
from tests.commands.running import Outcome, duokou_here
from tests.nlp.learning.own import TOLD
from tests.store.test_confirmed import keep

KINDS = dict(zip(TOLD, ("help", "complaint", "suggest"), strict=True))
CALLER = "。我叫欧阳楚翘，电话13812345678，订单9988776655"


def told_at_the_desk(folder: Path, most: int) -> None:
    """Sentences about one thing, each confirmed as the same kind; no two are near copies."""
    migrate(f"sqlite:///{folder}/duokou.db")
    pairs = [product(texts, range(5)) for texts in TOLD.values()]
    draw = random.Random(1)
    with create_engine(f"sqlite:///{folder}/duokou.db").begin() as connection:
        for minute, told in enumerate(list(zip(*pairs, strict=True))[:most]):
            for kind, (sentence, caller) in zip(KINDS.values(), told, strict=True):
                chatter = "".join(chr(draw.randrange(0x4E00, 0x9000)) for _ in range(60))
                text = f"{sentence}，{chatter}{'' if caller else CALLER}"
                keep(connection, text, minute=minute, kind=kind, lead="xn-gs", category="0101")


def from_desk(folder: Path, *more: str) -> Outcome:
    return duokou_here("train", "--from-desk", "--target", "kind", *more, cwd=folder)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "var").mkdir()
    told_at_the_desk(folder / "var", 40)
    return folder


@pytest.fixture(scope="module")
def first(desk: Path) -> Outcome:
    return from_desk(desk, "--out", "left")


def test_a_better_model_is_used_and_both_figures_are_said(desk: Path, first: Outcome) -> None:
    assert first.code == 0, first.err
    assert "in use now" in first.out
    card = json.loads((desk / "left" / "card.json").read_text())
    held = card["figures"]["held_out"]
    assert (card["data"]["from"], held["rows"]) == ("desk", 24)
    assert held["new"]["accuracy"] > held["old"]["accuracy"]
    assert Shelf(desk / "var" / "models").in_use("kind") is not None


@pytest.mark.usefixtures("first")
def test_no_name_and_no_number_of_a_citizen_is_learned(desk: Path) -> None:
    terms = (desk / "left" / "terms.json").read_text()

    assert "水管" in terms
    assert not any(secret in terms for secret in ("楚翘", "欧阳", "13812345678", "9988776655"))


@pytest.mark.usefixtures("first")
def test_a_model_that_is_no_better_replaces_nothing(desk: Path) -> None:
    before = Shelf(desk / "var" / "models").in_use("kind")

    again = from_desk(desk)

    assert again.code == 0, again.err
    assert "what is in use stays" in again.out
    assert Shelf(desk / "var" / "models").in_use("kind") == before


def test_too_few_tickets_are_said_and_leave_everything_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    told_at_the_desk(tmp_path / "var", 3)

    few = from_desk(tmp_path)

    assert few.code == 1
    assert "9 confirmed tickets are too few" in few.err
    assert not (tmp_path / "var" / "models").exists()


def test_without_a_database_there_is_nothing_to_learn(tmp_path: Path) -> None:
    nothing = from_desk(tmp_path)

    assert nothing.code == 1
    assert "there is no database" in nothing.err
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("words", [("data.csv", "--from-desk"), (), ("data.csv",)])
def test_a_wish_that_is_not_clear_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    unclear = duokou_here("train", *words, cwd=tmp_path)

    assert unclear.code == 2
    assert "--from-desk alone" in unclear.err
