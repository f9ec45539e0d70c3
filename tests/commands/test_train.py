"""`duokou train` and `duokou model`: from a table to a model in use, and back."""

from __future__ import annotations

import csv
import json
import shutil
import warnings
from collections.abc import Sequence
from pathlib import Path

import pytest

from gateway.settings import PACKAGED_CITY
from nlp.learning.samples import fingerprint
from routing_rules import load_city
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
    assert {"duokou", "numpy", "scikit-learn", "rjieba", "python"} <= card["versions"].keys()
    assert card["versions"]["city"] == load_city(PACKAGED_CITY).version
    assert card["versions"]["samples"] == fingerprint()
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
    assert figures["rows_learned_from"] == len(ROWS)
    assert f"the model learned from {len(ROWS)} of these {len(ROWS)} rows" in done.err


def test_rows_that_a_model_has_not_seen_flatter_nothing(made: Path, tmp_path: Path) -> None:
    rows = [("", text + "，请处理", label) for _, text, label in ROWS]
    done = duokou_here(
        "evaluate", "category", str(table(tmp_path / "data.csv", rows)), "--label", "category",
        "--model", str(made), "--json", cwd=tmp_path,
    )  # fmt: skip

    assert json.loads(done.out)["rows_learned_from"] == 0
    assert "learned from" not in done.err


def test_an_evaluation_shows_tables_to_people(made: Path) -> None:
    done = duokou_here(
        "evaluate", "category", str(made.parent / "data.csv"), "--label", "category",
        "--model", str(made), cwd=made.parent,
    )  # fmt: skip

    assert done.code == 0, done.err
    assert "macro_f1" in done.out
    assert "噪声" in done.out


OWN = ("01", "02", "03")  # codes of the packaged city; few of them make training short


def in_codes(rows: Sequence[tuple[str, str, str]], foreign: int = 0) -> list[tuple[str, str, str]]:
    """The same with codes for labels, all but the first so many."""
    codes = dict(zip(sorted(TOLD)[foreign:], OWN, strict=False))
    return [(title, text, codes.get(label, label)) for title, text, label in rows]


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("coded")
    done = train(folder, table(folder / "data.csv", in_codes(ROWS)))
    assert done.code == 0, done.err
    assert "no codes of this city" not in done.err
    return folder / "model"


def test_models_are_used_listed_and_given_up(coded: Path, tmp_path: Path) -> None:
    used = duokou_here("model", "use", str(coded), cwd=tmp_path)
    listed = duokou_here("model", "list", cwd=tmp_path)
    back = duokou_here("model", "rollback", cwd=tmp_path)
    again = duokou_here("model", "rollback", cwd=tmp_path)

    assert (used.code, listed.code, back.code) == (0, 0, 0), used.err + listed.err + back.err
    assert "no codes of this city" not in used.err
    assert "*" in listed.out
    assert "category-" in listed.out
    assert "out of the box" in back.out
    assert again.code == 2
    assert "no model is in use" in again.err


def test_says_that_the_city_folder_is_another_since_a_model_was_trained(
    coded: Path, tmp_path: Path
) -> None:
    (tmp_path / "duokou.toml").write_text('city = "city"\n')
    shutil.copytree(PACKAGED_CITY, tmp_path / "city")
    settings = ("-s", "duokou.toml")
    duokou_here("model", "use", str(coded), *settings, cwd=tmp_path)
    before = [
        duokou_here(*what, *settings, cwd=tmp_path) for what in (("model", "list"), ("check",))
    ]
    with (tmp_path / "city" / "taxonomy.yaml").open("a", encoding="utf-8") as file:
        file.write("# 改过\n")

    after = [
        duokou_here(*what, *settings, cwd=tmp_path) for what in (("model", "list"), ("check",))
    ]

    assert [each.code for each in (*before, *after)] == [0, 0, 0, 0]
    assert not any("changed since" in each.out for each in before)
    assert all("changed since: 城市目录 city folder" in each.out for each in after)


def test_models_are_listed_though_the_city_is_broken(tmp_path: Path) -> None:
    (tmp_path / "duokou.toml").write_text('city = "nowhere"\n')

    assert duokou_here("model", "list", "-s", "duokou.toml", cwd=tmp_path).code == 0


def test_a_model_of_another_city_is_not_used_and_the_old_one_stays(
    made: Path, coded: Path, tmp_path: Path
) -> None:
    duokou_here("model", "use", str(coded), cwd=tmp_path)
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
        (
            [("", f"水管{n}号漏了", f"{n}") for n in range(40)],
            HEADINGS,
            "a label of its own (40 of",
        ),
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

    assert done.code == 2
    assert "left as it is" in done.err
    assert (tmp_path / "model" / "letter.txt").exists()


@pytest.mark.parametrize("data", [("data.csv", "--label", "category"), ("--from-desk",)])
def test_a_place_that_cannot_be_written_is_said_before_anything_is_read(
    tmp_path: Path, data: tuple[str, ...]
) -> None:
    done = duokou_here("train", *data, "--out", "/proc/x", cwd=tmp_path)

    assert done.code == 2
    assert "写不进去" in done.err
    assert "/proc/x cannot be written" in done.err


def test_no_library_warns_on_the_screen(tmp_path: Path) -> None:
    """More than half of the labels of a fold stand for one row, as scikit-learn sees it."""
    rows = [("", text + str(n), f"{label}{n % 5}") for n, (_, text, label) in enumerate(ROWS)]

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        done = train(tmp_path, table(tmp_path / "data.csv", rows))

    assert done.code == 0, done.err
    assert not told


def test_a_city_s_own_codes_are_learned_with_its_sample_sentences(coded: Path) -> None:
    card = json.loads((coded / "card.json").read_text())
    assert card["data"]["samples"] > 1000
    assert card["figures"]["rows"] == len(ROWS)
