"""`duokou import`: every row ends somewhere, a second time adds nothing."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from tests.commands.running import Outcome, duokou, duokou_here

REAL = Path(__file__).parents[3] / "shared" / "data" / "fuzhou_12345.csv"
COLUMNS = {
    "read": "读到",
    "new": "新诉求",
    "attached": "并入",
    "known": "此前已收",
    "refused": "未能接收",
}


def books(outcome: Outcome) -> dict[str, int]:
    counted = {}
    for name, word in COLUMNS.items():
        line = next(line for line in outcome.out.splitlines() if word in line)
        counted[name] = int(re.findall(r"\d+", line)[-1])
    return counted


def a_file(folder: Path, rows: list[list[str]]) -> Path:
    path = folder / "reports.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["编号", "内容", "电话"], *rows])
    return path


def test_takes_every_row_or_says_which_and_why(tmp_path: Path) -> None:
    rows = [[str(i), f"城东区大众街{i}号门前的路灯坏了，请派人来修。", ""] for i in range(150)]
    rows[70][1] = "   "
    rows[140][2] = "没有电话"

    done = duokou("import", str(a_file(tmp_path, rows)), "--channel", "旧系统", cwd=tmp_path)

    assert done.code == 0, done.err
    assert books(done) == {"read": 150, "new": 148, "attached": 0, "known": 0, "refused": 2}
    assert re.search(r"第 72 行 row 72: ", done.err)
    assert re.search(r"第 142 行 row 142: 这不像电话号码", done.err)


def test_a_second_time_adds_nothing(tmp_path: Path) -> None:
    rows = [[str(i), f"城北区小桥大街{i}号漏水，请来看看。", ""] for i in range(10)]
    path = a_file(tmp_path, rows)
    duokou_here("import", str(path), "--channel", "旧系统", cwd=tmp_path)

    again = duokou_here("import", str(path), "--channel", "旧系统", cwd=tmp_path)

    assert again.code == 0, again.err
    assert books(again) == {"read": 10, "new": 0, "attached": 0, "known": 10, "refused": 0}


def test_attaches_what_one_person_says_twice(tmp_path: Path) -> None:
    said = "城西区黄河路的井盖松了，车一压就响。"
    rows = [["1", said, "13800000001"], ["2", said, "13800000001"], ["3", said, "13800000002"]]

    done = duokou_here("import", str(a_file(tmp_path, rows)), "--channel", "旧系统", cwd=tmp_path)

    assert books(done) == {"read": 3, "new": 2, "attached": 1, "known": 0, "refused": 0}


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["nothing.csv", "--channel", "x"], 1, "文件打不开"),
        (["reports.csv", "--channel", "a/b"], 2, "--channel"),
        (["reports.csv", "--channel", "x", "--map", "内容"], 2, "--map"),
        (["reports.csv", "--channel", "x", "--map", "text=没有"], 1, "没有「没有」这一列"),
        (["reports.csv"], 2, "--channel"),
    ],
)
def test_says_in_one_sentence_what_is_wrong(
    tmp_path: Path, words: list[str], code: int, says: str
) -> None:
    a_file(tmp_path, [["1", "城东区的路灯坏了。", ""]])

    done = duokou_here("import", *words, cwd=tmp_path)

    assert done.code == code
    assert says in done.err
    assert "Traceback" not in done.err


@pytest.mark.skipif(not REAL.exists(), reason=f"the real file is not there: {REAL.name}")
def test_the_books_of_a_real_file_balance(tmp_path: Path) -> None:
    with REAL.open(encoding="utf-8") as file:
        rows = sum(1 for _ in csv.DictReader(file))

    first = books(duokou_here("import", str(REAL), "--channel", "fuzhou", cwd=tmp_path))
    second = books(duokou_here("import", str(REAL), "--channel", "fuzhou", cwd=tmp_path))

    assert first["read"] == rows == first["new"] + first["attached"] + first["refused"]
    assert second["known"] == rows - first["refused"]
    assert second["new"] == second["attached"] == 0
