"""Files of reports: every row is taken, or has its number and the reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

from channels.files import Row, count, guess_mapping
from channels.files import cells as cell
from channels.files.mapping import HEADINGS
from channels.message import InboundMessage, Location, Person
from tests.channels.filing import SHANGHAI, a_csv, a_workbook, messages_of, rows_of

REAL = Path(__file__).parents[3] / "shared" / "data" / "fuzhou_12345.csv"

EVERYTHING = {
    "编号": "A-17",
    "诉求内容": "河边步道塌了一块。",
    "标题": "步道塌陷",
    "受理时间": "2026年3月5日 8时5分",
    "发生时间": "2026/3/4 20:30",
    "诉求类型": "投诉",
    "问题分类": "roads",
    "诉求人": "祁女士",
    "联系电话": "13900000000",
    "事发地点": "滨河路",
    "区县": "城东区",
    "纬度": "36.62",
    "经度": "101.78",
    "匿名": "否",
    "是否保密": "是",
    "是否企业": "",
    "用户编号": "u9",
    "来源渠道": "电话",
    "原工单编号": "A-3",
}
EXPECTED = InboundMessage(
    channel="files",
    account="电话",
    external_id="A-17",
    sender="u9",
    text="河边步道塌了一块。",
    sent_at=datetime(2026, 3, 5, 8, 5, tzinfo=SHANGHAI),
    title="步道塌陷",
    location=Location(36.62, 101.78, "城东区滨河路"),
    person=Person("祁女士", "13900000000", confidential=True),
    occurred_at=datetime(2026, 3, 4, 20, 30, tzinfo=SHANGHAI),
    kind="complaint",
    category="roads",
    refers_to="A-3",
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_takes_every_field_from_a_csv(tmp_path: Path, encoding: str) -> None:
    path = a_csv(tmp_path, list(EVERYTHING), list(EVERYTHING.values()), encoding=encoding)

    assert rows_of(path) == [Row(2, EXPECTED)]


def test_takes_every_field_from_a_workbook(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, list(EVERYTHING), list(EVERYTHING.values()))

    assert rows_of(path) == [Row(2, EXPECTED)]


def test_reads_numbers_and_dates_of_a_workbook_as_people_see_them(tmp_path: Path) -> None:
    path = a_workbook(
        tmp_path,
        ["id", "text", "time", "phone", "anonymous"],
        [7, "一", datetime(2026, 3, 5, 8, 5), 13900000000, True],
        [8.0, "二", date(2026, 3, 5), 13900000000.0, None],
        [9, "三", 46086.5, None, 0],
    )

    first, second, third = messages_of(path)
    assert [m.external_id for m in (first, second, third)] == ["7", "8", "9"]
    assert first.sent_at == datetime(2026, 3, 5, 8, 5, tzinfo=SHANGHAI)
    assert second.sent_at == datetime(2026, 3, 5, tzinfo=SHANGHAI)
    assert third.sent_at == datetime(2026, 3, 5, 12, tzinfo=SHANGHAI)
    assert {m.person.phone for m in (first, second)} == {"13900000000"}
    assert [m.person.anonymous for m in (first, second, third)] == [True, False, False]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_finds_out_what_parts_the_columns(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "reports.csv"
    path.write_text(f'id{delimiter}text\n1{delimiter}"灯{delimiter}坏了"\n')

    assert [message.text for message in messages_of(path)] == [f"灯{delimiter}坏了"]


def test_counts_rows_as_a_spreadsheet_does(tmp_path: Path) -> None:
    path = tmp_path / "reports.csv"
    path.write_text('id,text\n1,"一行\n又一行"\n\n , \n2,"也好"\n3,\n')

    rows = rows_of(path)

    assert [(row.number, row.message is not None) for row in rows] == [
        (2, True),
        (5, True),
        (6, False),
    ]


def test_an_operators_mapping_goes_before_the_headings(tmp_path: Path) -> None:
    path = a_csv(tmp_path, ["id", "text", "raw"], ["1", "草稿", "原话"])

    (message,) = messages_of(path, {"report.text": "raw", "external_id": "id"})

    assert message.text == "原话"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (["id", "text", "time"], {"id": "id", "text": "text", "time": "time"}),
        (["编号", "诉求内容"], {"id": "编号", "text": "诉求内容"}),
        (["ID", " Text "], {"id": "ID", "text": " Text "}),
        (["foo"], {}),
    ],
)
def test_guesses_columns_by_their_headings(headers: list[str], expected: dict[str, str]) -> None:
    assert guess_mapping(headers) == expected


def test_no_heading_suggests_two_fields() -> None:
    headings = [heading for known in HEADINGS.values() for heading in known]

    assert len(headings) == len(set(headings))


def test_a_title_stands_in_for_a_missing_text(tmp_path: Path) -> None:
    path = a_csv(tmp_path, ["id", "title", "text"], ["1", "路灯不亮", ""])

    assert messages_of(path)[0].text == "路灯不亮"


def test_a_name_in_the_column_of_anonymity_is_the_name_he_signed_with(tmp_path: Path) -> None:
    path = a_csv(tmp_path, ["id", "text", "anonymous"], ["1", "一", "韩师傅"], ["2", "二", "1"])

    first, second = messages_of(path)

    assert first.person == Person(name="韩师傅")
    assert second.person == Person(anonymous=True)


@pytest.mark.parametrize(
    ("word", "code"),
    [("投诉", "complaint"), ("感谢", "praise"), ("Consult", "consult"), ("灌水", "灌水"), ("", "")],
)
def test_knows_the_chinese_words_for_kinds(word: str, code: str) -> None:
    assert cell.kind(word) == code


def test_rows_without_ids_get_the_same_one_every_time(tmp_path: Path) -> None:
    path = a_csv(tmp_path, ["text", "name"], ["灯坏了", "甲"], ["灯坏了", "乙"])
    turned = a_csv(tmp_path / "..", ["name", "text"], ["甲", "灯坏了"], ["乙", "灯坏了"])

    ids = [message.external_id for message in messages_of(path)]

    assert len(set(ids)) == 2
    assert ids == [message.external_id for message in messages_of(path)]
    assert ids == [message.external_id for message in messages_of(turned)]


def test_counts_the_rows_ahead(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [("id", "text"), *((n, "x") for n in range(12))]

    assert count(a_csv(tmp_path, *rows)) == 12
    assert count(a_workbook(tmp_path, *rows)) == 12


@pytest.mark.skipif(not REAL.exists(), reason=f"{REAL} is not there")
def test_every_row_of_a_real_file_is_taken() -> None:
    rows = rows_of(REAL)

    assert len(rows) == count(REAL) == 1024
    assert not [row for row in rows if row.problems]
    assert len({row.message.external_id for row in rows if row.message}) == 1024
