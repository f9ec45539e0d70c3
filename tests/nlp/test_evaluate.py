import json
from pathlib import Path

import pytest

from nlp.evaluate import Judged, accuracy, calibration_error, curve, macro_f1, main

KINDS = [
    {"code": "consult", "name": "咨询", "cues": ["请问"]},
    {"code": "complaint", "name": "投诉", "cues": ["投诉"]},
]


@pytest.fixture
def vocabulary(tmp_path: Path) -> Path:
    path = tmp_path / "kinds.json"
    path.write_text(json.dumps(KINDS), encoding="utf-8")
    return path


def test_figures_of_a_small_set_are_those_worked_out_by_hand() -> None:
    judged = [
        Judged("a", "a", 0.9),
        Judged("a", "b", 0.6),
        Judged("b", "b", 0.8),
        Judged("b", None, 0.0),
    ]
    assert accuracy(judged) == 0.5
    assert macro_f1(judged) == pytest.approx((2 / 3 + 2 / 4) / 2)
    assert calibration_error(judged) == pytest.approx((0.1 + 0.6 + 0.2) / 3)


def test_a_curve_never_falls() -> None:
    points = [(i / 100, i % 3 != 0 if i < 50 else i % 5 != 0) for i in range(100)]
    shares = [share for _, share in curve(points)]
    assert shares == sorted(shares)


def test_prints_one_json_object(
    tmp_path: Path, vocabulary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("words,kind\n请问几点上班?,咨询\n投诉扰民,complaint\n", encoding="utf-8-sig")

    code = main(["kind", str(file), "--vocabulary", str(vocabulary), "--text", "words"])

    assert code == 0
    assert json.loads(capsys.readouterr().out)["accuracy"] == 1.0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("words,kind\nx,咨询\n", "no column text"),
        ("text,kind\nx,闲聊\n", "闲聊"),
        ("text,kind\n", "no rows"),
    ],
)
def test_says_what_is_wrong_with_a_file(
    tmp_path: Path,
    vocabulary: Path,
    capsys: pytest.CaptureFixture[str],
    content: str,
    says: str,
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(content, encoding="utf-8")

    assert main(["kind", str(file), "--vocabulary", str(vocabulary)]) == 2
    assert says in capsys.readouterr().err
