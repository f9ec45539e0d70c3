"""`duokou knowledge`: a file of answers goes in whole or not at all, and comes out again."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.commands.running import Outcome, duokou, duokou_here

CARD = {"问题": "居住证怎么办理？", "答案": "带身份证到派出所申领。", "出处": "办事指南"}
HEATING = {"问题": "供暖从哪天开始？", "答案": "每年十月十五日开始。", "出处": "供热管理办法"}


def table(
    folder: Path, rows: Sequence[Mapping[str, str]], encoding: str = "utf-8", name: str = "a.csv"
) -> Path:
    path = folder / name
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, headings)
        writer.writeheader()
        writer.writerows(rows)
    return path


def take_in(path: Path) -> Outcome:
    return duokou_here("knowledge", "import", str(path), cwd=path.parent)


def counts(outcome: Outcome) -> list[int]:
    """New, changed, the same."""
    assert outcome.code == 0, outcome.err
    cells = [line.split("│") for line in outcome.out.splitlines() if line.startswith("│")]
    return [int(each[2]) for each in cells]


def test_takes_in_a_file_and_lists_what_was_in_it(tmp_path: Path) -> None:
    taken = take_in(table(tmp_path, [CARD, HEATING], "gb18030"))

    listed = duokou("knowledge", "list", "--text", "派出所", cwd=tmp_path)

    assert counts(taken) == [2, 0, 0]
    assert "居住证怎么办理" in listed.out
    assert "供暖" not in listed.out


def test_the_same_file_once_more_changes_nothing_and_a_corrected_one_only_what_differs(
    tmp_path: Path,
) -> None:
    first = take_in(table(tmp_path, [CARD, HEATING]))
    again = take_in(table(tmp_path, [CARD, HEATING]))
    corrected = take_in(table(tmp_path, [CARD, {**HEATING, "答案": "十月十日开始。"}]))

    assert [counts(each) for each in (first, again, corrected)] == [
        [2, 0, 0],
        [0, 0, 2],
        [0, 1, 1],
    ]


def test_what_was_exported_comes_back_as_it_was(tmp_path: Path) -> None:
    full = {
        **CARD,
        "编号": "card-1",
        "其他问法": "暂住证在哪办",
        "英文答案": "At a police station.\nIt is free.",
        "链接": "https://example.org/a?b=c",
        "生效日期": "2026年3月5日",
        "失效日期": "2027-03-05",
        "状态": "停用",
    }
    take_in(table(tmp_path, [full, {**HEATING, "编号": ""}]))
    duokou_here("knowledge", "export", "out.csv", cwd=tmp_path)

    again = take_in(tmp_path / "out.csv")

    assert counts(again) == [0, 0, 2]
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(each for each in csv.DictReader(file) if each["编号"] == "card-1")
    assert row == {
        **full,
        "生效日期": "2026-03-05",
        "分类": "",
        "单位": "",
    }


def test_one_wrong_row_is_told_in_both_languages_and_nothing_is_taken(tmp_path: Path) -> None:
    done = take_in(table(tmp_path, [CARD, {**HEATING, "答案": "长" * 100_000, "分类": "9999"}]))

    listed = duokou_here("knowledge", "list", cwd=tmp_path)

    told = ("第 3 行 row 3", "4000 characters at most", "没有这个分类：9999", "nothing was taken")
    assert done.code == 1
    assert all(words in done.err for words in told), done.err
    assert "居住证" not in listed.out


@pytest.mark.parametrize("content", [b"", "问题,答案\n甲,乙\n".encode()])
def test_a_file_that_is_no_such_table_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    done = take_in(path)

    assert done.code == 1
    assert "a.csv" in done.err
    assert "Traceback" not in done.err


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = take_in(tmp_path / "nothing.csv")

    assert done.code == 1
    assert "nothing.csv" in done.err
