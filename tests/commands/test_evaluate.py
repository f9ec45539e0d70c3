"""`duokou evaluate answers`: the figures it prints, on replies written for this test."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from tests.commands.running import duokou, duokou_here

RULE = (
    "外地驾驶人可以在本市任何一个车辆管理分所换领驾驶证，先到指定医院完成身体检查再提交两张近期照片"
)
OTHER = (
    "该小区二次供水泵房的加压设备正在更换，预计本周末之前恢复高层住户的正常水压，期间由水车每日送水"
)
COLUMNS = ("id", "sender", "title", "time", "text", "reply")
ROWS = (
    (
        "1",
        "甲",
        "外地驾驶证在这里能换吗",
        "2020-01-01",
        "我的驾驶证快到期了",
        f"您好。{RULE}。感谢。",
    ),
    ("2", "乙", "高层停水", "2020-01-02", "家里水压太低，洗澡都没有水", f"网友您好。{OTHER}。"),
    ("3", "丙", "路灯不亮", "2020-01-03", "巷子里的灯坏了", "已安排维修人员更换三盏灯具。"),
    (
        "4",
        "丁",
        "驾驶证到期怎么换",
        "2020-02-01",
        "外地的驾驶证能在本地换领吗",
        f"答复如下。{RULE}。",
    ),
    ("5", "乙", "还是没有水压", "2020-02-02", "高层水压一直低", f"您好。{OTHER}。谢谢。"),
)


def messages(folder: Path, columns: tuple[str, ...] = COLUMNS) -> Path:
    path = folder / "messages.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(row[: len(columns)] for row in reversed(ROWS))
    return path


def test_prints_one_object_with_both_methods_side_by_side(tmp_path: Path) -> None:
    done = duokou("evaluate", "answers", str(messages(tmp_path)), "--json", cwd=tmp_path)

    figures = json.loads(done.out)
    assert done.code == 0, done.err
    assert (figures["rows"], figures["knowledge"], figures["questions"]) == (5, 4, 1)
    assert figures["ours"] == {"hit@1": 1.0, "hit@3": 1.0, "mrr": 1.0}
    assert figures["bm25"]["hit@3"] == 1.0
    again = figures["asked_again_by_the_same_sender"]
    assert again["questions"] == 1
    assert again["ours"]["hit@1"] == 1.0
    assert figures["threshold"]["messages"] == 0  # the first 200 are only knowledge


def test_prints_a_table_for_people(tmp_path: Path) -> None:
    done = duokou_here("evaluate", "answers", str(messages(tmp_path)), cwd=tmp_path)

    assert done.code == 0, done.err
    assert "hit@3" in done.out
    assert "BM25" in done.out
    assert "本人再问" in done.out


def test_says_which_column_is_missing(tmp_path: Path) -> None:
    done = duokou_here("evaluate", "answers", str(messages(tmp_path, COLUMNS[:-1])), cwd=tmp_path)

    assert done.code == 1
    assert "缺少列：reply" in done.err
    assert "Columns are missing: reply" in done.err


def test_asks_for_a_file(tmp_path: Path) -> None:
    done = duokou_here("evaluate", "answers", cwd=tmp_path)

    assert done.code == 2
    assert "file" in done.err.lower()
