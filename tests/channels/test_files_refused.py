"""What files cannot be read, which rows cannot be taken, and how that is said."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Problem
from channels.files import FileProblem, count, read
from channels.files.mapping import HEADINGS
from channels.files.reports import NoReport, Reading
from tests.channels.filing import NOW, SHANGHAI, a_csv, codes, rows_of


def code_of(path: Path, mapping: Mapping[str, str] | None = None) -> str:
    with pytest.raises(FileProblem) as caught:
        rows_of(path, mapping)
    return caught.value.problem.code


@pytest.mark.parametrize(
    ("heading", "written", "code"),
    [
        ("text", " ", "no-words"),
        ("id", "", "no-id"),
        ("time", "去年夏天", "bad-time"),
        ("occurred_at", "31.12.2025", "bad-time"),
        ("confidential", "也许", "bad-yes-no"),
        ("latitude", "北纬", "bad-position"),
        ("longitude", "1000", "bad-position"),
    ],
)
def test_says_why_a_row_cannot_be_taken_and_goes_on(
    tmp_path: Path, heading: str, written: str, code: str
) -> None:
    good = {"id": "1", "text": "好", heading: ""} | ({"id": "1", "text": "好"})
    bad = good | {"id": "2", heading: written}
    path = a_csv(tmp_path, list(good), list(bad.values()), list(good.values()))

    first, second = rows_of(path)

    assert (first.number, first.message, codes(first)) == (2, None, [(heading, code)])
    assert all(problem.zh and problem.en for problem in first.problems)
    assert second.message


def test_a_row_with_too_many_cells_is_not_cut_in_silence(tmp_path: Path) -> None:
    path = a_csv(tmp_path, ["id", "text"], ["1", "灯坏了", "还有人摔倒"], ["2", "好", ""])

    first, second = rows_of(path)

    assert codes(first) == [("row", "more-cells-than-headings")]
    assert second.message


def test_an_identical_row_without_id_is_the_same_report_and_said_so(tmp_path: Path) -> None:
    path = a_csv(tmp_path, ["text", "name"], ["灯坏了", "甲"], ["好", "乙"], ["灯坏了", "甲"])

    first, second, third = rows_of(path)

    assert first.message
    assert second.message
    assert codes(third) == [("id", "identical-row")]
    assert "第 2 行" in third.problems[0].zh


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "no-heading"),
        ("a.csv", b"\n\n", "no-heading"),
        ("a.csv", b",,\n1,2,3\n", "no-heading"),
        ("a.csv", b"foo,bar\n1,2\n", "no-text-column"),
        ("a.csv", "text\n路灯\n".encode("utf-16"), "not-text"),
        ("a.csv", b"text\nab\0cd\n", "not-text"),
        ("a.csv", b"text\n\xff\xff\xff\n", "unknown-encoding"),
        ("a.csv", b'text\nfine\n"not closed\n', "malformed-csv"),
        ("a.csv", b'text\n"a"b\n', "malformed-csv"),
        ("a.csv", b"text\n" + b"x" * 200_000, "malformed-csv"),
        ("a.pdf", b"%PDF", "unknown-type"),
    ],
)
def test_refuses_a_file_it_cannot_read_as_a_whole(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    assert code_of(path) == code


def test_a_fault_at_the_end_is_found_before_the_first_row_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"text\n" + b"fine\n" * 50_000 + b'"not closed\n')

    with pytest.raises(FileProblem, match="50002"):
        read(path, {}, "files", NOW, SHANGHAI)


def test_says_when_there_is_no_such_file(tmp_path: Path) -> None:
    assert code_of(tmp_path / "nowhere.csv") == "cannot-open"
    with pytest.raises(FileProblem):
        count(tmp_path / "nowhere.csv")


@pytest.mark.parametrize(
    ("mapping", "code", "listed"),
    [({"text": "txet"}, "no-such-column", "id, text"), ({"txt": "text"}, "no-such-field", "title")],
)
def test_a_wrong_mapping_is_answered_with_what_there_is(
    tmp_path: Path, mapping: dict[str, str], code: str, listed: str
) -> None:
    path = a_csv(tmp_path, ["id", "text"], ["1", "x"])

    with pytest.raises(FileProblem) as caught:
        rows_of(path, mapping)

    assert caught.value.problem.code == code
    assert listed in caught.value.problem.zh
    assert listed in caught.value.problem.en


@given(st.lists(st.text(max_size=12) | st.none() | st.floats() | st.datetimes(), max_size=22))
def test_any_row_is_a_report_or_has_reasons(cells: list[object]) -> None:
    reading = Reading(
        list(HEADINGS), {field: n for n, field in enumerate(HEADINGS)}, "files", NOW, SHANGHAI
    )
    problems: tuple[Problem, ...] = ()
    try:
        message = reading.message(cells)
    except NoReport as error:
        problems = error.problems
    else:
        assert message.text
    assert all(problem.zh and problem.en for problem in problems)
