"""Files of articles: what is read, what is told of every faulty row, what is written out."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from channels.files import FileProblem
from gateway.article_files import Reading, write
from gateway.knowledge import Standing, Table
from tests.articles import CARD as WHOLE
from tests.articles import version

CARD = {"问题": "居住证怎么办理？", "答案": "带身份证到派出所申领。", "出处": "办事指南"}
HEATING = {"问题": "供暖从哪天开始？", "答案": "每年十月十五日开始。", "出处": "供热管理办法"}
READING = Reading(("0101",), ("gas", "water"), ZoneInfo("Asia/Shanghai"))


def written(folder: Path, rows: Sequence[Mapping[str, str]], encoding: str = "utf-8") -> Path:
    path = folder / "a.csv"
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, headings)
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(folder: Path, *rows: Mapping[str, str]) -> Table:
    return READING.read(written(folder, rows))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_reads_what_excel_writes(tmp_path: Path, encoding: str) -> None:
    table = READING.read(written(tmp_path, [CARD], encoding))

    [line] = table.lines
    assert not table.faults
    assert line.number == 2
    assert (line.article().question, line.article().source) == (CARD["问题"], CARD["出处"])


def test_headings_may_be_english(tmp_path: Path) -> None:
    row = {"Question": "How?", "Answer": "So.", "source": "a rule", "status": "ended"}

    [line] = read(tmp_path, row).lines

    assert line.article().standing is Standing.ENDED


def test_lists_and_days_are_taken_apart(tmp_path: Path) -> None:
    row = {
        **CARD,
        "其他问法": "暂住证在哪办| |居住证要钱吗|暂住证在哪办",
        "单位": "gas、water",
        "生效日期": "2026年3月5日",
        "失效日期": "2027/3/5",
    }

    article = read(tmp_path, row).lines[0].article()

    assert article.wordings == ("暂住证在哪办", "居住证要钱吗")
    assert article.units == ("gas", "water")
    assert (article.valid_from, article.valid_until) == (date(2026, 3, 5), date(2027, 3, 5))


def test_a_column_that_is_not_there_leaves_what_is_kept(tmp_path: Path) -> None:
    [line] = read(tmp_path, CARD).lines

    article = line.article(WHOLE)

    assert article.answer == CARD["答案"]
    assert (article.wordings, article.link) == (WHOLE.wordings, WHOLE.link)


@pytest.mark.parametrize(
    ("wrong", "about", "says"),
    [
        ({"答案": ""}, "answer", "Write the answer"),
        ({"出处": ""}, "source", "Name the source"),
        ({"问题": "？？"}, "question", "Write the question"),
        ({"问题": "😀"}, "question", "Write the question"),
        ({"问题": "问" * 201}, "question", "200 characters"),
        ({"答案": "长" * 100_000}, "answer", "4000 characters at most, not 100000"),
        ({"其他问法": "|".join(map(str, range(21)))}, "wordings", "20 other wordings"),
        ({"其他问法": "问" * 201}, "wordings", "200 characters"),
        ({"分类": "9999"}, "category", "no category 9999"),
        ({"单位": "gas、nowhere"}, "units", "no unit nowhere"),
        ({"失效日期": "下个月"}, "valid_until", "Write the day"),
        ({"生效日期": "2027-01-01", "失效日期": "2026-01-01"}, "valid_until", "before the first"),
        ({"状态": "也许"}, "standing", "kept or ended"),
        ({"链接": "javascript:alert(1)"}, "link", "http"),
        ({"编号": "a b/c"}, "id", "An id has"),
        ({"问题": "居住证 怎么办理"}, "question", "question of row 2"),
    ],
)
def test_a_faulty_row_is_told_by_its_number(
    tmp_path: Path, wrong: dict[str, str], about: str, says: str
) -> None:
    table = read(tmp_path, CARD, {**HEATING, **wrong})

    [(number, fault)] = table.faults
    assert (number, fault.about) == (3, about)
    assert says in fault.en
    assert fault.zh


def test_every_fault_of_every_row_is_told(tmp_path: Path) -> None:
    table = read(tmp_path, {**CARD, "答案": "", "出处": ""}, {**HEATING, "分类": "x"})

    assert [(number, fault.about) for number, fault in table.faults] == [
        (2, "answer"),
        (2, "source"),
        (3, "category"),
    ]


def test_two_rows_may_not_have_one_id(tmp_path: Path) -> None:
    table = read(tmp_path, {**CARD, "编号": "a"}, {**HEATING, "编号": "a"})

    [(number, fault)] = table.faults
    assert (number, fault.about) == (3, "id")


def test_one_question_may_have_two_answers_one_after_the_other(tmp_path: Path) -> None:
    first = {**CARD, "编号": "a", "生效日期": "", "失效日期": "2026-12-31"}
    second = {**CARD, "编号": "b", "生效日期": "2027-01-01", "失效日期": ""}

    assert not read(tmp_path, first, second).faults
    assert read(tmp_path, first, {**second, "生效日期": "2026-12-31"}).faults


def test_a_cell_too_many_is_a_comma_without_quotes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("问题,答案,出处\n甲?,乙,丙,丁\n", encoding="utf-8")

    [(number, fault)] = READING.read(path).faults

    assert (number, fault.about) == (2, "row")


def test_what_shows_nothing_and_breaks_databases_is_left_out(tmp_path: Path) -> None:
    article = read(tmp_path, {**CARD, "答案": "带\x07身份证\x1b。"}).lines[0].article()

    assert article.answer == "带身份证。"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        ("问题,答案\n甲,乙\n".encode(), "Columns are missing: source"),
        ("姓名,电话\n甲,乙\n".encode(), "no heading we know"),
        (b"\xff\xfe\x00\x01" * 50, "UTF-16"),
        (b"\x81\x20\xff" * 50, "neither UTF-8 nor GB18030"),
        ('问题,答案,出处\n甲,"乙,丙\n'.encode(), "malformed"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    with pytest.raises(FileProblem, match=says):
        READING.read(path)


def test_a_heading_alone_is_an_empty_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("问题,答案,出处\n\n,,\n", encoding="utf-8")

    assert READING.read(path) == Table([], [])


def test_what_is_written_is_read_back_as_it_was(tmp_path: Path) -> None:
    whole = version(
        category="0101",
        units=("gas", "water"),
        valid_from=date(2026, 3, 5),
        valid_until=date(2027, 3, 5),
        standing=Standing.ENDED,
        answer='第一行\n第二行，有"引号"和,逗号',
    )
    path = tmp_path / "out.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        assert write(file, [whole]) == 1

    [line] = READING.read(path).lines

    assert (line.id, line.article()) == ("card", whole.article)
