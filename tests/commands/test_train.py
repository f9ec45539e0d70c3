"""`duokou train` and `duokou model`: from a table to a model in use, and back."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.commands.running import Outcome, duokou_here
from tests.nlp.learning.own import TITLES, TOLD

HEADINGS = ("title", "text", "category")
ROWS = [
    (TITLES[at % len(TITLES)], text, label)
    for label, texts in TOLD.items()
    for at, text in enumerate(texts)
]


def table(
    path: Path, rows: Sequence[Sequence[str]] = ROWS, headings: Sequence[str] = HEADINGS
) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    return path


def train(folder: Path, data: Path, out: str = "model", *more: str) -> Outcome:
    columns = ("--title", "title", "--text", "text", "--label", "category")
    return duokou_here("train", str(data), *columns, "--out", out, *more, cwd=folder)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained")
    done = train(folder, table(folder / "data.csv"))
    assert done.code == 0, done.err
    assert "macro-F1" in done.out
    return folder / "model"


def test_a_model_says_where_it_comes_from(made: Path) -> None:
    card = json.loads((made / "card.json").read_text())

    assert card["labels"] == sorted(TOLD)
    assert card["data"]["rows"] == len(ROWS)
    assert len(card["data"]["fingerprint"]) == 64
    assert {"numpy", "scikit-learn", "rjieba", "python", "keywords"} <= card["versions"].keys()
    assert 0 <= card["figures"]["macro_f1"] <= 1


def test_the_same_table_and_seed_make_the_same_model(made: Path) -> None:
    done = train(made.parent, made.parent / "data.csv", "again")

    assert done.code == 0, done.err
    again = made.parent / "again"
    for path in made.iterdir():
        assert path.read_bytes() == (again / path.name).read_bytes()


def test_an_evaluation_prints_one_object(made: Path) -> None:
    done = duokou_here(
        "evaluate", "category", str(made.parent / "data.csv"), "--title", "title",
        "--text", "text", "--label", "category", "--model", str(made), "--json",
        cwd=made.parent,
    )  # fmt: skip

    figures = json.loads(done.out)
    assert figures["rows"] == len(ROWS)
    assert figures["macro_f1"] > 0.9
    assert figures["per_class"].keys() == TOLD.keys()
    assert figures["messages_per_second"] > 0
    assert {"accuracy", "ece", "coverage_at_97_precision", "top3"} <= figures.keys()


def test_an_evaluation_shows_tables_to_people(made: Path) -> None:
    done = duokou_here(
        "evaluate", "category", str(made.parent / "data.csv"), "--label", "category",
        "--model", str(made), cwd=made.parent,
    )  # fmt: skip

    assert done.code == 0, done.err
    assert "macro_f1" in done.out
    assert "噪声" in done.out


OWN = ("0101", "0102", "0201", "0202", "0301", "0302")  # codes of the packaged city


def in_codes(rows: Sequence[tuple[str, str, str]], foreign: int = 0) -> list[tuple[str, str, str]]:
    """The same with codes for labels, all but the first so many."""
    codes = dict(zip(sorted(TOLD)[foreign:], OWN, strict=False))
    return [(title, text, codes.get(label, label)) for title, text, label in rows]


def test_models_are_used_listed_and_given_up(tmp_path: Path) -> None:
    trained = train(tmp_path, table(tmp_path / "data.csv", in_codes(ROWS)), "mine")
    used = duokou_here("model", "use", "./mine", cwd=tmp_path)
    listed = duokou_here("model", "list", cwd=tmp_path)
    back = duokou_here("model", "rollback", cwd=tmp_path)
    again = duokou_here("model", "rollback", cwd=tmp_path)

    assert (used.code, listed.code, back.code) == (0, 0, 0), used.err + listed.err + back.err
    assert "no codes of this city" not in trained.err + used.err
    assert "*" in listed.out
    assert "category-" in listed.out
    assert "out of the box" in back.out
    assert again.code == 2
    assert "no model is in use" in again.err


def test_a_model_of_another_city_is_not_used_and_the_old_one_stays(
    made: Path, tmp_path: Path
) -> None:
    train(tmp_path, table(tmp_path / "data.csv", in_codes(ROWS)), "mine")
    duokou_here("model", "use", "./mine", cwd=tmp_path)
    before = duokou_here("model", "list", cwd=tmp_path)

    refused = duokou_here("model", "use", str(made), cwd=tmp_path)

    assert refused.code == 2
    assert "nothing has changed" in refused.err
    assert duokou_here("model", "list", cwd=tmp_path).out == before.out


def test_says_which_labels_are_no_codes_of_this_city(tmp_path: Path) -> None:
    trained = train(tmp_path, table(tmp_path / "data.csv", in_codes(ROWS, foreign=1)), "mine")
    used = duokou_here("model", "use", "./mine", cwd=tmp_path)

    assert (trained.code, used.code) == (0, 0)
    for told in (trained.err, used.err):
        assert sorted(TOLD)[0] in told
        assert "1 labels are no codes of this city" in told


@pytest.mark.parametrize(
    ("rows", "headings", "says"),
    [
        (ROWS, ("title", "body", "category"), "columns are missing: text"),
        (ROWS, ("text", "text", "category"), "columns are missing: title"),
        ([(*row, "a") for row in ROWS], (*HEADINGS, "category"), "the same name, rename one: cat"),
        ([], HEADINGS, "has no rows"),
        ([("", "水", "a"), ("", "火", "a")], HEADINGS, "two different labels"),
        ([("", "水", "a"), ("", "火", "")], HEADINGS, "row 3"),
    ],
)
def test_data_that_cannot_be_learned_from_is_refused(
    tmp_path: Path, rows: Sequence[Sequence[str]], headings: Sequence[str], says: str
) -> None:
    done = train(tmp_path, table(tmp_path / "data.csv", rows, headings))

    assert done.code == 2
    assert says in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "model").exists()


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\0\0")

    missing = train(tmp_path, tmp_path / "nowhere.csv")
    picture = train(tmp_path, tmp_path / "picture.csv")

    assert (missing.code, picture.code) == (2, 2)
    assert "no such file" in missing.err
    assert "NUL bytes" in picture.err


def test_another_folder_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "letter.txt").write_text("keep me")

    done = train(tmp_path, table(tmp_path / "data.csv"))

    assert done.code == 1
    assert "left as it is" in done.err
    assert (tmp_path / "model" / "letter.txt").exists()


def test_a_city_s_own_codes_are_learned_with_its_sample_sentences(tmp_path: Path) -> None:
    rows = [("", text, "01" if label == "供水" else "06") for _, text, label in ROWS]

    done = train(tmp_path, table(tmp_path / "data.csv", rows), "model")

    assert done.code == 0, done.err
    card = json.loads((tmp_path / "model" / "card.json").read_text())
    assert card["data"]["samples"] > 1000
    assert card["figures"]["rows"] == len(ROWS)
