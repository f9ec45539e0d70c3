"""`duokou evaluate curve`: figures after so many confirmations, on one part that stays fixed."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.commands.running import Outcome, duokou_here
from tests.commands.test_train import table
from tests.nlp.learning.own import TOLD

CODES = dict(zip(TOLD, ("help", "complaint", "suggest"), strict=True))
KINDS = {"help": "急", "complaint": "怨", "suggest": "议"}


def rows(labels: dict[str, str]) -> list[tuple[str, str, str]]:
    """Each sentence five times, with words between that make no two of them near copies."""
    draw = random.Random(3)

    def chatter() -> str:
        return "".join(chr(draw.randrange(0x4E00, 0x9000)) for _ in range(60))

    return [
        ("", f"{text}，{chatter()}", labels[label])
        for label, texts in TOLD.items()
        for text in texts
        for _ in range(5)
    ]


def curve(folder: Path, data: Path, *more: str) -> Outcome:
    words = ("evaluate", "curve", str(data), "--label", "category", "--target", "kind", *more)
    return duokou_here(*words, cwd=folder)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("curve")
    own = {label: KINDS[code] for label, code in CODES.items()}
    (folder / "map.csv").write_text(
        "code,label\n" + "".join(f"{code},{label}\n" for code, label in KINDS.items()),
        encoding="utf-8",
    )
    data = table(folder / "data.csv", rows(own))
    done = curve(folder, data, "--map", "map.csv", "--at", "0,20,90,5000", "--json")
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_every_point_is_measured_on_the_same_part(told: dict[str, Any]) -> None:
    assert list(told["at"]) == ["0", "20", "90"]
    assert (told["left_out"], told["learned_from"]) == ([5000], 90)
    assert "96 行 / of 120 rows 24 are measured on and 0" in told["left_out_because"]
    assert {point["rows"] for point in told["at"].values()} == {told["held_out"]} == {24}


def test_confirmations_help_and_the_first_ones_do_no_harm(told: dict[str, Any]) -> None:
    none, few, many = (told["at"][count]["accuracy"] for count in ("0", "20", "90"))

    assert few >= none
    assert many > 0.9 > none


def test_says_that_copies_leave_nothing_to_learn_from(tmp_path: Path) -> None:
    few = [("", text, CODES[label]) for label, texts in TOLD.items() for text in texts[:1]] * 30
    data = table(tmp_path / "data.csv", few)

    done = curve(tmp_path, data, "--at", "0,20")

    assert done.code == 0, done.err
    assert "72 are nearly the same as those: 0 are left to learn from" in " ".join(
        done.out.replace("│", " ").split()
    )


@pytest.mark.parametrize("at", ["", "many", "-5,100"])
def test_counts_that_are_none_are_refused(tmp_path: Path, at: str) -> None:
    done = curve(tmp_path, table(tmp_path / "data.csv", rows(CODES)), f"--at={at}")

    assert done.code == 2
    assert "--at" in done.err


def test_labels_of_elsewhere_need_a_map(tmp_path: Path) -> None:
    done = curve(tmp_path, table(tmp_path / "data.csv", rows({label: label for label in TOLD})))

    assert done.code == 2
    assert "unknown to this city" in done.err
